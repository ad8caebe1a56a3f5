//! The memory of requests: what was asked of the fake, from where, and what it answered.
//!
//! A request is kept as the JSON it came as or would have come as. Values are redacted when somebody looks, not when a request is
//! recorded, so that recording stays cheap and a test can still ask for the values.

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
use crate::identifiers::SecretId;
use crate::ops::Operation;
use crate::value::Value;
use record::{Answer, Record};

/// How many requests are kept unless a limit is set.
pub(crate) const DEFAULT_LIMIT: usize = 10_000;
/// How many bytes of requests and responses are kept in total. Keeps 10,000 records below 20 MB whatever is in them.
const BYTES_LIMIT: usize = 14 << 20;
/// The requests that the fake answered, oldest first. Bounded: the oldest are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    kept: VecDeque<Record>,
    limit: usize,
    bytes: usize,
    /// How many were recorded since the last `clear`, dropped ones included.
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
    /// Records a request and its answer.
    pub(crate) fn record(
        &mut self,
        sequence: u64,
        operation: Option<&'static Operation>,
        at: Timestamp,
        sender: Sender,
        request: &[u8],
        answer: Result<&[u8], &Error>,
    ) {
        let answer = match answer {
            Ok(response) => Answer::Response(response.into()),
            Err(error) => {
                let exception = error.exception();
                Answer::Refusal {
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

    /// A memory that keeps nothing.
    pub(crate) fn off() -> Self {
        Self {
            limit: 0,
            ..Self::default()
        }
    }

    /// Whether requests are kept.
    pub(crate) const fn is_on(&self) -> bool {
        self.limit > 0
    }

    /// Forgets all requests.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            limit: self.limit,
            ..Self::default()
        };
    }

    /// Sets how many requests are kept.
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

    /// How many requests were recorded and then dropped because of the bounds.
    pub(crate) fn dropped(&self) -> u64 {
        self.recorded.saturating_sub(self.kept.len() as u64)
    }

    /// The records that a filter selects, oldest first, each as a structure with plain names.
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
