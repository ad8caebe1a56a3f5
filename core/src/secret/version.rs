//! Versions: an id, an immutable value, and the dates of creation and access.

use std::fmt;
use std::sync::Arc;

use super::labels::Labels;
use super::order::{java_hash, sort_by_bucket};
use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::VersionId;
use crate::saved::{self, Reader, Saved, saved};
use crate::value::{Value, bytes_of_base64};

/// The value of a version: text or bytes, never both.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum SecretValue {
    /// SecretString.
    Text(Arc<str>),
    /// SecretBinary.
    Binary(Arc<[u8]>),
}

impl SecretValue {
    /// The value of a request, which may have at most one of both members.
    pub(crate) fn of(
        text: Option<Arc<str>>,
        binary: Option<Arc<[u8]>>,
    ) -> Result<Option<Self>, Error> {
        match (text, binary) {
            (Some(_), Some(_)) => Err(Error::TwoValues),
            (Some(text), None) => Ok(Some(Self::Text(text))),
            (None, Some(binary)) => Ok(Some(Self::Binary(binary))),
            (None, None) => Ok(None),
        }
    }
}

impl Default for SecretValue {
    fn default() -> Self {
        Self::Text(Arc::default())
    }
}

/// Bytes are base64 text, as in the service's own JSON.
impl Saved for SecretValue {
    fn save(&self) -> Value {
        match self {
            Self::Text(text) => saved::form_of_variant("text", text.save()),
            Self::Binary(bytes) => saved::form_of_variant("binary", Value::Blob(bytes.clone())),
        }
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        let (name, content) = saved::read_variant(form, reader);
        let text = saved::text(content, reader);
        match (&*name, bytes_of_base64(&text)) {
            ("binary", Some(bytes)) => *self = Self::Binary(bytes.into()),
            ("text", _) => *self = Self::Text(text),
            _ => reader.note(),
        }
    }
}

/// Never shows the value.
impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Binary(_) => "Binary(…)",
        })
    }
}

/// One version of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Version {
    /// Its id.
    pub(crate) id: VersionId,
    /// Its value. A rotation creates its version before it has a value.
    pub(crate) value: Option<SecretValue>,
    /// When the value was written.
    pub(crate) created: Timestamp,
    /// The day on which it was last read.
    pub(crate) accessed: Option<Timestamp>,
    /// The keys that encrypt the value, oldest first.
    pub(crate) kms_key_ids: Vec<Arc<str>>,
}

saved! { struct Version { id: "id", value: "value", created: "created", accessed: "accessed", kms_key_ids: "kmsKeyIds" } }

impl Version {
    /// SecretString and SecretBinary of a response: at most one of the two.
    #[must_use]
    pub(crate) fn parts(&self) -> (Option<Arc<str>>, Option<Arc<[u8]>>) {
        match &self.value {
            Some(SecretValue::Text(text)) => (Some(text.clone()), None),
            Some(SecretValue::Binary(bytes)) => (None, Some(bytes.clone())),
            None => (None, None),
        }
    }
}

/// Documented: the service removes outdated versions when there are more than 100 ...
const MOST_VERSIONS: usize = 100;
/// ... but never those created less than 24 hours ago.
const PROTECTED_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// The versions of one secret, in the order in which their values were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Versions(Vec<Version>);

impl Saved for Versions {
    fn save(&self) -> Value {
        self.0.save()
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        self.0.load(form, reader);
        // The service keeps fewer, so that searching through them is quick.
        if self.0.len() > MOST_VERSIONS {
            reader.note();
            self.0.clear();
        }
    }
}

impl Versions {
    /// The values of all versions.
    pub(crate) fn values(&self) -> impl Iterator<Item = &SecretValue> {
        self.0.iter().filter_map(|version| version.value.as_ref())
    }

    /// All versions, in the order in which their values were written.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Version> + Clone {
        self.0.iter()
    }

    /// The version with this id.
    #[must_use]
    pub(crate) fn get(&self, id: &str) -> Option<&Version> {
        self.0.iter().rev().find(|version| *version.id == *id)
    }

    /// The version with this id, mutable.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Version> {
        self.0.iter_mut().rev().find(|version| *version.id == *id)
    }

    /// Moves dates later than `now` back to it.
    pub(crate) fn limit_dates_to(&mut self, now: Timestamp) {
        let day = now.midnight();
        for version in &mut self.0 {
            version.created = version.created.min(now);
            version.accessed = version.accessed.map(|accessed| accessed.min(day));
        }
    }

    /// Adds a version, or sets the value of a version that a rotation has created. Then removes deprecated versions beyond 100, and versions
    /// that lost their label before they got a value. Fails and changes nothing if more than 100 versions must stay.
    pub(crate) fn add(
        &mut self,
        version: Version,
        labels: &Labels,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut versions: Vec<_> = self
            .0
            .iter()
            .filter(|other| other.id != version.id)
            .filter(|other| other.value.is_some() || labels.any_on(&other.id))
            .cloned()
            .collect();
        versions.push(version);
        let mut beyond = versions.len().saturating_sub(MOST_VERSIONS);
        if beyond > 0 {
            let protected_since = now.plus_milliseconds(-PROTECTED_MILLISECONDS);
            versions.retain(|version| {
                let removable =
                    beyond > 0 && version.created <= protected_since && !labels.any_on(&version.id);
                if removable {
                    beyond = beyond.saturating_sub(1);
                }
                !removable
            });
        }
        if beyond > 0 {
            return Err(Error::TooManyVersions);
        }
        self.0 = versions;
        Ok(())
    }

    /// The versions of a replica: the labelled versions of its primary, each with the replica's own dates and key.
    pub(crate) fn following(
        &self,
        primary: &Self,
        labels: &Labels,
        key: &Arc<str>,
        now: Timestamp,
    ) -> Self {
        let labelled = primary
            .0
            .iter()
            .filter(|version| labels.any_on(&version.id));
        let replicate = |version: &Version| {
            self.get(&version.id)
                .filter(|own| own.value == version.value)
                .cloned()
                .unwrap_or_else(|| Version {
                    created: now,
                    accessed: None,
                    kms_key_ids: vec![key.clone()],
                    ..version.clone()
                })
        };
        Self(labelled.map(replicate).collect())
    }

    /// The versions that have a value, in the order of ListSecretVersionIds. Labelled versions come in the order of a Java hash table
    /// (inferred, weak); together with deprecated versions, they come in order of creation (recorded).
    #[must_use]
    pub(crate) fn listed(&self, labels: &Labels, include_deprecated: bool) -> Vec<&Version> {
        let with_value = self.0.iter().filter(|version| version.value.is_some());
        if include_deprecated {
            return with_value.collect();
        }
        let mut versions: Vec<_> = with_value
            .filter(|version| labels.any_on(&version.id))
            .collect();
        sort_by_bucket(&mut versions, 32, |version| java_hash(&version.id));
        versions
    }
}
