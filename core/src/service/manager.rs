//! A fake: its state, its creation and its reset.

use super::caller::{Caller, require_region};
use super::hints::{Hint, Hints};
use super::http::Agent;
use super::incoming::Incoming;
use crate::clock::Timestamp;
use crate::engine_clock::Clock;
use crate::faults::Faults;
use crate::identifiers::{AccountId, Region, is_account_id};
use crate::misuse::Misuse;
use crate::random::Random;
use crate::requests::Requests;
use crate::rotation::{Driver, RotationFunctions};
use crate::settings::{KnownFunctions, RotationSteps, Settings};
use crate::store::Store;
use crate::value::Value;

/// A fake AWS Secrets Manager with all accounts and Regions.
#[derive(Clone, Debug)]
pub struct SecretsManager {
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) store: Store,
    pub(super) rotation_functions: RotationFunctions,
    pub(super) rotations: Driver,
    /// Whether rotation steps are queued until the host runs them.
    pub(super) queue_steps: bool,
    /// The run that the last call started.
    pub(super) started: Option<u64>,
    /// The invocation whose function makes the next calls.
    pub(super) within: Option<u64>,
    pub(super) faults: Faults,
    pub(super) requests: Requests,
    pub(super) incoming: Incoming,
    pub(super) hints: Hints,
    /// The latest time of a response.
    pub(super) latest: Timestamp,
    /// The Secrets Manager Agent of a server.
    pub(super) agent: Agent,
}

impl SecretsManager {
    /// Creates a fake with the secrets of its settings.
    ///
    /// # Errors
    /// An account that is not twelve digits, an invalid Region, or secrets that [`seed`](Self::seed) does not accept.
    pub fn new(settings: Settings) -> Result<Self, Misuse> {
        if !is_account_id(&settings.account_id) {
            return Err(Misuse::new(
                format!("invalid account id \"{}\"", settings.account_id),
                "twelve digits",
                "\"123456789012\"",
            ));
        }
        require_region(&settings.region)?;
        let random = Random::new(settings.seed);
        let rotations = Driver::new(settings.seed);
        let (seed, consistency) = (settings.seed, settings.consistency);
        let mut rotation_functions = RotationFunctions::default();
        if settings.rotation_functions == KnownFunctions::Any {
            rotation_functions.accept_any();
        }
        let (queue_steps, now) = (
            settings.rotation_steps == RotationSteps::Queue,
            settings.now,
        );
        let mut manager = Self {
            settings,
            clock: Clock::default(),
            random,
            store: Store::new(seed, consistency),
            rotation_functions,
            rotations,
            queue_steps,
            started: None,
            within: None,
            faults: Faults::default(),
            requests: Requests::default(),
            incoming: Incoming::default(),
            hints: Hints::default(),
            latest: Timestamp(i64::MIN),
            agent: Agent::default(),
        };
        manager.seed_initial_secrets(now)?;
        Ok(manager)
    }

    fn seed_initial_secrets(&mut self, now: Timestamp) -> Result<(), Misuse> {
        match self.settings.secrets.clone() {
            Value::Null => Ok(()),
            secrets => self.seed(secrets, now),
        }
    }

    /// Resets the fake to its state after [`new`](Self::new): the initial secrets, the host's clock and the seed. Settings and registered
    /// rotation functions do not change.
    pub fn reset(&mut self, now: Timestamp) {
        self.clock = Clock::default();
        self.random = Random::new(self.settings.seed);
        self.store = Store::new(self.settings.seed, self.settings.consistency);
        self.rotations.clear();
        self.started = None;
        self.within = None;
        self.requests.clear();
        self.faults.clear();
        self.hints = Hints::default();
        self.latest = Timestamp(i64::MIN);
        self.agent.forget();
        // `new` has accepted the same secrets.
        let _ = self.seed_initial_secrets(now);
    }

    /// Returns to a state, for example a clone that was made earlier. The hosts of all drives count as gone: numbers of drives,
    /// invocations and faults are never reused, so an old number has no effect.
    pub fn return_to(&mut self, state: &Self) {
        let mut state = state.clone();
        state.rotations.succeed(&self.rotations);
        state.faults.succeed(&self.faults);
        if !state.queue_steps {
            state.rotations.resume();
        }
        *self = state;
    }

    /// Messages about violated invariants; empty unless the engine has a bug. For this project's own tests.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    #[must_use]
    pub fn broken_invariants(&self) -> Vec<String> {
        self.store.broken_invariants()
    }

    /// The settings that the fake was created with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Checks the account and the Region of a caller.
    ///
    /// # Errors
    /// An account that is not twelve digits, or an invalid Region.
    pub fn check_caller(&self, caller: &Caller) -> Result<(), Misuse> {
        self.place(caller).map(drop)
    }

    /// Allows hints to be reported again, for the next test.
    pub fn forget_hints(&mut self) {
        self.hints = Hints::default();
    }

    /// Whether [`take_hints`](Self::take_hints) would return hints.
    #[must_use]
    pub fn has_hints(&self) -> bool {
        self.hints.are_waiting()
    }

    /// Returns and removes hints about probable mistakes of the test. Each name is reported once until [`reset`](Self::reset). The host shows them to the author of the test.
    pub fn take_hints(&mut self) -> Vec<Hint> {
        self.hints.take()
    }

    pub(super) fn place(&self, caller: &Caller) -> Result<(AccountId, Region), Misuse> {
        let account_id = caller
            .account_id
            .as_deref()
            .unwrap_or(&self.settings.account_id);
        if !is_account_id(account_id) {
            return Err(Misuse::new(
                format!("invalid account id \"{account_id}\""),
                "twelve digits",
                "\"123456789012\"",
            ));
        }
        let region = caller.region.as_deref().unwrap_or(&self.settings.region);
        require_region(region)?;
        Ok((account_id.into(), region.into()))
    }
}
