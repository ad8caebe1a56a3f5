//! The memory of requests, faults, events, and the check of rotation functions.

use std::cell::{Cell, RefCell};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fake_secrets_manager::{
    Connection, Delay, DelayClock, EventFilter, FaultSpec, HttpResponse, Origin, RequestFilter,
    RotationCheck, Source, Timestamp, Value,
};
use pyo3::prelude::*;

use crate::{Engine, Misuse, misuse, values};

#[pymethods]
impl Engine {
    /// The recorded requests that a filter in JSON selects, as dicts.
    fn requests<'py>(&self, py: Python<'py>, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let filter = RequestFilter::read(arguments(filter)?).map_err(misuse)?;
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
        let filter = EventFilter::read(arguments(filter)?).map_err(misuse)?;
        let events = self.lock().events(&filter).map_err(misuse)?;
        values::to_python(py, Value::List(events))
    }

    /// How many events and requests there have been.
    fn event_count(&self) -> u64 {
        self.lock().event_count()
    }

    /// Injects a fault that JSON describes; returns its id.
    fn inject(&self, fault: &str) -> PyResult<u64> {
        let fault = FaultSpec::read(arguments(fault)?).map_err(misuse)?;
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

    /// Lets every change arrive.
    fn settle(&self, now: i64) {
        self.lock().settle(Timestamp(now));
    }
}

thread_local! {
    /// How the next request of this thread reaches the fake, and what a fault does to the last answer. Between the calls of a method that
    /// uses these, no other code of the thread runs.
    static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
    static DISTURBANCE: Cell<Disturbance> = const { Cell::new((None, None)) };
}

/// What a fault does to an answer on its way: milliseconds of delay on the real clock, and how the connection breaks.
type Disturbance = (Option<u32>, Option<Connection>);

/// How the request at hand reaches the fake; `otherwise` where nobody has said so.
pub(crate) fn take_source(otherwise: Origin) -> Source {
    SOURCE.take().unwrap_or(Source {
        origin: otherwise,
        predicates: Vec::new(),
    })
}

/// What a fault does to an answer.
pub(crate) fn disturbance_of(response: &HttpResponse) -> Disturbance {
    let real = |delay: &Delay| delay.clock == DelayClock::Real;
    let delay = response.delay.filter(real).map(|delay| delay.milliseconds);
    (delay, response.connection)
}

/// Keeps what a fault does to an answer on its way.
pub(crate) fn note_disturbance(response: &HttpResponse) {
    DISTURBANCE.set(disturbance_of(response));
}

/// Says how the next request of this thread reaches the fake ("sdk", "direct", "wire" or "rotation step"), and which faults with a
/// predicate select it.
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

/// The milliseconds for which the last answer of this thread is to be delayed, and how its connection breaks.
#[pyfunction]
pub(crate) fn take_disturbance() -> (Option<u32>, Option<&'static str>) {
    let (delay, connection) = DISTURBANCE.take();
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

    /// The next event to invoke the function with; None when all checks are done.
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

    /// Tells how an invocation went.
    fn complete(&self, engine: &Engine, raised: Option<&str>, output: &str) {
        self.lock().complete(&mut engine.lock(), raised, output);
    }

    /// Each check with its reason and what was seen where it failed.
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

/// Arguments that cross as JSON.
fn arguments(json: &str) -> PyResult<Value> {
    serde_json::from_str(json).map_err(|problem| Misuse::new_err(problem.to_string()))
}
