//! Requests and responses of a server.

use crate::clock::Timestamp;
use crate::protocol::{Head, HttpResponse};
use crate::rotation::ClockChange;

/// The interfaces of a server's port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Port {
    /// All of them.
    #[default]
    Everything,
    /// Only the Secrets Manager Agent, as on its own port 2773.
    Agent,
}

/// A request that a server has read. `Debug` leaves out the body, which can contain a secret.
#[derive(Clone, Copy)]
pub struct HttpRequest<'a> {
    /// For example `POST`.
    pub method: &'a str,
    /// The path and the query, as in the first line of the request.
    pub target: &'a str,
    /// The headers, with names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The complete body.
    pub body: &'a [u8],
    /// The port that received the request.
    pub port: Port,
}

/// The action of the host before it sends a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FollowUp {
    /// Nothing.
    #[default]
    None,
    /// Change the clock and process due events, in a drive for [`Scope::CatchUp`](crate::Scope). Then send [`SecretsManager::moved`] instead.
    CatchUp(ClockChange),
    /// The fake was reset to its initial secrets: clear the logs.
    Reset,
}

/// A response, and the action before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The response.
    pub response: HttpResponse,
    /// The action of the host before it sends the response.
    pub follow_up: FollowUp,
}

impl From<HttpResponse> for Reply {
    fn from(response: HttpResponse) -> Self {
        Self {
            response,
            follow_up: FollowUp::None,
        }
    }
}

impl std::fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl<'a> HttpRequest<'a> {
    /// The operation that the request calls through the wire API, as its header names it. `None` for a request to another interface.
    #[must_use]
    pub fn operation(&self) -> Option<&'a str> {
        let is_wire = self.port == Port::Everything && matches!(self.path(), "" | "/");
        is_wire.then(|| Head::of(self.headers).operation).flatten()
    }

    pub(super) fn path(&self) -> &'a str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> &'a str {
        self.target
            .split_once('?')
            .map_or("", |(_, query)| query.split('#').next().unwrap_or_default())
    }

    /// The first header with this name.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        header(self.headers, name)
    }
}

pub(super) fn header<'a>(headers: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| *value)
}

pub(super) fn text(
    status: u16,
    content_type: &'static str,
    body: &str,
    now: Timestamp,
) -> HttpResponse {
    bytes(status, content_type, body.as_bytes().to_vec(), now)
}

/// Creates a response, with or without a content type.
pub(super) fn bytes(
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
    now: Timestamp,
) -> HttpResponse {
    let mut headers = vec![("Date", now.to_http_date())];
    if !content_type.is_empty() {
        headers.push(("Content-Type", content_type.to_owned()));
    }
    headers.push(("Content-Length", body.len().to_string()));
    HttpResponse {
        status,
        headers,
        body,
        situation: None,
        delay: None,
        connection: None,
    }
}
