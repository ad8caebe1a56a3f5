//! Recorded requests, events, faults, and the check of rotation functions.

use std::cell::{Cell, RefCell};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fake_secrets_manager::{
    Connection, Delay, DelayClock, EventFilter, FaultSpec, HttpResponse, Language, Origin,
    RequestFilter, RotationCheck, Source, Timestamp, Value,
};
use pyo3::prelude::*;

use crate::{Engine, Misuse, misuse, values};

#[pymethods]
impl Engine {
    /// The recorded requests that a JSON filter selects, as dicts.
    fn requests<'py>(&self, py: Python<'py>, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let filter = RequestFilter::read(arguments(filter)?).map_err(misuse)?;
        let records = self.lock().requests(&filter).map_err(misuse)?;
        values::to_python(py, Value::List(records))
    }

    /// The number of dropped requests.
    fn dropped_requests(&self) -> u64 {
        self.lock().dropped_requests()
    }

    /// Deletes all recorded requests.
    fn clear_requests(&self) {
        self.lock().clear_requests();
    }

    /// The events that a JSON filter selects, as dicts.
    fn events<'py>(&self, py: Python<'py>, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let filter = EventFilter::read(arguments(filter)?).map_err(misuse)?;
        let events = self.lock().events(&filter).map_err(misuse)?;
        values::to_python(py, Value::List(events))
    }

    /// The number of events and requests so far.
    fn event_count(&self) -> u64 {
        self.lock().event_count()
    }

    /// Injects a fault from a JSON description. Returns its id.
    fn inject(&self, fault: &str) -> PyResult<u64> {
        let fault = FaultSpec::read(arguments(fault)?).map_err(misuse)?;
        self.lock().inject(fault).map_err(misuse)
    }

    /// Removes a fault.
    fn remove_fault(&self, fault: u64) {
        self.lock().remove_fault(fault);
    }

    /// Removes all faults.
    fn clear_faults(&self) {
        self.lock().clear_faults();
    }

    /// The faults that have not occurred, each as a call of `fail`.
    fn unused_faults(&self) -> Vec<String> {
        self.lock().unused_faults(Language::Python)
    }

    /// The faults for an operation whose predicate the host must evaluate.
    fn faults_with_predicate(&self, operation: &str) -> Vec<u64> {
        self.lock().faults_with_predicate(operation)
    }

    /// Makes all changes visible.
    fn settle(&self, now: i64) {
        self.lock().settle(Timestamp(now));
    }
}

thread_local! {
    /// The origin of this thread's next request, and the effect of a fault on its last response. No other code of the thread runs between the
    /// calls that use these.
    static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
    static TRANSPORT_FAULT: Cell<TransportFault> = const { Cell::new((None, None)) };
}

/// The effect of a fault on a response: milliseconds of delay on the real clock, and how the connection breaks.
type TransportFault = (Option<u32>, Option<Connection>);

/// The origin of the current request; `otherwise` if it was not set.
pub(crate) fn take_source(otherwise: Origin) -> Source {
    SOURCE.take().unwrap_or(Source {
        origin: otherwise,
        predicates: Vec::new(),
    })
}

/// The effect of a fault on a response.
pub(crate) fn transport_fault_of(response: &HttpResponse) -> TransportFault {
    let real = |delay: &Delay| delay.clock == DelayClock::Real;
    let delay = response.delay.filter(real).map(|delay| delay.milliseconds);
    (delay, response.connection)
}

/// Stores the effect of a fault on a response.
pub(crate) fn note_transport_fault(response: &HttpResponse) {
    TRANSPORT_FAULT.set(transport_fault_of(response));
}

/// Sets the origin of this thread's next request ("sdk", "direct", "wire" or "rotation step"), and the faults whose predicate selects it.
#[pyfunction]
pub(crate) fn set_source(origin: &str, predicates: Vec<u64>) {
    let origin = match origin {
        "sdk" => Origin::Sdk,
        "direct" => Origin::Direct,
        "rotation step" => Origin::RotationStep,
        _ => Origin::Wire,
    };
    SOURCE.set(Some(Source { origin, predicates }));
}

/// The delay of this thread's last response in milliseconds, and how its connection breaks.
#[pyfunction]
pub(crate) fn take_transport_fault() -> (Option<u32>, Option<&'static str>) {
    let (delay, connection) = TRANSPORT_FAULT.take();
    (delay, connection.map(Connection::name))
}

/// The check of one rotation function.
#[pyclass(frozen)]
pub(crate) struct RotationChecker {
    check: Mutex<RotationCheck>,
}

#[pymethods]
impl RotationChecker {
    /// All checks, or one of them.
    #[new]
    #[pyo3(signature = (secret, only=None))]
    fn new(secret: &Bound<'_, PyAny>, only: Option<&str>) -> PyResult<Self> {
        let mut check =
            RotationCheck::new(values::from_python(secret, "secret")?).map_err(misuse)?;
        if let Some(name) = only {
            check = check.only(name).map_err(misuse)?;
        }
        Ok(Self {
            check: Mutex::new(check),
        })
    }

    /// The names of all checks.
    #[staticmethod]
    fn names() -> Vec<&'static str> {
        RotationCheck::names().collect()
    }

    /// The next event for the function. None when all checks are done.
    fn next<'py>(
        &self,
        py: Python<'py>,
        engine: &Engine,
        now: i64,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = self.lock().next(&mut engine.lock(), Timestamp(now));
        next.map(|invocation| values::to_python(py, invocation.event))
            .transpose()
    }

    /// Reports the result of an invocation.
    fn complete(&self, engine: &Engine, raised: Option<&str>, output: &str) {
        self.lock().complete(&mut engine.lock(), raised, output);
    }

    /// Each check with its reason, and what it observed if it failed.
    fn findings(&self) -> Vec<(&'static str, &'static str, Option<String>)> {
        self.lock()
            .findings()
            .iter()
            .map(|finding| (finding.check, finding.reason, finding.failure.clone()))
            .collect()
    }
}

impl RotationChecker {
    fn lock(&self) -> MutexGuard<'_, RotationCheck> {
        self.check.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Parses arguments that are passed as JSON.
fn arguments(json: &str) -> PyResult<Value> {
    serde_json::from_str(json).map_err(|problem| Misuse::new_err(problem.to_string()))
}
