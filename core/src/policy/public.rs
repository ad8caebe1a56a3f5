//! Whether a policy is public. The analysis is sound: it never reports a public policy as not public.
//!
//! AWS uses an automated reasoner (documented). Its result for `Principal: "*"` without a Condition is recorded, as are the results
//! for an account, a role and a session, and for a Deny. All other rules are those of S3's "the meaning of public", to which AWS's user
//! guide refers: a policy is public unless it grants access only to fixed values, without wildcards and policy variables. That these
//! rules apply here in every detail is inferred.
//!
//! - An Allow is public if anyone can be its principal, it covers actions of this service, and none of its conditions narrows it. A
//!   condition narrows if its key is one of [`narrowing`] and all its values are fixed.
//! - All conditions of a statement must hold, so one that narrows is enough. The values of a condition are alternatives, so each must be
//!   fixed.
//! - A test that passes if its key is absent does not narrow: `…IfExists`, `ForAllValues`, `Null`, and negated tests.
//! - A Deny revokes an Allow if everything that it exempts is fixed: negated tests of the same keys, or a NotPrincipal of fixed
//!   principals.

use std::net::IpAddr;

use super::document::{Condition, Document, Effect, Quantifier, Selection, Statement};
use super::principal::Principal;
use super::wildcard::{covers, is_fixed};
use crate::identifiers::{Arn, is_account_id};

/// The prefix of this service's actions.
const SERVICE: &str = "secretsmanager";

/// Whether the policy grants access to everyone.
pub(super) fn is_public(document: &Document) -> bool {
    let of = |effect| move |statement: &&Statement| statement.effect == effect;
    let statements = || document.statements.iter();
    statements().filter(of(Effect::Allow)).any(|allow| {
        let taken_back = statements()
            .filter(of(Effect::Deny))
            .any(|deny| reduces_to_fixed_values(deny, allow));
        is_broad(allow) && !taken_back
    })
}

fn is_broad(allow: &Statement) -> bool {
    let anybody = match &allow.principals {
        Selection::Only(principals) => principals.iter().any(Principal::is_broad),
        Selection::AllBut(_) => true,
    };
    anybody && includes_this_service(&allow.actions) && !allow.conditions.iter().any(narrows)
}

/// Whether an Allow of these actions includes any action of this service.
fn includes_this_service(actions: &Selection<String>) -> bool {
    match actions {
        Selection::Only(actions) => actions.iter().any(|action| is_of_secrets(action)),
        Selection::AllBut(actions) => !actions.iter().any(|action| covers_secrets(action)),
    }
}

/// Whether a pattern matches any action of this service.
fn is_of_secrets(action: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    covers(service, SERVICE)
}

/// Whether a pattern matches all actions of this service.
fn covers_secrets(action: &str) -> bool {
    covers(action, "secretsmanager:*")
}

/// Whether a Deny reduces an Allow to fixed values.
fn reduces_to_fixed_values(deny: &Statement, allow: &Statement) -> bool {
    let everywhere = matches!(&deny.resources, Selection::Only(resources) if resources.iter().any(|resource| resource == "*"));
    let spared = match &deny.principals {
        Selection::Only(principals) => principals.contains(&Principal::Everybody),
        Selection::AllBut(principals) => !principals.iter().any(Principal::is_broad),
    };
    everywhere
        && spared
        && covers_actions(&deny.actions, &allow.actions)
        && deny.conditions.iter().all(exempts_fixed_values)
}

fn covers_actions(denied: &Selection<String>, allowed: &Selection<String>) -> bool {
    let Selection::Only(denied) = denied else {
        return false;
    };
    match allowed {
        Selection::Only(allowed) => allowed
            .iter()
            .filter(|action| is_of_secrets(action))
            .all(|action| denied.iter().any(|pattern| covers(pattern, action))),
        Selection::AllBut(_) => denied.iter().any(|pattern| covers_secrets(pattern)),
    }
}

/// Whether a condition of an Allow limits it to fixed values.
fn narrows(condition: &Condition) -> bool {
    let operator = &condition.operator;
    let passes_without_key =
        operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
    !passes_without_key && names_fixed_values(condition, operator.name)
}

/// Whether a condition of a Deny exempts only fixed values: the values of a negated test.
fn exempts_fixed_values(condition: &Condition) -> bool {
    let opposite = match condition.operator.name {
        "StringNotEquals" => "StringEquals",
        "StringNotEqualsIgnoreCase" => "StringEqualsIgnoreCase",
        "StringNotLike" => "StringLike",
        "ArnNotEquals" => "ArnEquals",
        "ArnNotLike" => "ArnLike",
        "NotIpAddress" => "IpAddress",
        _ => return false,
    };
    // A negated test under ForAnyValue fails without its key, and the Deny with it.
    condition.operator.quantifier != Some(Quantifier::ForAnyValue)
        && names_fixed_values(condition, opposite)
}

/// The values of a key that count as fixed.
#[derive(Clone, Copy)]
enum Fixed {
    /// All values without wildcards.
    Id,
    /// ARNs of one account.
    Arn,
    /// Address ranges that are not very broad.
    Address,
    /// Ids, and sessions of one role.
    UserId,
    /// Paths in one organization.
    OrganizationPath,
}

/// The keys that identify the caller or its origin, whose value a caller cannot choose.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
fn narrowing(key: &str) -> Option<Fixed> {
    match key {
        // Documented for S3; the first three for Secrets Manager, where PrincipalOrgID is an example of a principal.
        "aws:sourceaccount" | "aws:sourcevpc" | "aws:sourcevpce" | "aws:sourceowner"
        | "aws:principalorgid" => Some(Fixed::Id),
        "aws:sourcearn" => Some(Fixed::Arn),
        "aws:sourceip" => Some(Fixed::Address),
        "aws:userid" => Some(Fixed::UserId),
        // Inferred: further properties of the caller's principal, its network and the resource that makes the call.
        "aws:principalaccount"
        | "aws:principalservicename"
        | "aws:sourceorgid"
        | "aws:vpceaccount"
        | "aws:vpceorgid" => Some(Fixed::Id),
        "aws:principalarn" => Some(Fixed::Arn),
        "aws:principalorgpaths" | "aws:sourceorgpaths" | "aws:vpceorgpaths" => {
            Some(Fixed::OrganizationPath)
        }
        _ => None,
    }
}

/// Whether a test with this operator passes only for fixed values.
fn names_fixed_values(condition: &Condition, operator: &str) -> bool {
    let Some(fixed) = narrowing(&condition.key) else {
        return false;
    };
    let of_strings = ["StringEquals", "StringEqualsIgnoreCase", "StringLike"].contains(&operator);
    let of_arns = ["ArnEquals", "ArnLike"].contains(&operator);
    let fits = match fixed {
        Fixed::Address => operator == "IpAddress",
        Fixed::Arn => of_strings || of_arns,
        Fixed::Id | Fixed::UserId | Fixed::OrganizationPath => of_strings,
    };
    let is_narrow = |value: &String| match fixed {
        Fixed::Id => is_fixed(value),
        Fixed::Arn => is_fixed(value) || is_of_one_account(value, operator),
        Fixed::Address => is_narrow_range(value),
        Fixed::UserId => is_fixed(value) || is_of_one_role(value),
        Fixed::OrganizationPath => is_fixed(value.split('/').next().unwrap_or_default()),
    };
    fits && !condition.values.is_empty() && condition.values.iter().all(is_narrow)
}

/// Whether all ARNs that a pattern matches belong to one account. Inferred: S3 counts wildcards behind a fixed account as fixed where
/// it speaks of access points.
fn is_of_one_account(pattern: &str, operator: &str) -> bool {
    let Some(arn) = Arn::parse(pattern) else {
        return false;
    };
    // ArnLike compares each part separately, so a wildcard does not extend beyond its part. The Region may be missing.
    let apart = operator.starts_with("Arn");
    let stays = |part: &str| apart || part.is_empty() || is_fixed(part);
    let account_in_place = [arn.partition, arn.service, arn.region]
        .into_iter()
        .all(stays);
    account_in_place && is_account_id(arn.account) && !pattern.contains("${")
}

/// `AROAEXAMPLEID:*`: the sessions of a role.
fn is_of_one_role(user_id: &str) -> bool {
    user_id
        .split_once(':')
        .is_some_and(|(role, _)| is_fixed(role) && !user_id.contains("${"))
}

/// Documented for S3: no broader than /8, in IPv6 than /32.
fn is_narrow_range(range: &str) -> bool {
    let (address, length) = match range.split_once('/') {
        Some((address, length)) => (address, length.parse::<u8>().ok()),
        None => (range, Some(u8::MAX)),
    };
    let least = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 8,
        Ok(IpAddr::V6(_)) => 32,
        Err(_) => return false,
    };
    length.is_some_and(|length| length >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(statements: &str) -> bool {
        let json = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let value = serde_json::from_str(&json).unwrap();
        is_public(&Document::read(&value).unwrap())
    }

    fn allow(principal: &str, rest: &str) -> String {
        format!(
            r#"{{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*",{principal}{rest}}}"#
        )
    }

    fn allow_everyone_if(condition: &str) -> String {
        allow(
            r#""Principal":"*""#,
            &format!(r#","Condition":{{{condition}}}"#),
        )
    }

    fn deny(rest: &str) -> String {
        format!(r#"{{"Effect":"Deny","Resource":"*",{rest}}}"#)
    }

    #[test]
    fn principals() {
        for broad in [
            r#""Principal":"*""#,
            r#""Principal":{"AWS":"*"}"#,
            r#""Principal":{"AWS":["123456789012","*"]}"#,
            r#""Principal":{"AWS":"arn:aws:iam::*:root"}"#,
            r#""Principal":{"Service":"*"}"#,
            r#""Principal":{"Federated":"graph.facebook.com"}"#,
            r#""NotPrincipal":{"AWS":"123456789012"}"#,
        ] {
            assert!(public(&allow(broad, "")), "{broad}");
        }
        for narrow in [
            r#""Principal":{"AWS":"123456789012"}"#,
            r#""Principal":{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::210987654321:user/ann"]}"#,
            r#""Principal":{"Service":"lambda.amazonaws.com"}"#,
            r#""Principal":{"Federated":"arn:aws:iam::123456789012:saml-provider/corp"}"#,
        ] {
            assert!(!public(&allow(narrow, "")), "{narrow}");
        }
    }

    #[test]
    fn actions() {
        let statement = |action: &str| {
            public(&format!(
                r#"{{"Effect":"Allow","Principal":"*","Resource":"*",{action}}}"#
            ))
        };
        for reaching in [
            r#""Action":"*""#,
            r#""Action":"SecretsManager:DescribeSecret""#,
            r#""Action":["kms:Decrypt","secrets*:Get*"]"#,
            r#""NotAction":"secretsmanager:Delete*""#,
            r#""NotAction":"kms:*""#,
        ] {
            assert!(statement(reaching), "{reaching}");
        }
        for elsewhere in [
            r#""Action":"kms:*""#,
            r#""NotAction":"*""#,
            r#""NotAction":["kms:*","secretsmanager:*"]"#,
        ] {
            assert!(!statement(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn conditions_that_restrict_access() {
        for condition in [
            r#""StringEquals":{"aws:SourceAccount":"123456789012"}"#,
            r#""StringEquals":{"AWS:sourceaccount":["123456789012","210987654321"]}"#,
            r#""StringEqualsIgnoreCase":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#,
            r#""StringLike":{"aws:SourceVpc":"vpc-91237329"}"#,
            r#""StringEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"},"Bool":{"aws:SecureTransport":"true"}"#,
            r#""StringEquals":{"aws:PrincipalAccount":"123456789012","aws:PrincipalTag/team":"*"}"#,
            r#""ArnEquals":{"aws:SourceArn":"arn:aws:lambda:us-east-1:123456789012:function:rotate"}"#,
            r#""ArnLike":{"aws:SourceArn":"arn:aws:*:*:123456789012:*"}"#,
            r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}"#,
            r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}"#,
            r#""StringEquals":{"aws:PrincipalServiceName":"lambda.amazonaws.com"}"#,
            r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/*"}"#,
            r#""IpAddress":{"aws:SourceIp":["203.0.113.0/24","198.51.100.7"]}"#,
            r#""IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]}"#,
            r#""StringEquals":{"aws:userid":"AIDAEXAMPLEID"}"#,
            r#""StringLike":{"aws:userid":"AROAEXAMPLEID:*"}"#,
        ] {
            assert!(!public(&allow_everyone_if(condition)), "{condition}");
        }
    }

    #[test]
    fn conditions_that_do_not_restrict_access() {
        for condition in [
            "",
            r#""StringEquals":{}"#,
            r#""Bool":{"aws:SecureTransport":"true"}"#,
            r#""Null":{"aws:SourceAccount":"false"}"#,
            r#""StringEquals":{"aws:SourceAccount":[]}"#,
            r#""StringEquals":{"aws:SourceAccount":["123456789012","*"]}"#,
            r#""StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}"#,
            r#""StringEqualsIfExists":{"aws:SourceAccount":"123456789012"}"#,
            r#""ForAllValues:StringEquals":{"aws:SourceAccount":"123456789012"}"#,
            r#""StringNotEquals":{"aws:SourceAccount":"123456789012"}"#,
            r#""NumericEquals":{"aws:SourceAccount":123456789012}"#,
            r#""StringLike":{"aws:SourceVpc":"vpc-*"}"#,
            r#""StringLike":{"aws:PrincipalOrgID":"o-????"}"#,
            r#""StringEquals":{"aws:PrincipalTag/team":"red"}"#,
            r#""StringEquals":{"aws:ResourceTag/team":"red"}"#,
            r#""StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}"#,
            r#""StringEquals":{"aws:username":"ann"}"#,
            r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:*:topic"}"#,
            r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}"#,
            r#""StringLike":{"aws:SourceArn":"arn:aws:*:*:123456789012:*"}"#,
            r#""StringLike":{"aws:PrincipalArn":"*:123456789012:role/app"}"#,
            r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/app"}"#,
            r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*/r-ab12/*"}"#,
            r#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#,
            r#""IpAddress":{"aws:SourceIp":["203.0.113.0/24","128.0.0.0/1"]}"#,
            r#""IpAddress":{"aws:SourceIp":"2001::/16"}"#,
            r#""IpAddress":{"aws:SourceIp":"somewhere"}"#,
            r#""IpAddress":{"aws:SourceIp":"203.0.113.0/x"}"#,
            r#""StringEquals":{"aws:SourceIp":"203.0.113.7"}"#,
            r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
            r#""IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}"#,
            r#""StringLike":{"aws:userid":"A*:session"}"#,
            r#""StringLike":{"aws:userid":"AROA*"}"#,
        ] {
            assert!(public(&allow_everyone_if(condition)), "{condition}");
        }
    }

    #[test]
    fn one_public_statement_is_enough() {
        let narrow = allow_everyone_if(r#""StringEquals":{"aws:SourceVpc":"vpc-91237329"}"#);
        let broad = allow(r#""Principal":"*""#, "");
        assert!(public(&format!("{narrow},{broad}")));
        assert!(public(&format!("{broad},{narrow}")));
        assert!(!public(&format!("{narrow},{narrow}")));
    }

    #[test]
    fn a_deny_can_make_a_policy_private() {
        let allow = allow(r#""Principal":"*""#, "");
        let outside = r#""Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
        for enough in [
            format!(r#""Principal":"*","Action":"*",{outside}"#),
            format!(r#""Principal":{{"AWS":"*"}},"Action":"secretsmanager:*",{outside}"#),
            format!(r#""Principal":"*","Action":"secretsmanager:Get*",{outside}"#),
            r#""Principal":"*","Action":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1a2b3c4d"},"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#.to_owned(),
            r#""NotPrincipal":{"AWS":"123456789012"},"Action":"*""#.to_owned(),
            r#""Principal":"*","Action":"secretsmanager:GetSecretValue""#.to_owned(),
        ] {
            let deny = deny(&enough);
            assert!(!public(&format!("{allow},{deny}")), "{deny}");
            assert!(!public(&deny), "{deny}");
        }
        for too_little in [
            format!(r#""Principal":"*","Action":"secretsmanager:Put*",{outside}"#),
            format!(r#""Principal":"*","NotAction":"secretsmanager:Put*",{outside}"#),
            format!(r#""Principal":{{"AWS":"123456789012"}},"Action":"*",{outside}"#),
            r#""NotPrincipal":"*","Action":"*""#.to_owned(),
            r#""Principal":"*","Action":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#.to_owned(),
            r#""Principal":"*","Action":"*","Condition":{"StringNotLike":{"aws:PrincipalOrgID":"o-*"}}"#.to_owned(),
            r#""Principal":"*","Action":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#.to_owned(),
            r#""Principal":"*","Action":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Bool":{"aws:SecureTransport":"false"}}"#.to_owned(),
        ] {
            let deny = deny(&too_little);
            assert!(public(&format!("{allow},{deny}")), "{deny}");
        }
        let elsewhere = deny(&format!(r#""Principal":"*","Action":"*",{outside}"#)).replace(
            r#""Resource":"*""#,
            r#""Resource":"arn:aws:secretsmanager:*""#,
        );
        assert!(public(&format!("{allow},{elsewhere}")));
    }
}
