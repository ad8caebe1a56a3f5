//! The memory of requests, faults, events, and the check of rotation functions.

use fake_secrets_manager::{EventFilter, FaultSpec, RequestFilter, RotationCheck, Timestamp, Value};
use pyo3::prelude::*;
use serde::de::DeserializeOwned;

use crate::{Engine, misuse, misuse_text, values};

#[pymethods]
impl Engine {
    /// The recorded requests that a filter in JSON selects, as dicts.
    fn requests<'py>(&self, py: Python<'py>, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let filter: RequestFilter = arguments(filter)?;
        let records = self.lock().requests(&filter).map_err(misuse)?;
        values::to_python(py, Value::List(records))
    }

    /// How many requests are no longer kept.
    fn dropped_requests(&self) -> u64 {
        self.lock().dropped_requests()
    }

    /// Forgets all recorded requests.
    fn clear_requests(&self) {
        self.lock().clear_requests();
    }

    /// The events that a filter in JSON selects, as dicts.
    fn events<'py>(&self, py: Python<'py>, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let filter: EventFilter = arguments(filter)?;
        let events = self.lock().events(&filter).map_err(misuse)?;
        values::to_python(py, Value::List(events))
    }

    /// How many events and requests there have been.
    fn event_count(&self) -> u64 {
        self.lock().event_count()
    }

    /// Injects a fault that JSON describes; returns its id.
    fn inject(&self, fault: &str) -> PyResult<u64> {
        let fault: FaultSpec = arguments(fault)?;
        self.lock().inject(fault).map_err(misuse)
    }

    /// Takes a fault back.
    fn remove_fault(&self, fault: u64) {
        self.lock().remove_fault(fault);
    }

    /// Takes all faults back.
    fn clear_faults(&self) {
        self.lock().clear_faults();
    }

    /// The faults that have not happened, in the words of the control.
    fn unused_faults(&self) -> Vec<String> {
        self.lock().unused_faults()
    }

    /// The faults for an operation whose predicate the host has to evaluate.
    fn faults_with_predicate(&self, operation: &str) -> Vec<u64> {
        self.lock().faults_with_predicate(operation)
    }

    /// Begins a check of a rotation function on this fake.
    fn begin_rotation_check(&self, secret: &Bound<'_, PyAny>) -> PyResult<()> {
        let check = RotationCheck::new(values::from_python(secret, "secret")?).map_err(misuse)?;
        *self.check() = Some(check);
        Ok(())
    }

    /// The next event to invoke the function with; None when all checks are done.
    fn next_check_invocation<'py>(
        &self,
        py: Python<'py>,
        now: i64,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let mut check = self.check();
        let next = check
            .as_mut()
            .and_then(|check| check.next(&mut self.lock(), Timestamp(now)));
        next.map(|invocation| values::to_python(py, invocation.event))
            .transpose()
    }

    /// Tells how an invocation went.
    fn complete_check_invocation(&self, raised: Option<&str>, output: &str) {
        if let Some(check) = self.check().as_mut() {
            check.complete(&mut self.lock(), raised, output);
        }
    }

    /// Each check with its reason and what was seen where it failed.
    fn rotation_check_findings(&self) -> Vec<(&'static str, &'static str, Option<String>)> {
        let check = self.check();
        let findings = check.as_ref().map(RotationCheck::findings).unwrap_or_default();
        findings
            .iter()
            .map(|finding| (finding.check, finding.reason, finding.failure.clone()))
            .collect()
    }
}

/// Arguments that cross as JSON.
fn arguments<Arguments: DeserializeOwned>(json: &str) -> PyResult<Arguments> {
    serde_json::from_str(json).map_err(|problem| misuse_text(problem.to_string()))
}
