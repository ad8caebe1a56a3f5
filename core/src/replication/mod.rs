//! Replicas of secrets: in other Regions, and in another account. The store changes them; this module decides how.

mod accounts;
mod following;
mod making;
mod regions;
mod relation;

pub(crate) use accounts::{CrossAccount, Status, require_other_account};
pub(crate) use following::{is_replica_of, may_follow, rights_to_replicate};
pub(crate) use making::{creation_failure, make_replica};
pub(crate) use regions::require_other_region;
pub(crate) use relation::{Progress, Replica, Replication};
