//! What several operations show of a secret, in the words of the answer.

use crate::model::prelude::*;
use crate::secret::Secret;
use crate::secret::labels::Label;
use crate::secret::tags::Tags;

/// VersionStages: absent where there is no label (recorded).
pub(crate) fn version_stages(labels: Vec<Label>) -> Option<Vec<Text>> {
    Some(labels.into_iter().map(Text::from).collect::<Vec<_>>()).filter(|labels| !labels.is_empty())
}

/// VersionIdsToStages, or SecretVersionsToStages in lists: absent where no version has a label (recorded).
pub(crate) fn versions_to_stages(secret: &Secret) -> Option<Vec<(Text, Vec<Text>)>> {
    let versions = secret.labels().by_version();
    let entry = |(version, labels): (_, Vec<Label>)| {
        (
            Text::from(version),
            labels.into_iter().map(Text::from).collect(),
        )
    };
    Some(versions.into_iter().map(entry).collect::<Vec<_>>())
        .filter(|versions| !versions.is_empty())
}

/// Tags as answers show them.
pub(crate) fn tags(tags: &Tags) -> Vec<Tag> {
    tags.listed()
        .into_iter()
        .map(|(key, value)| Tag {
            key: Some(key),
            value: Some(value),
        })
        .collect()
}

/// Key and value of the tags of a request. Guess: what is left out is empty text.
pub(crate) fn tag_pairs(tags: Vec<Tag>) -> impl Iterator<Item = (Text, Text)> {
    tags.into_iter()
        .map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()))
}
