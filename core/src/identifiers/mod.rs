//! Identifiers: accounts, Regions, names, ARNs, and the forms of SecretId.

mod arn;
mod secret_id;

pub(crate) use arn::{Arn, SecretArn, root_user};
pub(crate) use secret_id::SecretId;

/// Declares a distinct type of text, which is cheap to clone.
macro_rules! text {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(std::sync::Arc<str>);

        $crate::saved::saved! { newtype $name }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<std::sync::Arc<str>> for $name {
            fn from(text: std::sync::Arc<str>) -> Self {
                Self(text)
            }
        }

        impl From<$name> for std::sync::Arc<str> {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}
pub(crate) use text;

text! {
    /// Twelve digits.
    AccountId
    /// For example `us-east-1`.
    Region
    /// The name of a secret.
    Name
    /// The id of a version: the ClientRequestToken of the request that made it. Recorded: free text, no UUID check.
    VersionId
}

/// An account and a Region. Secrets of different accounts or Regions are isolated from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) account_id: &'a AccountId,
    pub(crate) region: &'a Region,
}

/// The partition of AWS that a Region belongs to (documented).
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// Whether text is an account id: twelve digits.
pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
