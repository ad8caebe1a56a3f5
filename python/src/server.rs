//! The HTTP server behind `fake.serve()` and `python -m fake_secrets_manager serve`.
//!
//! hyper reads and writes HTTP. The engine answers without Python if possible. Python provides the time, because tests replace its clock,
//! and handles requests that run rotation functions.

mod response;

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fake_secrets_manager::{
    ClockChange, FollowUp, HttpRequest, Port, Reply, Timestamp, largest_body,
};
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::{Engine, ServerAnswer};
pub(crate) use response::TransportFault;
use response::{Payload, failure, response, with_transport_fault, written};

/// How long a client may take to send the head of a request, or leave its connection idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(300);
/// How long a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// How much of an oversized body is read and discarded, so that the client reads the error response.
const LARGEST_REJECTED_BODY: usize = 1 << 26;
/// How long requests in progress may take when the server stops.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait if the process has no file descriptor left for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// A request that needs Python to finish. Python passes it back to `Engine.respond`.
#[pyclass(frozen)]
pub(crate) struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    port: Port,
}

impl Request {
    /// Passes the request to the engine.
    pub(crate) fn with<T>(&self, ask: impl FnOnce(&HttpRequest<'_>) -> T) -> T {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ask(&HttpRequest {
            method: &self.method,
            target: &self.target,
            headers: &headers,
            body: &self.body,
            port: self.port,
        })
    }
}

#[pymethods]
impl Request {
    /// The operation that the request calls through the wire API; empty for any other request.
    #[getter]
    fn operation(&self) -> String {
        self.with(|request| request.operation().unwrap_or_default().to_owned())
    }

    /// The body.
    #[getter]
    fn body(&self) -> &[u8] {
        &self.body
    }

    /// Creates a request of a caller in the process: `Request("GET", "/ping", [], b"", agent=True)`.
    #[new]
    #[pyo3(signature = (method, target, headers, body, agent=false))]
    fn new(
        method: String,
        target: String,
        headers: Vec<(String, String)>,
        body: &[u8],
        agent: bool,
    ) -> Self {
        let port = if agent { Port::Agent } else { Port::Everything };
        Self {
            method,
            target,
            headers,
            body: Bytes::copy_from_slice(body),
            port,
        }
    }
}

/// Converts a reply for Python.
pub(crate) fn to_python(py: Python<'_>, reply: Reply, started: Option<u64>) -> ServerAnswer<'_> {
    let follow_up = match reply.follow_up {
        FollowUp::None => None,
        FollowUp::CatchUp(ClockChange::None) => Some(("advance", None)),
        FollowUp::CatchUp(ClockChange::Advance(milliseconds)) => {
            Some(("advance", Some(milliseconds)))
        }
        FollowUp::CatchUp(ClockChange::Freeze(at)) => Some(("freeze", at.map(|at| at.0))),
        FollowUp::Reset => Some(("reset", None)),
    };
    let response = reply.response;
    let transport_fault = TransportFault::of(&response);
    let body = PyBytes::new(py, &response.body);
    (
        response.status,
        response.headers,
        body,
        follow_up,
        transport_fault,
        started,
    )
}

/// The shared state of all connections.
struct Shared {
    engine: Py<Engine>,
    /// Returns the time in milliseconds.
    now: Py<PyAny>,
    /// Finishes a request: receives the engine's answer so far and the request, and returns status, headers and body.
    finish: Py<PyAny>,
}

/// A server that runs until `stop`.
#[pyclass(frozen)]
pub(crate) struct Server {
    #[pyo3(get)]
    port: u16,
    #[pyo3(get)]
    agent_port: Option<u16>,
    running: Mutex<Option<Running>>,
}

struct Running {
    runtime: Runtime,
    stop: watch::Sender<bool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    /// A forked child process has none of the threads.
    process: u32,
}

#[pymethods]
impl Server {
    /// Listens on the address, and on a second port for the agent.
    #[new]
    #[pyo3(signature = (engine, now, finish, host, port, agent_port=None))]
    fn new(
        py: Python<'_>,
        engine: Py<Engine>,
        now: Py<PyAny>,
        finish: Py<PyAny>,
        host: &str,
        port: u16,
        agent_port: Option<u16>,
    ) -> PyResult<Self> {
        let shared = Arc::new(Shared {
            engine,
            now,
            finish,
        });
        py.detach(|| start(shared, host, port, agent_port))
    }

    /// Stops listening, and waits for requests in progress, with a limit. Idempotent.
    fn stop(&self, py: Python<'_>) {
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(running) = running else { return };
        if running.process != std::process::id() {
            std::mem::forget(running);
            return;
        }
        py.detach(|| {
            let _ = running.stop.send(true);
            running.runtime.block_on(async {
                for task in running.tasks {
                    let _ = tokio::time::timeout(GRACE + PAUSE, task).await;
                }
            });
            // A rotation function that does not return must not block the process.
            running.runtime.shutdown_timeout(PAUSE);
        });
    }
}

fn start(shared: Arc<Shared>, host: &str, port: u16, agent_port: Option<u16>) -> PyResult<Server> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("fake-secrets-manager")
        .enable_all()
        .build()
        .map_err(os_error)?;
    let (stop, stopped) = watch::channel(false);
    let listener = listen(&runtime, host, port)?;
    let agent_listener = agent_port
        .map(|port| listen(&runtime, host, port))
        .transpose()?;
    let bound = |listener: &TcpListener| {
        listener
            .local_addr()
            .map(|address| address.port())
            .map_err(os_error)
    };
    let server_port = bound(&listener)?;
    let server_agent_port = agent_listener.as_ref().map(bound).transpose()?;
    let mut tasks = vec![runtime.spawn(accept(
        listener,
        shared.clone(),
        Port::Everything,
        stopped.clone(),
    ))];
    if let Some(listener) = agent_listener {
        tasks.push(runtime.spawn(accept(listener, shared, Port::Agent, stopped)));
    }
    Ok(Server {
        port: server_port,
        agent_port: server_agent_port,
        running: Mutex::new(Some(Running {
            runtime,
            stop,
            tasks,
            process: std::process::id(),
        })),
    })
}

fn listen(runtime: &Runtime, host: &str, port: u16) -> PyResult<TcpListener> {
    let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(os_error)?.collect();
    runtime
        .block_on(TcpListener::bind(addresses.as_slice()))
        .map_err(os_error)
}

/// Creates an OSError with the error number, from which Python selects the class.
fn os_error(error: std::io::Error) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string())),
        None => PyOSError::new_err(error.to_string()),
    }
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    port: Port,
    mut stopped: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Sends small responses immediately.
        let _ = stream.set_nodelay(true);
        let shared = shared.clone();
        let service = service_fn(move |request| {
            let shared = shared.clone();
            serve(request, shared, port)
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // Errors of a connection concern only its client.
            let _ = watched.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

/// Answers a request. An error closes the connection without a response.
async fn serve(
    request: hyper::Request<Incoming>,
    shared: Arc<Shared>,
    port: Port,
) -> Result<hyper::Response<Payload>, std::io::Error> {
    let (head, body) = request.into_parts();
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str())
        .to_owned();
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), latin1(value.as_bytes())))
        .collect();
    let body = match read_body(body, largest_body(&target)).await {
        Ok(body) => body,
        Err(Unread::TooLarge) => return Ok(too_large(&shared)),
        Err(Unread::Broken) => return Ok(failure(400)),
    };
    let request = Request {
        method: head.method.as_str().to_owned(),
        target,
        headers,
        body,
        port,
    };
    let asked = shared.ask(|engine, now| {
        if engine.needs_python() {
            return None;
        }
        request.with(|asked| engine.answer_request(asked, now, true))
    });
    let Some(answer) = asked else {
        return Ok(failure(500));
    };
    match answer {
        Some((
            Reply {
                response,
                follow_up: FollowUp::None,
            },
            None,
        )) => {
            let transport_fault = TransportFault::of(&response);
            with_transport_fault(written(response), transport_fault).await
        }
        answer => {
            // Rotation functions can take long, and other connections must not wait.
            let finished =
                tokio::task::spawn_blocking(move || shared.finish(answer, request)).await;
            match finished.ok().flatten() {
                Some(finished) => {
                    with_transport_fault(finished.response, finished.transport_fault).await
                }
                None => Ok(failure(500)),
            }
        }
    }
}

/// Status, headers, body, and the effect of a fault on them.
type FromPython = (u16, Vec<(String, String)>, Vec<u8>, Py<TransportFault>);

/// A response that Python has finished.
struct Finished {
    response: hyper::Response<Payload>,
    transport_fault: TransportFault,
}

impl Shared {
    /// Asks the engine with Python's time, and holds the GIL for the call (see [`Engine`]). None while the interpreter ends.
    fn ask<T>(&self, ask: impl FnOnce(&Engine, i64) -> T) -> Option<T> {
        Python::try_attach(|py| {
            let now = self.now.call0(py).and_then(|now| now.extract::<i64>(py));
            now.ok().map(|now| ask(self.engine.get(), now))
        })?
    }

    fn finish(&self, answer: Option<(Reply, Option<u64>)>, request: Request) -> Option<Finished> {
        Python::try_attach(|py| {
            let answer = answer.map(|(reply, started)| to_python(py, reply, started));
            let finished = self
                .finish
                .call1(py, (answer, request))
                .and_then(|finished| finished.extract::<FromPython>(py));
            match finished {
                Ok((status, headers, body, transport_fault)) => Some(Finished {
                    response: response(status, &headers, body),
                    transport_fault: *transport_fault.get(),
                }),
                Err(error) => {
                    error.write_unraisable(py, None);
                    None
                }
            }
        })?
    }
}

/// Why a body was not read.
enum Unread {
    TooLarge,
    Broken,
}

async fn read_body(mut body: Incoming, limit: usize) -> Result<Bytes, Unread> {
    let reading = async {
        let promised = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        let mut read = Vec::with_capacity(if promised > limit { 0 } else { promised });
        // The rest of an oversized body is read too, up to a limit, so that the client reads the error response.
        let mut length = 0_usize;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Unread::Broken)?;
            let data = frame.data_ref().map_or(&[] as &[u8], |data| data);
            length = length.saturating_add(data.len());
            if length <= limit {
                read.extend_from_slice(data);
            } else if length > limit.saturating_add(LARGEST_REJECTED_BODY) {
                break;
            }
        }
        if length > limit {
            return Err(Unread::TooLarge);
        }
        Ok(Bytes::from(read))
    };
    tokio::time::timeout(BODY_TIMEOUT, reading)
        .await
        .unwrap_or(Err(Unread::Broken))
}

fn too_large(shared: &Shared) -> hyper::Response<Payload> {
    let response = shared.ask(|engine, now| engine.lock().too_large(Timestamp(now)));
    let Some(response) = response else {
        return failure(500);
    };
    let mut response = written(response);
    response
        .headers_mut()
        .insert(hyper::header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Decodes header bytes as Latin-1, as Python's HTTP libraries do.
fn latin1(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => text.to_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
