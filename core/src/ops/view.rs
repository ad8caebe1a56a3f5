//! Members of responses and requests that several operations share.

use crate::clock::Timestamp;
use crate::error::{Error, REPLICATION_SUCCEEDED};
use crate::identifiers::Region;
use crate::listing::filter;
use crate::model::prelude::*;
use crate::replication::{Progress, Replica, require_other_region};
use crate::rotation::schedule::{RotationRules, Window};
use crate::rotation::{MetadataItem, RotationState};
use crate::secret::Secret;
use crate::secret::labels::Label;
use crate::secret::tags::Tags;

/// VersionStages: absent if there are no labels (recorded).
pub(crate) fn version_stages(labels: Vec<Label>) -> Option<Vec<Text>> {
    Some(labels.into_iter().map(Text::from).collect::<Vec<_>>()).filter(|labels| !labels.is_empty())
}

/// VersionIdsToStages, or SecretVersionsToStages in lists: absent if no version has a label (recorded).
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

/// Tags of a response.
pub(crate) fn tags(tags: &Tags) -> Vec<Tag> {
    tags.listed()
        .into_iter()
        .map(|(key, value)| Tag {
            key: Some(key),
            value: Some(value),
        })
        .collect()
}

/// Key and value of the tags of a request. Guess: if a tag has no Key or no Value, the member is an empty string.
pub(crate) fn tag_pairs(tags: Vec<Tag>) -> impl Iterator<Item = (Text, Text)> {
    tags.into_iter()
        .map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()))
}

/// The requested replicas of a secret in this Region.
pub(crate) fn replicas(
    regions: Vec<ReplicaRegionType>,
    own: &Region,
) -> Result<Vec<Replica>, Error> {
    let replica = |asked: ReplicaRegionType| {
        let region = Region::from(asked.region.unwrap_or_default());
        require_other_region(&region, own)?;
        Ok(Replica::new(region, asked.kms_key_id))
    };
    regions.into_iter().map(replica).collect()
}

/// ReplicationStatus; Regions that a request has just added are InProgress, without a StatusMessage (recorded).
///
/// Recorded: seconds after a read of the replica, the primary does not show its LastAccessedDate. Guess: the primary shows the LastAccessedDate
/// of a replica when the day of the read is over.
pub(crate) fn replication_status(
    secret: &Secret,
    just_added: &[Region],
    now: Timestamp,
) -> Vec<ReplicationStatusType> {
    let status = |replica: &Replica| {
        let (status, message) = match &replica.progress {
            _ if just_added.contains(&replica.region) => ("InProgress", None),
            Progress::Behind => ("InProgress", None),
            Progress::Failed(reason) => ("Failed", Some(reason.as_str())),
            Progress::InSync => ("InSync", Some(REPLICATION_SUCCEEDED)),
        };
        ReplicationStatusType {
            kms_key_id: Some(replica.kms_key_id.clone()),
            last_accessed_date: replica.accessed.filter(|day| *day < now.midnight()),
            region: Some(replica.region.clone().into()),
            status: Some(status.into()),
            status_message: message.map(Text::from),
        }
    };
    secret.replication.replicas().iter().map(status).collect()
}

/// The filters of a request.
pub(crate) fn filters(filters: Vec<Filter>) -> Result<Vec<filter::Filter>, Error> {
    let read = |asked: Filter| match (asked.key, asked.values) {
        (Some(key), Some(values)) => Ok(filter::Filter::of(
            &key,
            values.iter().map(|value| &**value),
        )),
        _ => Err(Error::IncompleteFilter),
    };
    filters.into_iter().map(read).collect()
}

/// The rotation rules of a request.
pub(crate) fn read_rotation_rules(
    rules: RotationRulesType,
    now: Timestamp,
) -> Result<RotationRules, Error> {
    RotationRules::of(
        rules.automatically_after_days,
        rules.duration,
        rules.schedule_expression,
        now,
    )
}

/// RotationRules of a response.
pub(crate) fn rotation_rules(rotation: &RotationState) -> Option<RotationRulesType> {
    let rules = rotation.rules.as_ref()?;
    Some(RotationRulesType {
        automatically_after_days: Some(rules.automatically_after_days),
        duration: rules.duration.clone(),
        schedule_expression: rules.schedule_expression.clone(),
    })
}

/// NextRotationDate.
pub(crate) fn next_rotation_date(rotation: &RotationState) -> Option<Timestamp> {
    rotation.next.as_ref().map(Window::last_second)
}

/// ExternalSecretRotationMetadata of a request.
pub(crate) fn read_external_metadata(
    items: Vec<ExternalSecretRotationMetadataItem>,
) -> Vec<MetadataItem> {
    items
        .into_iter()
        .map(|item| (item.key, item.value))
        .collect()
}

/// ExternalSecretRotationMetadata of a response.
pub(crate) fn external_metadata(
    rotation: &RotationState,
) -> Option<Vec<ExternalSecretRotationMetadataItem>> {
    let items = rotation.external_metadata.as_ref()?;
    let shown = |(key, value): &MetadataItem| ExternalSecretRotationMetadataItem {
        key: key.clone(),
        value: value.clone(),
    };
    Some(items.iter().map(shown).collect())
}
