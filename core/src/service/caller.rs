//! Who calls the object API, and what it answers instead of a response.

use crate::misuse::Misuse;

/// The caller of the object API; what is left out comes from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account_id: Option<String>,
    /// For example `eu-west-1`.
    pub region: Option<String>,
}

/// An error response of the service in the object API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The exception, for example `ResourceNotFoundException`.
    pub code: &'static str,
    /// The service's sentence; a few errors have none.
    pub message: Option<String>,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// Which row of [`Error::ALL`](crate::Error::ALL) answered.
    pub situation: &'static str,
    /// As the header `x-amzn-RequestId` has it.
    pub request_id: String,
}

/// Why the object API gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The service said no.
    Refused(Refusal),
    /// The fake was asked for something that is no call of the service.
    Misuse(Misuse),
}

/// Rejects text that is not the name of a Region.
pub(super) fn require_region(region: &str) -> Result<(), Misuse> {
    if (crate::model::pattern::REGION.matches)(region) {
        return Ok(());
    }
    Err(Misuse::new(
        format!("the region \"{region}\""),
        "the name of an AWS Region (not the name of a service or a city)",
        "\"eu-west-1\"",
    ))
}
