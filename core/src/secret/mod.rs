//! A secret: its identity, metadata, versions, labels and deletion.

mod backdating;
pub(crate) mod deletion;
pub(crate) mod external;
pub(crate) mod labels;
mod order;
mod rotation;
pub(crate) mod tags;
pub(crate) mod version;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::{Name, Region, SecretArn, VersionId};
use crate::kms::{self, DEFAULT_KEY, Keys, Kms, Obstacle, Right};
use crate::replication::{CrossAccount, Replication};
use crate::rotation::RotationState;
use crate::saved::saved;
use deletion::{Deletion, Lifecycle};
use labels::{AWSCURRENT, AWSPENDING, AWSPREVIOUS, Label, Labels};
pub(crate) use rotation::Rotator;
use tags::Tags;
use version::{SecretValue, Version, Versions};

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Secret {
    /// Its ARN.
    pub(crate) arn: SecretArn,
    /// Its name.
    pub(crate) name: Name,
    /// None if it was never set, or set to empty text.
    pub(crate) description: Option<Arc<str>>,
    /// None for the default key.
    pub(crate) kms_key_id: Option<Arc<str>>,
    /// None until the secret is first tagged; after that possibly empty.
    pub(crate) tags: Option<Tags>,
    /// CreatedDate.
    pub(crate) created: Timestamp,
    /// LastChangedDate.
    pub(crate) changed: Timestamp,
    /// LastAccessedDate: the day, at midnight UTC.
    pub(crate) accessed: Option<Timestamp>,
    /// In use or scheduled for deletion.
    pub(crate) lifecycle: Lifecycle,
    /// Whether it has replicas in other Regions, or is one.
    pub(crate) replication: Replication,
    /// Whether it follows a secret of another account, or is followed.
    pub(crate) cross_account: CrossAccount,
    /// The AWS service that owns it.
    pub(crate) owning_service: Option<Arc<str>>,
    /// The partner and kind of a managed external secret: Type.
    pub(crate) secret_type: Option<Arc<str>>,
    /// Whether, how and when it rotates.
    pub(crate) rotation: RotationState,
    /// Its resource policy, as the service formats it.
    pub(crate) policy: Option<Arc<str>>,
    versions: Versions,
    labels: Labels,
}

saved! { struct Secret { arn: "arn", name: "name", description: "description", kms_key_id: "kmsKeyId", tags: "tags", created: "created", changed: "changed", accessed: "accessed", lifecycle: "lifecycle", replication: "replication", cross_account: "crossAccount", owning_service: "owningService", secret_type: "secretType", rotation: "rotation", policy: "policy", versions: "versions", labels: "labels" } }

impl Secret {
    /// Creates a secret without a value.
    #[must_use]
    pub(crate) fn new(arn: SecretArn, name: Name, now: Timestamp) -> Self {
        Self {
            arn,
            name,
            description: None,
            kms_key_id: None,
            tags: None,
            created: now,
            changed: now,
            accessed: None,
            lifecycle: Lifecycle::Active,
            replication: Replication::Alone,
            cross_account: CrossAccount::None,
            owning_service: None,
            secret_type: None,
            rotation: RotationState::default(),
            policy: None,
            versions: Versions::default(),
            labels: Labels::default(),
        }
    }

    /// Its versions.
    #[must_use]
    pub(crate) fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Its staging labels.
    #[must_use]
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Makes an AWS service the owner of the secret, which adds a tag (recorded).
    pub(crate) fn set_owning_service(&mut self, service: &str) {
        let service = Arc::from(service);
        self.tags = Some(Tags::of_owning_service(&service));
        self.owning_service = Some(service);
    }

    /// Rejects a change to a replica, and to a secret of an AWS service by other callers. The secret may be in any state.
    pub(crate) fn require_own(&self) -> Result<(), Error> {
        match &self.owning_service {
            Some(service) => Err(Error::OwnedByService {
                service: service.clone(),
            }),
            None => {
                self.cross_account.require_no_replica()?;
                self.replication.require_no_replica()
            }
        }
    }

    /// Rejects a change to a replica, to a secret of an AWS service by other callers, and to a secret that is scheduled for deletion. Recorded:
    /// a replica rejects the change as a replica even while it is being deleted.
    pub(crate) fn require_writable(&self) -> Result<(), Error> {
        self.require_own()?;
        self.lifecycle.require_active()
    }

    /// Rejects the rotation of a replica, and of a secret that is scheduled for deletion. Quoted: service-owned secrets can be rotated.
    pub(crate) fn require_rotatable(&self) -> Result<(), Error> {
        if self.owning_service.is_none() {
            self.require_own()?;
        }
        self.lifecycle.require_active()
    }

    /// Whether it has replicas to update.
    pub(crate) fn is_followed(&self) -> bool {
        !self.replication.replicas().is_empty()
            || matches!(self.cross_account, CrossAccount::Primary { .. })
    }

    /// Rejects access of another account to a value that is encrypted with the default key (recorded).
    pub(crate) fn require_key_for(&self, from_other_account: bool) -> Result<(), Error> {
        if from_other_account && self.kms_key_id.is_none() {
            return Err(Error::DefaultKeyAcrossAccounts);
        }
        Ok(())
    }

    /// The Region of its primary, if it is a replica.
    pub(crate) fn primary_of_replica(&self) -> Option<Region> {
        match &self.replication {
            Replication::Replica { primary_region } => Some(primary_region.clone()),
            Replication::Alone | Replication::Primary(_) => None,
        }
    }

    /// The ARN of a key that the secret or one of its versions uses.
    pub(crate) fn key_arn(&self, key: &str) -> Arc<str> {
        let arn = self.arn.parts();
        kms::key_arn(key, arn.account, arn.region)
    }

    /// Why KMS denies reading a version, and the key. Recorded: any one of its keys is enough. Guess: if no key of a version is
    /// usable, the error names the newest key.
    fn obstacle_to_reading(&self, version: &Version, keys: &Keys) -> Option<(Arc<str>, Obstacle)> {
        if keys.is_open() {
            return None;
        }
        let mut newest = None;
        for key in &version.kms_key_ids {
            let arn = self.key_arn(key);
            let obstacle = keys.obstacle(&arn, Right::Decrypt)?;
            newest = Some((arn, obstacle));
        }
        newest
    }

    /// Rejects reading a version if none of its keys is usable.
    fn require_readable(&self, version: &Version, kms: &mut Kms<'_>) -> Result<(), Error> {
        match self.obstacle_to_reading(version, kms.keys) {
            Some((arn, obstacle)) => Err(kms.cannot_decrypt(arn, obstacle)),
            None => Ok(()),
        }
    }

    /// Rejects a value if KMS does not allow the caller to write it. Recorded: a new version needs a data key; a repeated token needs to read
    /// the existing value.
    pub(crate) fn require_kms_for(
        &self,
        token: &VersionId,
        kms: &mut Kms<'_>,
    ) -> Result<(), Error> {
        if kms.is_open() {
            return Ok(());
        }
        match self.versions.get(token) {
            Some(version) if version.value.is_some() => self.require_readable(version, kms),
            _ => {
                let key = self.kms_key_id.as_deref().unwrap_or_default();
                kms.require_encryption(self.key_arn(key))
            }
        }
    }

    /// The Region of the primary, for a replica and for a secret that has replicas.
    pub(crate) fn primary_region(&self) -> Option<Region> {
        match &self.replication {
            Replication::Alone => None,
            Replication::Primary(_) => Some(self.arn.region()),
            Replication::Replica { primary_region } => Some(primary_region.clone()),
        }
    }

    /// Copies the state of the primary: labelled versions, labels, description, tags, policy and LastChangedDate. Recorded: a version keeps the
    /// date on which it was written in this Region, and reads are tracked per Region.
    pub(crate) fn follow(&mut self, primary: &Self, now: Timestamp) {
        let key = self
            .kms_key_id
            .clone()
            .unwrap_or_else(|| DEFAULT_KEY.into());
        self.versions = self
            .versions
            .following(&primary.versions, &primary.labels, &key, now);
        self.labels = primary.labels.clone();
        self.description = primary.description.clone();
        self.tags = primary.tags.clone();
        self.secret_type = primary.secret_type.clone();
        self.policy = primary.policy.clone();
        self.changed = primary.changed;
    }

    /// Sets LastChangedDate to now.
    ///
    /// On AWS, two changes never have the same date. A fake can make two changes in one millisecond, so each change advances the date by at
    /// least one millisecond.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.changed = now.max(self.changed.plus_milliseconds(1));
    }

    /// Whether this can be the next state of the same secret: its identity does not change, LastChangedDate does not go back, and versions keep
    /// their values. A replica copies its versions from its primary.
    pub(crate) fn succeeds(&self, former: &Self) -> bool {
        let is_replica = self.replication.require_no_replica().is_err()
            || self.cross_account.require_no_replica().is_err();
        let keeps_value = |version: &Version| {
            let new = self.versions.get(&version.id);
            version.value.is_none() || new.is_none_or(|new| new.value == version.value)
        };
        self.arn == former.arn
            && self.name == former.name
            && self.created == former.created
            && self.changed >= former.changed
            && (is_replica || former.versions.iter().all(keeps_value))
    }

    /// Stores a value as the version of this token, and moves the labels (see [`Labels::with_new_version`]). Returns whether anything changed.
    ///
    /// Recorded: the same token with the same value only adds the given labels; with another value it is rejected.
    pub(crate) fn put_value(
        &mut self,
        token: VersionId,
        value: SecretValue,
        named: Option<&[Label]>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        match self.versions.get(&token).map(|version| &version.value) {
            Some(Some(kept)) if *kept == value => self.repeat_version(&token, named),
            Some(Some(_)) => Err(Error::TokenReused {
                token: token.into(),
                arn: self.arn.clone().into(),
            }),
            _ => self.add_version(token, value, named, now),
        }
    }

    fn add_version(
        &mut self,
        id: VersionId,
        value: SecretValue,
        named: Option<&[Label]>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let labels = self.labels.with_new_version(&id, named)?;
        let is_current = labels.holder(AWSCURRENT) == Some(&id);
        let version = self.new_version(id, Some(value), now);
        self.versions.add(version, &labels, now)?;
        self.labels = labels;
        // Inferred: a value with another label does not change the schedule.
        if is_current {
            self.rotation.value_written(now);
        }
        Ok(true)
    }

    /// Creates a version with the secret's key. A rotation creates its version before it has a value.
    fn new_version(&self, id: VersionId, value: Option<SecretValue>, now: Timestamp) -> Version {
        let key = self
            .kms_key_id
            .clone()
            .unwrap_or_else(|| DEFAULT_KEY.into());
        Version {
            id,
            value,
            created: now,
            accessed: None,
            kms_key_ids: vec![key],
        }
    }

    fn repeat_version(&mut self, id: &VersionId, named: Option<&[Label]>) -> Result<bool, Error> {
        let labels = self
            .labels
            .with_repeated_version(id, named.unwrap_or_default())?;
        let changed = labels != self.labels;
        self.labels = labels;
        Ok(changed)
    }

    /// The requested version, by id or label; AWSCURRENT by default.
    fn version_to_read(&self, id: Option<&str>, label: Option<&str>) -> Result<&Version, Error> {
        let readable = |version: &&Version| version.value.is_some();
        let Some(id) = id else {
            let label = label.unwrap_or(AWSCURRENT);
            let holder = self
                .labels
                .holder(label)
                .and_then(|id| self.versions.get(id))
                .filter(readable);
            return holder.ok_or_else(|| Error::NoVersionWithLabel {
                label: label.into(),
            });
        };
        let version = self.versions.get(id).filter(readable);
        let version = version.ok_or_else(|| Error::NoVersionWithId { version: id.into() })?;
        match label {
            Some(label) if self.labels.holder(label) != Some(&version.id) => {
                Err(Error::LabelNotOnVersion)
            }
            _ => Ok(version),
        }
    }

    /// The requested version, if the caller may read it.
    pub(crate) fn readable_version(
        &self,
        id: Option<&str>,
        label: Option<&str>,
        kms: &mut Kms<'_>,
    ) -> Result<&Version, Error> {
        self.lifecycle.require_active()?;
        let version = self.version_to_read(id, label)?;
        self.require_readable(version, kms)?;
        Ok(version)
    }

    /// Whether a read of a version on a day is already recorded.
    pub(crate) fn was_read_on(&self, day: Timestamp, id: &VersionId) -> bool {
        let version = self.versions.get(id);
        self.accessed == Some(day) && version.is_none_or(|version| version.accessed == Some(day))
    }

    /// Records the day of a read, on the version and on the secret.
    pub(crate) fn note_read(&mut self, day: Timestamp, id: &VersionId) {
        self.accessed = Some(day);
        if let Some(version) = self.versions.get_mut(id) {
            version.accessed = Some(day);
        }
    }

    /// Moves or removes a label.
    pub(crate) fn move_label(
        &mut self,
        label: &Label,
        from: Option<&VersionId>,
        to: Option<&VersionId>,
    ) -> Result<(), Error> {
        for version in from.into_iter().chain(to) {
            if self.versions.get(version).is_none() {
                return Err(Error::NoVersionWithId {
                    version: version.clone().into(),
                });
            }
        }
        if let Some(to) = to
            && **label == *AWSCURRENT
        {
            self.require_value(to)?;
        }
        self.labels = self.labels.with_moved(label, from, to)?;
        Ok(())
    }

    /// Rejects a version whose value a rotation has not written yet. Guess: AWSCURRENT cannot move to a version without a value, because
    /// GetSecretValue could then not read the secret. The error is the one for an unknown version.
    fn require_value(&self, id: &VersionId) -> Result<(), Error> {
        match self.versions.get(id).map(|version| &version.value) {
            Some(None) => Err(Error::NoVersionWithId {
                version: id.clone().into(),
            }),
            Some(Some(_)) | None => Ok(()),
        }
    }

    /// Sets the key for new versions. Empty text means the default key. Recorded: the versions labelled AWSCURRENT, AWSPREVIOUS and AWSPENDING
    /// are encrypted with it too, and show both keys. If the caller may not decrypt with the old key or encrypt with the new one, these
    /// versions silently keep the old key.
    pub(crate) fn set_kms_key(&mut self, key: &Arc<str>, keys: &Keys) {
        self.kms_key_id = Some(key.clone()).filter(|key| !key.is_empty());
        let shown = self
            .kms_key_id
            .clone()
            .unwrap_or_else(|| DEFAULT_KEY.into());
        if keys
            .obstacle(&self.key_arn(&shown), Right::Encrypt)
            .is_some()
        {
            return;
        }
        for label in [AWSCURRENT, AWSPREVIOUS, AWSPENDING] {
            let Some(id) = self.labels.holder(label).cloned() else {
                continue;
            };
            let to_add = self.versions.get(&id).is_some_and(|version| {
                !version.kms_key_ids.contains(&shown)
                    && self.obstacle_to_reading(version, keys).is_none()
            });
            if to_add && let Some(version) = self.versions.get_mut(&id) {
                version.kms_key_ids.push(shown.clone());
            }
        }
    }

    /// Sets or, with empty text, removes the description.
    pub(crate) fn set_description(&mut self, description: Option<Arc<str>>) {
        self.description = description.filter(|text| !text.is_empty());
    }

    /// Schedules the deletion.
    pub(crate) fn schedule_deletion(&mut self, deletion: Deletion, now: Timestamp) {
        self.lifecycle = Lifecycle::ScheduledForDeletion {
            deleted: now,
            ends: deletion.ends(now),
        };
        self.rotation.stop_for_deletion();
    }
}
