//! Recorded requests and their responses.
//!
//! A request is stored as its JSON text. Values are redacted when records are read, not when a request is recorded. So recording is fast,
//! and a test can still reveal the values.

mod cloudtrail;
mod filter;
mod record;
mod sender;
mod showing;

use std::collections::VecDeque;

pub use filter::RequestFilter;
pub use sender::Origin;
pub(crate) use sender::Sender;
pub(crate) use showing::{REDACTED, secrets_named};

use crate::clock::Timestamp;
use crate::error::Error;
use crate::faults::Connection;
use crate::identifiers::SecretId;
use crate::ops::Operation;
use crate::value::Value;
use record::{Answer, Record};

/// The default for the maximum number of records.
pub(crate) const DEFAULT_LIMIT: usize = 10_000;
/// The maximum size of all requests and responses in bytes. It keeps 10,000 records below 20 MB.
const BYTES_LIMIT: usize = 14 << 20;
/// The requests that the fake answered, oldest first. Bounded: the oldest are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    kept: VecDeque<Record>,
    limit: usize,
    bytes: usize,
    /// The number of requests since the last `clear`, including dropped ones.
    recorded: u64,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            kept: VecDeque::new(),
            limit: DEFAULT_LIMIT,
            bytes: 0,
            recorded: 0,
        }
    }
}

impl Requests {
    /// Records a request and its response.
    #[expect(clippy::too_many_arguments, reason = "each is a member of the record")]
    pub(crate) fn record(
        &mut self,
        sequence: u64,
        operation: Option<&'static Operation>,
        at: Timestamp,
        sender: Sender,
        request: &[u8],
        answer: Result<&[u8], &Error>,
        connection: Option<Connection>,
    ) {
        let answer = match answer {
            Ok(response) => Answer::Response(response.into()),
            Err(error) => {
                let exception = error.exception();
                Answer::Failure {
                    code: exception.name,
                    message: error.message(),
                    status: exception.status,
                    situation: error.situation().name,
                }
            }
        };
        let record = Record {
            sequence,
            operation,
            at,
            sender,
            request: request.into(),
            answer,
            connection,
        };
        self.recorded = self.recorded.saturating_add(1);
        self.bytes = self.bytes.saturating_add(record.bytes());
        self.kept.push_back(record);
        while self.kept.len() > self.limit || self.bytes > BYTES_LIMIT {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(oldest.bytes());
        }
    }

    /// Creates records that keep nothing.
    pub(crate) fn off() -> Self {
        Self {
            limit: 0,
            ..Self::default()
        }
    }

    /// Whether requests are recorded.
    pub(crate) const fn is_on(&self) -> bool {
        self.limit > 0
    }

    /// Deletes all records.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            limit: self.limit,
            ..Self::default()
        };
    }

    /// Sets the maximum number of records.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
        let surplus = self.kept.len().saturating_sub(limit);
        let dropped: usize = self
            .kept
            .drain(..surplus)
            .map(|record| record.bytes())
            .sum();
        self.bytes = self.bytes.saturating_sub(dropped);
    }

    /// The number of records that were dropped because of the limits.
    pub(crate) fn dropped(&self) -> u64 {
        self.recorded.saturating_sub(self.kept.len() as u64)
    }

    /// The selected records, oldest first, each as a structure.
    pub(crate) fn select(&self, filter: &RequestFilter) -> Vec<Value> {
        let first = self.dropped();
        let secret = filter
            .secret
            .as_deref()
            .map(|secret| SecretId::parse(secret).name());
        self.kept
            .iter()
            .zip(first..)
            .filter(|(record, _)| {
                record.sequence > filter.after && record.is_selected(filter, secret)
            })
            .map(|(record, index)| record.show(index, filter.reveal))
            .collect()
    }
}
