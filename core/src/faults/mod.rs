//! Faults that a test injects with `fail`: error responses, delays and broken connections for selected calls.

mod call;
mod codes;
mod connection;
mod plan;
mod spec;

pub(crate) use call::Call;
pub(crate) use codes::UNDECLARED;
pub use connection::{Clock as DelayClock, Connection, Delay};
pub use spec::FaultSpec;

use crate::error::Error;
use crate::language::Language;
use crate::misuse::Misuse;
use crate::random::Stream;
use crate::saved::saved;
use crate::sorting::are_unique;
use plan::{Plan, Step};

/// The injected faults that can still occur, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    faults: Vec<Plan>,
    next_id: u64,
    /// The lowest id for a new fault after a restore, so that an id from before the restore never removes a new fault. A snapshot does not
    /// contain it, because it belongs to the process.
    lowest_new_id: u64,
}

saved! { struct Faults { faults: "faults", next_id: "nextId" } without lowest_new_id }

/// The effect of a fault on one call.
#[derive(Debug, Default)]
pub(crate) struct Effect {
    /// The error response. Without one, the operation runs.
    pub(crate) error: Option<Error>,
    pub(crate) delay: Option<Delay>,
    pub(crate) connection: Option<Connection>,
}

impl Faults {
    /// Whether there are no faults.
    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// Adds a fault and returns its id.
    pub(crate) fn add(&mut self, spec: FaultSpec) -> Result<u64, Misuse> {
        let id = self.next_id.max(self.lowest_new_id);
        self.faults.push(Plan::new(id, spec)?);
        self.next_id = id.saturating_add(1);
        Ok(id)
    }

    /// Whether all faults are valid. Faults of a snapshot are not checked by `add`.
    pub(crate) fn are_valid(&self) -> bool {
        self.faults.iter().all(Plan::is_valid)
            && self.faults.iter().all(|fault| fault.id < self.next_id)
            && are_unique(self.faults.iter().map(|fault| fault.id))
    }

    /// Replaces other faults, without reusing their ids: the host may still have them.
    pub(crate) fn succeed(&mut self, before: &Self) {
        self.lowest_new_id = before.next_id.max(before.lowest_new_id);
    }

    /// Removes a fault. Does nothing if it has already been used up.
    pub(crate) fn remove(&mut self, id: u64) {
        self.faults.retain(|fault| fault.id != id);
    }

    /// Removes all faults. Ids are not reused, so that an old id never removes a new fault.
    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    /// Whether there is a fault with a predicate.
    pub(crate) fn have_predicate(&self) -> bool {
        self.faults.iter().any(|fault| fault.has_predicate)
    }

    /// The faults for an operation that have a predicate, which only the host can evaluate.
    pub(crate) fn with_predicate(&self, operation: &str) -> impl Iterator<Item = u64> {
        self.faults
            .iter()
            .filter(move |fault| fault.has_predicate && fault.is_for(operation))
            .map(|fault| fault.id)
    }

    /// The faults that have never occurred, each as a call of `fail`.
    pub(crate) fn unused(&self, language: Language) -> impl Iterator<Item = String> {
        self.faults
            .iter()
            .filter(|fault| !fault.has_happened)
            .map(move |fault| fault.describe(language))
    }

    /// Decides the effect on a call. The oldest fault that selects the call and is due applies.
    pub(crate) fn take(&mut self, call: &Call<'_>, chance: &mut Stream) -> Option<Effect> {
        let (index, step) = self
            .faults
            .iter_mut()
            .enumerate()
            .find_map(|(index, fault)| Some((index, fault.meet(call, chance)?)))?;
        let used_up = self.faults.get(index).is_some_and(Plan::is_used_up);
        let (delay, connection) = self
            .faults
            .get(index)
            .map(|fault| (fault.delay, fault.connection.filter(|_| call.over_http)))
            .unwrap_or_default();
        if used_up {
            self.faults.remove(index);
        }
        Some(match step {
            Step::Pass => Effect::default(),
            Step::Happen(answer) => Effect {
                error: answer.map(|answer| answer.error(call)),
                delay,
                connection,
            },
        })
    }
}
