//! The arguments of `fail`, as a host passes them, and their checks.

use super::connection::{Clock, Connection};
use crate::arguments::Arguments;
use crate::language::decimal;
use crate::misuse::Misuse;
use crate::ops as operations;
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// The arguments of `fail` for calls. All but `target` are optional, but a code, a sequence, a delay or a broken connection is required.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultSpec {
    /// An operation such as `GetSecretValue`, or `*` for all operations.
    pub target: String,
    /// The error code, for example `ThrottlingException`.
    pub code: Option<String>,
    /// The error message. By default, the service's own.
    pub message: Option<String>,
    /// Instead of a code: the results of the next calls, in order. None means success.
    pub sequence: Option<Vec<Option<String>>>,
    /// How often the fault (or the whole sequence) occurs. 1 by default, or unlimited with a probability.
    pub times: Option<u32>,
    /// Only calls for this secret, by name or ARN.
    pub secret: Option<String>,
    /// Only calls for this account.
    pub account_id: Option<String>,
    /// Only calls in this Region.
    pub region: Option<String>,
    /// Only calls signed with this access key id.
    pub caller: Option<String>,
    /// The first call that fails: with `nth` 3 and `times` 2, the third and fourth selected calls fail.
    pub nth: Option<u32>,
    /// The chance, above 0 and up to 1, that a selected call fails. The fake's seed decides.
    pub probability: Option<f64>,
    /// How long the response takes, in milliseconds.
    pub delay: Option<u32>,
    /// The clock of the delay.
    pub clock: Option<Clock>,
    /// How the connection breaks.
    pub connection: Option<Connection>,
    /// Whether the host has a predicate for each call.
    pub predicate: bool,
}

impl FaultSpec {
    /// Reads the arguments of `fail`, by their names in Python or in JavaScript.
    ///
    /// # Errors
    /// A name that `fail` does not have, or a value of the wrong type.
    pub fn read(arguments: Value) -> Result<Self, Misuse> {
        let mut given =
            Arguments::of(arguments, "fail", EXAMPLE)?.or_in_javascript(EXAMPLE_IN_JAVASCRIPT);
        let spec = Self {
            target: given.text("target")?.unwrap_or_default(),
            code: given.text("code")?,
            message: given.text("message")?,
            sequence: given.texts("sequence")?,
            times: given.small_count("times")?,
            secret: given.text("secret")?,
            account_id: given.text("account_id")?,
            region: given.text("region")?,
            caller: given.text("caller")?,
            nth: given.small_count("nth")?,
            probability: given.number("probability")?,
            delay: given.small_count("delay")?,
            clock: given
                .word("clock", "\"fake\" or \"real\"", Clock::named)
                .map_err(|misuse| {
                    misuse
                        .with_example("fail(\"GetSecretValue\", delay=2.5, clock=\"real\")")
                        .or_in_javascript(
                            "fail(\"GetSecretValue\", { delay: { seconds: 2.5 }, clock: \"real\" })",
                        )
                })?,
            connection: given
                .word(
                    "connection",
                    "\"refused\", \"connect-timeout\", \"reset\", \"read-timeout\", \"truncated\" or \"corrupt\"",
                    Connection::named,
                )
                .map_err(|misuse| {
                    misuse
                        .with_example("fail(\"GetSecretValue\", connection=\"read-timeout\")")
                        .or_in_javascript(
                            "fail(\"GetSecretValue\", { connection: \"read-timeout\" })",
                        )
                })?,
            predicate: given.unlisted_flag("predicate")?,
        };
        given.end()?;
        Ok(spec)
    }
}

const EXAMPLE: &str = "fail(\"GetSecretValue\", \"ThrottlingException\", times=2)";

const EXAMPLE_IN_JAVASCRIPT: &str =
    "fail(\"GetSecretValue\", \"ThrottlingException\", { times: 2 })";

/// Misuse of `fail`, with the usual example.
fn misuse(given: impl Into<String>, expected: &'static str) -> Misuse {
    Misuse::new(given, expected, EXAMPLE).or_in_javascript(EXAMPLE_IN_JAVASCRIPT)
}

/// Rejects arguments that contradict each other, or have no effect.
pub(super) fn check(spec: &FaultSpec) -> Result<(), Misuse> {
    if spec.target != "*" && operations::find(&spec.target).is_none() {
        return Err(unknown_target(&spec.target));
    }
    if spec.code.is_some() && spec.sequence.is_some() {
        return Err(misuse("both a code and a sequence of codes", "one of them"));
    }
    if spec
        .sequence
        .as_ref()
        .is_some_and(|sequence| sequence.iter().all(Option::is_none))
    {
        return Err(Misuse::new(
            "a sequence without a code",
            "at least one code",
            "sequence=[\"ThrottlingException\", None]",
        )
        .or_in_javascript("{ sequence: [\"ThrottlingException\", null] }"));
    }
    if spec.code.is_none()
        && spec.sequence.is_none()
        && spec.delay.is_none()
        && spec.connection.is_none()
    {
        return Err(misuse(
            format!("fail for {} without an effect", spec.target),
            "a code, a sequence, a delay or a connection fault",
        ));
    }
    if spec.connection.is_some() && (spec.code.is_some() || spec.sequence.is_some()) {
        return Err(Misuse::new(
            "both a broken connection and an error response",
            "one of them",
            "connection=\"reset\"",
        )
        .or_in_javascript("{ connection: \"reset\" }"));
    }
    if spec.clock.is_some() && spec.delay.is_none() {
        return Err(Misuse::new(
            "a clock without a delay",
            "a delay too",
            "delay=2.5, clock=\"real\"",
        )
        .or_in_javascript("{ delay: { seconds: 2.5 }, clock: \"real\" }"));
    }
    for (name, number) in [("times", spec.times), ("nth", spec.nth)] {
        if number == Some(0) {
            return Err(misuse(format!("{name} is 0"), "a number of at least 1"));
        }
    }
    if let Some(probability) = spec.probability
        && !(probability > 0.0 && probability <= 1.0)
    {
        return Err(Misuse::new(
            format!("probability is {}", decimal(probability)),
            "a number above 0 and up to 1",
            "probability=0.1",
        )
        .or_in_javascript("{ probability: 0.1 }"));
    }
    Ok(())
}

fn unknown_target(target: &str) -> Misuse {
    let names = operations::OPERATIONS
        .iter()
        .map(|operation| operation.name)
        .chain(crate::rotation::STEPS);
    let suggestion = did_you_mean(target, names);
    misuse(
        format!("unknown target \"{target}\"{suggestion}"),
        "an operation of the API, \"*\" for all, or a rotation step",
    )
}
