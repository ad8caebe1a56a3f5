//! Identifiers of a secret: account, Region, name, ARN, and the forms of SecretId.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Declares a distinct type of text, which is cheap to clone.
macro_rules! text {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub(crate) struct $name(std::sync::Arc<str>);

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
}

/// An account and a Region. Secrets of different accounts or Regions are isolated from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) account_id: &'a AccountId,
    pub(crate) region: &'a Region,
}

/// The ARN of a secret: `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<six characters>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Arn(Arc<str>);

impl Arn {
    /// The ARN of a secret. `suffix` is the six random characters. Recorded: their number; quoted: they are letters of both cases and digits.
    #[must_use]
    pub(crate) fn new(account_id: &AccountId, region: &Region, name: &str, suffix: &str) -> Self {
        let partition = partition(region);
        Self(
            format!(
                "arn:{partition}:secretsmanager:{}:{}:secret:{name}-{suffix}",
                &**region, &**account_id
            )
            .into(),
        )
    }
}

impl Arn {
    /// The ARN of the replica in another Region. Recorded: it has the same six characters.
    pub(crate) fn in_region(&self, region: &Region) -> Self {
        let mut parts: Vec<&str> = self.0.splitn(7, ':').collect();
        if let Some(own) = parts.get_mut(3) {
            *own = region;
        }
        Self(parts.join(":").into())
    }

    /// The Region that the ARN names.
    pub(crate) fn region(&self) -> Option<Region> {
        self.0.split(':').nth(3).map(Region::from)
    }
}

impl From<Arc<str>> for Arn {
    fn from(text: Arc<str>) -> Self {
        Self(text)
    }
}

impl From<Arn> for Arc<str> {
    fn from(arn: Arn) -> Self {
        arn.0
    }
}

impl Deref for Arn {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Arn {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The AWS partition of a Region (documented).
pub(super) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// The parsed `SecretId` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecretId<'a> {
    /// A friendly name.
    Name(&'a str),
    /// An ARN with the six characters. `name` is the part before them.
    CompleteArn {
        /// The account that the ARN names.
        account_id: &'a str,
        /// The Region that the ARN names.
        region: &'a str,
        /// The name of the secret.
        name: &'a str,
    },
    /// An ARN without the six characters.
    PartialArn {
        /// The account that the ARN names.
        account_id: &'a str,
        /// The Region that the ARN names.
        region: &'a str,
        /// The name of the secret.
        name: &'a str,
    },
}

impl<'a> SecretId<'a> {
    /// Parses a SecretId. Text that is not the ARN of a secret is a name.
    ///
    /// Recorded 2022: an ARN that ends with a hyphen and six characters is treated as complete, even if these belong to the name. Such a
    /// partial ARN finds nothing.
    #[must_use]
    pub(crate) fn parse(text: &'a str) -> Self {
        let mut parts = text.splitn(7, ':');
        let mut next = || parts.next().unwrap_or_default();
        let (prefix, _partition, service, region, account_id, kind) =
            (next(), next(), next(), next(), next(), next());
        let resource = next();
        if prefix != "arn" || service != "secretsmanager" || kind != "secret" || resource.is_empty()
        {
            return Self::Name(text);
        }
        match name_before_suffix(resource) {
            Some(name) => Self::CompleteArn {
                account_id,
                region,
                name,
            },
            None => Self::PartialArn {
                account_id,
                region,
                name: resource,
            },
        }
    }

    /// Whether the id can refer to a secret of this account and Region. An ARN contains both.
    pub(crate) fn may_be_in(&self, place: Place<'_>) -> bool {
        match self {
            Self::Name(_) => true,
            Self::CompleteArn {
                account_id, region, ..
            }
            | Self::PartialArn {
                account_id, region, ..
            } => *account_id == &**place.account_id && *region == &**place.region,
        }
    }

    /// The name, without the six characters.
    #[must_use]
    pub(crate) fn name(&self) -> &'a str {
        match self {
            Self::Name(name) | Self::CompleteArn { name, .. } | Self::PartialArn { name, .. } => {
                name
            }
        }
    }
}

fn name_before_suffix(resource: &str) -> Option<&str> {
    let (name, suffix) = resource.rsplit_once('-')?;
    (suffix.len() == 6 && suffix.chars().all(|c| c.is_ascii_alphanumeric())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_partition_region_account_and_secret() {
        let arn = |region: &str| {
            Arn::new(&"123456789012".into(), &region.into(), "app/db", "a1B2c3").to_string()
        };
        assert_eq!(
            arn("us-east-1"),
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-a1B2c3"
        );
        assert!(arn("cn-north-1").starts_with("arn:aws-cn:"));
        assert!(arn("us-gov-west-1").starts_with("arn:aws-us-gov:"));
    }

    #[test]
    fn a_secret_id_is_a_name_or_an_arn_with_or_without_suffix() {
        assert_eq!(SecretId::parse("app/db"), SecretId::Name("app/db"));
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db";
        let (account_id, region, name) = ("123456789012", "eu-west-1", "app/db");
        assert_eq!(
            SecretId::parse(arn),
            SecretId::PartialArn {
                account_id,
                region,
                name
            }
        );
        let complete = format!("{arn}-a1B2c3");
        assert_eq!(
            SecretId::parse(&complete),
            SecretId::CompleteArn {
                account_id,
                region,
                name
            }
        );
    }

    #[test]
    fn a_name_that_ends_in_a_hyphen_and_six_characters_makes_a_partial_arn_look_complete() {
        let parsed =
            SecretId::parse("arn:aws:secretsmanager:us-east-1:123456789012:secret:name-a1b2c3");
        assert!(matches!(parsed, SecretId::CompleteArn { name: "name", .. }));
        for name in ["name-a1b2", "name-a1b2c3-", "name-a1b2c!"] {
            let arn = format!("arn:aws:secretsmanager:us-east-1:123456789012:secret:{name}");
            assert!(
                matches!(SecretId::parse(&arn), SecretId::PartialArn { .. }),
                "{name}"
            );
        }
    }
}
