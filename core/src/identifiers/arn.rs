//! ARNs: `arn:<partition>:<service>:<region>:<account>:<resource>`.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::saved::saved;

use super::{AccountId, Region, partition};

/// The parts of an ARN. The parts are not checked; missing ones are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    /// Everything after the account; it may contain colons.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN into its parts. Returns None for text that does not start with `arn:`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let mut next = || parts.next().unwrap_or_default();
        Some(Self {
            partition: next(),
            service: next(),
            region: next(),
            account: next(),
            resource: next(),
        })
    }

    /// The ARN of a resource in an account and Region.
    pub(crate) fn of(
        service: &'a str,
        region: &'a str,
        account: &'a str,
        resource: &'a str,
    ) -> Self {
        Self {
            partition: partition(region),
            service,
            region,
            account,
            resource,
        }
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            service,
            region,
            account,
            resource,
        } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

/// The ARN of the root user of an account. Error messages name it, because the fake knows the account of a caller, but not the user.
pub(crate) fn root_user(account: &str) -> String {
    Arn::of("iam", "", account, "root").to_string()
}

/// The ARN of a secret: `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<suffix>`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct SecretArn(Arc<str>);

saved! { newtype SecretArn }

impl SecretArn {
    /// The ARN of a secret. `suffix` is the six random characters. Recorded: their number; quoted: they are letters of both cases and digits.
    #[must_use]
    pub(crate) fn new(account_id: &AccountId, region: &Region, name: &str, suffix: &str) -> Self {
        let resource = format!("secret:{name}-{suffix}");
        Self::from(Arn::of("secretsmanager", region, account_id, &resource))
    }

    /// The parts of the ARN.
    pub(crate) fn parts(&self) -> Arn<'_> {
        // Every SecretArn is an ARN.
        Arn::parse(&self.0).unwrap_or(Arn::of("", "", "", ""))
    }

    /// The same secret in another Region. Recorded: it keeps the six characters.
    pub(crate) fn in_region(&self, region: &Region) -> Self {
        Self::from(Arn {
            region,
            ..self.parts()
        })
    }

    /// The Region of the secret.
    pub(crate) fn region(&self) -> Region {
        Region::from(self.parts().region)
    }
}

impl From<Arn<'_>> for SecretArn {
    fn from(arn: Arn<'_>) -> Self {
        Self(arn.to_string().into())
    }
}

impl From<Arc<str>> for SecretArn {
    fn from(text: Arc<str>) -> Self {
        Self(text)
    }
}

impl From<SecretArn> for Arc<str> {
    fn from(arn: SecretArn) -> Self {
        arn.0
    }
}

impl Deref for SecretArn {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SecretArn {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_partition_region_account_and_secret() {
        let arn = |region: &str| {
            SecretArn::new(&"123456789012".into(), &region.into(), "app/db", "a1B2c3").to_string()
        };
        assert_eq!(
            arn("us-east-1"),
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-a1B2c3"
        );
        assert!(arn("cn-north-1").starts_with("arn:aws-cn:"));
        assert!(arn("us-gov-west-1").starts_with("arn:aws-us-gov:"));
    }

    #[test]
    fn displays_the_parsed_arn() {
        let text = "arn:aws:lambda:us-east-1:123456789012:function:rotate:live";
        let arn = Arn::parse(text).unwrap();
        assert_eq!(arn.resource, "function:rotate:live");
        assert_eq!(arn.to_string(), text);
        assert_eq!(root_user("123456789012"), "arn:aws:iam::123456789012:root");
    }

    #[test]
    fn missing_parts_are_empty() {
        assert_eq!(Arn::parse("app/db"), None);
        let arn = Arn::parse("arn:aws:kms").unwrap();
        assert_eq!((arn.service, arn.region, arn.resource), ("kms", "", ""));
    }

    #[test]
    fn keeps_the_suffix_in_another_region() {
        let arn = SecretArn::new(&"123456789012".into(), &"us-east-1".into(), "a", "a1B2c3");
        let there = arn.in_region(&"eu-west-1".into());
        assert_eq!(
            &*there,
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-a1B2c3"
        );
        assert_eq!(there.region(), "eu-west-1".into());
    }
}
