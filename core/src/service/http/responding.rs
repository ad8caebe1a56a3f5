//! Answers a request of a server.

use super::message::{HttpRequest, Port, Reply, bytes, text};
use super::{agent, control, guard, sts};
use crate::clock::Timestamp;
use crate::protocol::{CONTENT_TYPE, HttpResponse};
use crate::rotation::Event;
use crate::service::incoming::Source;
use crate::service::manager::SecretsManager;

/// The largest body of a request to the wire API, in bytes. Guess: the largest request body is 16 MiB.
const LARGEST_REQUEST: usize = 1 << 24;
/// The largest body of a request to the control API, which may contain a snapshot.
const LARGEST_CONTROL: usize = 1 << 28;

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
        if let Some(rejection) = guard::rejection(request, &self.agent.hosts, now) {
            return rejection.into();
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
    /// Guess: a request body that is too large fails with RequestEntityTooLargeException.
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

    pub(super) fn json_of_aws(
        &mut self,
        status: u16,
        body: Vec<u8>,
        now: Timestamp,
    ) -> HttpResponse {
        let request_id = self.random.request_ids.uuid();
        let mut response = bytes(status, CONTENT_TYPE, body, now);
        response.headers.push(("x-amzn-RequestId", request_id));
        response
    }
}
