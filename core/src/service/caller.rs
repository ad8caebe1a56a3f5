//! The caller of the object API, and its errors.

use crate::misuse::Misuse;
use crate::protocol::Head;

/// The caller of the object API. Absent members come from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account_id: Option<String>,
    /// For example `eu-west-1`.
    pub region: Option<String>,
}

impl Caller {
    /// The caller of a request of the wire API.
    pub(super) fn of(head: &Head<'_>) -> Self {
        Self {
            account_id: head.account_id.map(str::to_owned),
            region: head.region.map(str::to_owned),
        }
    }
}

/// An error response of the service in the object API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The exception, for example `ResourceNotFoundException`.
    pub code: &'static str,
    /// The service's message. A few errors have none.
    pub message: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The row of [`Error::ALL`](crate::Error::ALL).
    pub situation: &'static str,
    /// The value of the header `x-amzn-RequestId`.
    pub request_id: String,
}

/// Why a call of the object API failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// An error of the service.
    Service(ServiceError),
    /// Incorrect use of the fake.
    Misuse(Misuse),
}

/// Rejects text that is not the name of a Region.
pub(super) fn require_region(region: &str) -> Result<(), Misuse> {
    if (crate::model::pattern::REGION.matches)(region) {
        return Ok(());
    }
    Err(Misuse::new(
        format!("invalid region \"{region}\""),
        "the name of an AWS Region (not the name of a service or a city)",
        "\"eu-west-1\"",
    ))
}
