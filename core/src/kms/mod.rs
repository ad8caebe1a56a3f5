//! KMS keys as Secrets Manager sees them: valid identifiers, and the declared state and permissions of keys.

mod identifiers;
mod keys;

pub(crate) use identifiers::{DEFAULT_KEY, is_identifier, key_arn};
pub(crate) use keys::{Keys, Kms, Obstacle, Right, State};
