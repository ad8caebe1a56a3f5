//! The differences between two states of a fake, as data and as text.

use std::borrow::Cow;

use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::identifiers::SecretId;
use crate::misuse::Misuse;
use crate::ops::describe;
use crate::requests::REDACTED;
use crate::secret::Secret;
use crate::sorting::sort_by;
use crate::value::Value;

/// Members that every read or change updates. Lists of differences leave them out.
const NOT_COMPARED: [&str; 2] = ["LastAccessedDate", "LastChangedDate"];

/// One secret: account, Region, name, and the compared members.
struct Compared {
    place: [String; 3],
    members: Vec<Member>,
}

/// A member of the description of a secret, or the value of the version with a label.
#[derive(PartialEq)]
struct Member {
    name: Cow<'static, str>,
    label: Option<String>,
    value: Value,
}

impl SecretsManager {
    /// Compares the secrets of a snapshot with those of a later snapshot, or with the current ones. Returns the changes by account, Region and
    /// name, and a text that describes them:
    ///
    /// `{"changes": [{"accountId": …, "region": …, "secret": "app/db", "kind": "changed", "member": "SecretString", "label": "AWSCURRENT",
    /// "before": "<redacted>", "after": "<redacted>", "text": …}], "text": …}`
    ///
    /// `kind` is `added`, `removed` or `changed`. `member` is a member of DescribeSecret, `ResourcePolicy`, or `SecretString` or
    /// `SecretBinary` of a label. Values of secrets are redacted unless `reveal` is set. LastAccessedDate and LastChangedDate are not
    /// compared.
    ///
    /// ```
    /// use fake_secrets_manager::{SecretsManager, Settings, Timestamp, Value};
    ///
    /// let now = Timestamp(1_700_000_000_000);
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let before = fake.snapshot();
    /// fake.seed(serde_json::from_str(r#"{"app/db": "hunter2"}"#).unwrap(), now).unwrap();
    ///
    /// let difference = String::from_utf8(fake.diff(&before, None, false, now).unwrap().to_json()).unwrap();
    /// assert!(difference.contains("app/db: added"));
    /// ```
    ///
    /// # Errors
    /// A document that is not a snapshot.
    pub fn diff(
        &self,
        before: &[u8],
        after: Option<&[u8]>,
        reveal: bool,
        now: Timestamp,
    ) -> Result<Value, Misuse> {
        let state_of = |document: &[u8]| {
            let mut state = self.bare_copy();
            state.restore(document).map(|()| state)
        };
        let before = state_of(before)?.compared(now);
        let after = match after {
            Some(document) => state_of(document)?.compared(now),
            None => self.clone().compared(now),
        };
        let mut changes = Changes {
            manager: self,
            reveal,
            list: Vec::new(),
        };
        changes.compare(&before, &after);
        let mut text = match changes.list.len() {
            0 => "no changes".to_owned(),
            1 => "1 change:".to_owned(),
            count => format!("{count} changes:"),
        };
        for (_, line) in &changes.list {
            text.push_str("\n  ");
            text.push_str(line);
        }
        let list = changes.list.into_iter().map(|(change, _)| change).collect();
        Ok(Value::Map(vec![
            (Cow::Borrowed("changes"), Value::List(list)),
            (Cow::Borrowed("text"), Value::string(text)),
        ]))
    }

    /// All secrets, sorted. All changes are visible in them.
    fn compared(mut self, now: Timestamp) -> Vec<Compared> {
        let now = self.clock.read(now);
        self.store.settle(now);
        let secrets = self.store.all();
        let mut compared: Vec<_> = secrets
            .filter(|secret| !secret.lifecycle.is_over(now))
            .filter_map(|secret| Compared::of(secret, now))
            .collect();
        sort_by(&mut compared, |one, other| one.place.cmp(&other.place));
        compared
    }
}

impl Compared {
    fn of(secret: &Secret, now: Timestamp) -> Option<Self> {
        let SecretId::CompleteArn {
            account_id,
            region,
            name,
        } = SecretId::parse(&secret.arn)
        else {
            return None;
        };
        let mut members = values(secret);
        let mut described = describe(secret, &[], now);
        without_dates(&mut described);
        if let Value::Map(described) = described {
            members.extend(described.into_iter().map(|(name, value)| Member {
                name,
                label: None,
                value,
            }));
        }
        members.extend(secret.policy.clone().map(|policy| Member {
            name: Cow::Borrowed("ResourcePolicy"),
            label: None,
            value: Value::String(policy),
        }));
        Some(Self {
            place: [account_id, region, name].map(str::to_owned),
            members,
        })
    }
}

/// The values by staging label.
fn values(secret: &Secret) -> Vec<Member> {
    let mut members = Vec::new();
    for (id, labels) in secret.labels().by_version() {
        let Some(version) = secret.versions().get(&id) else {
            continue;
        };
        let (name, value) = match version.parts() {
            (Some(text), _) => ("SecretString", Value::String(text)),
            (None, Some(bytes)) => ("SecretBinary", Value::Blob(bytes)),
            (None, None) => continue,
        };
        members.extend(labels.iter().map(|label| Member {
            name: Cow::Borrowed(name),
            label: Some(label.to_string()),
            value: value.clone(),
        }));
    }
    sort_by(&mut members, |one, other| one.label.cmp(&other.label));
    members
}

fn without_dates(value: &mut Value) {
    match value {
        Value::Map(members) => {
            members.retain(|(name, _)| !NOT_COMPARED.contains(&&**name));
            members
                .iter_mut()
                .for_each(|(_, value)| without_dates(value));
        }
        Value::List(items) => items.iter_mut().for_each(without_dates),
        _ => {}
    }
}

/// The changes found so far, each with its text.
struct Changes<'a> {
    manager: &'a SecretsManager,
    reveal: bool,
    list: Vec<(Value, String)>,
}

impl Changes<'_> {
    /// Both are sorted by account, Region and name.
    fn compare(&mut self, mut before: &[Compared], mut after: &[Compared]) {
        loop {
            match (before.split_first(), after.split_first()) {
                (None, None) => return,
                (Some((old, rest)), Some((new, others))) if old.place == new.place => {
                    self.compare_members(old, new);
                    (before, after) = (rest, others);
                }
                (Some((old, rest)), new) if new.is_none_or(|(new, _)| old.place < new.place) => {
                    self.add(&old.place, "removed", None, None);
                    before = rest;
                }
                (_, Some((new, others))) => {
                    self.add(&new.place, "added", None, None);
                    after = others;
                }
                (Some(_), None) => return,
            }
        }
    }

    fn compare_members(&mut self, old: &Compared, new: &Compared) {
        let find = |members: &[Member], wanted: &Member| {
            let same =
                |member: &&Member| member.name == wanted.name && member.label == wanted.label;
            members.iter().position(|member| same(&member))
        };
        for member in &new.members {
            let former = find(&old.members, member).and_then(|place| old.members.get(place));
            if former != Some(member) {
                self.add(&new.place, "changed", former, Some(member));
            }
        }
        for member in &old.members {
            if find(&new.members, member).is_none() {
                self.add(&new.place, "changed", Some(member), None);
            }
        }
    }

    fn add(
        &mut self,
        place: &[String; 3],
        kind: &'static str,
        old: Option<&Member>,
        new: Option<&Member>,
    ) {
        let [account_id, region, name] = place;
        let settings = &self.manager.settings;
        let mut text = name.clone();
        if *region != settings.region {
            text.push_str(" in ");
            text.push_str(region);
        }
        if *account_id != settings.account_id {
            text.push_str(" of ");
            text.push_str(account_id);
        }
        text.push_str(": ");
        let member = new.or(old);
        let label = member.and_then(|member| member.label.as_deref());
        if let Some(member) = member {
            text.push_str(&member.name);
            if let Some(label) = label {
                text.push_str(" of ");
                text.push_str(label);
            }
            text.push(' ');
        }
        let shown = |member: Option<&Member>| match member {
            None => Value::Null,
            Some(member) if member.label.is_some() && !self.reveal => Value::string(REDACTED),
            Some(member) => member.value.clone(),
        };
        let (before, after) = (shown(old), shown(new));
        text.push_str(match (old, new) {
            (Some(_), None) => "removed",
            (None, Some(_)) => "added",
            _ => kind,
        });
        if label.is_none() || self.reveal {
            let parts = match (old, new) {
                (Some(_), Some(_)) => [(" from ", &before), (" to ", &after)],
                _ => [(": ", &before), (": ", &after)],
            };
            for (word, value) in parts {
                write_words(&mut text, word, value);
            }
        }
        let or_null = |text: Option<&str>| text.map_or(Value::Null, Value::string);
        let change = vec![
            ("accountId", Value::string(&**account_id)),
            ("region", Value::string(&**region)),
            ("secret", Value::string(&**name)),
            ("kind", Value::string(kind)),
            ("member", or_null(member.map(|member| &*member.name))),
            ("label", or_null(label)),
            ("before", before),
            ("after", after),
            ("text", Value::string(&*text)),
        ];
        let change = change
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value));
        self.list.push((Value::Map(change.collect()), text));
    }
}

fn write_words(text: &mut String, word: &str, value: &Value) {
    let words = match value {
        Value::Null => return,
        Value::Timestamp(moment) => moment.to_iso_seconds(),
        value => String::from_utf8(value.to_json()).unwrap_or_default(),
    };
    text.push_str(word);
    text.push_str(&words);
}
