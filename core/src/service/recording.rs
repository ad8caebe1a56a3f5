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
    /// The recorded requests that a filter selects, oldest first, as structures with plain names (`operation`, `secret`, `at`,
    /// `account_id`, `region`, `caller`, `origin`, `request`, and `response` or `code`, `message`, `status`, `situation`).
    ///
    /// Sensitive values are redacted unless the filter says `reveal`.
    ///
    /// # Errors
    /// A filter that names an unknown operation or origin.
    pub fn requests(&self, filter: &RequestFilter) -> Result<Vec<Value>, Misuse> {
        filter.check()?;
        Ok(self.requests.select(filter))
    }

    /// How many requests are no longer kept because of the bounds: 10,000 requests (or the limit that was set) and 14 MiB.
    #[must_use]
    pub fn dropped_requests(&self) -> u64 {
        self.requests.dropped()
    }

    /// Forgets all recorded requests.
    pub fn clear_requests(&mut self) {
        self.requests.clear();
    }

    /// Sets how many requests are kept; 0 turns recording off.
    pub fn limit_requests(&mut self, limit: usize) {
        self.requests.set_limit(limit);
    }

    /// What happened, oldest first, as EventBridge delivers it: `Secret Label Updated`, events of the service, and CloudTrail records of
    /// API calls. Values of secrets are in none of them.
    ///
    /// # Errors
    /// A filter that names an unknown event.
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

    /// Lets every change arrive that is not visible everywhere yet; the steps of rotations that were started become due. Does something
    /// only where the timing is lifelike: see [`Consistency`](crate::Consistency).
    pub fn settle(&mut self, now: Timestamp) {
        let now = self.clock.read(now);
        self.store.settle(now);
        self.rotations.end_delays(now);
    }

    /// How many events and requests there have been: what a filter calls `after`, to see only what is new.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.store.events.count()
    }

    /// A secret of the fake's own account and Region, without a trace of the look.
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

    /// Records what was asked and answered.
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
}
