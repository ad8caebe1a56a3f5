//! Paged lists: sorting for ListSecrets, and page tokens.

pub(crate) mod filter;
mod words;

use std::ops::Bound;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::Place;
use crate::secret::Secret;
use crate::store::{Rank, Store};

/// The sort key of ListSecrets: SortBy. Recorded: the default is CreatedDate, ascending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SortBy {
    #[default]
    CreatedDate,
    LastAccessedDate,
    LastChangedDate,
    Name,
}

impl SortBy {
    /// Converts a value of the API.
    pub(crate) fn of(word: Option<&str>) -> Self {
        match word {
            Some("last-accessed-date") => Self::LastAccessedDate,
            Some("last-changed-date") => Self::LastChangedDate,
            Some("name") => Self::Name,
            _ => Self::CreatedDate,
        }
    }

    fn key(self, secret: &Secret) -> SortKey {
        match self {
            Self::CreatedDate => SortKey::None,
            // Guess: with SortBy last-accessed-date, secrets that were never read come first.
            Self::LastAccessedDate => SortKey::Date(secret.accessed),
            Self::LastChangedDate => SortKey::Date(Some(secret.changed)),
            Self::Name => SortKey::Text(secret.name.clone().into()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    None,
    Date(Option<Timestamp>),
    Text(Arc<str>),
}

/// The request for one page of ListSecrets.
pub(crate) struct Page<'a> {
    pub(crate) sort_by: SortBy,
    pub(crate) descending: bool,
    pub(crate) size: usize,
    pub(crate) token: Option<&'a str>,
}

impl Page<'_> {
    /// The secrets of the page, and the token of the next page if there are more.
    pub(crate) fn of<'s>(
        &self,
        store: &'s Store,
        place: Place<'_>,
        shown: impl Fn(&Secret) -> bool,
    ) -> Result<(Vec<&'s Secret>, Option<String>), Error> {
        let after = self.token.map(|token| self.read_token(token)).transpose()?;
        let mut page = match self.sort_by {
            SortBy::CreatedDate => {
                self.by_creation(store, place, after.map(|(_, rank)| rank), shown)
            }
            _ => self.sorted(store, place, after.as_ref(), shown),
        };
        let more = page.len() > self.size;
        page.truncate(self.size);
        let token = page
            .last()
            .filter(|_| more)
            .map(|(rank, secret)| self.write_token(*rank, secret));
        Ok((page.into_iter().map(|(_, secret)| secret).collect(), token))
    }

    /// Returns one item more than the page has, in the store's own order.
    fn by_creation<'s>(
        &self,
        store: &'s Store,
        place: Place<'_>,
        after: Option<Rank>,
        shown: impl Fn(&Secret) -> bool,
    ) -> Vec<(Rank, &'s Secret)> {
        let bound = after.map_or(Bound::Unbounded, Bound::Excluded);
        let most = self.size.saturating_add(1);
        if self.descending {
            let secrets = store.ranked(place, (Bound::Unbounded, bound)).rev();
            secrets
                .filter(|(_, secret)| shown(secret))
                .take(most)
                .collect()
        } else {
            let secrets = store.ranked(place, (bound, Bound::Unbounded));
            secrets
                .filter(|(_, secret)| shown(secret))
                .take(most)
                .collect()
        }
    }

    fn sorted<'s>(
        &self,
        store: &'s Store,
        place: Place<'_>,
        after: Option<&(SortKey, Rank)>,
        shown: impl Fn(&Secret) -> bool,
    ) -> Vec<(Rank, &'s Secret)> {
        let before = |one: &(SortKey, Rank), other: &(SortKey, Rank)| {
            if self.descending {
                one > other
            } else {
                one < other
            }
        };
        let most = self.size.saturating_add(1);
        // The first items so far, in order. A page is short, even if there are many secrets.
        let mut page: Vec<((SortKey, Rank), &Secret)> = Vec::new();
        for (rank, secret) in store.ranked(place, (Bound::Unbounded, Bound::Unbounded)) {
            let key = (self.sort_by.key(secret), rank);
            if !shown(secret) || after.is_some_and(|after| !before(after, &key)) {
                continue;
            }
            let place = page.partition_point(|(other, _)| before(other, &key));
            if place < most {
                page.insert(place, (key, secret));
                page.truncate(most);
            }
        }
        page.into_iter()
            .map(|((_, rank), secret)| (rank, secret))
            .collect()
    }

    /// The order of the list and the position of the last item. Secrets created or deleted between two pages do not shift the pages.
    fn write_token(&self, rank: Rank, secret: &Secret) -> String {
        let (kind, key) = match self.sort_by.key(secret) {
            SortKey::None => ("-", String::new()),
            SortKey::Date(None) => ("never", String::new()),
            SortKey::Date(Some(date)) => ("date", date.0.to_string()),
            SortKey::Text(text) => ("text", text.to_string()),
        };
        let order = self.order();
        BASE64_STANDARD.encode(format!(
            "{order} {} {} {kind} {key}",
            rank.created.0, rank.sequence
        ))
    }

    fn read_token(&self, token: &str) -> Result<(SortKey, Rank), Error> {
        self.parse_token(token).ok_or(Error::InvalidNextToken)
    }

    fn parse_token(&self, token: &str) -> Option<(SortKey, Rank)> {
        let text = String::from_utf8(BASE64_STANDARD.decode(token).ok()?).ok()?;
        let mut parts = text.splitn(5, ' ');
        if parts.next()? != self.order() {
            return None;
        }
        let rank = Rank {
            created: Timestamp(parts.next()?.parse().ok()?),
            sequence: parts.next()?.parse().ok()?,
        };
        let key = match (parts.next()?, parts.next()?) {
            ("-", _) => SortKey::None,
            ("never", _) => SortKey::Date(None),
            ("date", date) => SortKey::Date(Some(Timestamp(date.parse().ok()?))),
            ("text", text) => SortKey::Text(text.into()),
            _ => return None,
        };
        Some((key, rank))
    }

    fn order(&self) -> String {
        format!(
            "{:?}-{}",
            self.sort_by,
            if self.descending { "desc" } else { "asc" }
        )
    }
}

/// Returns a page of a short list whose items have ids: the items after the one in the token, and the token of the next page.
pub(crate) fn page_by_id<T>(
    items: Vec<T>,
    id: impl Fn(&T) -> &str,
    size: usize,
    token: Option<&str>,
) -> Result<(Vec<T>, Option<String>), Error> {
    let start = match token {
        None => 0,
        Some(token) => {
            let last = BASE64_STANDARD
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let place = items
                .iter()
                .position(|item| Some(id(item)) == last.as_deref());
            place.ok_or(Error::InvalidNextToken)?.saturating_add(1)
        }
    };
    let more = items.len() > start.saturating_add(size);
    let page: Vec<_> = items.into_iter().skip(start).take(size).collect();
    let token = page
        .last()
        .filter(|_| more)
        .map(|item| BASE64_STANDARD.encode(id(item)));
    Ok((page, token))
}
