//! One fault: the calls that it selects, when it is due, and its effect.

use super::call::Call;
use super::codes::Answer;
use super::connection::{Clock, Connection, Delay};
use super::spec::{FaultSpec, check};
use crate::error::Exception;
use crate::identifiers::SecretId;
use crate::language::{Language, quoted};
use crate::misuse::Misuse;
use crate::ops as operations;
use crate::random::Stream;
use crate::saved::{Bits, saved};

/// An active fault.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Plan {
    pub(super) id: u64,
    /// None for all operations.
    operation: Option<String>,
    /// The name of the secret.
    secret: Option<String>,
    account_id: Option<String>,
    region: Option<String>,
    caller: Option<String>,
    pub(super) has_predicate: bool,
    /// `nth` and `times` as given.
    nth: Option<u32>,
    times: Option<u32>,
    /// The number of selected calls that still succeed before the first fault.
    skip: u32,
    probability: Option<Bits>,
    /// The results of the next calls, in order and repeated. None means success.
    sequence: Vec<Option<Answer>>,
    position: usize,
    /// The number of calls that it still decides; none if unlimited.
    left: Option<u32>,
    pub(super) has_happened: bool,
    pub(super) delay: Option<Delay>,
    pub(super) connection: Option<Connection>,
}

saved! { struct Plan { id: "id", operation: "operation", secret: "secret", account_id: "accountId", region: "region", caller: "caller", has_predicate: "hasPredicate", nth: "nth", times: "times", skip: "skip", probability: "probability", sequence: "sequence", position: "position", left: "left", has_happened: "hasHappened", delay: "delay", connection: "connection" } }

/// The decision of a fault about a selected call.
pub(super) enum Step {
    /// The call succeeds according to the sequence.
    Pass,
    /// The fault occurs, with this error response or none.
    Happen(Option<Answer>),
}

impl Plan {
    /// Whether the operation and the codes exist.
    pub(super) fn is_valid(&self) -> bool {
        let operation = self.operation.as_deref();
        let answers = self.sequence.iter().flatten();
        operation.is_none_or(|name| operations::find(name).is_some())
            && self.position < self.sequence.len()
            && self.left != Some(0)
            && answers
                .map(Answer::code)
                .all(|code| Exception::ALL.iter().any(|known| known.name == code))
    }

    pub(super) fn new(id: u64, spec: FaultSpec) -> Result<Self, Misuse> {
        check(&spec)?;
        let operation = operations::find(&spec.target);
        let answer = |code: &String| Answer::new(operation, code, spec.message.clone());
        let sequence = match (&spec.sequence, &spec.code) {
            (Some(codes), _) => codes
                .iter()
                .map(|code| code.as_ref().map(answer).transpose())
                .collect::<Result<_, _>>()?,
            (None, code) => vec![code.as_ref().map(answer).transpose()?],
        };
        let once = u32::try_from(sequence.len()).unwrap_or(u32::MAX);
        let left = match (spec.times, spec.probability) {
            (Some(times), _) => Some(times.saturating_mul(once)),
            // A fault with a probability lasts until it is cleared.
            (None, Some(_)) => None,
            (None, None) => Some(once),
        };
        let delay = spec.delay.map(|milliseconds| Delay {
            milliseconds,
            clock: spec.clock.unwrap_or_default(),
        });
        Ok(Self {
            id,
            operation: operation.map(|operation| operation.name.to_owned()),
            secret: spec
                .secret
                .map(|secret| SecretId::parse(&secret).name().to_owned()),
            account_id: spec.account_id,
            region: spec.region,
            caller: spec.caller,
            has_predicate: spec.predicate,
            nth: spec.nth,
            times: spec.times,
            skip: spec.nth.unwrap_or(1).saturating_sub(1),
            probability: spec.probability.map(Bits),
            sequence,
            position: 0,
            left,
            has_happened: false,
            delay,
            connection: spec.connection,
        })
    }

    /// Whether it can select calls of this operation.
    pub(super) fn is_for(&self, operation: &str) -> bool {
        self.operation.as_deref().is_none_or(|own| own == operation)
    }

    /// Whether it has occurred as often as it should.
    pub(super) fn is_used_up(&self) -> bool {
        self.left == Some(0)
    }

    /// Decides about a call. None if the fault does not select the call, or is not due yet.
    pub(super) fn meet(&mut self, call: &Call<'_>, chance: &mut Stream) -> Option<Step> {
        if !self.selects(call) {
            return None;
        }
        if self.skip > 0 {
            self.skip = self.skip.saturating_sub(1);
            return None;
        }
        if let Some(Bits(probability)) = self.probability
            && chance.fraction() >= probability
        {
            return None;
        }
        let answer = self.sequence.get(self.position).cloned().flatten();
        self.position = (self.position.saturating_add(1)) % self.sequence.len().max(1);
        self.left = self.left.map(|left| left.saturating_sub(1));
        let passes = answer.is_none() && self.sequence.len() > 1;
        self.has_happened |= !passes;
        Some(if passes {
            Step::Pass
        } else {
            Step::Happen(answer)
        })
    }

    fn selects(&self, call: &Call<'_>) -> bool {
        let is = |wanted: &Option<String>, given: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == given)
        };
        self.is_for(call.operation)
            && is(&self.account_id, call.account_id)
            && is(&self.region, call.region)
            && is(&self.caller, call.caller)
            && self
                .secret
                .as_deref()
                .is_none_or(|secret| call.secrets.iter().any(|named| **named == *secret))
            // An object call has no connection, so faults that only break connections do not apply.
            && (call.over_http || self.connection.is_none())
            && (!self.has_predicate || call.predicates.contains(&self.id))
    }

    /// Writes the fault as a call of `fail`, for the report of unused faults. The text stays the same until the fault occurs.
    pub(super) fn describe(&self, language: Language) -> String {
        let mut arguments = vec![quoted(self.operation.as_deref().unwrap_or("*"))];
        let mut options = Vec::new();
        let code = |answer: &Option<Answer>| match answer {
            Some(answer) => quoted(answer.code()),
            None => language.none().to_owned(),
        };
        match self.sequence.as_slice() {
            [None] => {}
            [only] => arguments.push(code(only)),
            several => {
                let codes: Vec<String> = several.iter().map(code).collect();
                options.push(("sequence", format!("[{}]", codes.join(", "))));
            }
        }
        let message = self.sequence.iter().flatten().find_map(Answer::message);
        // `failing` passes the highest possible number.
        let times = self.times.filter(|times| *times < u32::MAX);
        let texts = [
            ("message", message),
            ("secret", self.secret.as_deref()),
            ("account_id", self.account_id.as_deref()),
            ("region", self.region.as_deref()),
            ("caller", self.caller.as_deref()),
            ("connection", self.connection.map(Connection::name)),
            (
                "clock",
                self.delay
                    .filter(|delay| delay.clock == Clock::Real)
                    .map(|_| "real"),
            ),
        ];
        options.extend(
            texts
                .into_iter()
                .filter_map(|(name, text)| Some((name, quoted(text?)))),
        );
        let others = [
            ("times", times.map(|times| times.to_string())),
            ("nth", self.nth.map(|nth| nth.to_string())),
            (
                "probability",
                self.probability
                    .map(|Bits(probability)| probability.to_string()),
            ),
            ("when", self.has_predicate.then(|| "…".to_owned())),
            (
                "delay",
                self.delay
                    .map(|delay| language.duration(delay.milliseconds)),
            ),
        ];
        options.extend(
            others
                .into_iter()
                .filter_map(|(name, text)| Some((name, text?))),
        );
        language.call("fail", &arguments, &options)
    }
}
