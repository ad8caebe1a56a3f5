//! Recorded requests, events, faults, and the check of rotation functions. serde-wasm-bindgen converts the data of controls.

use fake_secrets_manager::{
    EventFilter, FaultSpec, Finding, Language, Origin, RequestFilter, RotationCheck, Source, Value,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{Engine, from_object, misuse, object, timestamp, value};

/// The check of one rotation function.
#[wasm_bindgen]
pub struct RotationChecker {
    check: RotationCheck,
}

#[wasm_bindgen]
impl Engine {
    /// Sets the origin of the next request (0: a client of the SDK, 1: direct, 2: wire API, 3: a rotation function), and the faults whose
    /// predicate selects it.
    pub fn set_source(&self, origin: u8, predicates: Vec<f64>) {
        let origin = match origin {
            0 => Origin::Sdk,
            1 => Origin::Direct,
            3 => Origin::RotationStep,
            _ => Origin::Wire,
        };
        self.source.set(Some(Source {
            origin,
            predicates: predicates.into_iter().map(|fault| fault as u64).collect(),
        }));
    }

    /// Makes all changes visible.
    pub fn settle(&self, now: f64) {
        self.service().settle(timestamp(now));
    }

    /// The recorded requests that a filter selects.
    pub fn requests(&self, filter: JsValue) -> Result<Array, JsError> {
        let filter = RequestFilter::read(from_object(filter)?).map_err(misuse)?;
        let records = self.service().requests(&filter).map_err(misuse)?;
        Ok(records.iter().map(value::to_js).collect())
    }

    /// The number of dropped requests.
    pub fn dropped_requests(&self) -> f64 {
        self.service().dropped_requests() as f64
    }

    /// Deletes all recorded requests.
    pub fn clear_requests(&self) {
        self.service().clear_requests();
    }

    /// The events that a filter selects.
    pub fn events(&self, filter: JsValue) -> Result<Array, JsError> {
        let filter = EventFilter::read(from_object(filter)?).map_err(misuse)?;
        let events = self.service().events(&filter).map_err(misuse)?;
        Ok(events.iter().map(value::to_js).collect())
    }

    /// The number of events and requests so far.
    pub fn event_count(&self) -> f64 {
        self.service().event_count() as f64
    }

    /// Injects a fault. Returns its id.
    pub fn inject(&self, fault: JsValue) -> Result<f64, JsError> {
        let fault = FaultSpec::read(from_object(fault)?).map_err(misuse)?;
        let id = self.service().inject(fault).map_err(misuse)?;
        Ok(id as f64)
    }

    /// Removes a fault.
    pub fn remove_fault(&self, fault: f64) {
        self.service().remove_fault(fault as u64);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service().clear_faults();
    }

    /// The faults that have not occurred, each as a call of `fail`.
    pub fn unused_faults(&self) -> Vec<String> {
        self.service().unused_faults(Language::JavaScript)
    }

    /// The faults for an operation whose predicate the host must evaluate.
    pub fn faults_with_predicate(&self, operation: &str) -> Vec<f64> {
        let faults = self.service().faults_with_predicate(operation);
        faults.into_iter().map(|fault| fault as f64).collect()
    }
}

#[wasm_bindgen]
impl RotationChecker {
    /// A check on secrets with this value: all checks, or one of them.
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &JsValue, only: Option<String>) -> Result<Self, JsError> {
        let secret = value::from_js(secret, "secret")?;
        let mut check = RotationCheck::new(secret).map_err(misuse)?;
        if let Some(name) = only {
            check = check.only(&name).map_err(misuse)?;
        }
        Ok(Self { check })
    }

    /// The names of all checks.
    pub fn names() -> Vec<String> {
        RotationCheck::names().map(str::to_owned).collect()
    }

    /// The next event for the function; undefined when all checks are done.
    pub fn next(&mut self, engine: &Engine, now: f64) -> JsValue {
        let next = self.check.next(&mut engine.service(), timestamp(now));
        next.map_or(JsValue::UNDEFINED, |invocation| {
            value::to_js(&invocation.event)
        })
    }

    /// Reports the result of an invocation.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen borrows no text that may be absent"
    )]
    pub fn complete(&mut self, engine: &Engine, raised: Option<String>, output: &str) {
        self.check
            .complete(&mut engine.service(), raised.as_deref(), output);
    }

    /// The results of the checks.
    pub fn findings(&self) -> JsValue {
        let findings = self.check.findings();
        let finding = |finding: &Finding| {
            object([
                ("check", Some(Value::string(finding.check))),
                ("reason", Some(Value::string(finding.reason))),
                (
                    "failure",
                    Some(finding.failure.clone().map_or(Value::Null, Value::string)),
                ),
            ])
        };
        value::to_js(&Value::List(findings.iter().map(finding).collect()))
    }
}
