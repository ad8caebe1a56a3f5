//! The control API of a server, under `/_fake/`: what a test in another process does to the fake. JSON in and out.

use serde_json::{Map, Value as Json, json};

use super::{FollowUp, HttpRequest, Reply, bytes, moment};
use crate::clock::Timestamp;
use crate::misuse::Misuse;
use crate::protocol::HttpResponse;
use crate::service::SecretsManager;
use crate::value::Value;

pub(super) const PREFIX: &str = "/_fake/";

/// What there is, and by which method.
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

/// Milliseconds of the units of a duration.
const UNITS: &[(&str, f64)] = &[
    ("milliseconds", 1.0),
    ("seconds", 1_000.0),
    ("minutes", 60_000.0),
    ("hours", 3_600_000.0),
    ("days", 86_400_000.0),
    ("weeks", 604_800_000.0),
];

/// Beyond it, milliseconds are no longer exact.
const LONGEST_SPAN: f64 = 9_007_199_254_740_991.0;

/// Status and sentence of a refusal.
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

/// A refusal in JSON.
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
                let secrets = seeds(request.body)?;
                self.seed(secrets, now)?;
                done(json!({}))
            }
            "advance" => {
                let span = span(&given)?;
                self.advance(span, now)?;
                Ok((json!({}), FollowUp::CatchUp))
            }
            "freeze" => {
                only(&given, "freeze", &["at"], FREEZE)?;
                let at = match given.get("at") {
                    None | Some(Json::Null) => self.now(now),
                    Some(at) => point(at)?,
                };
                self.freeze(at)?;
                Ok((json!({}), FollowUp::CatchUp))
            }
            "fail" => {
                self.fail_as_asked(&given)?;
                done(json!({}))
            }
            _ => Err(Refused(
                501,
                format!("{PREFIX}{name} is not implemented in this version of the fake"),
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

    fn fail_as_asked(&mut self, given: &Map<String, Json>) -> Result<(), Refused> {
        let members = ["target", "code", "message", "times"];
        only(given, "fail", &members, FAIL)?;
        let text = |member: &str| match given.get(member) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.as_str())),
            Some(other) => Err(bad(
                format!("\"{member}\" is {}", kind(other)),
                "text",
                FAIL,
            )),
        };
        let target = text("target")?.ok_or_else(|| {
            bad(
                "fail without a target",
                "the name of an operation or a step",
                FAIL,
            )
        })?;
        let times = match given.get("times") {
            None | Some(Json::Null) => 1,
            Some(times) => times
                .as_u64()
                .and_then(|times| u32::try_from(times).ok())
                .ok_or_else(|| {
                    bad(
                        format!("\"times\" is {}", kind(times)),
                        "a number from 1 on",
                        FAIL,
                    )
                })?,
        };
        let message = text("message")?.map(str::to_owned);
        Ok(self.fail(target, text("code")?, message, times)?)
    }

    /// The answer to `advance` and `freeze`: the time now, and what happened by itself on the way.
    pub(super) fn moved_clock(&mut self, now: Timestamp) -> HttpResponse {
        let events: Vec<Json> = self
            .take_happenings()
            .into_iter()
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
const FREEZE: &str = r#"{"at": "2026-01-01T00:00:00Z"}"#;
const ADVANCE: &str = r#"{"days": 7}"#;

/// The control that a request names, by the right method.
fn find(request: &HttpRequest<'_>) -> Result<&'static str, Refused> {
    let given = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let names: Vec<&str> = CONTROLS.iter().map(|(name, _)| *name).collect();
    let Some((name, method)) = CONTROLS.iter().find(|(name, _)| *name == given) else {
        let given: String = given.chars().take(64).collect();
        let expected = format!("one of {}", names.join(", "));
        let example = nearest(&given, &names).map_or_else(
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

/// The name that is most like what was given, where one is like it.
fn nearest<'n>(given: &str, names: &[&'n str]) -> Option<&'n str> {
    names
        .iter()
        .map(|name| (distance(given, name), *name))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, name)| name)
}

/// How many letters are to be added, left out or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut diagonal = place;
        let mut left = place.saturating_add(1);
        for (cell, wanted) in row.iter_mut().skip(1).zip(&other) {
            let changed = diagonal.saturating_add(usize::from(letter != *wanted));
            diagonal = *cell;
            *cell = changed
                .min(cell.saturating_add(1))
                .min(left.saturating_add(1));
            left = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = place.saturating_add(1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The body: an object, or nothing.
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
        // The parser's message names a place and no content.
        Err(problem) => Err(bad(
            format!("the body is not JSON: {problem}"),
            "a JSON object",
            ADVANCE,
        )),
    }
}

/// Refuses members that mean nothing.
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

/// Secrets by name. `{"$base64": "…"}` stands for bytes; any other object is stored as its JSON text.
fn seeds(body: &[u8]) -> Result<Value, Refused> {
    // Read again, into values that keep the order of members: an object is stored as it was written.
    let Ok(Value::Map(given)) = serde_json::from_slice(body) else {
        return Err(bad("seed got nothing", "secrets by name", SEED));
    };
    let mut secrets = Vec::with_capacity(given.len());
    for (name, value) in given {
        let bytes = match &value {
            Value::Map(members) => match members.as_slice() {
                [(member, Value::String(text))] if member == "$base64" => {
                    Some(decode_base64(text).ok_or_else(|| {
                        let given = format!("the value of secret \"{name}\" is not base64");
                        bad(given, "base64 text", SEED)
                    })?)
                }
                _ => None,
            },
            _ => None,
        };
        secrets.push((name, bytes.map_or(value, |bytes| Value::Blob(bytes.into()))));
    }
    Ok(Value::Map(secrets))
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).ok()
}

/// What a value is, never what it holds.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_name() {
        assert_eq!(distance("rest", "reset"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("rset", &["health", "reset"]), Some("reset"));
        assert_eq!(nearest("quite else", &["health", "reset"]), None);
    }
}
