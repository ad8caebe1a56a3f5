//! The driver of rotations for Python: one class for the work of one caller.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::{self, ThreadId};

use fake_secrets_manager::{ClockChange, Event, Next, Outcome, Scope, SecretsManager, Timestamp};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes};

use crate::{Engine, misuse, values};

/// A drive of the engine. `end` and garbage collection end it, so that an interrupt does not leave it behind.
#[pyclass(frozen)]
pub(crate) struct Drive {
    engine: Py<Engine>,
    id: u64,
    /// The thread that began the drive.
    thread: ThreadId,
    /// The last known time of the host.
    now: AtomicI64,
    /// The events that occurred, after the drive has ended.
    events: OnceLock<Vec<Event>>,
}

#[pymethods]
impl Drive {
    /// Runs the rotation that a call started.
    #[staticmethod]
    fn of_run(engine: Py<Engine>, run: u64, within: Option<u64>, now: i64) -> PyResult<Self> {
        Self::begin(engine, Scope::Run(run), within, now)
    }

    /// Processes all due events.
    #[staticmethod]
    fn catch_up(engine: Py<Engine>, within: Option<u64>, now: i64) -> PyResult<Self> {
        Self::begin(engine, Scope::CatchUp(ClockChange::None), within, now)
    }

    /// Advances the clock, then processes all due events.
    #[staticmethod]
    fn advance(
        engine: Py<Engine>,
        milliseconds: i64,
        within: Option<u64>,
        now: i64,
    ) -> PyResult<Self> {
        let change = ClockChange::Advance(milliseconds);
        Self::begin(engine, Scope::CatchUp(change), within, now)
    }

    /// Stops the clock, at a given time or the current one, then processes all due events.
    #[staticmethod]
    fn freeze(
        engine: Py<Engine>,
        at: Option<i64>,
        within: Option<u64>,
        now: i64,
    ) -> PyResult<Self> {
        let change = ClockChange::Freeze(at.map(Timestamp));
        Self::begin(engine, Scope::CatchUp(change), within, now)
    }

    /// Runs the queue, each rotation up to a step or to its end.
    #[staticmethod]
    fn queue(
        engine: Py<Engine>,
        until: Option<&str>,
        within: Option<u64>,
        now: i64,
    ) -> PyResult<Self> {
        let scope = SecretsManager::queue_until(until).map_err(misuse)?;
        Self::begin(engine, scope, within, now)
    }

    /// The next invocation; False to wait for another drive; None when the drive is over.
    fn next<'py>(
        &self,
        py: Python<'py>,
        now: i64,
        waits: bool,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.now.store(now, Ordering::Relaxed);
        let next = self
            .engine
            .get()
            .lock()
            .next_invocation(self.id, waits, Timestamp(now));
        match next {
            Next::Invoke(invocation) => values::to_python(py, invocation.into()).map(Some),
            Next::Wait => Ok(Some(PyBool::new(py, false).to_owned().into_any())),
            Next::Done => Ok(None),
        }
    }

    /// Reports how an invocation ended: the type and message of the function's exception, or None.
    fn complete(&self, invocation: u64, failure: Option<(String, String)>, now: i64) {
        self.now.store(now, Ordering::Relaxed);
        let outcome = match failure {
            Some((kind, message)) => Outcome::Failed { kind, message },
            None => Outcome::Succeeded,
        };
        self.engine
            .get()
            .lock()
            .complete(invocation, outcome, Timestamp(now));
    }

    /// Ends the drive, and returns its report.
    fn end<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        let report = self.engine.get().lock().end_drive(self.id, now);
        if self.events.set(report.events.clone()).is_ok() {
            self.leave_thread();
        }
        values::to_python(py, report.into())
    }

    /// Whether its thread has no other unfinished drive, which could not continue while this one blocks the thread.
    fn is_alone_on_thread(&self) -> bool {
        self.engine.get().drives().get(&self.thread) == Some(&1)
    }

    /// The response of a server after a drive that changed the clock: status, headers, body.
    fn moved<'py>(&self, py: Python<'py>, now: i64) -> Answer<'py> {
        let events = self.events.get().map_or(&[][..], Vec::as_slice);
        let response = self.engine.get().lock().moved(events, Timestamp(now));
        let body = PyBytes::new(py, &response.body);
        (response.status, response.headers, body)
    }
}

type Answer<'py> = (u16, Vec<(&'static str, String)>, Bound<'py, PyBytes>);

impl Drive {
    fn begin(engine: Py<Engine>, scope: Scope, within: Option<u64>, now: i64) -> PyResult<Self> {
        let mut manager = engine.get().lock();
        manager.enter(within);
        let id = manager.begin_drive(scope, Timestamp(now)).map_err(misuse)?;
        drop(manager);
        let thread = thread::current().id();
        *engine.get().drives().entry(thread).or_default() += 1;
        Ok(Self {
            engine,
            id,
            thread,
            now: AtomicI64::new(now),
            events: OnceLock::new(),
        })
    }

    /// Counts the drive as ended. Has no effect if it is already counted.
    fn leave_thread(&self) {
        let mut drives = self.engine.get().drives();
        if let Some(count) = drives.get_mut(&self.thread) {
            *count -= 1;
            if *count == 0 {
                drives.remove(&self.thread);
            }
        }
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        self.engine.get().lock().end_drive(self.id, now);
        if self.events.get().is_none() {
            self.leave_thread();
        }
    }
}
