//! Filters of ListSecrets and BatchGetSecretValue.

use super::words::words;
use crate::secret::Secret;

/// The key of a filter. The API's model declares the valid keys; validation has rejected all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Description,
    Name,
    TagKey,
    TagValue,
    PrimaryRegion,
    OwningService,
    All,
}

/// One filter: a key and values. One value must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    attribute: Attribute,
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

impl Filter {
    /// Converts a filter of the API. A value that starts with `!` excludes the secrets that it matches (recorded).
    pub(crate) fn of<'a>(key: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let attribute = match key {
            "description" => Attribute::Description,
            "name" => Attribute::Name,
            "tag-key" => Attribute::TagKey,
            "tag-value" => Attribute::TagValue,
            "primary-region" => Attribute::PrimaryRegion,
            "owning-service" => Attribute::OwningService,
            _ => Attribute::All,
        };
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|value| value.starts_with('!'));
        Self {
            attribute,
            wanted: wanted.into_iter().map(str::to_owned).collect(),
            unwanted: unwanted
                .into_iter()
                .filter_map(|value| value.strip_prefix('!'))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Recorded: the values of one filter are alternatives. Guess: if some values of a filter are
    /// negated, a secret must match one of the plain values (if there are any) and none of the negated ones.
    pub(crate) fn matches(&self, secret: &Secret) -> bool {
        let wanted = self.wanted.is_empty()
            || self
                .wanted
                .iter()
                .any(|value| self.value_matches(value, secret));
        wanted
            && !self
                .unwanted
                .iter()
                .any(|value| self.value_matches(value, secret))
    }

    fn value_matches(&self, value: &str, secret: &Secret) -> bool {
        let mut tags = secret.tags.iter().flat_map(|tags| tags.iter());
        match self.attribute {
            // Recorded: a prefix of the whole name, case-sensitive.
            Attribute::Name => secret.name.starts_with(value),
            // Recorded: each word of the value is a prefix of a word in the description, ignoring case (documented as a prefix match).
            Attribute::Description => secret
                .description
                .as_deref()
                .is_some_and(|text| has_words(value, [text])),
            // Documented: prefix, case-sensitive.
            Attribute::TagKey => tags.any(|(key, _)| key.starts_with(value)),
            Attribute::TagValue => tags.any(|(_, tag_value)| tag_value.starts_with(value)),
            Attribute::PrimaryRegion => secret
                .primary_region()
                .is_some_and(|region| region.starts_with(value)),
            Attribute::OwningService => secret
                .owning_service
                .as_deref()
                .is_some_and(|service| service.starts_with(value)),
            // Recorded: words, in names, descriptions and tags.
            Attribute::All => {
                let texts = [&*secret.name]
                    .into_iter()
                    .chain(secret.description.as_deref());
                has_words(
                    value,
                    texts.chain(tags.flat_map(|(key, value)| [&**key, &**value])),
                )
            }
        }
    }
}

/// Whether each word of the value is a prefix of a word in the texts. Recorded: a value without words (`+`) finds nothing.
fn has_words<'a>(value: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
    let known: Vec<String> = texts.into_iter().flat_map(words).collect();
    let mut sought = words(value).peekable();
    sought.peek().is_some() && sought.all(|word| known.iter().any(|other| other.starts_with(&word)))
}
