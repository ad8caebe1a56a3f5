//! Controls of faults, and the effect of an injected fault on a call.

use super::answering::text_member;
use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::faults::{Call, Connection, DelayClock, Effect, FaultSpec};
use crate::identifiers::{AccountId, Region};
use crate::language::Language;
use crate::misuse::Misuse;
use crate::ops::Operation;
use crate::protocol::HttpResponse;
use crate::requests::secrets_named;
use crate::rotation::STEPS;
use crate::value::Value;

impl SecretsManager {
    /// Injects a fault and returns its id, for [`remove_fault`](Self::remove_fault). `reset` removes all faults.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, FaultSpec, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let fault = FaultSpec {
    ///     target: "*".to_owned(),
    ///     sequence: Some(vec![Some("ThrottlingException".to_owned()), None, Some("InternalServiceError".to_owned())]),
    ///     ..FaultSpec::default()
    /// };
    /// fake.inject(fault).unwrap();
    /// let mut list = || {
    ///     let empty = serde_json::from_str::<Value>("{}").unwrap();
    ///     fake.call("ListSecrets", empty, &Caller::default(), Timestamp(0)).is_ok()
    /// };
    /// assert_eq!([list(), list(), list(), list()], [false, true, false, true]);
    /// ```
    ///
    /// # Errors
    /// An unknown target or code, contradictory arguments, or arguments without an effect.
    pub fn inject(&mut self, fault: FaultSpec) -> Result<u64, Misuse> {
        if STEPS.contains(&fault.target.as_str()) {
            return self.fail_step_as(fault);
        }
        self.faults.add(fault)
    }

    /// Makes the next calls of an operation fail with a code: one that the API's model declares for the operation, or a common code of AWS
    /// such as `AccessDeniedException` or `ThrottlingException`. A failed call changes nothing. The default message is the service's own.
    /// `reset` removes the fault.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// fake.fail("ListSecrets", Some("ThrottlingException"), None, 1).unwrap();
    /// let list = || serde_json::from_str::<Value>("{}").unwrap();
    /// assert!(fake.call("ListSecrets", list(), &Caller::default(), now).is_err());
    /// assert!(fake.call("ListSecrets", list(), &Caller::default(), now).is_ok());
    /// ```
    ///
    /// A rotation step, such as `testSecret`, fails without a code: its next runs fail without calling the function.
    ///
    /// # Errors
    /// An unknown target, an invalid code, a missing message for a code with several messages, or `times` of 0.
    pub fn fail(
        &mut self,
        target: &str,
        code: Option<&str>,
        message: Option<String>,
        times: u32,
    ) -> Result<(), Misuse> {
        self.inject(FaultSpec {
            target: target.to_owned(),
            code: code.map(str::to_owned),
            message,
            times: Some(times),
            ..FaultSpec::default()
        })
        .map(|_| ())
    }

    /// Injects the failure of a rotation step. It has no id, because it cannot be removed.
    fn fail_step_as(&mut self, fault: FaultSpec) -> Result<u64, Misuse> {
        let alone = FaultSpec {
            target: fault.target.clone(),
            times: fault.times,
            ..FaultSpec::default()
        };
        if fault != alone || fault.times == Some(0) {
            return Err(Misuse::new(
                format!(
                    "fail for the step {} got an option other than a positive `times`",
                    fault.target
                ),
                "only the step and `times`",
                "fail(\"testSecret\")",
            ));
        }
        self.fail_step(&fault.target, fault.times.unwrap_or(1))?;
        Ok(u64::MAX)
    }

    /// Removes an injected fault. Does nothing if it has already been used up.
    pub fn remove_fault(&mut self, id: u64) {
        self.faults.remove(id);
    }

    /// Removes all injected faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
        self.rotations.clear_failing_steps();
    }

    /// The injected faults that have not occurred, each as a call of `fail` in a language.
    #[must_use]
    pub fn unused_faults(&self, language: Language) -> Vec<String> {
        let faults = self.faults.unused(language);
        faults
            .chain(self.rotations.unused_failures(language))
            .collect()
    }

    /// Whether any fault has a predicate, which the host must evaluate before it passes a request to [`respond_from`](Self::respond_from).
    #[must_use]
    pub fn has_predicates(&self) -> bool {
        self.faults.have_predicate()
    }

    /// The faults for an operation whose predicate the host must evaluate before a call. Empty in most tests.
    #[must_use]
    pub fn faults_with_predicate(&self, operation: &str) -> Vec<u64> {
        self.faults.with_predicate(operation).collect()
    }

    /// The effect of injected faults on a call before its operation runs: an error response, or a broken connection that keeps the request from
    /// reaching the service. Recorded: authorization errors come before constraints of members.
    pub(super) fn apply_faults(
        &mut self,
        operation: &'static Operation,
        input: &Value,
        account_id: &AccountId,
        region: &Region,
        host_now: Timestamp,
    ) -> Result<(), Error> {
        let secrets = secrets_named(input);
        let resource = text_member(input, "SecretId").or_else(|| text_member(input, "Name"));
        let call = Call {
            operation: operation.name,
            account_id,
            region,
            caller: self.incoming.caller.as_deref().unwrap_or(account_id),
            resource,
            secrets: &secrets,
            over_http: self.incoming.over_http,
            predicates: &self.incoming.source.predicates,
        };
        let Some(effect) = self.faults.take(&call, &mut self.random.faults) else {
            return Ok(());
        };
        let Effect {
            error,
            delay,
            connection,
        } = effect;
        if let Some(delay) = delay {
            self.incoming.delay = Some(delay);
            if delay.clock == DelayClock::Fake {
                // At the end of the year 9999, the clock does not advance.
                let _ = self.clock.advance(i64::from(delay.milliseconds), host_now);
            }
        }
        self.incoming.connection = connection;
        if connection.is_some_and(|connection| !connection.reaches_the_service()) {
            return Err(Error::ServiceUnavailable);
        }
        error.map_or(Ok(()), Err)
    }

    /// A response with the effect of a fault on it.
    pub(super) fn deliver(&self, mut response: HttpResponse) -> HttpResponse {
        response.delay = self.incoming.delay;
        response.connection = self.incoming.connection;
        match self.incoming.connection {
            Some(Connection::Truncated) => {
                let half = response.body.len() / 2;
                response.body.truncate(half);
            }
            Some(Connection::Corrupt) => {
                response.body = b"{\"\xff".to_vec();
                let length = response.body.len().to_string();
                let header = response.headers.iter_mut();
                header
                    .filter(|(name, _)| *name == "Content-Length")
                    .for_each(|(_, value)| value.clone_from(&length));
            }
            _ => {}
        }
        response
    }
}
