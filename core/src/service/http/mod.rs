//! The interfaces of a server: the wire API of Secrets Manager, and related APIs that its clients expect.
//!
//! The engine still performs no I/O. A host reads a request from a socket, passes it to [`SecretsManager::respond`] and writes
//! the response. This module handles all requests, so all servers give the same responses.
//!
//! | request | answered by |
//! |---|---|
//! | `POST /` with `X-Amz-Target: secretsmanager.…` | [`SecretsManager::handle`] |
//! | `POST /` with `X-Amz-Target: AmazonSSM.…` | `ssm`: references to secrets in Parameter Store |
//! | `POST /` with `Action=…` | `sts`: GetCallerIdentity |
//! | `GET /secretsmanager/get`, `/v1/…`, `/ping`, `/systemsmanager/parameters/get` | `agent`: the Secrets Manager Agent and the Lambda extension |
//! | `/_fake/…` | `control`: the controls of the fake |

mod agent;
mod control;
mod environment;
mod guard;
mod moment;
mod query;
mod split;
mod ssm;
mod sts;

use super::{SecretsManager, Source};
use crate::clock::Timestamp;
use crate::protocol::HttpResponse;
use crate::rotation::{ClockChange, Event};

pub(crate) use agent::Agent;
pub use agent::AgentSettings;
pub use control::parse_secrets;
pub(super) use control::with_bytes;
pub use environment::format_environment;
pub use split::{ParameterRequest, join_parameters, split_parameters};
pub(super) use ssm::is_ssm;

/// The largest body of a request to the wire API, in bytes. Guess: the largest request body is 16 MiB.
const LARGEST_REQUEST: usize = 1 << 24;
/// The largest body of a request to the control API, which may contain a snapshot.
const LARGEST_CONTROL: usize = 1 << 28;

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
    fn path(&self) -> &'a str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    fn query(&self) -> &'a str {
        self.target
            .split_once('?')
            .map_or("", |(_, query)| query.split('#').next().unwrap_or_default())
    }

    /// The first header with this name.
    fn header(&self, name: &str) -> Option<&'a str> {
        header(self.headers, name)
    }
}

fn header<'a>(headers: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| *value)
}

/// The largest body that a server reads for a request, in bytes. It answers a larger one with [`SecretsManager::too_large`].
#[must_use]
pub fn largest_body(target: &str) -> usize {
    if target.starts_with(control::PREFIX) {
        LARGEST_CONTROL
    } else {
        LARGEST_REQUEST
    }
}

impl SecretsManager {
    /// Answers a request that a server has received.
    ///
    /// ```
    /// use fake_secrets_manager::{HttpRequest, Port, SecretsManager, Settings, Timestamp};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let request = HttpRequest { method: "GET", target: "/ping", headers: &[], body: b"", port: Port::Agent };
    /// let reply = fake.respond(&request, Timestamp(1_700_000_000_000));
    /// assert_eq!((reply.response.status, reply.response.body.as_slice()), (200, b"healthy".as_slice()));
    /// ```
    pub fn respond(&mut self, request: &HttpRequest<'_>, now: Timestamp) -> Reply {
        self.respond_from(Source::default(), request, now)
    }

    /// The same, for a host that has evaluated the predicates of faults: see [`Source`].
    pub fn respond_from(
        &mut self,
        source: Source,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Reply {
        if let Some(refusal) = guard::refusal(request, self.agent.hosts(), now) {
            return refusal.into();
        }
        if request.port == Port::Agent {
            return self.agent(request, now).into();
        }
        if request.path().starts_with(control::PREFIX) {
            return self.control(request, now);
        }
        if request.path() == "/" || request.path().is_empty() {
            return self.wire(source, request, now).into();
        }
        if agent::is_path(request.path()) || request.method == "GET" {
            return self.agent(request, now).into();
        }
        // Measured on another AWS service with the same protocol: an unknown path is an unknown operation, in XML.
        text(404, "text/xml", "<UnknownOperationException/>\n", now).into()
    }

    /// The response to a request whose body is larger than [`largest_body`].
    ///
    /// Guess: the exception for a request body that is too large.
    pub fn too_large(&mut self, now: Timestamp) -> HttpResponse {
        let body = br#"{"__type":"RequestEntityTooLargeException"}"#.to_vec();
        self.json_of_aws(413, body, now)
    }

    /// The response of the control API after the drive for [`FollowUp::CatchUp`] is over, with its events.
    #[must_use]
    pub fn moved(&self, events: &[Event], now: Timestamp) -> HttpResponse {
        self.moved_clock(events, now)
    }

    fn wire(&mut self, source: Source, request: &HttpRequest<'_>, now: Timestamp) -> HttpResponse {
        match sts::action(request) {
            Some(form) => self.sts(request, &form, now),
            None => self.handle_from(source, request.headers, request.body, now),
        }
    }

    fn json_of_aws(&mut self, status: u16, body: Vec<u8>, now: Timestamp) -> HttpResponse {
        let request_id = self.random.request_ids.uuid();
        let mut response = bytes(status, crate::protocol::CONTENT_TYPE, body, now);
        response.headers.push(("x-amzn-RequestId", request_id));
        response
    }
}

fn text(status: u16, content_type: &'static str, body: &str, now: Timestamp) -> HttpResponse {
    bytes(status, content_type, body.as_bytes().to_vec(), now)
}

/// Creates a response, with or without a content type.
fn bytes(status: u16, content_type: &'static str, body: Vec<u8>, now: Timestamp) -> HttpResponse {
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
