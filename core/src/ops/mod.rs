//! The operations. Each has a file, a `mod` line, and a line in the table.

mod declaration;
mod view;

mod associate_cross_account_replica;
mod batch_get_secret_value;
mod cancel_rotate_secret;
mod create_secret;
mod delete_resource_policy;
mod delete_secret;
mod describe_secret;
mod disassociate_cross_account_replica;
mod get_random_password;
mod get_resource_policy;
mod get_secret_value;
mod list_resource_policies;
mod list_secret_version_ids;
mod list_secrets;
mod put_resource_policy;
mod put_secret_value;
mod remove_regions_from_replication;
mod replicate_secret_to_regions;
mod restore_secret;
mod rotate_secret;
mod stop_replication_to_replica;
mod tag_resource;
mod untag_resource;
mod update_secret;
mod update_secret_version_stage;
mod validate_resource_policy;

use crate::random::Random;
use crate::rotation::Start;
use crate::secret::kms::keys::Kms;
use crate::secret::rotation_functions::RotationFunctions;
use crate::store::{At, Store};
use declaration::operation;
pub(crate) use declaration::{Answer, Nothing, Operation};
pub(crate) use describe_secret::describe;

/// The context of an operation, besides its request.
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

/// All operations of the API, by name.
pub(crate) static OPERATIONS: &[&Operation] = &[
    &associate_cross_account_replica::OPERATION,
    &batch_get_secret_value::OPERATION,
    &cancel_rotate_secret::OPERATION,
    &create_secret::OPERATION,
    &delete_resource_policy::OPERATION,
    &delete_secret::OPERATION,
    &describe_secret::OPERATION,
    &disassociate_cross_account_replica::OPERATION,
    &get_random_password::OPERATION,
    &get_resource_policy::OPERATION,
    &get_secret_value::OPERATION,
    &list_resource_policies::OPERATION,
    &list_secret_version_ids::OPERATION,
    &list_secrets::OPERATION,
    &put_resource_policy::OPERATION,
    &put_secret_value::OPERATION,
    &remove_regions_from_replication::OPERATION,
    &replicate_secret_to_regions::OPERATION,
    &restore_secret::OPERATION,
    &rotate_secret::OPERATION,
    &stop_replication_to_replica::OPERATION,
    &tag_resource::OPERATION,
    &untag_resource::OPERATION,
    &update_secret::OPERATION,
    &update_secret_version_stage::OPERATION,
    &validate_resource_policy::OPERATION,
];

/// The operation with this name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS
        .binary_search_by(|operation| operation.name.cmp(name))
        .ok()
        .and_then(|place| OPERATIONS.get(place).copied())
}
