//! The control API of a server, under `/_fake/`, for tests in other processes. Requests and responses are JSON.
use std::borrow::Cow;

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
use crate::service::seeding::SeedOptions;
use crate::suggestion::nearest;
use crate::value::{Value, bytes_of_base64};

pub(super) const PREFIX: &str = "/_fake/";
const SNAPSHOT: &str = "/_fake/snapshot";
const PEEK: &str = "/_fake/peek";
const PRINCIPALS: &str = "/_fake/principals";

/// The controls and their methods.
const CONTROLS: &[(&str, &str)] = &[
    ("advance", "POST"),
    ("events", "GET"),
    ("fail", "POST"),
    ("freeze", "POST"),
    ("health", "GET"),
    ("peek", "POST"),
    ("requests", "GET"),
    ("reset", "POST"),
    ("restore", "POST"),
    ("seed", "POST"),
    ("snapshot", "GET"),
    ("unfreeze", "POST"),
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
struct ControlError(u16, String);

impl From<Misuse> for ControlError {
    fn from(misuse: Misuse) -> Self {
        Self(400, misuse.message_over_http())
    }
}

fn bad(given: impl std::fmt::Display, expected: &str, example: &str) -> ControlError {
    ControlError(
        400,
        format!("{given}; expected {expected}, for example {example}"),
    )
}

/// An error in JSON.
pub(super) fn error(status: u16, message: &str, now: Timestamp) -> HttpResponse {
    answer(status, &object([("error", Value::string(message))]), now)
}

fn answer(status: u16, body: &Value, now: Timestamp) -> HttpResponse {
    let mut body = body.to_json();
    body.push(b'\n');
    bytes(status, "application/json", body, now)
}

impl SecretsManager {
    pub(super) fn control(&mut self, request: &HttpRequest<'_>, now: Timestamp) -> Reply {
        if request.method == "GET" && request.path() == SNAPSHOT {
            // Unchanged, so that the bytes are the same in every language.
            return bytes(200, "application/json", self.snapshot(), now).into();
        }
        if request.method == "POST" && request.path() == PEEK {
            return self
                .peek_from_wire(request.headers, request.body, now)
                .into();
        }
        match self.control_answer(request, now) {
            Ok((body, follow_up)) => Reply {
                response: answer(200, &body, now),
                follow_up,
            },
            Err(ControlError(status, message)) => error(status, &message, now).into(),
        }
    }

    fn control_answer(
        &mut self,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<(Value, FollowUp), ControlError> {
        let name = find(request)?;
        if name == "restore" {
            self.restore(request.body)?;
            return Ok((object([]), FollowUp::Reset));
        }
        let given = input(request)?;
        let done = |body| Ok((body, FollowUp::None));
        match name {
            "health" => done(self.health(now)),
            "reset" => {
                only(&given, "reset", &[], "{}")?;
                self.reset(now);
                Ok((object([]), FollowUp::Reset))
            }
            "seed" => {
                if given.is_empty() {
                    return Err(bad("seed got nothing", "secrets by name", SEED));
                }
                let options = seed_options(request.query())?;
                self.seed_with(parse_secrets(request.body)?, &options, now)?;
                done(object([]))
            }
            "advance" => {
                let change = ClockChange::Advance(span(&given)?);
                self.check_clock_change(change, now)?;
                Ok((object([]), FollowUp::CatchUp(change)))
            }
            "freeze" => {
                only(&given, "freeze", &["at"], FREEZE)?;
                let at = match member(&given, "at") {
                    None | Some(Value::Null) => None,
                    Some(at) => Some(point(at)?),
                };
                let change = ClockChange::Freeze(at);
                self.check_clock_change(change, now)?;
                Ok((object([]), FollowUp::CatchUp(change)))
            }
            "unfreeze" => {
                only(&given, "unfreeze", &[], "{}")?;
                self.unfreeze();
                Ok((object([]), FollowUp::CatchUp(ClockChange::None)))
            }
            "fail" => {
                let fault = FaultSpec::read(Value::Map(given))
                    .map_err(|misuse| misuse.with_example(FAIL))?;
                if fault.predicate {
                    return Err(bad(
                        "fail got \"predicate\", which needs a function in the process of the fake",
                        "other options to select requests",
                        r#"{"target": "GetSecretValue", "code": "ThrottlingException", "secret": "app/db"}"#,
                    ));
                }
                self.inject(fault)
                    .map_err(|misuse| misuse.with_example(FAIL))?;
                done(object([]))
            }
            "requests" => done(self.recorded(request.query())?),
            _ => done(self.happened(request.query())?),
        }
    }

    fn health(&self, now: Timestamp) -> Value {
        object([
            ("status", Value::string("ok")),
            ("name", Value::string("fake-secrets-manager")),
            ("version", Value::string(env!("CARGO_PKG_VERSION"))),
            (
                "accountId",
                Value::string(self.settings.account_id.as_str()),
            ),
            ("region", Value::string(self.settings.region.as_str())),
            ("now", Value::string(moment::to_iso(self.now(now)))),
        ])
    }

    /// The recorded requests that a query selects, and the number of dropped ones.
    fn recorded(&self, query: &str) -> Result<Value, ControlError> {
        let filter = RequestFilter::read(Value::Map(members(query)))?;
        let records = self.requests(&filter)?;
        Ok(object([
            ("requests", Value::List(records)),
            ("dropped", count(self.dropped_requests())),
        ]))
    }

    /// The events that a query selects.
    fn happened(&self, query: &str) -> Result<Value, ControlError> {
        let filter = EventFilter::read(Value::Map(members(query)))?;
        Ok(object([
            ("events", Value::List(self.events(&filter)?)),
            ("count", count(self.event_count())),
        ]))
    }

    /// The response to `advance` and `freeze`: the current time, and the events that occurred.
    pub(super) fn moved_clock(&self, events: &[Event], now: Timestamp) -> HttpResponse {
        let event = |event: &Event| {
            object([
                ("at", Value::string(moment::to_iso(event.at))),
                ("event", Value::string(event.event)),
                ("secretId", Value::string(&*event.secret_id)),
            ])
        };
        let body = object([
            ("now", Value::string(moment::to_iso(self.now(now)))),
            ("events", Value::List(events.iter().map(event).collect())),
        ]);
        answer(200, &body, now)
    }
}

const NO_PRINCIPALS: &str = "/_fake/principals is not available, because the fake does not evaluate IAM policies of callers; expected a resource \
    policy, or a denied call, for example POST /_fake/fail with {\"target\": \"GetSecretValue\", \"code\": \"AccessDeniedException\"}";
const SEED: &str = r#"{"app/db": "hunter2", "app/key": {"$base64": "AAE="}}"#;
const SEED_REPLACING: &str = "/_fake/seed?replace=true";
const FREEZE: &str = r#"{"at": "2026-01-01T00:00:00Z"}"#;
const FAIL: &str = r#"{"target": "GetSecretValue", "code": "ThrottlingException", "times": 2}"#;
const ADVANCE: &str = r#"{"days": 7}"#;

/// The members of a query: all are text, except the flag and the number.
fn members(query: &str) -> Members {
    let member = |(name, value): (String, String)| {
        let typed = match &*name {
            "reveal" if value == "true" || value == "false" => {
                Some(Value::Boolean(value == "true"))
            }
            "after" => value.parse().ok().map(Value::Integer),
            _ => None,
        };
        (
            Cow::Owned(name),
            typed.unwrap_or_else(|| Value::string(value)),
        )
    };
    query::pairs(query).into_iter().map(member).collect()
}

/// Reads the query of `seed`.
fn seed_options(query: &str) -> Result<SeedOptions, ControlError> {
    let mut options = SeedOptions::default();
    for (name, value) in query::pairs(query) {
        options.replace = match (&*name, &*value) {
            ("replace", "true") => true,
            ("replace", "false") => false,
            ("replace", _) => {
                return Err(bad("replace is invalid", "true or false", SEED_REPLACING));
            }
            _ => {
                let name: String = name.chars().take(64).collect();
                let given = format!("seed got \"{name}\"");
                return Err(bad(given, "only replace", SEED_REPLACING));
            }
        };
    }
    Ok(options)
}

/// Returns the requested control. Rejects a wrong method.
fn find(request: &HttpRequest<'_>) -> Result<&'static str, ControlError> {
    if request.path() == PRINCIPALS {
        return Err(ControlError(501, NO_PRINCIPALS.to_owned()));
    }
    let given = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let names: Vec<&str> = CONTROLS.iter().map(|(name, _)| *name).collect();
    let Some((name, method)) = CONTROLS.iter().find(|(name, _)| *name == given) else {
        let given: String = given.chars().take(64).collect();
        let expected = format!("one of {}", names.join(", "));
        let example = nearest(&given, names.iter().copied()).map_or_else(
            || format!("{PREFIX}health"),
            |name| format!("{PREFIX}{name}"),
        );
        return Err(ControlError(
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
    Err(ControlError(
        405,
        format!(
            "{given} is not allowed for {PREFIX}{name}; expected {method}, for example curl -X {method} http://localhost:8080{PREFIX}{name}"
        ),
    ))
}

/// Parses the body: an object, or nothing.
fn input(request: &HttpRequest<'_>) -> Result<Members, ControlError> {
    if request.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Members::new());
    }
    match Value::from_json(request.body) {
        Ok(Value::Map(members)) => Ok(members),
        Ok(other) => Err(bad(
            format!("the body is {}", other.kind()),
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

/// Rejects unknown members.
fn only(given: &Members, control: &str, known: &[&str], example: &str) -> Result<(), ControlError> {
    match given
        .iter()
        .map(|(member, _)| member)
        .find(|member| !known.contains(&&***member))
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

/// The members of a JSON object.
type Members = Vec<(Cow<'static, str>, Value)>;

fn member<'m>(members: &'m Members, name: &str) -> Option<&'m Value> {
    let found = members.iter().find(|(member, _)| member == name);
    found.map(|(_, value)| value)
}

fn object<const COUNT: usize>(members: [(&'static str, Value); COUNT]) -> Value {
    let member = |(name, value)| (Cow::Borrowed(name), value);
    Value::Map(members.into_iter().map(member).collect())
}

fn count(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn span(given: &Members) -> Result<i64, ControlError> {
    let units: Vec<&str> = UNITS.iter().map(|(unit, _)| *unit).collect();
    only(given, "advance", &units, ADVANCE)?;
    if given.is_empty() {
        return Err(bad("advance got nothing", "a duration", ADVANCE));
    }
    let mut span = 0.0;
    for (unit, milliseconds) in UNITS {
        match member(given, unit) {
            None => {}
            Some(Value::Integer(number)) => span += *number as f64 * milliseconds,
            Some(Value::Float(number)) => span += number * milliseconds,
            Some(other) => {
                return Err(bad(
                    format!("\"{unit}\" is {}", other.kind()),
                    "a number",
                    ADVANCE,
                ));
            }
        }
    }
    if !(0.0..=LONGEST_SPAN).contains(&span) {
        return Err(bad(
            "advance got a duration out of range",
            "a duration of at least 0",
            ADVANCE,
        ));
    }
    Ok(span.round() as i64)
}

fn point(at: &Value) -> Result<Timestamp, ControlError> {
    let read = match at {
        Value::String(text) => moment::from_iso(text),
        Value::Integer(number) => Some(Timestamp(*number)),
        _ => None,
    };
    read.ok_or_else(|| {
        bad(
            format!("\"at\" is {} in an unknown format", at.kind()),
            "a time in UTC, or milliseconds since 1970",
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
    match Value::from_json(json) {
        Ok(given) if !is_at_most(&given, DEEPEST_SEED) => Err(not_secrets(
            "secrets that are nested more than 100 levels deep".to_owned(),
        )),
        Ok(Value::Map(given)) => with_bytes(given),
        Ok(_) => Err(not_secrets("secrets that are not an object".to_owned())),
        // The parser's message has a position, but no content.
        Err(problem) => Err(not_secrets(format!("secrets that are not JSON: {problem}"))),
    }
}

/// The depth limit of values from Python and JavaScript. A snapshot nests values a little deeper, and the JSON parser stops at 128 levels.
const DEEPEST_SEED: u32 = 100;

fn is_at_most(value: &Value, depth: u32) -> bool {
    let below = depth.checked_sub(1);
    match value {
        Value::List(items) => {
            below.is_some_and(|below| items.iter().all(|item| is_at_most(item, below)))
        }
        Value::Map(members) => {
            below.is_some_and(|below| members.iter().all(|(_, member)| is_at_most(member, below)))
        }
        _ => true,
    }
}

/// Decodes bytes in secrets by name.
pub(in crate::service) fn with_bytes(
    given: Vec<(Cow<'static, str>, Value)>,
) -> Result<Value, Misuse> {
    let mut secrets = Vec::with_capacity(given.len());
    for (name, value) in given {
        if has_rounded_number(&value) {
            return Err(not_secrets(format!(
                "the value of secret \"{name}\" contains a number beyond -2^63 to 2^63 - 1; quote it"
            )));
        }
        let value = bytes_of(value)
            .ok_or_else(|| not_secrets(format!("the value of secret \"{name}\" is not base64")))?;
        secrets.push((name, value));
    }
    Ok(Value::Map(secrets))
}

/// Whether a value contains a number so large that reading it rounded it, unless it was written with an exponent.
fn has_rounded_number(value: &Value) -> bool {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    match value {
        Value::Float(number) => number.abs() >= LIMIT,
        Value::List(items) => items.iter().any(has_rounded_number),
        Value::Map(members) => members.iter().any(|(_, member)| has_rounded_number(member)),
        _ => false,
    }
}

fn not_secrets(given: String) -> Misuse {
    Misuse::new(
        given,
        "a JSON object that maps names of secrets to values",
        SEED,
    )
}

/// Decodes `{"$base64": "…"}`, also inside the description of a secret, `{"$secret": …}`. Returns None for invalid base64 text.
fn bytes_of(value: Value) -> Option<Value> {
    match &value {
        Value::Map(members) if matches!(members.as_slice(), [(name, _)] if name == "$base64" || name == "$secret") => {
            described(value)
        }
        _ => Some(value),
    }
}

/// Decodes all values inside a value. Visits each once.
fn described(value: Value) -> Option<Value> {
    match value {
        Value::Map(members) => match members.as_slice() {
            [(name, Value::String(text))] if name == "$base64" => {
                bytes_of_base64(text).map(|bytes| Value::Blob(bytes.into()))
            }
            _ => {
                let read = |(name, value)| Some((name, described(value)?));
                members
                    .into_iter()
                    .map(read)
                    .collect::<Option<_>>()
                    .map(Value::Map)
            }
        },
        Value::List(items) => {
            let items = items.into_iter().map(described).collect::<Option<_>>();
            items.map(Value::List)
        }
        other => Some(other),
    }
}
