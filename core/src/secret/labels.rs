//! Staging labels: AWSCURRENT, AWSPREVIOUS, AWSPENDING and custom labels. Only this module moves the first three.

use super::order::{java_hash, sort_by_bucket};
use crate::error::Error;
use crate::identifiers::VersionId;
use crate::identifiers::text;
use crate::saved::{Reader, Saved, load};
use crate::value::Value;

text! {
    /// A staging label.
    Label
}

/// The version that GetSecretValue reads by default.
pub(crate) const AWSCURRENT: &str = "AWSCURRENT";
/// The version that was AWSCURRENT before.
pub(crate) const AWSPREVIOUS: &str = "AWSPREVIOUS";
/// The version that a rotation is creating.
pub(crate) const AWSPENDING: &str = "AWSPENDING";
/// The staging labels that AWS attaches and removes itself.
pub const LABELS_OF_AWS: [&str; 3] = [AWSCURRENT, AWSPENDING, AWSPREVIOUS];

/// Documented: at most 20 labels on all versions of a secret together.
const MOST_LABELS: usize = 20;

/// The staging labels of one secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Labels {
    // Invariant: sorted by label, and each label once.
    holders: Vec<(Label, VersionId)>,
}

/// Pairs instead of an object, because JavaScript sorts names that look like numbers.
impl Saved for Labels {
    fn save(&self) -> Value {
        self.holders.save()
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        for (label, holder) in load::<Vec<(Label, VersionId)>>(form, reader) {
            if self.put(label, holder).is_some() {
                reader.note();
            }
            if self.holders.len() > MOST_LABELS {
                reader.note();
                return;
            }
        }
    }
}

impl Labels {
    fn place(&self, label: &str) -> Result<usize, usize> {
        self.holders.binary_search_by(|(own, _)| (**own).cmp(label))
    }

    /// Puts a label on a version; returns the version that had it.
    fn put(&mut self, label: Label, version: VersionId) -> Option<VersionId> {
        match self.place(&label) {
            Ok(place) => {
                let (_, holder) = self.holders.get_mut(place)?;
                Some(std::mem::replace(holder, version))
            }
            Err(place) => {
                self.holders.insert(place, (label, version));
                None
            }
        }
    }

    fn drop_label(&mut self, label: &str) {
        if let Ok(place) = self.place(label) {
            self.holders.remove(place);
        }
    }

    /// The version that has the label.
    #[must_use]
    pub(crate) fn holder(&self, label: &str) -> Option<&VersionId> {
        self.place(label)
            .ok()
            .and_then(|place| self.holders.get(place))
            .map(|(_, holder)| holder)
    }

    /// The version of each label.
    pub(crate) fn holders(&self) -> impl Iterator<Item = &VersionId> {
        self.holders.iter().map(|(_, holder)| holder)
    }

    /// Whether a version has labels. A version without labels is deprecated.
    #[must_use]
    pub(crate) fn any_on(&self, version: &str) -> bool {
        self.holders.iter().any(|(_, holder)| **holder == *version)
    }

    /// The labels of a version in the order of the service's responses.
    #[must_use]
    pub(crate) fn on(&self, version: &str) -> Vec<Label> {
        let mut labels: Vec<_> = self
            .holders
            .iter()
            .filter(|(_, holder)| **holder == *version)
            .map(|(label, _)| label.clone())
            .collect();
        sort_as_listed(&mut labels);
        labels
    }

    /// The labelled versions by ascending id, each with its labels, as VersionIdsToStages shows them.
    #[must_use]
    pub(crate) fn by_version(&self) -> Vec<(VersionId, Vec<Label>)> {
        let mut versions: Vec<(VersionId, Vec<Label>)> = Vec::with_capacity(4);
        for (label, holder) in &self.holders {
            let place = versions.iter().position(|(version, _)| version >= holder);
            match place.and_then(|place| versions.get_mut(place)) {
                Some((version, labels)) if version == holder => labels.push(label.clone()),
                _ => {
                    let place = place.unwrap_or(versions.len());
                    versions.insert(place, (holder.clone(), vec![label.clone()]));
                }
            }
        }
        for (_, labels) in &mut versions {
            sort_as_listed(labels);
        }
        versions
    }

    /// Returns the labels after a new version was added. It gets the given labels, or AWSCURRENT by default.
    ///
    /// - The first version with a value gets AWSCURRENT in any case (documented).
    /// - When AWSCURRENT moves, AWSPREVIOUS moves to the version that it left, and AWSPENDING is removed (recorded).
    /// - Each given label is removed from the version that had it (recorded).
    pub(crate) fn with_new_version(
        &self,
        version: &VersionId,
        named: Option<&[Label]>,
    ) -> Result<Self, Error> {
        let mut labels = self.clone();
        let named = named.unwrap_or_default();
        let first = labels.holder(AWSCURRENT).is_none();
        if first || named.is_empty() || named.iter().any(|label| **label == *AWSCURRENT) {
            labels.make_current(version);
            labels.drop_label(AWSPENDING);
        }
        labels.attach_all(version, named)
    }

    /// Returns the labels after a value was put again with the same token: the given labels are added, and all others stay (recorded).
    pub(crate) fn with_repeated_version(
        &self,
        version: &VersionId,
        named: &[Label],
    ) -> Result<Self, Error> {
        let mut labels = self.clone();
        if named.iter().any(|label| **label == *AWSCURRENT) {
            labels.make_current(version);
        }
        labels.attach_all(version, named)
    }

    /// Returns the labels after one label was moved or removed.
    ///
    /// AWSPENDING stays when AWSCURRENT moves this way (recorded). An attached label moves only if the request names the version that has it.
    pub(crate) fn with_moved(
        &self,
        label: &Label,
        from: Option<&VersionId>,
        to: Option<&VersionId>,
    ) -> Result<Self, Error> {
        let holder = self.holder(label);
        let mut labels = self.clone();
        match to {
            None => labels.detach(label, from)?,
            Some(to) if holder == Some(to) => {}
            Some(to) => {
                require_named_holder(label, holder, from)?;
                labels.attach(label.clone(), to);
            }
        }
        labels.within_limit()
    }

    /// Returns the labels after a rotation has begun: AWSPENDING is on its version.
    pub(crate) fn with_pending(&self, version: &VersionId) -> Result<Self, Error> {
        let mut labels = self.clone();
        labels.put(AWSPENDING.into(), version.clone());
        labels.within_limit()
    }

    /// The labels without AWSPENDING.
    #[must_use]
    pub(crate) fn without_pending(&self) -> Self {
        let mut labels = self.clone();
        labels.drop_label(AWSPENDING);
        labels
    }

    /// The version that a rotation is creating: the version with AWSPENDING, unless it already has AWSCURRENT.
    #[must_use]
    pub(crate) fn pending_beside_current(&self) -> Option<&VersionId> {
        self.holder(AWSPENDING)
            .filter(|pending| self.holder(AWSCURRENT) != Some(pending))
    }

    fn attach_all(mut self, version: &VersionId, named: &[Label]) -> Result<Self, Error> {
        for label in named {
            self.attach(label.clone(), version);
            // Stop at the limit: further labels would only exceed it more.
            self = self.within_limit()?;
        }
        self.within_limit()
    }

    fn attach(&mut self, label: Label, version: &VersionId) {
        if *label == *AWSCURRENT {
            self.make_current(version);
        } else {
            self.put(label, version.clone());
        }
    }

    fn detach(&mut self, label: &Label, from: Option<&VersionId>) -> Result<(), Error> {
        let Some(from) = from else {
            return Err(Error::NoVersionNamed);
        };
        if self.holder(label) != Some(from) {
            return Err(Error::LabelNotAttached {
                label: label.clone().into(),
                version: from.clone().into(),
            });
        }
        if **label == *AWSCURRENT {
            return Err(Error::CurrentCannotBeRemoved);
        }
        self.drop_label(label);
        Ok(())
    }

    /// Moves AWSCURRENT. AWSPREVIOUS moves to the version that it leaves.
    fn make_current(&mut self, version: &VersionId) {
        match self.put(AWSCURRENT.into(), version.clone()) {
            Some(left) if left != *version => {
                self.put(AWSPREVIOUS.into(), left);
            }
            _ => {}
        }
    }

    fn within_limit(self) -> Result<Self, Error> {
        if self.holders.len() > MOST_LABELS {
            Err(Error::TooManyLabels)
        } else {
            Ok(self)
        }
    }
}

fn sort_as_listed(labels: &mut [Label]) {
    sort_by_bucket(labels, 16, |label| java_hash(label));
}

fn require_named_holder(
    label: &Label,
    holder: Option<&VersionId>,
    named: Option<&VersionId>,
) -> Result<(), Error> {
    let label = || label.clone().into();
    match (holder, named) {
        (Some(holder), None) => Err(Error::LabelHolderNotNamed {
            label: label(),
            holder: holder.clone().into(),
        }),
        (Some(holder), Some(named)) if holder != named => Err(Error::LabelNotOnNamedHolder {
            label: label(),
            holder: holder.clone().into(),
        }),
        (None, Some(named)) => Err(Error::LabelNotAttached {
            label: label(),
            version: named.clone().into(),
        }),
        _ => Ok(()),
    }
}
