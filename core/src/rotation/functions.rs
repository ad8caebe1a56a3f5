//! Rotation functions: the known ones, and the form of their ARNs.

use std::sync::Arc;

use crate::error::Error;
use crate::identifiers::{AccountId, Arn, Region, is_account_id, partition};
use crate::saved::saved;
use crate::secret::external;

/// The rotation functions that the service may invoke.
#[derive(Clone, Debug, Default)]
pub(crate) struct RotationFunctions {
    known: Vec<Known>,
    /// Whether any ARN is accepted. An unknown function does not run.
    any: bool,
}

saved! { struct RotationFunctions { known: "known", any: "any" } }

/// A function that the host runs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Known {
    /// The ARN, or the type of the external secrets that the function rotates.
    id: Arc<str>,
    /// The name, if it was registered by name only: it then exists in every account and Region.
    name: Option<Arc<str>>,
}

saved! { struct Known { id: "id", name: "name" } }

impl RotationFunctions {
    /// Registers a function by its ARN, its name, or the type of the external secrets that it rotates. Returns the id for the host, which for a
    /// name is an ARN. Returns none for invalid text.
    pub(crate) fn add(
        &mut self,
        given: &str,
        account_id: &AccountId,
        region: &Region,
    ) -> Option<Arc<str>> {
        let known = if external::is_known_type(given) || FunctionArn::parse(given).is_some() {
            Known {
                id: given.into(),
                name: None,
            }
        } else if is_name(given) {
            let resource = format!("function:{given}");
            let arn = Arn::of("lambda", region, account_id, &resource);
            Known {
                id: arn.to_string().into(),
                name: Some(given.into()),
            }
        } else {
            return None;
        };
        let id = known.id.clone();
        self.known.retain(|other| other.id != id);
        self.known.push(known);
        Some(id)
    }

    /// The ids of all known functions.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(|known| &*known.id)
    }

    /// Accepts any ARN.
    pub(crate) fn accept_any(&mut self) {
        self.any = true;
    }

    /// The host's id of a function: the registered ARN or name, without version or alias, or a type of external secrets.
    pub(crate) fn find(&self, arn_or_type: &str) -> Option<&Arc<str>> {
        let by = |test: &dyn Fn(&Known) -> bool| self.known.iter().find(|known| test(known));
        let known = by(&|known| *known.id == *arn_or_type).or_else(|| {
            let arn = FunctionArn::parse(arn_or_type)?;
            let unqualified = arn.unqualified();
            by(&|known| *known.id == *unqualified)
                .or_else(|| by(&|known| known.name.as_deref() == Some(arn.name)))
        });
        known.map(|known| &known.id)
    }

    /// Rejects a function that does not exist or cannot be invoked. AWS does not distinguish the two.
    pub(crate) fn require(&self, arn: &str) -> Result<(), Error> {
        if self.any || self.find(arn).is_some() {
            Ok(())
        } else {
            Err(Error::FunctionNotInvokable)
        }
    }
}

/// Rejects a RotationLambdaARN that is not the ARN of a function in this Region. Guess: the ARN of a rotation function may end with a version or alias.
pub(crate) fn require_lambda_arn(arn: &str, region: &str) -> Result<(), Error> {
    let here = |arn: &Arn<'_>| arn.partition == partition(region) && arn.region == region;
    if FunctionArn::parse(arn).is_some_and(|function| here(&function.arn)) {
        return Ok(());
    }
    Err(Error::InvalidRotationLambda {
        region: region.into(),
    })
}

/// The ARN of a Lambda function, perhaps with a version or alias.
struct FunctionArn<'a> {
    arn: Arn<'a>,
    name: &'a str,
}

impl<'a> FunctionArn<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let arn = Arn::parse(text).filter(|arn| arn.service == "lambda")?;
        let function = arn.resource.strip_prefix("function:")?;
        let (name, qualifier) = match function.split_once(':') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (function, None),
        };
        (is_account_id(arn.account) && is_name(name) && qualifier.is_none_or(is_name))
            .then_some(Self { arn, name })
    }

    /// The ARN without the version or alias.
    fn unqualified(&self) -> String {
        let resource = format!("function:{}", self.name);
        Arn {
            resource: &resource,
            ..self.arn
        }
        .to_string()
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_$".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:rotate_it";

    #[test]
    fn reads_function_arns() {
        let fits = |arn: &str| require_lambda_arn(arn, "us-east-1").is_ok();
        assert!(fits(ARN));
        assert!(fits(
            "arn:aws:lambda:us-east-1:123456789012:function:rotate-it:live"
        ));
        for arn in [
            "rotate_it",
            "arn:aws:lambda:eu-west-1:123456789012:function:rotate_it",
            "arn:aws-cn:lambda:us-east-1:123456789012:function:rotate_it",
            "arn:aws:lambda:us-east-1:12345678901:function:rotate_it",
            "arn:aws:lambda:us-east-1:123456789012:function",
            "arn:aws:lambda:us-east-1:123456789012:function:",
            "arn:aws:lambda:us-east-1:123456789012:function:rotate it",
            "arn:aws:lambda:us-east-1:123456789012:function:rotate_it:live:more",
            "arn:aws:lambda:us-east-1:123456789012:layer:rotate_it",
            "arn:aws:iam::123456789012:role/rotate_it",
        ] {
            assert!(!fits(arn), "{arn}");
        }
        let china = "arn:aws-cn:lambda:cn-north-1:123456789012:function:rotate_it";
        assert!(require_lambda_arn(china, "cn-north-1").is_ok());
    }

    fn knowing(given: &str) -> RotationFunctions {
        let mut functions = RotationFunctions::default();
        assert!(
            functions
                .add(given, &"123456789012".into(), &"us-east-1".into())
                .is_some()
        );
        functions
    }

    #[test]
    fn functions_are_unknown_until_registered() {
        let mut functions = RotationFunctions::default();
        assert_eq!(functions.require(ARN), Err(Error::FunctionNotInvokable));
        functions.accept_any();
        assert_eq!(functions.require(ARN), Ok(()));
        assert_eq!(functions.find(ARN), None, "accepted, but nothing to run");
    }

    #[test]
    fn finds_a_function_by_its_arn_with_any_qualifier() {
        let functions = knowing(ARN);
        let found = |arn: &str| functions.find(arn).map(|id| &**id);
        assert_eq!(found(ARN), Some(ARN));
        assert_eq!(found(&format!("{ARN}:live")), Some(ARN));
        assert_eq!(
            found("arn:aws:lambda:eu-west-1:123456789012:function:rotate_it"),
            None
        );
    }

    #[test]
    fn a_function_registered_by_name_applies_everywhere() {
        let functions = knowing("rotate_it");
        for place in [
            "arn:aws:lambda:us-east-1:123456789012",
            "arn:aws:lambda:eu-west-1:210987654321",
        ] {
            let arn = format!("{place}:function:rotate_it");
            assert_eq!(functions.find(&arn).map(|id| &**id), Some(ARN), "{arn}");
        }
    }

    #[test]
    fn a_function_for_external_secrets_is_found_by_type() {
        let functions = knowing("SnowflakePat");
        assert!(functions.find("SnowflakePat").is_some());
        let nobody = ("123456789012".into(), "us-east-1".into());
        for text in ["", "no function", "arn:aws:s3:::bucket"] {
            let given = RotationFunctions::default().add(text, &nobody.0, &nobody.1);
            assert_eq!(given, None, "{text:?}");
        }
    }
}
