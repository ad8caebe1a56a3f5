//! Recorded requests and events: controls, and the recording of a request.

use super::answering::operations;
use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::events::EventFilter;
use crate::identifiers::{AccountId, Place, Region, SecretId};
use crate::misuse::Misuse;
use crate::ops::Operation;
use crate::requests::{RequestFilter, Sender};
use crate::secret::Secret;
use crate::sorting::sort_by_key;
use crate::value::Value;

impl SecretsManager {
    /// The recorded requests that a filter selects, oldest first, as structures (`operation`, `secret`, `at`, `account_id`, `region`, `caller`,
    /// `origin`, `request`, and `response` or `code`, `message`, `status`, `situation`;
    /// `connection` if an injected fault broke it).
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
        filter.check(operations())?;
        let secret = filter
            .secret
            .as_deref()
            .map(|secret| SecretId::parse(secret).name());
        let seed = self.settings.seed;
        let mut events = self.store.events.select(filter, secret, seed);
        events.extend(self.requests.cloudtrail(filter, secret, seed));
        sort_by_key(&mut events, |(sequence, _)| *sequence);
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }

    /// Makes all changes visible. The steps of started rotations become due. Has an effect only with eventual consistency: see
    /// [`Consistency`](crate::Consistency).
    pub fn settle(&mut self, now: Timestamp) {
        let now = self.clock.read(now);
        self.store.settle(now);
        self.rotations.end_delays(now);
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
        let connection = self.incoming.connection;
        self.requests
            .record(sequence, operation, at, sender, request, answer, connection);
    }
}
