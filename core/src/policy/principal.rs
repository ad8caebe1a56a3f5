//! Principals: the callers that a statement applies to.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::sync::Arc;

use super::wildcard::is_fixed;
use crate::error::Error;
use crate::identifiers::{Arn, is_account_id};

/// One principal of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Principal {
    /// `*`, alone or as an AWS principal. Both mean the same in a resource policy (documented).
    Everybody,
    /// An account, a user, a role or a session.
    Aws(Arc<str>),
    /// A service of AWS.
    Service(Arc<str>),
    /// An identity provider.
    Federated(Arc<str>),
    /// A user of S3, by canonical user id.
    CanonicalUser,
}

/// Domains of web identity providers (documented).
const WEB_IDENTITY: [&str; 4] = [
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

impl Principal {
    /// Parses a principal of a kind. Returns none for an unknown kind.
    pub(super) fn of(kind: &str, text: &Arc<str>) -> Option<Self> {
        match kind {
            "AWS" if &**text == "*" => Some(Self::Everybody),
            "AWS" => Some(Self::Aws(text.clone())),
            "Service" => Some(Self::Service(text.clone())),
            "Federated" => Some(Self::Federated(text.clone())),
            "CanonicalUser" => Some(Self::CanonicalUser),
            _ => None,
        }
    }

    /// Rejects unsupported principals.
    ///
    /// The service also asks IAM whether users, roles and services exist. In this fake, all of them exist.
    pub(super) fn require_supported(&self) -> Result<(), Error> {
        match self {
            Self::Everybody => Ok(()),
            Self::Aws(text) if is_account_id(text) || is_identity(text) => Ok(()),
            Self::Federated(text) if is_provider(text) => Ok(()),
            Self::Service(text) if is_service(text) => Ok(()),
            Self::Service(_) => Err(Error::UnsupportedServicePrincipal),
            // Documented: few services other than S3 support canonical users. Guess: a CanonicalUser principal is rejected as unsupported.
            Self::Aws(_) | Self::Federated(_) | Self::CanonicalUser => {
                Err(Error::UnsupportedPrincipal)
            }
        }
    }

    /// Whether anyone can be this principal. Documented for S3: a web identity provider admits everyone with an account there.
    pub(super) fn is_broad(&self) -> bool {
        match self {
            Self::Everybody => true,
            Self::Aws(text) | Self::Service(text) => !is_fixed(text),
            Self::Federated(text) => !is_fixed(text) || WEB_IDENTITY.contains(&&**text),
            Self::CanonicalUser => false,
        }
    }

    /// Whether this is the account as a whole.
    pub(super) fn is_whole_account(&self, account_id: &str) -> bool {
        matches!(self, Self::Aws(text) if whole_account(text) == Some(account_id))
    }

    /// Whether this is the account as a whole or a principal in it.
    pub(super) fn is_of_account(&self, account_id: &str) -> bool {
        match self {
            Self::Aws(text) => Arn::parse(text).map_or(&**text, |arn| arn.account) == account_id,
            Self::Everybody => true,
            Self::Service(_) | Self::Federated(_) | Self::CanonicalUser => false,
        }
    }
}

/// The account id of a principal that is a whole account: `123456789012`, or the ARN of its root.
fn whole_account(text: &str) -> Option<&str> {
    if is_account_id(text) {
        return Some(text);
    }
    let arn = identity_arn(text)?;
    (arn.service == "iam" && arn.resource == "root").then_some(arn.account)
}

/// The ARN of an identity of IAM or STS. Such an ARN has no Region and no wildcards.
fn identity_arn(text: &str) -> Option<Arn<'_>> {
    Arn::parse(text).filter(|arn| {
        arn.partition.starts_with("aws")
            && arn.region.is_empty()
            && is_account_id(arn.account)
            && is_fixed(text)
    })
}

/// Whether the text is an account, a user, a role, a session of a role or a federated user. Documented: groups and wildcards are invalid.
fn is_identity(text: &str) -> bool {
    let Some(arn) = identity_arn(text) else {
        return false;
    };
    let mut path = arn.resource.split('/');
    let kind = path.next().unwrap_or_default();
    let names: Vec<&str> = path.collect();
    let named = !names.is_empty() && names.iter().all(|name| !name.is_empty());
    match (arn.service, kind) {
        ("iam", "root") => names.is_empty(),
        ("iam", "user" | "role") => named,
        ("sts", "assumed-role") => named && names.len() == 2,
        ("sts", "federated-user") => named && names.len() == 1,
        _ => false,
    }
}

/// A SAML or OpenID Connect provider in IAM, or a web identity provider. Guess: the policy of a secret may name federated providers.
fn is_provider(text: &str) -> bool {
    let in_iam = identity_arn(text).is_some_and(|arn| {
        let kinds = ["saml-provider/", "oidc-provider/"];
        arn.service == "iam" && kinds.iter().any(|kind| arn.resource.starts_with(kind))
    });
    in_iam || WEB_IDENTITY.contains(&text)
}

/// Documented: `<service>.amazonaws.com`. Some have a Region or another name in front, and those in China end with `.cn`.
fn is_service(text: &str) -> bool {
    let domain = text.strip_suffix(".cn").unwrap_or(text);
    domain.strip_suffix(".amazonaws.com").is_some_and(|names| {
        names.split('.').all(|name| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            !name.is_empty() && name.chars().all(plain)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supported(kind: &str, text: &str) -> Result<(), Error> {
        Principal::of(kind, &text.into())
            .unwrap()
            .require_supported()
    }

    #[test]
    fn accepts_supported_principals() {
        for text in [
            "*",
            "123456789012",
            "arn:aws:iam::123456789012:root",
            "arn:aws-cn:iam::123456789012:root",
            "arn:aws:iam::123456789012:user/division/ann",
            "arn:aws:iam::123456789012:role/app",
            "arn:aws:sts::123456789012:assumed-role/app/session",
            "arn:aws:sts::123456789012:federated-user/ann",
        ] {
            assert_eq!(supported("AWS", text), Ok(()), "{text}");
        }
        for text in [
            "lambda.amazonaws.com",
            "codedeploy.us-east-1.amazonaws.com",
            "ec2.amazonaws.com.cn",
        ] {
            assert_eq!(supported("Service", text), Ok(()), "{text}");
        }
        for text in [
            "graph.facebook.com",
            "arn:aws:iam::123456789012:saml-provider/corp",
        ] {
            assert_eq!(supported("Federated", text), Ok(()), "{text}");
        }
    }

    #[test]
    fn rejects_unsupported_principals() {
        for text in [
            "",
            "ann",
            "12345678901",
            "arn:aws:iam::123456789012:group/all",
            "arn:aws:iam::123456789012:role",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role/*",
            "arn:aws:iam::*:root",
            "arn:aws:iam::123456789012:root/x",
            "arn:aws:sts::123456789012:assumed-role/app",
            "arn:aws:s3:::bucket",
            "AROAEXAMPLEID",
        ] {
            let error = Err(Error::UnsupportedPrincipal);
            assert_eq!(supported("AWS", text), error, "{text}");
        }
        for text in ["*", "lambda", ".amazonaws.com", "Lambda.amazonaws.com"] {
            let error = Err(Error::UnsupportedServicePrincipal);
            assert_eq!(supported("Service", text), error, "{text}");
        }
        for (kind, text) in [("Federated", "example.com"), ("CanonicalUser", "79a5")] {
            let error = Err(Error::UnsupportedPrincipal);
            assert_eq!(supported(kind, text), error, "{text}");
        }
        assert_eq!(Principal::of("Group", &"a".into()), None);
    }

    #[test]
    fn an_account_covers_its_principals() {
        let principal = |text: &str| Principal::of("AWS", &text.into()).unwrap();
        for text in ["123456789012", "arn:aws:iam::123456789012:root"] {
            assert!(principal(text).is_whole_account("123456789012"));
            assert!(principal(text).is_of_account("123456789012"));
            assert!(!principal(text).is_of_account("210987654321"));
        }
        let role = principal("arn:aws:iam::123456789012:role/app");
        assert!(!role.is_whole_account("123456789012"));
        assert!(role.is_of_account("123456789012"));
    }
}
