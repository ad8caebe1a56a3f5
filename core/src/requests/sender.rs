//! The origin of a request: the API, the caller, and the time.

use std::sync::Arc;

use crate::identifiers::{AccountId, Region};

/// How a request reached the fake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Through a client of an SDK in this process.
    Sdk,
    /// Through the object API: `call` or a method named like the operation.
    Direct,
    /// Through the wire API or a server.
    #[default]
    Wire,
    /// From a rotation function, through any API.
    RotationStep,
}

impl Origin {
    /// The name in records and filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Direct => "direct",
            Self::Wire => "wire",
            Self::RotationStep => "rotation step",
        }
    }
}

/// The origin and time of a request.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
    /// The access key id, as sent; the account id for object calls.
    pub(crate) caller: Arc<str>,
    pub(crate) origin: Origin,
}
