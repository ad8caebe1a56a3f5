//! The memory of requests, faults, events, and the check of rotation functions. Control data crosses through serde-wasm-bindgen.

use fake_secrets_manager::{
    EventFilter, FaultSpec, Finding, Origin, RequestFilter, RotationCheck, Source, Value,
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
    /// Says how the next request reaches the fake (0: a client of the SDK, 1: directly, 2: over the wire, 3: from a rotation function), and
    /// which faults with a predicate select it.
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

    /// Lets every change arrive.
    pub fn settle(&self, now: f64) {
        self.service().settle(timestamp(now));
    }

    /// The recorded requests that a filter selects.
    pub fn requests(&self, filter: JsValue) -> Result<Array, JsError> {
        let filter = RequestFilter::read(from_object(filter)?).map_err(misuse)?;
        let records = self.service().requests(&filter).map_err(misuse)?;
        Ok(records.iter().map(value::to_js).collect())
    }

    /// How many requests are no longer kept.
    pub fn dropped_requests(&self) -> f64 {
        self.service().dropped_requests() as f64
    }

    /// Forgets all recorded requests.
    pub fn clear_requests(&self) {
        self.service().clear_requests();
    }

    /// The events that a filter selects.
    pub fn events(&self, filter: JsValue) -> Result<Array, JsError> {
        let filter = EventFilter::read(from_object(filter)?).map_err(misuse)?;
        let events = self.service().events(&filter).map_err(misuse)?;
        Ok(events.iter().map(value::to_js).collect())
    }

    /// How many events and requests there have been.
    pub fn event_count(&self) -> f64 {
        self.service().event_count() as f64
    }

    /// Injects a fault; gives its id.
    pub fn inject(&self, fault: JsValue) -> Result<f64, JsError> {
        let fault = FaultSpec::read(from_object(fault)?).map_err(misuse)?;
        let id = self.service().inject(fault).map_err(misuse)?;
        Ok(id as f64)
    }

    /// Takes a fault back.
    pub fn remove_fault(&self, fault: f64) {
        self.service().remove_fault(fault as u64);
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.service().clear_faults();
    }

    /// The faults that have not happened, in the words of the control.
    pub fn unused_faults(&self) -> Vec<String> {
        self.service().unused_faults()
    }

    /// The faults for an operation whose predicate the host has to evaluate.
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

    /// The next event to invoke the function with; undefined when all checks are done.
    pub fn next(&mut self, engine: &Engine, now: f64) -> JsValue {
        let next = self.check.next(&mut engine.service(), timestamp(now));
        next.map_or(JsValue::UNDEFINED, |invocation| {
            value::to_js(&invocation.event)
        })
    }

    /// Tells how an invocation went.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen borrows no text that may be absent"
    )]
    pub fn complete(&mut self, engine: &Engine, raised: Option<String>, output: &str) {
        self.check
            .complete(&mut engine.service(), raised.as_deref(), output);
    }

    /// How the checks ended.
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
