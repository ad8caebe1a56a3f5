//! Rotation: what RotateSecret keeps and starts, what CancelRotateSecret and a deletion stop, and which functions there are.

use std::sync::Arc;

use super::Secret;
use super::id::partition;
use super::labels::AWSCURRENT;
use super::schedule::{RotationRules, Window};
use super::version::VersionId;
use crate::clock::Timestamp;
use crate::error::Error;

/// How a secret rotates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rotation {
    /// RotationEnabled. Recorded: none until RotateSecret or CancelRotateSecret is called.
    pub(crate) enabled: Option<bool>,
    /// The function that rotates it.
    pub(crate) lambda_arn: Option<Arc<str>>,
    /// When.
    pub(crate) rules: Option<RotationRules>,
    /// LastRotatedDate. Recorded: none until the first rotation is finished.
    pub(crate) last_rotated: Option<Timestamp>,
    /// The window of the next one, while rotation is enabled. Documented: it stays where it is if nothing comes of it.
    pub(crate) next: Option<Window>,
    /// For managed external secrets: the role that rotates it.
    pub(crate) external_role_arn: Option<Arc<str>>,
    /// For managed external secrets: what the partner needs, as given.
    pub(crate) external_metadata: Option<Vec<MetadataItem>>,
}

/// Key and Value of ExternalSecretRotationMetadata.
pub(crate) type MetadataItem = (Option<Arc<str>>, Option<Arc<str>>);

/// What a request wants set up; what is left out stays as it is.
#[derive(Debug, Default)]
pub(crate) struct RotationSettings {
    pub(crate) lambda_arn: Option<Arc<str>>,
    pub(crate) rules: Option<RotationRules>,
    pub(crate) external_role_arn: Option<Arc<str>>,
    pub(crate) external_metadata: Option<Vec<MetadataItem>>,
}

impl Rotation {
    /// Keeps what a request sets up. Recorded: rules replace the former ones whole.
    pub(crate) fn set_up(&mut self, settings: RotationSettings, now: Timestamp) {
        let new_rules = settings.rules.is_some();
        self.lambda_arn = settings.lambda_arn.or(self.lambda_arn.take());
        self.rules = settings.rules.or(self.rules.take());
        self.external_role_arn = settings.external_role_arn.or(self.external_role_arn.take());
        self.external_metadata = settings.external_metadata.or(self.external_metadata.take());
        self.enabled = Some(true);
        if new_rules || self.next.is_none() {
            self.schedule_next(now);
        }
    }

    /// Turns it off. Recorded: function, rules and LastRotatedDate stay.
    pub(crate) fn cancel(&mut self) {
        self.enabled = Some(false);
        self.next = None;
    }

    /// Recorded: deletion turns rotation off where it was on; a secret without rotation shows no RotationEnabled. Guess: it stays off
    /// after RestoreSecret.
    pub(crate) fn stop_for_deletion(&mut self) {
        if self.enabled == Some(true) {
            self.cancel();
        }
    }

    /// Notes that a user has written a value. Documented: this counts as a rotation where the rules count days.
    pub(crate) fn value_written(&mut self, now: Timestamp) {
        let counts = |rules: &RotationRules| rules.counts_days();
        if self.next.is_some() && self.rules.as_ref().is_some_and(counts) {
            self.schedule_next(now);
        }
    }

    fn schedule_next(&mut self, now: Timestamp) {
        self.next = self.rules.as_ref().and_then(|rules| rules.next_window(now));
    }
}

/// Who does the rotating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rotator {
    /// A Lambda function of the user's.
    Function(Arc<str>),
    /// Secrets Manager itself, at the partner that holds the secret.
    Partner,
    /// The service of AWS that owns the secret.
    OwningService,
}

/// The rotation functions that the service may invoke.
#[derive(Clone, Debug)]
pub(crate) enum RotationFunctions {
    /// These ARNs.
    Known(Vec<Arc<str>>),
    /// Whatever ARN comes; nothing runs.
    Any,
}

impl Default for RotationFunctions {
    fn default() -> Self {
        Self::Known(Vec::new())
    }
}

impl RotationFunctions {
    /// Refuses a function that does not exist or may not be invoked; AWS does not tell the two apart.
    pub(crate) fn require(&self, arn: &str) -> Result<(), Error> {
        match self {
            Self::Known(arns) if !arns.iter().any(|known| **known == *arn) => {
                Err(Error::FunctionNotInvokable)
            }
            Self::Known(_) | Self::Any => Ok(()),
        }
    }
}

/// Refuses a RotationLambdaARN that is no ARN of a function in this Region. Guess: a version or alias of the function may follow.
pub(crate) fn require_lambda_arn(arn: &str, region: &str) -> Result<(), Error> {
    let parts: Vec<&str> = arn.split(':').collect();
    let ([
        "arn",
        of_partition,
        "lambda",
        of_region,
        account,
        "function",
        name,
    ]
    | [
        "arn",
        of_partition,
        "lambda",
        of_region,
        account,
        "function",
        name,
        _,
    ]) = parts.as_slice()
    else {
        return Err(invalid_lambda(region));
    };
    let account_fits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let name_fits = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_$".contains(c))
    };
    let fits = *of_partition == partition(region)
        && *of_region == region
        && account_fits
        && name_fits(name)
        && parts.get(7).is_none_or(|qualifier| name_fits(qualifier));
    if fits {
        Ok(())
    } else {
        Err(invalid_lambda(region))
    }
}

fn invalid_lambda(region: &str) -> Error {
    Error::InvalidRotationLambda {
        region: region.into(),
    }
}

impl Secret {
    /// Who rotates this secret, if it is set up so; refuses settings that do not go with the kind of secret.
    pub(crate) fn rotator(&self, settings: &RotationSettings) -> Result<Rotator, Error> {
        let external_settings =
            settings.external_role_arn.is_some() || settings.external_metadata.is_some();
        if self.secret_type.is_some() {
            return self.partner(settings);
        }
        if external_settings {
            return Err(Error::NotExternal);
        }
        if self.owning_service.is_some() {
            return match settings.lambda_arn {
                Some(_) => Err(Error::LambdaForServiceSecret),
                None => Ok(Rotator::OwningService),
            };
        }
        settings
            .lambda_arn
            .clone()
            .or_else(|| self.rotation.lambda_arn.clone())
            .map(Rotator::Function)
            .ok_or(Error::NoRotationFunction)
    }

    /// Documented: a managed external secret rotates by a role and without a function; what metadata it needs, if any, its partner says.
    fn partner(&self, settings: &RotationSettings) -> Result<Rotator, Error> {
        if settings.lambda_arn.is_some() {
            return Err(Error::LambdaForExternalSecret);
        }
        settings
            .external_role_arn
            .as_ref()
            .or(self.rotation.external_role_arn.as_ref())
            .map(|_| Rotator::Partner)
            .ok_or(Error::NoExternalRole)
    }

    /// Refuses a rotation while AWSPENDING is elsewhere than on AWSCURRENT's version: an earlier one is not complete. Inferred: the same
    /// token again is the same rotation.
    pub(crate) fn require_no_other_rotation(&self, token: &VersionId) -> Result<(), Error> {
        match self.labels.pending_beside_current() {
            Some(pending) if pending != token => Err(Error::PreviousRotationIncomplete),
            _ => Ok(()),
        }
    }

    /// Makes the version of a rotation, as yet without a value, and labels it AWSPENDING. Recorded: the label leaves AWSCURRENT's version.
    ///
    /// Guess: the token of a version that is there takes that version; where it is AWSCURRENT, the rotation is over and nothing changes.
    pub(crate) fn begin_rotation(
        &mut self,
        token: &VersionId,
        now: Timestamp,
    ) -> Result<(), Error> {
        if self.labels.holder(AWSCURRENT) == Some(token) {
            return Ok(());
        }
        let labels = self.labels.with_pending(token)?;
        if self.versions.get(token).is_none() {
            let version = self.new_version(token.clone(), None, now);
            self.versions.add(version, &labels, now)?;
        }
        self.labels = labels;
        Ok(())
    }

    /// Makes the version with which a new configuration is tested: a copy of AWSCURRENT's value, labelled AWSPENDING (recorded). Guess: a
    /// secret without a value has nothing to test with.
    pub(crate) fn begin_rotation_test(
        &mut self,
        token: &VersionId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let value = self.version_to_read(None, None)?.value.clone();
        let labels = self.labels.with_pending(token)?;
        if self.versions.get(token).is_none() {
            let version = self.new_version(token.clone(), value, now);
            self.versions.add(version, &labels, now)?;
        }
        self.labels = labels;
        Ok(())
    }

    /// Leaves the version of a test behind as a deprecated one (recorded).
    pub(crate) fn end_rotation_test(&mut self) {
        self.labels = self.labels.without_pending();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_functions() {
        let fits = |arn: &str| require_lambda_arn(arn, "us-east-1").is_ok();
        assert!(fits(
            "arn:aws:lambda:us-east-1:123456789012:function:rotate_it"
        ));
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

    #[test]
    fn functions_are_unknown_until_they_are_made_known() {
        assert_eq!(
            RotationFunctions::default().require("arn"),
            Err(Error::FunctionNotInvokable)
        );
        assert_eq!(RotationFunctions::Any.require("arn"), Ok(()));
    }
}
