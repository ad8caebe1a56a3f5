//! A secret: who it is, what is known about it, its versions and their labels, and whether it is on its way out.

pub(crate) mod deletion;
pub(crate) mod id;
pub(crate) mod labels;
mod order;
pub(crate) mod tags;
pub(crate) mod version;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use deletion::{Deletion, Lifecycle};
use id::{Arn, Name};
use labels::{AWSCURRENT, AWSPENDING, AWSPREVIOUS, Label, Labels};
use tags::Tags;
use version::{SecretValue, Version, VersionId, Versions};

/// What KmsKeyIds shows for a version under the key `aws/secretsmanager` (recorded).
const DEFAULT_KEY: &str = "DefaultEncryptionKey";

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secret {
    /// Its ARN.
    pub(crate) arn: Arn,
    /// Its name.
    pub(crate) name: Name,
    /// None where it was never given or given as empty text.
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
    versions: Versions,
    labels: Labels,
}

impl Secret {
    /// A secret without a value.
    #[must_use]
    pub(crate) fn new(arn: Arn, name: Name, now: Timestamp) -> Self {
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

    /// Moves LastChangedDate to now.
    ///
    /// Two changes of the service never carry the same time; a fake is quick enough for two in one millisecond, so a change always moves
    /// the date on by one at least.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.changed = now.max(self.changed.plus_milliseconds(1));
    }

    /// Keeps a value as the version of this token, and moves the labels (see [`Labels::with_new_version`]); tells whether anything changed.
    ///
    /// Recorded: the same token with the same value does nothing, but adds labels that are named; with another value it is refused.
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
        let key = self
            .kms_key_id
            .clone()
            .unwrap_or_else(|| DEFAULT_KEY.into());
        let version = Version {
            id,
            value: Some(value),
            created: now,
            accessed: None,
            kms_key_ids: vec![key],
        };
        self.versions.add(version, &labels, now)?;
        self.labels = labels;
        Ok(true)
    }

    fn repeat_version(&mut self, id: &VersionId, named: Option<&[Label]>) -> Result<bool, Error> {
        let labels = self
            .labels
            .with_repeated_version(id, named.unwrap_or_default())?;
        let changed = labels != self.labels;
        self.labels = labels;
        Ok(changed)
    }

    /// The version that a reader asks for, by id, by label, or AWSCURRENT.
    pub(crate) fn version_to_read(
        &self,
        id: Option<&str>,
        label: Option<&str>,
    ) -> Result<&Version, Error> {
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

    /// Notes that a version was read: on it and on the secret, by the day.
    pub(crate) fn note_access(&mut self, id: &VersionId, now: Timestamp) {
        let day = Some(now.midnight());
        self.accessed = day;
        if let Some(version) = self.versions.get_mut(id) {
            version.accessed = day;
        }
    }

    /// Moves a label, or takes it off.
    pub(crate) fn move_label(
        &mut self,
        label: &Label,
        from: Option<&VersionId>,
        to: Option<&VersionId>,
        now: Timestamp,
    ) -> Result<(), Error> {
        for version in from.into_iter().chain(to) {
            if self.versions.get(version).is_none() {
                return Err(Error::NoVersionWithId {
                    version: version.clone().into(),
                });
            }
        }
        self.labels = self.labels.with_moved(label, from, to)?;
        self.touch(now);
        Ok(())
    }

    /// Sets the key for versions to come; empty text means the default key. Recorded: the versions labelled AWSCURRENT, AWSPREVIOUS and
    /// AWSPENDING are encrypted with it as well, and show both keys.
    pub(crate) fn set_kms_key(&mut self, key: &Arc<str>) {
        self.kms_key_id = Some(key.clone()).filter(|key| !key.is_empty());
        let shown = self
            .kms_key_id
            .clone()
            .unwrap_or_else(|| DEFAULT_KEY.into());
        for label in [AWSCURRENT, AWSPREVIOUS, AWSPENDING] {
            let version = self
                .labels
                .holder(label)
                .and_then(|id| self.versions.get_mut(id));
            if let Some(version) = version.filter(|version| !version.kms_key_ids.contains(&shown)) {
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
        self.touch(now);
    }

    /// Takes a scheduled deletion back. Guess: for a secret that is in use this changes nothing.
    pub(crate) fn restore(&mut self, now: Timestamp) {
        if self.lifecycle != Lifecycle::Active {
            self.lifecycle = Lifecycle::Active;
            self.touch(now);
        }
    }
}
