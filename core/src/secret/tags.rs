//! Tags: at most 50 keys and values per secret, with unique keys.

use std::sync::Arc;

use super::order::{java_hash, sort_by_bucket};
use crate::error::Error;
use crate::saved::saved;

/// Documented.
const MOST_TAGS: usize = 50;
/// Documented: the prefix of AWS's own tags.
const SYSTEM_PREFIX: &str = "aws:";

/// The tags of one secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags(Vec<(Arc<str>, Arc<str>)>);

saved! { newtype Tags }

impl Tags {
    /// Keys and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Arc<str>, Arc<str>)> {
        self.0.iter()
    }

    /// The tag that AWS adds to a secret of one of its services (recorded).
    pub(crate) fn of_owning_service(service: &Arc<str>) -> Self {
        Self(vec![(
            "aws:secretsmanager:owningService".into(),
            service.clone(),
        )])
    }

    /// Returns the tags with others added. The value of an existing key is replaced. Fails at the first tag above the limit.
    pub(crate) fn with(
        &self,
        added: impl IntoIterator<Item = (Arc<str>, Arc<str>)>,
    ) -> Result<Self, Error> {
        let mut tags = self.clone();
        let mut seen: Vec<Arc<str>> = Vec::new();
        for (key, value) in added {
            reject_system_tag(&key)?;
            if seen.contains(&key) {
                return Err(Error::DuplicateTagKey { key });
            }
            seen.push(key.clone());
            let full = tags.0.len() >= MOST_TAGS;
            match tags.0.iter_mut().find(|(other, _)| *other == key) {
                Some((_, old)) => *old = value,
                None if full => return Err(Error::TooManyTags),
                None => tags.0.push((key, value)),
            }
        }
        Ok(tags)
    }

    /// Returns the tags without some keys. Unknown keys are ignored.
    pub(crate) fn without(&self, keys: &[Arc<str>]) -> Result<Self, Error> {
        keys.iter().try_for_each(reject_system_tag)?;
        Ok(Self(
            self.0
                .iter()
                .filter(|(key, _)| !keys.contains(key))
                .cloned()
                .collect(),
        ))
    }

    /// Keys and values in the order of the service's responses, which is not the order of insertion (recorded once; the rule is inferred).
    #[must_use]
    pub(crate) fn listed(&self) -> Vec<(Arc<str>, Arc<str>)> {
        let mut tags = self.0.clone();
        sort_by_bucket(&mut tags, 16, |(key, value)| {
            java_hash(key) ^ java_hash(value)
        });
        tags
    }
}

fn reject_system_tag(key: &Arc<str>) -> Result<(), Error> {
    if key.starts_with(SYSTEM_PREFIX) {
        Err(Error::SystemTag { key: key.clone() })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_reading_after_too_many_tags() {
        let mut read = 0;
        let tags = (0..40_000).map(|number| {
            read += 1;
            (format!("key{number}").into(), "value".into())
        });
        assert_eq!(Tags::default().with(tags), Err(Error::TooManyTags));
        assert_eq!(read, MOST_TAGS + 1);
    }
}
