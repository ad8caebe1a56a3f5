//! The operations. Each has a file, a `mod` line, and a line in the table.

mod context;
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

pub(crate) use context::Context;
pub(crate) use declaration::{Answer, Nothing, Operation, operation};
pub(crate) use describe_secret::describe;

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
