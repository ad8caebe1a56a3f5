//! The context of an operation, besides its request.

use crate::kms::Kms;
use crate::random::Random;
use crate::rotation::{RotationFunctions, Start};
use crate::store::{At, Store};

/// The state that an operation reads and changes, and the account, Region and time of its request.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) random: &'a mut Random,
    /// The time, the Region, and the account whose secrets the request is about: the caller's, or one that grants the caller access.
    pub(crate) at: At<'a>,
    pub(crate) from_other_account: bool,
    pub(crate) rotation_functions: &'a RotationFunctions,
    /// The run of a rotation function that the operation starts.
    pub(crate) start: Option<Start>,
}

impl Context<'_> {
    /// KMS from the caller's point of view.
    pub(crate) fn kms(&mut self) -> Kms<'_> {
        Kms::new(&self.store.keys, &mut self.random.request_ids)
    }
}
