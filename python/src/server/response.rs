//! Writes responses, with the effects of faults on them.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use fake_secrets_manager::{Connection, HttpResponse};
use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use pyo3::prelude::*;

use super::HEAD_TIMEOUT;
use crate::memory;

/// The effect of a fault on a response. Python passes it through.
#[pyclass(frozen)]
#[derive(Clone, Copy)]
pub(crate) struct TransportFault {
    /// The delay on the real clock.
    delay: Option<u32>,
    connection: Option<Connection>,
}

impl TransportFault {
    pub(super) fn of(response: &HttpResponse) -> Self {
        let (delay, connection) = memory::transport_fault_of(response);
        Self { delay, connection }
    }
}

#[pymethods]
impl TransportFault {
    /// None.
    #[new]
    const fn new() -> Self {
        Self {
            delay: None,
            connection: None,
        }
    }

    /// Milliseconds.
    #[getter]
    fn delay(&self) -> Option<u32> {
        self.delay
    }

    /// How the connection breaks.
    #[getter]
    fn connection(&self) -> Option<&'static str> {
        self.connection.map(Connection::name)
    }
}

/// The body of a response. A truncated body breaks the connection before its Content-Length is reached.
pub(super) struct Payload {
    content: Full<Bytes>,
    is_cut: bool,
    is_flushed: bool,
}

impl Body for Payload {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match Pin::new(&mut self.content).poll_frame(context) {
            Poll::Ready(None) if self.is_cut && !self.is_flushed => {
                // hyper writes the previous data before it polls again.
                self.is_flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Ready(None) if self.is_cut => {
                Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
            }
            Poll::Ready(frame) => {
                Poll::Ready(frame.map(|frame| frame.map_err(|never| match never {})))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        !self.is_cut && self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_cut {
            return SizeHint::default();
        }
        self.content.size_hint()
    }
}

/// Applies a fault to a response: delays it, or breaks the connection. With `Corrupt`, the body is already broken.
pub(super) async fn with_transport_fault(
    mut answer: hyper::Response<Payload>,
    transport_fault: TransportFault,
) -> Result<hyper::Response<Payload>, std::io::Error> {
    if let Some(milliseconds) = transport_fault.delay {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
    match transport_fault.connection {
        None | Some(Connection::Corrupt) => return Ok(answer),
        Some(Connection::Truncated) => {
            answer.body_mut().is_cut = true;
            return Ok(answer);
        }
        Some(Connection::Refused | Connection::Reset) => {}
        Some(Connection::ConnectTimeout | Connection::ReadTimeout) => {
            tokio::time::sleep(HEAD_TIMEOUT).await;
        }
    }
    Err(std::io::ErrorKind::ConnectionReset.into())
}

pub(super) fn written(answer: HttpResponse) -> hyper::Response<Payload> {
    response(answer.status, &answer.headers, answer.body)
}

pub(super) fn response(
    status: u16,
    headers: &[(impl AsRef<str>, String)],
    body: Vec<u8>,
) -> hyper::Response<Payload> {
    let mut response = hyper::Response::new(Payload {
        content: Full::new(Bytes::from(body)),
        is_cut: false,
        is_flushed: false,
    });
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_ref().as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

pub(super) fn failure(status: u16) -> hyper::Response<Payload> {
    response(status, &[] as &[(&str, String)], Vec::new())
}
