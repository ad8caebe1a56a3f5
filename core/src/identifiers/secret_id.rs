//! The forms of SecretId that a caller may use: a name, or an ARN with or without its suffix.

use super::{Arn, Place};

/// The `SecretId` of a request, parsed.
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
        let arn = Arn::parse(text).filter(|arn| arn.service == "secretsmanager");
        let resource = arn.and_then(|arn| arn.resource.strip_prefix("secret:"));
        let (Some(arn), Some(resource)) = (arn, resource.filter(|name| !name.is_empty())) else {
            return Self::Name(text);
        };
        let (account_id, region) = (arn.account, arn.region);
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
    fn accepts_names_and_arns_with_or_without_suffix() {
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
    fn a_partial_arn_with_a_suffix_like_name_is_read_as_complete() {
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
