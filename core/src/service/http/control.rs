//! The control API of a server, under `/_fake/`, for tests in other processes. Requests and responses are JSON.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use super::message::{FollowUp, HttpRequest, Reply, bytes};
use super::{moment, query};
use crate::clock::Timestamp;
use crate::events::EventFilter;
use crate::faults::FaultSpec;
use crate::misuse::Misuse;
use crate::protocol::HttpResponse;
use crate::requests::RequestFilter;
use crate::rotation::{ClockChange, Event};
use crate::service::manager::SecretsManager;
use crate::suggestion::nearest;
use crate::value::Value;

pub(super) const PREFIX: &str = "/_fake/";
const SNAPSHOT: &str = "/_fake/snapshot";

/// The controls and their methods.
const CONTROLS: &[(&str, &str)] = &[
    ("advance", "POST"),
    ("events", "GET"),
    ("fail", "POST"),
    ("freeze", "POST"),
    ("health", "GET"),
    ("principals", "GET"),
    ("requests", "GET"),
    ("reset", "POST"),
    ("restore", "POST"),
    ("seed", "POST"),
    ("snapshot", "GET"),
];

/// The units of a duration in milliseconds.
const UNITS: &[(&str, f64)] = &[
    ("milliseconds", 1.0),
    ("seconds", 1_000.0),
    ("minutes", 60_000.0),
    ("hours", 3_600_000.0),
    ("days", 86_400_000.0),
    ("weeks", 604_800_000.0),
];

/// Larger numbers of milliseconds are not exact.
const LONGEST_SPAN: f64 = 9_007_199_254_740_991.0;

/// Status and message of an error.
struct Refused(u16, String);

impl From<Misuse> for Refused {
    fn from(misuse: Misuse) -> Self {
        Self(400, misuse.to_string())
    }
}

fn bad(given: impl std::fmt::Display, expected: &str, example: &str) -> Refused {
    Refused(
        400,
        format!("{given}; expected {expected}, for example {example}"),
    )
}

/// An error in JSON.
pub(super) fn error(status: u16, message: &str, now: Timestamp) -> HttpResponse {
    answer(status, &json!({ "error": message }), now)
}

fn answer(status: u16, body: &Json, now: Timestamp) -> HttpResponse {
    let mut body = body.to_string().into_bytes();
    body.push(b'\n');
    bytes(status, "application/json", body, now)
}

impl SecretsManager {
    pub(super) fn control(&mut self, request: &HttpRequest<'_>, now: Timestamp) -> Reply {
        if request.method == "GET" && request.path() == SNAPSHOT {
            // Unchanged, so that the bytes are the same as in every language.
            return bytes(200, "application/json", self.snapshot(), now).into();
        }
        match self.control_answer(request, now) {
            Ok((body, follow_up)) => Reply {
                response: answer(200, &body, now),
                follow_up,
            },
            Err(Refused(status, message)) => error(status, &message, now).into(),
        }
    }

    fn control_answer(
        &mut self,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<(Json, FollowUp), Refused> {
        let name = find(request)?;
        if name == "restore" {
            self.restore(request.body)?;
            return Ok((json!({}), FollowUp::Reset));
        }
        let given = input(request)?;
        let done = |body| Ok((body, FollowUp::None));
        match name {
            "health" => done(self.health(now)),
            "reset" => {
                only(&given, "reset", &[], "{}")?;
                self.reset(now);
                Ok((json!({}), FollowUp::Reset))
            }
            "seed" => {
                if given.is_empty() {
                    return Err(bad("seed got nothing", "secrets by name", SEED));
                }
                self.seed(parse_secrets(request.body)?, now)?;
                done(json!({}))
            }
            "advance" => {
                let change = ClockChange::Advance(span(&given)?);
                self.check_clock_change(change, now)?;
                Ok((json!({}), FollowUp::CatchUp(change)))
            }
            "freeze" => {
                only(&given, "freeze", &["at"], FREEZE)?;
                let at = match given.get("at") {
                    None | Some(Json::Null) => None,
                    Some(at) => Some(point(at)?),
                };
                let change = ClockChange::Freeze(at);
                self.check_clock_change(change, now)?;
                Ok((json!({}), FollowUp::CatchUp(change)))
            }
            "fail" => {
                self.fail_as_asked(given)?;
                done(json!({}))
            }
            "requests" => done(self.recorded(request.query())?),
            "events" => done(self.happened(request.query())?),
            _ => Err(Refused(
                501,
                format!(
                    "{PREFIX}{name} is not available, because the fake does not evaluate IAM policies of callers; \
                     expected a resource policy, or a denied call, for example \
                     curl {PREFIX}fail -d '{{\"target\": \"GetSecretValue\", \"code\": \"AccessDeniedException\"}}'"
                ),
            )),
        }
    }

    fn health(&self, now: Timestamp) -> Json {
        json!({
            "status": "ok",
            "name": "fake-secrets-manager",
            "version": env!("CARGO_PKG_VERSION"),
            "accountId": self.settings.account_id,
            "region": self.settings.region,
            "now": moment::to_iso(self.now(now)),
        })
    }

    fn fail_as_asked(&mut self, given: Map<String, Json>) -> Result<(), Refused> {
        let fault: FaultSpec = arguments("fail", given, FAIL)?;
        self.inject(fault)?;
        Ok(())
    }

    /// The recorded requests that a query selects, and the number of dropped ones.
    fn recorded(&self, query: &str) -> Result<Json, Refused> {
        let filter: RequestFilter = arguments("requests", members(query), REQUESTS)?;
        let records = self.requests(&filter)?;
        let records: Vec<Json> = records.iter().map(json_of).collect();
        Ok(json!({ "requests": records, "dropped": self.dropped_requests() }))
    }

    /// The events that a query selects.
    fn happened(&self, query: &str) -> Result<Json, Refused> {
        let filter: EventFilter = arguments("events", members(query), EVENTS)?;
        let events: Vec<Json> = self.events(&filter)?.iter().map(json_of).collect();
        Ok(json!({ "events": events, "count": self.event_count() }))
    }

    /// The response to `advance` and `freeze`: the current time, and the events that occurred.
    pub(super) fn moved_clock(&self, events: &[Event], now: Timestamp) -> HttpResponse {
        let events: Vec<Json> = events
            .iter()
            .map(|event| {
                json!({
                    "at": moment::to_iso(event.at),
                    "event": event.event,
                    "secretId": &*event.secret_id,
                })
            })
            .collect();
        let body = json!({ "now": moment::to_iso(self.now(now)), "events": events });
        answer(200, &body, now)
    }
}

const SEED: &str = r#"{"app/db": "hunter2", "app/key": {"$base64": "AAE="}}"#;
const FAIL: &str = r#"{"target": "GetSecretValue", "code": "ThrottlingException", "times": 2}"#;
const REQUESTS: &str = "/_fake/requests?operation=GetSecretValue&secret=app/db";
const EVENTS: &str = "/_fake/events?name=RotationFailed";
const FREEZE: &str = r#"{"at": "2026-01-01T00:00:00Z"}"#;
const ADVANCE: &str = r#"{"days": 7}"#;

/// The members of a query: all are text, except the flag and the number.
fn members(query: &str) -> Map<String, Json> {
    let member = |(name, value): (String, String)| {
        let typed = match &*name {
            "reveal" if value == "true" => Some(Json::Bool(true)),
            "after" => value.parse::<u64>().ok().map(Json::from),
            _ => None,
        };
        (name, typed.unwrap_or(Json::String(value)))
    };
    query::pairs(query).into_iter().map(member).collect()
}

/// Returns the requested control. Rejects a wrong method.
fn find(request: &HttpRequest<'_>) -> Result<&'static str, Refused> {
    let given = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let names: Vec<&str> = CONTROLS.iter().map(|(name, _)| *name).collect();
    let Some((name, method)) = CONTROLS.iter().find(|(name, _)| *name == given) else {
        let given: String = given.chars().take(64).collect();
        let expected = format!("one of {}", names.join(", "));
        let example = nearest(&given, names.iter().copied()).map_or_else(
            || format!("{PREFIX}health"),
            |name| format!("{PREFIX}{name}"),
        );
        return Err(Refused(
            404,
            format!(
                "unknown control \"{PREFIX}{given}\"; expected {expected}, for example {example}"
            ),
        ));
    };
    if request.method == *method {
        return Ok(name);
    }
    let given: String = request.method.chars().take(16).collect();
    Err(Refused(
        405,
        format!(
            "{given} {PREFIX}{name}; expected {method}, for example curl -X {method} http://localhost:8080{PREFIX}{name}"
        ),
    ))
}

/// Parses the body: an object, or nothing.
fn input(request: &HttpRequest<'_>) -> Result<Map<String, Json>, Refused> {
    if request.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(request.body) {
        Ok(Json::Object(members)) => Ok(members),
        Ok(other) => Err(bad(
            format!("the body is {}", kind(&other)),
            "a JSON object",
            ADVANCE,
        )),
        // The parser's message has a position, but no content.
        Err(problem) => Err(bad(
            format!("the body is not JSON: {problem}"),
            "a JSON object",
            ADVANCE,
        )),
    }
}

fn json_of(value: &Value) -> Json {
    serde_json::from_slice(&value.to_json()).unwrap_or_default()
}

/// Parses the arguments of a control. An error names the invalid member.
fn arguments<Arguments: serde::de::DeserializeOwned>(
    control: &str,
    given: Map<String, Json>,
    example: &str,
) -> Result<Arguments, Refused> {
    serde_json::from_value(Json::Object(given)).map_err(|problem| {
        bad(
            format!("{control}: {problem}"),
            "the arguments of this control",
            example,
        )
    })
}

/// Rejects unknown members.
fn only(
    given: &Map<String, Json>,
    control: &str,
    known: &[&str],
    example: &str,
) -> Result<(), Refused> {
    match given
        .keys()
        .find(|member| !known.contains(&member.as_str()))
    {
        None => Ok(()),
        Some(member) if known.is_empty() => Err(bad(
            format!("{control} got \"{member}\""),
            "no members",
            example,
        )),
        Some(member) => {
            let expected = format!("only {}", known.join(", "));
            Err(bad(
                format!("{control} got \"{member}\""),
                &expected,
                example,
            ))
        }
    }
}

fn span(given: &Map<String, Json>) -> Result<i64, Refused> {
    let units: Vec<&str> = UNITS.iter().map(|(unit, _)| *unit).collect();
    only(given, "advance", &units, ADVANCE)?;
    if given.is_empty() {
        return Err(bad("advance got nothing", "a duration", ADVANCE));
    }
    let mut span = 0.0;
    for (unit, milliseconds) in UNITS {
        match given.get(*unit) {
            None => {}
            Some(Json::Number(number)) => {
                span += number.as_f64().unwrap_or(f64::NAN) * milliseconds
            }
            Some(other) => {
                return Err(bad(
                    format!("\"{unit}\" is {}", kind(other)),
                    "a number",
                    ADVANCE,
                ));
            }
        }
    }
    if !(0.0..=LONGEST_SPAN).contains(&span) {
        return Err(bad(
            "advance got a duration out of range",
            "a duration from 0 on",
            ADVANCE,
        ));
    }
    Ok(span.round() as i64)
}

fn point(at: &Json) -> Result<Timestamp, Refused> {
    let read = match at {
        Json::String(text) => moment::from_iso(text),
        Json::Number(number) => number.as_i64().map(Timestamp),
        _ => None,
    };
    read.ok_or_else(|| {
        bad(
            format!("\"at\" is {}", kind(at)),
            "a moment in UTC, or milliseconds since 1970",
            FREEZE,
        )
    })
}

/// Reads secrets by name from JSON, in the format of `seed` and of files of secrets. `{"$base64": "…"}` stands for bytes. Any other object
/// is stored as its JSON text, with its members in order.
///
/// # Errors
/// Text that is not a JSON object, and bytes that are not base64.
pub fn parse_secrets(json: &[u8]) -> Result<Value, Misuse> {
    match serde_json::from_slice(json) {
        Ok(Value::Map(given)) => with_bytes(given),
        Ok(_) => Err(not_secrets("secrets that are not an object".to_owned())),
        // The parser's message has a position, but no content.
        Err(problem) => Err(not_secrets(format!("secrets that are not JSON: {problem}"))),
    }
}

/// Decodes bytes in secrets by name.
pub(in crate::service) fn with_bytes(
    given: Vec<(Cow<'static, str>, Value)>,
) -> Result<Value, Misuse> {
    let mut secrets = Vec::with_capacity(given.len());
    for (name, value) in given {
        let value = bytes_of(value)
            .ok_or_else(|| not_secrets(format!("the value of secret \"{name}\" is not base64")))?;
        secrets.push((name, value));
    }
    Ok(Value::Map(secrets))
}

fn not_secrets(given: String) -> Misuse {
    Misuse::new(
        given,
        "a JSON object from the name of a secret to its value",
        SEED,
    )
}

/// Decodes `{"$base64": "…"}`, also inside the description of a secret, `{"$secret": …}`. Returns None for invalid base64 text.
fn bytes_of(value: Value) -> Option<Value> {
    let Value::Map(members) = value else {
        return Some(value);
    };
    match members.as_slice() {
        [(member, Value::String(text))] if member == "$base64" => {
            decode_base64(text).map(|bytes| Value::Blob(bytes.into()))
        }
        [(member, _)] if member == "$secret" => described(Value::Map(members)),
        _ => Some(Value::Map(members)),
    }
}

/// Decodes all values inside a value.
fn described(value: Value) -> Option<Value> {
    match value {
        Value::Map(members) => {
            let read = |(name, value)| Some((name, bytes_of(value).and_then(described)?));
            Some(Value::Map(
                members.into_iter().map(read).collect::<Option<_>>()?,
            ))
        }
        Value::List(items) => {
            let read = |item| bytes_of(item).and_then(described);
            Some(Value::List(
                items.into_iter().map(read).collect::<Option<_>>()?,
            ))
        }
        other => Some(other),
    }
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).ok()
}

/// The kind of a value, never its content.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number out of range",
        Json::String(_) => "text of another form",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
