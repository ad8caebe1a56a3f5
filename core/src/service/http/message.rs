//! Requests and responses of a server.

use crate::clock::Timestamp;
use crate::protocol::HttpResponse;
use crate::rotation::ClockChange;

/// Which interfaces a port of a server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Port {
    /// All of them.
    #[default]
    Everything,
    /// The Secrets Manager Agent alone, as on its own port 2773.
    Agent,
}

/// A request as a server has read it. `Debug` leaves out the body: it may hold a secret.
#[derive(Clone, Copy)]
pub struct HttpRequest<'a> {
    /// For example `POST`.
    pub method: &'a str,
    /// The path and the query, as in the first line of the request.
    pub target: &'a str,
    /// Names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, read to its end.
    pub body: &'a [u8],
    /// The port that it arrived at.
    pub port: Port,
}

/// What the host does before it sends a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FollowUp {
    /// Nothing.
    #[default]
    None,
    /// Change the clock and process what is due, in a drive for [`Scope::CatchUp`](crate::Scope); then send
    /// [`SecretsManager::moved`] instead.
    CatchUp(ClockChange),
    /// The fake is as new, with its initial secrets: forget what was logged.
    Reset,
}

/// A response, and what comes before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The response.
    pub response: HttpResponse,
    /// What the host does first.
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
    pub(super) fn path(&self) -> &'a str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> &'a str {
        self.target
            .split_once('?')
            .map_or("", |(_, query)| query.split('#').next().unwrap_or_default())
    }

    /// The first header of this name.
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

/// A response; without a content type, none is sent.
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
