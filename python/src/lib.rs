//! The Python binding: one class that converts values and holds the lock. It has no rules of the service.

mod functions;
mod memory;
mod rotations;
mod seed_source;
mod server;
mod values;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

use fake_secrets_manager::{
    AgentSettings, CallError, Caller, Consistency, HttpRequest, KnownFunctions, Language, Origin,
    Reply, RotationSteps, SecretsManager, SeedOptions, Settings, Timestamp, Value,
};
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{IntoPyDict, PyBytes, PyDict};

pyo3::create_exception!(
    fake_secrets_manager,
    Misuse,
    PyTypeError,
    "The fake itself was used incorrectly. The message states what was given and what is expected, with an example."
);
pyo3::create_exception!(
    fake_secrets_manager,
    ServiceError,
    PyException,
    "An error of the service: code, message, status, request id, situation."
);

/// One fake of AWS Secrets Manager. Methods that need the time take it as `now`, in milliseconds since the epoch.
#[pyclass(frozen)]
struct Engine {
    // Invariant: the holder of the lock also holds the GIL, and runs no Python code. So no thread waits for itself, and a fork, which needs
    // the GIL, never copies a lock that another thread holds. A call takes microseconds, so releasing the GIL would gain nothing.
    manager: Mutex<SecretsManager>,
    /// Whether Python code listens for events.
    has_listeners: AtomicBool,
    /// The number of unfinished drives by the thread that began them. Contains only threads with an unfinished drive.
    drives: Mutex<HashMap<ThreadId, usize>>,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (
        seed, now, *, region=None, account_id=None, secrets=None, rotation_functions=None, rotation_steps=None,
        consistency=None
    ))]
    #[expect(clippy::too_many_arguments, reason = "Python gives each by its name")]
    fn new(
        seed: u64,
        now: i64,
        region: Option<String>,
        account_id: Option<String>,
        secrets: Option<&Bound<'_, PyAny>>,
        rotation_functions: Option<&str>,
        rotation_steps: Option<&str>,
        consistency: Option<&str>,
    ) -> PyResult<Self> {
        let defaults = Settings::default();
        let secrets = secrets.map(|secrets| values::from_python(secrets, "secrets"));
        let settings = Settings {
            region: region.unwrap_or(defaults.region),
            account_id: account_id.unwrap_or(defaults.account_id),
            seed,
            secrets: secrets.transpose()?.unwrap_or(Value::Null),
            rotation_functions: KnownFunctions::named(rotation_functions).map_err(misuse)?,
            rotation_steps: RotationSteps::named(rotation_steps).map_err(misuse)?,
            consistency: Consistency::named(consistency).map_err(misuse)?,
            now: Timestamp(now),
        };
        let manager = SecretsManager::new(settings).map_err(misuse)?;
        Ok(Self {
            manager: Mutex::new(manager),
            has_listeners: AtomicBool::new(false),
            drives: Mutex::default(),
        })
    }

    /// The region of callers that specify none.
    #[getter]
    fn region(&self) -> String {
        self.lock().settings().region.clone()
    }

    /// The seed that decides ids, ARNs and passwords.
    #[getter]
    fn initial_seed(&self) -> u64 {
        self.lock().settings().seed
    }

    /// The account of callers that specify none.
    #[getter]
    fn account_id(&self) -> String {
        self.lock().settings().account_id.clone()
    }

    /// Answers a raw request. Returns status, headers, body, and the run of the rotation that it started. None means that due events must be
    /// processed first.
    #[pyo3(signature = (headers, body, now, *, within=None, waits=true))]
    fn handle<'py>(
        &self,
        py: Python<'py>,
        headers: Vec<(PyBackedStr, PyBackedStr)>,
        body: PyBackedBytes,
        now: i64,
        within: Option<u64>,
        waits: bool,
    ) -> PyResult<Option<WireAnswer<'py>>> {
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let answer = self.when_ready(now, within, waits, |manager| {
            manager.handle_from(
                memory::take_source(Origin::Wire),
                &headers,
                &body,
                Timestamp(now),
            )
        });
        let Some((answer, started)) = answer else {
            return Ok(None);
        };
        memory::note_transport_fault(&answer);
        Ok(Some((
            answer.status,
            answer.headers.into_py_dict(py)?,
            PyBytes::new(py, &answer.body),
            started,
        )))
    }

    /// Answers a request of a server: (status, headers, body, follow-up, transport_fault, run). None means that due events must be processed first.
    /// The follow-up is ("advance", milliseconds) or ("freeze", time) if the clock must change, ("reset", None) after a reset, or None.
    #[pyo3(signature = (request, now, waits=true))]
    fn respond<'py>(
        &self,
        py: Python<'py>,
        request: &server::Request,
        now: i64,
        waits: bool,
    ) -> Option<ServerAnswer<'py>> {
        let answer = request.with(|request| self.answer_request(request, now, waits));
        answer.map(|(reply, started)| server::to_python(py, reply, started))
    }

    /// Whether Python code listens for events. A server then passes each request to Python.
    fn set_has_listeners(&self, has_listeners: bool) {
        self.has_listeners.store(has_listeners, Ordering::Relaxed);
    }

    /// Sets the options of a server's agent.
    #[pyo3(signature = (token, ttl_seconds))]
    fn configure_agent(&self, token: Option<String>, ttl_seconds: u16) {
        self.lock()
            .configure_agent(AgentSettings { token, ttl_seconds });
    }

    /// Allows additional host names for a server.
    fn allow_hosts(&self, hosts: Vec<String>) -> PyResult<()> {
        self.lock().allow_hosts(hosts).map_err(misuse)
    }

    /// The variables with which other processes reach a server.
    #[pyo3(signature = (url, agent_port=None))]
    fn environment<'py>(
        &self,
        py: Python<'py>,
        url: &str,
        agent_port: Option<u16>,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.lock().environment(url, agent_port).into_py_dict(py)
    }

    /// Answers a request that is a dict. Returns the response as a dict and the run of the rotation that it started, or raises `ServiceError`. None
    /// means that due events must be processed first.
    #[expect(
        clippy::too_many_arguments,
        reason = "keyword arguments of a Python method"
    )]
    #[pyo3(signature = (operation, request, now, *, region=None, account_id=None, within=None, waits=true))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        request: &Bound<'py, PyAny>,
        now: i64,
        region: Option<String>,
        account_id: Option<String>,
        within: Option<u64>,
        waits: bool,
    ) -> PyResult<Option<(Bound<'py, PyAny>, Option<u64>)>> {
        let request = values::from_python(request, "request")?;
        let caller = Caller { account_id, region };
        let answer = self.when_ready(now, within, waits, |manager| {
            manager.call_from(
                memory::take_source(Origin::Direct),
                operation,
                request,
                &caller,
                Timestamp(now),
            )
        });
        match answer {
            None => Ok(None),
            Some((Ok(response), started)) => Ok(Some((values::to_python(py, response)?, started))),
            Some((Err(CallError::Service(no)), _)) => Err(ServiceError::new_err((
                no.code,
                no.message,
                no.status,
                no.request_id,
                no.situation,
            ))),
            Some((Err(CallError::Misuse(error)), _)) => Err(misuse(error)),
        }
    }

    /// Reads without side effects. Returns None if the service returns an error.
    fn peek<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        request: &Bound<'py, PyAny>,
        now: i64,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let request = values::from_python(request, "request")?;
        let caller = Caller::default();
        let answer = self
            .lock()
            .peek(operation, request, &caller, Timestamp(now));
        match answer {
            Ok(response) => values::to_python(py, response).map(Some),
            Err(CallError::Service(_)) => Ok(None),
            Err(CallError::Misuse(error)) => Err(misuse(error)),
        }
    }

    /// The whole state as JSON text. The same state gives the same bytes.
    fn snapshot<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.lock().snapshot())
    }

    /// Replaces the whole state.
    fn restore(&self, document: PyBackedBytes) -> PyResult<()> {
        self.lock().restore(&document).map_err(misuse)
    }

    /// Compares the secrets of a snapshot with those of another one, or the current ones.
    fn diff<'py>(
        &self,
        py: Python<'py>,
        before: &[u8],
        after: Option<&[u8]>,
        reveal: bool,
        now: i64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let difference = self
            .lock()
            .diff(before, after, reveal, Timestamp(now))
            .map_err(misuse)?;
        values::to_python(py, difference)
    }

    /// The rotation functions that the fake knows, by ARN, or by the type of external secrets.
    fn rotation_functions(&self) -> Vec<String> {
        let manager = self.lock();
        manager.rotation_functions().map(str::to_owned).collect()
    }

    /// Creates secrets from a dict from name to text, bytes, a dict, or a description.
    #[pyo3(signature = (secrets, now, *, replace=false, region=None, account_id=None))]
    fn seed(
        &self,
        secrets: &Bound<'_, PyAny>,
        now: i64,
        replace: bool,
        region: Option<String>,
        account_id: Option<String>,
    ) -> PyResult<()> {
        let secrets = values::from_python(secrets, "secrets")?;
        let place = Caller { account_id, region };
        let options = SeedOptions { replace, place };
        self.lock()
            .seed_with(secrets, &options, Timestamp(now))
            .map_err(misuse)
    }

    /// Rejects an invalid region or account.
    #[pyo3(signature = (region=None, account_id=None))]
    fn check_caller(&self, region: Option<String>, account_id: Option<String>) -> PyResult<()> {
        let caller = Caller { account_id, region };
        self.lock().check_caller(&caller).map_err(misuse)
    }

    /// Returns and removes hints about probable mistakes of the test.
    fn take_hints(&self) -> Vec<String> {
        let hints = self.lock().take_hints();
        hints.iter().map(ToString::to_string).collect()
    }

    /// Allows hints to be reported again, for the next test.
    fn forget_hints(&self) {
        self.lock().forget_hints();
    }

    /// The whole state, for `return_to`.
    fn state(&self) -> State {
        State(self.lock().clone())
    }

    /// Returns to a state.
    fn return_to(&self, state: &State) {
        self.lock().return_to(&state.0);
    }

    /// Resets the fake to its initial state.
    fn reset(&self, now: i64) {
        self.lock().reset(Timestamp(now));
    }

    /// Declares the state of a KMS key, and the actions that callers may not perform.
    fn kms_key(&self, key_id: &str, state: &str, denied: Vec<PyBackedStr>) -> PyResult<()> {
        let denied: Vec<&str> = denied.iter().map(|right| &**right).collect();
        self.lock()
            .declare_kms_key(key_id, state, &denied)
            .map_err(misuse)
    }

    /// Makes the next calls of an operation fail or, without a code, a rotation step.
    fn fail(
        &self,
        target: &str,
        code: Option<&str>,
        message: Option<String>,
        times: u32,
    ) -> PyResult<()> {
        self.lock()
            .fail(target, code, message, times)
            .map_err(misuse)
    }

    /// Starts the clock again.
    fn unfreeze(&self) {
        self.lock().unfreeze();
    }

    /// The fake's time, for a caller in the function of this invocation.
    #[pyo3(signature = (now, within=None))]
    fn now<'py>(
        &self,
        py: Python<'py>,
        now: i64,
        within: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut manager = self.lock();
        manager.enter(within);
        let now = manager.now(Timestamp(now));
        drop(manager);
        values::to_python(py, Value::Timestamp(now))
    }

    /// Registers a rotation function. Returns its id in invocations.
    fn add_rotation_function(&self, function: &str) -> PyResult<String> {
        self.lock().add_rotation_function(function).map_err(misuse)
    }

    /// The unfinished runs, oldest first.
    fn queued_runs(&self) -> Vec<u64> {
        self.lock().queued_runs()
    }

    /// The entries of the log that have changed since a version of it.
    fn rotations<'py>(&self, py: Python<'py>, since: u64) -> PyResult<Bound<'py, PyAny>> {
        let changes = self.lock().rotations_since(since);
        values::to_python(py, changes.into())
    }
}

/// The next action of a server's host: `advance`, `freeze` or `reset`, with the milliseconds.
type FollowUpOfServer = Option<(&'static str, Option<i64>)>;

/// Status, headers, body, the next action of the host, the effect of a fault on the response, and the run of the rotation that the request
/// started.
type ServerAnswer<'py> = (
    u16,
    Vec<(&'static str, String)>,
    Bound<'py, PyBytes>,
    FollowUpOfServer,
    server::TransportFault,
    Option<u64>,
);

/// Status, headers, body, and the run of the rotation that the request started.
type WireAnswer<'py> = (u16, Bound<'py, PyDict>, Bound<'py, PyBytes>, Option<u64>);

impl Engine {
    /// Ignores poisoning: a panic would be a bug of the engine, but must not make all later calls fail.
    pub(crate) fn lock(&self) -> MutexGuard<'_, SecretsManager> {
        self.manager.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of drives by thread. Like the manager, only the holder of the GIL locks it.
    pub(crate) fn drives(&self) -> MutexGuard<'_, HashMap<ThreadId, usize>> {
        self.drives.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a server must pass each request to Python, which evaluates predicates of faults and calls listeners.
    pub(crate) fn needs_python(&self) -> bool {
        self.has_listeners.load(Ordering::Relaxed) || self.lock().has_predicates()
    }

    /// Whether there are hints that Python code must log.
    pub(crate) fn has_hints(&self) -> bool {
        self.lock().has_hints()
    }

    /// Asks the engine for a caller in the function of an invocation. Also returns the run that the call started. None means that due events must
    /// be processed first, or that a caller that waits must wait for another drive that catches up.
    fn when_ready<T>(
        &self,
        now: i64,
        within: Option<u64>,
        waits: bool,
        ask: impl FnOnce(&mut SecretsManager) -> T,
    ) -> Option<(T, Option<u64>)> {
        let mut manager = self.lock();
        manager.enter(within);
        if waits && !manager.is_ready(Timestamp(now)) {
            return None;
        }
        let answer = ask(&mut manager);
        Some((answer, manager.take_started()))
    }

    /// Answers a request of a server. None means that due events must be processed first, or that another drive catches up.
    fn answer_request(
        &self,
        request: &HttpRequest<'_>,
        now: i64,
        waits: bool,
    ) -> Option<(Reply, Option<u64>)> {
        self.when_ready(now, None, waits, |manager| {
            manager.respond_from(memory::take_source(Origin::Wire), request, Timestamp(now))
        })
    }
}

pub(crate) fn misuse(error: fake_secrets_manager::Misuse) -> PyErr {
    Misuse::new_err(error.message(Language::Python))
}

/// A state of an engine.
#[pyclass(frozen)]
struct State(SecretsManager);

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::functions::{
        describe, format_environment, is_endpoint, join_parameters, labels_of_aws, nearest,
        operations, split_parameters, version,
    };
    #[pymodule_export]
    use super::memory::{RotationChecker, set_source, take_transport_fault};
    #[pymodule_export]
    use super::rotations::Drive;
    #[pymodule_export]
    use super::seed_source::PySeedSource;
    #[pymodule_export]
    use super::server::{Request, Server, TransportFault};
    #[pymodule_export]
    use super::{Engine, Misuse, ServiceError, State};
}
