//! Saving and restoring the state of a fake, and reading without side effects.

use super::answering::text_member;
use super::caller::{CallError, Caller};
use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::identifiers::{AccountId, Place, SecretId};
use crate::misuse::Misuse;
use crate::ops;
use crate::protocol::{Head, HttpResponse};
use crate::secret::Secret;
use crate::settings::{Consistency, Settings};
use crate::snapshot::{self, SavedSettings, State, inconsistent};
use crate::store::{At, Store};
use crate::value::Value;

impl SecretsManager {
    /// Returns the whole state as one JSON document: settings, initial secrets, secrets, clock, randomness, KMS keys, faults and
    /// rotations. The same state gives the same bytes, in every language. The document contains all secret values.
    ///
    /// The host keeps the handlers of rotation functions; the document has only the ARNs and names of the functions.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let now = Timestamp(1_700_000_000_000);
    /// let object = |json| serde_json::from_str::<Value>(json).unwrap();
    /// let secrets = object(r#"{"app/db": "hunter2"}"#);
    /// let fake = SecretsManager::new(Settings { secrets, now, ..Settings::default() }).unwrap();
    ///
    /// let mut other = SecretsManager::new(Settings::default()).unwrap();
    /// other.restore(&fake.snapshot()).unwrap();
    /// assert_eq!(other.snapshot(), fake.snapshot());
    /// assert!(other.call("GetSecretValue", object(r#"{"SecretId": "app/db"}"#), &Caller::default(), now).is_ok());
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        // Lists every field, so that a new one cannot be forgotten.
        let Self {
            settings,
            clock,
            random,
            store,
            rotation_functions,
            rotations,
            queue_steps: _,
            started: _,
            within: _,
            faults,
            hints: _,
            latest,
            requests: _,
            incoming: _,
            agent: _,
        } = self;
        snapshot::write(&State {
            settings: SavedSettings::from(settings),
            clock: *clock,
            latest: Some(*latest).filter(|latest| latest.0 != i64::MIN),
            random: random.clone(),
            store: store.save(),
            faults: faults.clone(),
            rotation_functions: rotation_functions.clone(),
            rotations: rotations.save(),
        })
    }

    /// Replaces the whole state, including settings, with a snapshot. Rotations in progress continue when a host next catches up, unless
    /// rotation steps are queued.
    ///
    /// # Errors
    /// A document that is invalid, inconsistent or of an unknown version. Nothing changes then.
    pub fn restore(&mut self, document: &[u8]) -> Result<(), Misuse> {
        let state = snapshot::read(document)?;
        let settings = Settings::from(state.settings);
        if !state.clock.is_in_range() {
            return Err(inconsistent("the clock is outside the years 1 to 9999"));
        }
        // `new` must not seed the initial secrets, because the snapshot contains their current state.
        let bare = Settings {
            secrets: Value::Null,
            ..settings.clone()
        };
        let mut restored = Self::new(bare)?;
        // A reset will need them. Those of this fake are known to be valid.
        let known = &self.settings;
        let are_known = settings.secrets == known.secrets
            && settings.account_id == known.account_id
            && settings.region == known.region
            && settings.rotation_functions == known.rotation_functions;
        if !are_known && Self::new(settings.clone()).is_err() {
            return Err(inconsistent("the initial secrets are invalid"));
        }
        restored.store = Store::of_saved(state.store, settings.seed, settings.consistency)
            .map_err(|what| inconsistent(&what))?;
        if !state.faults.are_valid() {
            return Err(inconsistent(
                "a fault has an unknown operation or code, or the id of another fault",
            ));
        }
        restored.faults = state.faults;
        restored.faults.succeed(&self.faults);
        restored.settings = settings;
        restored.clock = state.clock;
        restored.random = state.random;
        restored.latest = state.latest.unwrap_or(Timestamp(i64::MIN));
        restored.rotation_functions = state.rotation_functions;
        // The current rotations are cleared and not replaced, so that numbers are not reused.
        let mut rotations = self.rotations.clone();
        rotations
            .restore(state.rotations, restored.settings.seed)
            .map_err(|what| inconsistent(&what))?;
        // Without a run, the secret would never rotate again.
        let has_run = |secret: &Secret| {
            let token = secret.rotation.under_way();
            token.is_none_or(|token| rotations.has_run(&secret.arn, token))
                // The end of a run no longer finds a secret whose recovery window is over.
                || secret.lifecycle.deleted().is_some()
        };
        if !restored.store.all().all(has_run) {
            return Err(inconsistent("a rotation in progress is not listed"));
        }
        restored.rotations = rotations;
        if !restored.queue_steps {
            restored.rotations.resume();
        }
        // The settings of the agent are not part of the state. Its cache belongs to the old state.
        restored.agent = std::mem::take(&mut self.agent);
        restored.agent.forget();
        restored.requests.set_limit(self.requests.limit());
        *self = restored;
        Ok(())
    }

    /// The rotation functions that the fake knows, by ARN, or by the type of external secrets. After [`restore`](Self::restore) the host
    /// has no handlers for those that it has not registered itself.
    pub fn rotation_functions(&self) -> impl Iterator<Item = &str> {
        self.rotation_functions.ids()
    }

    /// Answers a read without side effects: no access date, no new id, no hint. Faults and KMS keys do not apply. A request with a `SecretId`
    /// takes constant time in the number of secrets.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn peek(
        &self,
        operation: &str,
        input: Value,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, CallError> {
        let mut copy = self.bare_copy();
        copy.store = match text_member(&input, "SecretId") {
            Some(secret_id) => self.only(caller, secret_id, now)?,
            None => self.store.clone(),
        };
        copy.store.keys = Default::default();
        copy.call(operation, input, caller, now)
    }

    /// Does the same as [`peek`](Self::peek) for a request of the wire API.
    pub(super) fn peek_from_wire(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Timestamp,
    ) -> HttpResponse {
        let head = Head::of(headers);
        let caller = Caller::of(&head);
        let input = head
            .operation
            .and_then(ops::find)
            .and_then(|operation| Value::from_request(body, &operation.input).ok())
            .unwrap_or(Value::Null);
        let only = text_member(&input, "SecretId")
            .and_then(|secret_id| self.only(&caller, secret_id, now).ok());
        let mut copy = self.bare_copy();
        copy.store = only.unwrap_or_else(|| self.store.clone());
        copy.store.keys = Default::default();
        copy.handle(headers, body, now)
    }

    fn only(&self, caller: &Caller, secret_id: &str, now: Timestamp) -> Result<Store, CallError> {
        let (mut account_id, region) = self.place(caller).map_err(CallError::Misuse)?;
        if let SecretId::CompleteArn { account_id: of, .. } = SecretId::parse(secret_id) {
            account_id = AccountId::from(of);
        }
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        let now = self.clock.read(now);
        Ok(self.store.only(At { place, now }, secret_id))
    }

    /// A copy of the fake without secrets.
    pub(super) fn bare_copy(&self) -> Self {
        Self {
            settings: Settings {
                account_id: self.settings.account_id.clone(),
                region: self.settings.region.clone(),
                secrets: Value::Null,
                ..self.settings
            },
            clock: self.clock,
            random: self.random.clone(),
            store: Store::new(self.settings.seed, Consistency::Immediate),
            rotation_functions: self.rotation_functions.clone(),
            rotations: crate::rotation::Driver::new(self.settings.seed),
            queue_steps: self.queue_steps,
            started: None,
            within: None,
            faults: Default::default(),
            hints: Default::default(),
            latest: self.latest,
            requests: Default::default(),
            incoming: Default::default(),
            agent: Default::default(),
        }
    }
}
