//! Recorded requests, events and faults: their controls, and their effects on a call.

use std::sync::Arc;

use super::SecretsManager;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::events::EventFilter;
use crate::faults::{Call, Connection, Delay, Effect, FaultSpec};
use crate::misuse::Misuse;
use crate::ops::Operation;
use crate::protocol::HttpResponse;
use crate::requests::{Origin, RequestFilter, Sender, secrets_named};
use crate::rotation::STEPS;
use crate::secret::Secret;
use crate::secret::id::{AccountId, Place, Region, SecretId};
use crate::value::Value;

/// Properties of a request that only the host knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// How the request reached the fake.
    pub origin: Origin,
    /// The faults whose predicate the host found to be true for this request: see [`SecretsManager::faults_with_predicate`].
    pub predicates: Vec<u64>,
}

/// The request that is being answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Incoming {
    pub(super) source: Source,
    /// The access key id, as sent; none for object calls.
    pub(super) caller: Option<Arc<str>>,
    pub(super) over_http: bool,
    /// The effect of a fault on the connection.
    pub(super) delay: Option<Delay>,
    pub(super) connection: Option<Connection>,
}

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
        self.obstacles.faults.add(fault)
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
                    "fail for the step {} with options other than a positive `times`",
                    fault.target
                ),
                "only the step and how often it fails",
                "fail(\"testSecret\", times=2)",
            ));
        }
        self.fail_step(&fault.target, fault.times.unwrap_or(1))?;
        Ok(u64::MAX)
    }

    /// Removes an injected fault. Does nothing if it has already been used up.
    pub fn remove_fault(&mut self, id: u64) {
        self.obstacles.faults.remove(id);
    }

    /// Removes all injected faults.
    pub fn clear_faults(&mut self) {
        self.obstacles.faults.clear();
        self.rotations.clear_failing_steps();
    }

    /// The injected faults that have not occurred, each as a call of `fail`.
    #[must_use]
    pub fn unused_faults(&self) -> Vec<String> {
        self.obstacles.faults.unused().collect()
    }

    /// Whether any fault has a predicate, which the host must evaluate before it passes a request to [`respond_from`](Self::respond_from).
    #[must_use]
    pub fn has_predicates(&self) -> bool {
        self.obstacles.faults.have_predicate()
    }

    /// The faults for an operation whose predicate the host must evaluate before a call. Empty in most tests.
    #[must_use]
    pub fn faults_with_predicate(&self, operation: &str) -> Vec<u64> {
        self.obstacles.faults.with_predicate(operation).collect()
    }

    /// The recorded requests that a filter selects, oldest first, as structures (`operation`, `secret`, `at`, `account_id`, `region`, `caller`,
    /// `origin`, `request`, and `response` or `code`, `message`, `status`, `situation`).
    ///
    /// Sensitive values are redacted unless the filter sets `reveal`.
    ///
    /// # Errors
    /// A filter with an unknown operation or origin.
    pub fn requests(&self, filter: &RequestFilter) -> Result<Vec<Value>, Misuse> {
        filter.check()?;
        Ok(self.requests.select(filter))
    }

    /// The number of requests that were dropped because of the limits: 10,000 requests (or the limit that was set) and 14 MiB.
    #[must_use]
    pub fn dropped_requests(&self) -> u64 {
        self.requests.dropped()
    }

    /// Deletes all recorded requests.
    pub fn clear_requests(&mut self) {
        self.requests.clear();
    }

    /// Sets the maximum number of recorded requests. 0 turns recording off.
    pub fn limit_requests(&mut self, limit: usize) {
        self.requests.set_limit(limit);
    }

    /// Events in EventBridge format, oldest first: `Secret Label Updated`, service events, and CloudTrail records of API calls. They contain no
    /// secret values.
    ///
    /// # Errors
    /// A filter with an unknown event.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<Value>, Misuse> {
        filter.check(super::operations())?;
        let secret = filter
            .secret
            .as_deref()
            .map(|secret| SecretId::parse(secret).name());
        let seed = self.settings.seed;
        let mut events = self.store.events.select(filter, secret, seed);
        events.extend(self.requests.cloudtrail(filter, secret, seed));
        events.sort_by_key(|(sequence, _)| *sequence);
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }

    /// Makes all changes visible. Has an effect only with eventual consistency: see [`Consistency`](crate::Consistency).
    pub fn settle(&mut self, now: Timestamp) {
        let now = self.clock.read(now);
        self.store.settle(now);
    }

    /// The number of events and requests so far. A filter with this number as `after` selects only new ones.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.store.events.count()
    }

    /// Reads a secret of the fake's own account and Region without side effects.
    pub(crate) fn peek_secret(&self, name: &str) -> Option<&Secret> {
        let account_id = AccountId::from(self.settings.account_id.as_str());
        let region = Region::from(self.settings.region.as_str());
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        self.store.get(place, name)
    }

    /// All recorded requests with their values.
    pub(crate) fn recorded_requests(&self) -> Vec<Value> {
        self.requests.select(&RequestFilter {
            reveal: true,
            ..RequestFilter::default()
        })
    }

    /// Records a request and its response.
    pub(super) fn record(
        &mut self,
        operation: Option<&'static Operation>,
        (account_id, region): (AccountId, Region),
        request: &[u8],
        answer: Result<&[u8], &Error>,
        host_now: Timestamp,
    ) {
        if !self.requests.is_on() {
            return;
        }
        let caller = self.incoming.caller.clone();
        let sender = Sender {
            caller: caller.unwrap_or_else(|| account_id.clone().into()),
            account_id,
            region,
            origin: self.incoming.source.origin,
        };
        let at = self.clock.read(host_now);
        let sequence = self.store.events.next_sequence();
        self.requests
            .record(sequence, operation, at, sender, request, answer);
    }

    /// The effect of injected faults on a call before its operation runs: an error response, or a broken connection that keeps the request from
    /// reaching the service. Recorded: authorization errors come before constraints of members.
    pub(super) fn meet_faults(
        &mut self,
        operation: &'static Operation,
        input: &Value,
        account_id: &AccountId,
        region: &Region,
        host_now: Timestamp,
    ) -> Result<(), Error> {
        let secrets = secrets_named(input);
        let resource =
            super::text_member(input, "SecretId").or_else(|| super::text_member(input, "Name"));
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
        let Some(effect) = self.obstacles.faults.take(&call, &mut self.random.faults) else {
            return Ok(());
        };
        let Effect {
            error,
            delay,
            connection,
        } = effect;
        if let Some(delay) = delay {
            self.incoming.delay = Some(delay);
            if delay.clock == crate::faults::DelayClock::Fake {
                // At the end of the year 9999, the clock does not advance.
                let _ = self.clock.advance(i64::from(delay.milliseconds), host_now);
            }
        }
        self.incoming.connection = connection;
        if connection.is_some_and(|connection| !connection.lets_the_request_through()) {
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
