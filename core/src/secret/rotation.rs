//! The rotation of a secret: the party that rotates it, and the versions and labels of a rotation.

use std::sync::Arc;

use super::Secret;
use super::labels::{AWSCURRENT, AWSPENDING};
use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::VersionId;
use crate::rotation::RotationSettings;

/// The party that rotates a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rotator {
    /// A Lambda function of the user.
    Function(Arc<str>),
    /// Secrets Manager itself, at the partner for secrets of this type.
    Partner(Arc<str>),
    /// The service of AWS that owns the secret.
    OwningService,
}

impl Secret {
    /// Returns the party that rotates this secret. Rejects settings that do not match the kind of secret.
    pub(crate) fn rotator(&self, settings: &RotationSettings) -> Result<Rotator, Error> {
        let external_settings =
            settings.external_role_arn.is_some() || settings.external_metadata.is_some();
        if let Some(secret_type) = &self.secret_type {
            return self.partner(secret_type, settings);
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

    /// What runs when a schedule rotates this secret: the ARN of a function, or the type of an external secret.
    pub(crate) fn rotates_by(&self) -> Option<&Arc<str>> {
        self.secret_type
            .as_ref()
            .or(self.rotation.lambda_arn.as_ref())
    }

    /// Documented: a managed external secret rotates with a role and without a function. The partner defines which metadata is needed.
    fn partner(
        &self,
        secret_type: &Arc<str>,
        settings: &RotationSettings,
    ) -> Result<Rotator, Error> {
        if settings.lambda_arn.is_some() {
            return Err(Error::LambdaForExternalSecret);
        }
        settings
            .external_role_arn
            .as_ref()
            .or(self.rotation.external_role_arn.as_ref())
            .map(|_| Rotator::Partner(secret_type.clone()))
            .ok_or(Error::NoExternalRole)
    }

    /// Rejects a rotation while AWSPENDING is on another version than AWSCURRENT, because an earlier rotation is not complete. Inferred: the
    /// same token again is the same rotation.
    pub(crate) fn require_no_other_rotation(&self, token: &VersionId) -> Result<(), Error> {
        match self.labels.pending_beside_current() {
            Some(pending) if pending != token => Err(Error::PreviousRotationIncomplete),
            _ => Ok(()),
        }
    }

    /// Creates the version of a rotation without a value, and labels it AWSPENDING. Recorded: the label leaves the version with AWSCURRENT.
    ///
    /// Guess: RotateSecret with the token of an existing version uses that version. If it has AWSCURRENT, nothing changes.
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

    /// Creates the version that tests a new configuration: a copy of the AWSCURRENT value, labelled AWSPENDING (recorded). Guess:
    /// RotateImmediately=false is rejected for a secret without a value.
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

    /// Removes AWSPENDING from the test version, which stays as a deprecated version (recorded; LastChangedDate is unchanged). Guess: a
    /// failed test of a configuration removes AWSPENDING too.
    pub(crate) fn end_rotation_test(&mut self, token: &VersionId) {
        if self.is_pending(token) {
            self.labels = self.labels.without_pending();
        }
    }

    /// The token of a scheduled rotation. Quoted: an incomplete rotation is reattempted, so its token is used again.
    pub(crate) fn token_to_rotate(&self, new_token: impl FnOnce() -> String) -> VersionId {
        self.labels
            .pending_beside_current()
            .cloned()
            .unwrap_or_else(|| VersionId::from(&*new_token()))
    }

    /// Whether the version of this token has no value yet.
    pub(crate) fn is_pending(&self, token: &VersionId) -> bool {
        self.labels.holder(AWSPENDING) == Some(token)
    }

    /// Whether AWSCURRENT is on the version of this token.
    pub(crate) fn is_current(&self, token: &VersionId) -> bool {
        self.labels.holder(AWSCURRENT) == Some(token)
    }

    /// Whether the rotation of this token can continue. Documented: it is abandoned when AWSPENDING has left its version. Recorded: after
    /// CancelRotateSecret, no further step runs.
    pub(crate) fn can_continue_rotation(&self, token: &VersionId) -> bool {
        self.rotation.is_enabled()
            && self.lifecycle.require_active().is_ok()
            && (self.is_current(token) || self.is_pending(token))
    }
}
