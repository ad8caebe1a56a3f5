//! Cross-account replicas: a secret of one account that follows a secret of another. Documented 2026; no response of AWS was recorded.

use std::sync::Arc;

use crate::error::Error;
use crate::identifiers::{Arn, SecretArn, SecretId};
use crate::saved::saved;

/// The cross-account relation of a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum CrossAccount {
    /// Neither a primary nor a replica of another account.
    #[default]
    None,
    /// It has a replica in another account.
    Primary {
        replica: SecretArn,
        role: Option<Arc<str>>,
    },
    /// It follows a secret of another account.
    Replica { primary: SecretArn, status: Status },
}

saved! { enum CrossAccount { None: "none", Primary { replica: "replica", role: "role" }: "primary", Replica { primary: "primary", status: "status" }: "replica" } }

/// The state of a cross-account replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Status {
    /// It is not yet associated with the primary.
    #[default]
    Pending,
    /// It follows the primary.
    InSync,
    /// It was disassociated from the primary.
    Detached,
}

saved! { enum Status { Pending: "pending", InSync: "inSync", Detached: "detached" } }

impl Status {
    /// The value in the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InSync => "InSync",
            Self::Detached => "Detached",
        }
    }
}

impl CrossAccount {
    /// Whether this replica follows the primary with this ARN.
    pub(crate) fn follows(&self, arn: &SecretArn) -> bool {
        matches!(self, Self::Replica { primary, status: Status::InSync } if primary == arn)
    }

    /// Rejects a change that belongs to the primary. Guess: a cross-account replica rejects the same changes as a cross-Region replica, with the same message.
    pub(crate) fn require_no_replica(&self) -> Result<(), Error> {
        match self {
            Self::Replica { .. } => Err(Error::ReplicaIsReadOnly),
            Self::None | Self::Primary { .. } => Ok(()),
        }
    }

    /// Rejects the deletion of a primary that still has its replica (documented; the message is a guess).
    pub(crate) fn require_no_follower(&self) -> Result<(), Error> {
        match self {
            Self::Primary { replica, .. } => Err(Error::HasCrossAccountReplica {
                replica: replica.clone().into(),
            }),
            Self::None | Self::Replica { .. } => Ok(()),
        }
    }
}

/// The ARN of a secret in another account, in the same Region and partition as the caller's secret (documented).
pub(crate) fn require_other_account(arn: &Arc<str>, own: &SecretArn) -> Result<SecretArn, Error> {
    let own = own.parts();
    let complete = matches!(SecretId::parse(arn), SecretId::CompleteArn { .. });
    let fits = Arn::parse(arn).is_some_and(|arn| {
        arn.partition == own.partition && arn.region == own.region && arn.account != own.account
    });
    if complete && fits {
        Ok(SecretArn::from(arn.clone()))
    } else {
        Err(Error::InvalidCrossAccountArn { arn: arn.clone() })
    }
}
