//! The interface for a server in Node.js.

use fake_secrets_manager::{
    AgentSettings, ClockChange, Delay, DelayClock, Event, FollowUp, HttpRequest, HttpResponse,
    Port, Value,
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{Engine, from_object, misuse, timestamp};

#[wasm_bindgen]
impl Engine {
    /// Answers a request of a server, in the form of `handle`. The engine for browsers throws. `take_follow_up` returns the action before the response is sent.
    pub fn respond(
        &self,
        method: &str,
        target: &str,
        head: &str,
        body: &[u8],
        agent: bool,
        now: f64,
    ) -> Result<Vec<u8>, JsError> {
        require_server()?;
        let headers: Vec<_> = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .collect();
        let request = HttpRequest {
            method,
            target,
            headers: &headers,
            body,
            port: if agent { Port::Agent } else { Port::Everything },
        };
        let source = self.source.take().unwrap_or_default();
        let reply = self
            .service()
            .respond_from(source, &request, timestamp(now));
        self.follow_up.set(reply.follow_up);
        self.transport_fault
            .set((reply.response.delay, reply.response.connection));
        Ok(written(&reply.response))
    }

    /// Returns and clears the effect of a fault on the last response: `[milliseconds of delay, how the connection breaks or undefined]`.
    pub fn take_transport_fault(&self) -> Array {
        let (delay, connection) = self.transport_fault.take();
        let real = delay.filter(|delay| delay.clock == DelayClock::Real);
        let connection =
            connection.map_or(JsValue::UNDEFINED, |connection| connection.name().into());
        Array::of2(
            &real.map_or(0, |delay| delay.milliseconds).into(),
            &connection,
        )
    }

    /// Returns and clears the action that the last request requires of the host: `[action, milliseconds or undefined]`. For `advance` and
    /// `freeze`, the host changes the clock, then sends the response of `moved`. `reset` means that the fake was reset.
    pub fn take_follow_up(&self) -> Option<Array> {
        let (what, milliseconds) = match self.follow_up.take() {
            FollowUp::None => return None,
            FollowUp::CatchUp(ClockChange::None) => ("advance", Some(0)),
            FollowUp::CatchUp(ClockChange::Advance(milliseconds)) => {
                ("advance", Some(milliseconds))
            }
            FollowUp::CatchUp(ClockChange::Freeze(at)) => ("freeze", at.map(|at| at.0)),
            FollowUp::Reset => ("reset", None),
        };
        let milliseconds = milliseconds.map_or(JsValue::UNDEFINED, |milliseconds| {
            (milliseconds as f64).into()
        });
        Some(Array::of2(&what.into(), &milliseconds))
    }

    /// The response after the clock was changed. It lists the events that occurred, each with its time, name and secret.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen borrows no lists of texts"
    )]
    pub fn moved(
        &self,
        at: &[f64],
        names: Vec<String>,
        secret_ids: Vec<String>,
        now: f64,
    ) -> Vec<u8> {
        let events: Vec<Event> = at
            .iter()
            .zip(names.iter().zip(&secret_ids))
            .filter_map(|(at, (name, secret_id))| Event::named(name, secret_id, timestamp(*at)))
            .collect();
        written(&self.service().moved(&events, timestamp(now)))
    }

    /// The response to a request whose body is too large.
    pub fn too_large(&self, now: f64) -> Vec<u8> {
        written(&self.service().too_large(timestamp(now)))
    }

    /// Additional host names that a server accepts.
    pub fn allow_hosts(&self, hosts: Vec<String>) -> Result<(), JsError> {
        require_server()?;
        self.service().allow_hosts(hosts).map_err(misuse)
    }

    /// Sets the options of a server's agent.
    pub fn configure_agent(&self, token: Option<String>, ttl_seconds: u16) {
        self.service()
            .configure_agent(AgentSettings { token, ttl_seconds });
    }

    /// The variables with which other processes reach a server: `[[name, value], …]`.
    pub fn environment(&self, url: &str, agent_port: Option<u16>) -> Result<JsValue, JsError> {
        let variables = self.service().environment(url, agent_port);
        Ok(serde_wasm_bindgen::to_value(&variables)?)
    }
}

/// The largest body that a server reads for a request.
#[wasm_bindgen]
pub fn largest_body(target: &str) -> f64 {
    fake_secrets_manager::largest_body(target) as f64
}

/// Variables, `[[name, value], …]`, as text for a shell or a file.
#[wasm_bindgen]
pub fn format_environment(variables: JsValue, format: &str) -> Result<String, JsError> {
    let mut pairs = Vec::new();
    if let Value::List(items) = from_object(variables)? {
        for item in items {
            if let Value::List(pair) = item
                && let [Value::String(name), Value::String(value)] = pair.as_slice()
            {
                pairs.push((name.clone(), String::from(&**value)));
            }
        }
    }
    fake_secrets_manager::format_environment(&pairs, format).map_err(misuse)
}

/// Splits a request to Parameter Store: `[body for references or undefined, body for other names or undefined]`.
#[wasm_bindgen]
pub fn split_parameters(head: &str, body: &[u8]) -> Array {
    let headers: Vec<_> = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .collect();
    let parts = fake_secrets_manager::split_parameters(&headers, body);
    let bytes = |part: Option<Vec<u8>>| {
        part.map_or(JsValue::UNDEFINED, |body| {
            Uint8Array::from(body.as_slice()).into()
        })
    };
    Array::of2(&bytes(parts.references), &bytes(parts.others))
}

/// Joins two responses to GetParameters.
#[wasm_bindgen]
pub fn join_parameters(one: &[u8], other: &[u8]) -> Vec<u8> {
    fake_secrets_manager::join_parameters(one, other)
}

/// Writes a line with the status and the situation of an error, one line per header, an empty line, and the body.
pub(crate) fn written(response: &HttpResponse) -> Vec<u8> {
    let mut answer = Vec::with_capacity(256_usize.saturating_add(response.body.len()));
    answer.extend_from_slice(response.status.to_string().as_bytes());
    if let Some(situation) = response.situation {
        answer.push(b' ');
        answer.extend_from_slice(situation.as_bytes());
    }
    for (name, value) in &response.headers {
        for part in ["\n", name, ":", value] {
            answer.extend_from_slice(part.as_bytes());
        }
    }
    // The effect of a fault, which is not a header of the service.
    if let Some(Delay {
        milliseconds,
        clock,
    }) = response.delay
    {
        let name = match clock {
            DelayClock::Real => "delay",
            DelayClock::Fake => "elapsed",
        };
        answer.extend_from_slice(format!("\nx-fake-{name}:{milliseconds}").as_bytes());
    }
    if let Some(connection) = response.connection {
        answer.extend_from_slice(format!("\nx-fake-connection:{}", connection.name()).as_bytes());
    }
    answer.extend_from_slice(b"\n\n");
    answer.extend_from_slice(&response.body);
    answer
}

/// Rejects the methods of a server in the engine for browsers.
fn require_server() -> Result<(), JsError> {
    if cfg!(feature = "server") {
        return Ok(());
    }
    Err(JsError::new(
        "the engine for browsers has no server; expected the build for Node.js, which bundlers select with the condition \"node\", \
         for example resolve.conditions: [\"node\"]",
    ))
}
