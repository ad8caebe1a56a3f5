//! Initial secrets: the control `seed`, and its format.

use std::borrow::Cow;

use super::caller::{CallError, Caller};
use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::identifiers::Place;
use crate::misuse::Misuse;
use crate::requests::Requests;
use crate::secret::labels::{AWSCURRENT, AWSPREVIOUS};
use crate::sorting::{all_differ, sort_by_key};
use crate::store::{At, Change, Expect};
use crate::suggestion;
use crate::value::Value;

/// The options of `seed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedOptions {
    /// Updates existing secrets. Without it, an existing name is misuse.
    pub replace: bool,
    /// The account and Region of the secrets. By default, the fake's own.
    pub place: Caller,
}

/// The key of an object that describes a secret. An object without it is the secret's value, as JSON text.
const DESCRIBED: &str = "$secret";

/// The members of a described secret and of one of its versions.
const SECRET_MEMBERS: &[&str] = &["value", "description", "kmsKeyId", "tags", "versions"];
const VERSION_MEMBERS: &[&str] = &["value", "labels", "id"];

/// A temporary label, because a version needs a label while it is written.
const TEMPORARY_LABEL: &str = "fake-secrets-manager/seed";

impl SecretsManager {
    /// Creates secrets from a map from name to text, bytes, or a structure that is stored as JSON. A name such as `rds!db-1` creates a secret
    /// that is owned by the service before the `!`.
    ///
    /// # Errors
    /// A value of the wrong kind, an existing name, or a name that the service rejects. Nothing changes then.
    pub fn seed(&mut self, secrets: Value, now: Timestamp) -> Result<(), Misuse> {
        self.seed_with(secrets, &SeedOptions::default(), now)
    }

    /// The same with options. A secret may also be described: `{"$secret": {"value": ..., "description": ..., "kmsKeyId": ...,
    /// "tags": {"team": "a"}, "versions": [{"value": ..., "labels": ["AWSCURRENT"], "id": ...}]}}`, with `value` or `versions`.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, SeedOptions, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// let object = |json| serde_json::from_str::<Value>(json).unwrap();
    /// fake.seed(object(r#"{"app/db": "old"}"#), now).unwrap();
    ///
    /// let options = SeedOptions { replace: true, ..SeedOptions::default() };
    /// let secrets = object(r#"{"app/db": "new", "app/key": {"$secret": {"value": "k", "tags": {"team": "a"}}}}"#);
    /// fake.seed_with(secrets, &options, now).unwrap();
    /// let previous = object(r#"{"SecretId": "app/db", "VersionStage": "AWSPREVIOUS"}"#);
    /// assert!(fake.call("GetSecretValue", previous, &Caller::default(), now).is_ok());
    /// ```
    ///
    /// # Errors
    /// As [`seed`](Self::seed), an unknown member of a description, and an invalid account or Region. Nothing changes then.
    pub fn seed_with(
        &mut self,
        secrets: Value,
        options: &SeedOptions,
        now: Timestamp,
    ) -> Result<(), Misuse> {
        let Value::Map(secrets) = secrets else {
            return Err(seed_misuse(format!("secrets got {}", secrets.kind())));
        };
        let seeds = secrets
            .into_iter()
            .map(|(name, value)| Seed::read(&name, value))
            .collect::<Result<Vec<_>, _>>()?;
        // Faults and declared KMS keys do not apply to seeds. Seeds are neither requests nor events, and are visible immediately.
        let faults = std::mem::take(&mut self.faults);
        let requests = std::mem::replace(&mut self.requests, Requests::off());
        let keys = std::mem::take(&mut self.store.keys);
        let events = std::mem::take(&mut self.store.events);
        let settling = self.store.settling.take();
        let mut seeded = self.clone();
        let result = seeds.into_iter().try_for_each(|seed| {
            Seeding {
                manager: &mut seeded,
                options,
                name: &seed.name,
                now,
            }
            .write(&seed)
        });
        if result.is_ok() {
            *self = seeded;
        }
        self.faults = faults;
        self.requests = requests;
        self.store.keys = keys;
        self.store.events = events;
        self.store.settling = settling;
        result
    }
}

/// One secret to create.
struct Seed {
    name: String,
    description: Option<Value>,
    kms_key_id: Option<Value>,
    tags: Option<Vec<(Cow<'static, str>, Value)>>,
    /// The version with AWSPREVIOUS first, then AWSCURRENT, then the others.
    versions: Vec<SeedVersion>,
}

/// One of its versions.
struct SeedVersion {
    id: Option<Value>,
    /// SecretString or SecretBinary.
    value: (&'static str, Value),
    labels: Vec<String>,
}

impl SeedVersion {
    fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|held| held == label)
    }

    /// Whether the service attaches the label automatically when versions are written in order.
    fn is_implied(label: &str) -> bool {
        label == AWSCURRENT || label == AWSPREVIOUS
    }
}

impl Seed {
    fn read(name: &str, value: Value) -> Result<Self, Misuse> {
        let mut seed = Self {
            name: name.to_owned(),
            description: None,
            kms_key_id: None,
            tags: None,
            versions: Vec::new(),
        };
        match described(value) {
            Ok(members) => seed.describe(members)?,
            Err(value) => seed.versions.push(current(name, value)?),
        }
        Ok(seed)
    }

    fn describe(&mut self, members: Vec<(Cow<'static, str>, Value)>) -> Result<(), Misuse> {
        let about = format!("the secret \"{}\"", self.name);
        for (member, value) in members {
            match (&*member, value) {
                (known, Value::Null) if SECRET_MEMBERS.contains(&known) => {}
                ("value", value) => self.versions.push(current(&self.name, value)?),
                ("description", value @ Value::String(_)) => self.description = Some(value),
                ("kmsKeyId", value @ Value::String(_)) => self.kms_key_id = Some(value),
                ("tags", Value::Map(tags)) => self.tags = Some(tags),
                ("versions", Value::List(versions)) => {
                    for version in versions {
                        let version = read_version(&self.name, version)?;
                        self.versions.push(version);
                    }
                }
                (member, value) => {
                    return Err(member_misuse(&about, member, &value, SECRET_MEMBERS));
                }
            }
        }
        self.order_versions(&about)
    }

    fn order_versions(&mut self, about: &str) -> Result<(), Misuse> {
        let holders = |label: &str| {
            self.versions
                .iter()
                .filter(|version| version.has(label))
                .count()
        };
        let labels = self.versions.iter().flat_map(|version| &version.labels);
        let problem = if self.versions.is_empty() {
            None
        } else if holders(AWSCURRENT) != 1 {
            Some("does not have exactly one version with the label AWSCURRENT")
        } else if !all_differ(labels) {
            Some("has a label twice")
        } else if self
            .versions
            .iter()
            .any(|version| version.has(AWSCURRENT) && version.has(AWSPREVIOUS))
        {
            Some("has AWSCURRENT and AWSPREVIOUS on one version")
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(described_misuse(format!("{about} {problem}")));
        }
        sort_by_key(&mut self.versions, |version| {
            if version.has(AWSPREVIOUS) {
                0
            } else if version.has(AWSCURRENT) {
                1
            } else {
                2
            }
        });
        Ok(())
    }
}

/// The members of a described secret, or the original value.
fn described(value: Value) -> Result<Vec<(Cow<'static, str>, Value)>, Value> {
    match value {
        Value::Map(mut members) if matches!(members.as_slice(), [(name, Value::Map(_))] if name == DESCRIBED) => {
            match members.pop() {
                Some((_, Value::Map(members))) => Ok(members),
                _ => Ok(Vec::new()),
            }
        }
        value => Err(value),
    }
}

fn current(name: &str, value: Value) -> Result<SeedVersion, Misuse> {
    Ok(SeedVersion {
        id: None,
        value: secret_member(name, value)?,
        labels: vec![AWSCURRENT.to_owned()],
    })
}

fn read_version(name: &str, version: Value) -> Result<SeedVersion, Misuse> {
    let about = format!("a version of the secret \"{name}\"");
    let Value::Map(members) = version else {
        return Err(described_misuse(format!("{about} is {}", version.kind())));
    };
    let (mut id, mut labels, mut kept) = (None, Vec::new(), None);
    for (member, value) in members {
        match (&*member, value) {
            ("id" | "labels", Value::Null) => {}
            ("id", value @ Value::String(_)) => id = Some(value),
            ("value", value) => kept = Some(secret_member(name, value)?),
            ("labels", Value::List(items)) => {
                for item in items {
                    match item {
                        Value::String(label) => labels.push(label.to_string()),
                        other => {
                            return Err(member_misuse(&about, "labels", &other, VERSION_MEMBERS));
                        }
                    }
                }
            }
            (member, value) => return Err(member_misuse(&about, member, &value, VERSION_MEMBERS)),
        }
    }
    let value = kept.ok_or_else(|| described_misuse(format!("{about} has no value")))?;
    Ok(SeedVersion { id, value, labels })
}

/// The member of CreateSecret for a value of this kind.
fn secret_member(name: &str, value: Value) -> Result<(&'static str, Value), Misuse> {
    let hint = match &value {
        Value::Integer(_) | Value::Float(_) => {
            "; quote it: a secret is text, for example {\"app/port\": \"5432\"}"
        }
        Value::Boolean(_) => "; quote it: a secret is text, for example {\"app/flag\": \"true\"}",
        Value::Null | Value::Timestamp(_) => "",
        Value::String(_) => return Ok(("SecretString", value)),
        Value::Blob(_) => return Ok(("SecretBinary", value)),
        Value::List(_) | Value::Map(_) => {
            let text = String::from_utf8(value.to_json())
                .map_err(|_| seed_misuse(format!("the value of \"{name}\" is not JSON")))?;
            return Ok(("SecretString", Value::string(text)));
        }
    };
    Err(seed_misuse(format!(
        "the value of secret \"{name}\" is {}{hint}",
        value.kind()
    )))
}

/// Writes one secret through the operations of the API.
struct Seeding<'a> {
    manager: &'a mut SecretsManager,
    options: &'a SeedOptions,
    name: &'a str,
    now: Timestamp,
}

impl Seeding<'_> {
    fn write(&mut self, seed: &Seed) -> Result<(), Misuse> {
        let mut versions = seed.versions.iter();
        if self.take_over()? {
            self.update(seed)?;
        } else {
            self.create(seed, versions.next())?;
        }
        let mut unlabelled = None;
        for version in versions {
            let id = self.put(version)?;
            unlabelled = Some(id)
                .filter(|_| version.labels.is_empty())
                .or(unlabelled);
        }
        if let Some(id) = unlabelled {
            let label = ("VersionStage", Value::string(TEMPORARY_LABEL));
            self.call(
                "UpdateSecretVersionStage",
                vec![label, ("RemoveFromVersionId", id)],
            )?;
        }
        self.change_owned(|secret, service| secret.set_owning_service(service))
    }

    /// Makes an existing secret writable. Returns whether it exists.
    fn take_over(&mut self) -> Result<bool, Misuse> {
        let (account_id, region) = self.manager.place(&self.options.place)?;
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        let at = At {
            place,
            now: self.manager.clock.read(self.now),
        };
        let Ok(secret) = self.manager.store.find(at, self.name) else {
            return Ok(false);
        };
        if !self.options.replace {
            return Err(Misuse::new(
                format!("the secret \"{}\" already exists", self.name),
                "a new name, or the option replace to update it",
                "replace: true",
            ));
        }
        let is_deleted = secret.lifecycle.require_active().is_err();
        self.change_owned(|secret, _| secret.owning_service = None)?;
        if is_deleted {
            self.call("RestoreSecret", vec![])?;
        }
        Ok(true)
    }

    /// Changes a service-owned secret. Recorded: the names of such secrets are `<service>!…`.
    fn change_owned(
        &mut self,
        change: impl FnOnce(&mut crate::secret::Secret, &str),
    ) -> Result<(), Misuse> {
        let Some((service, _)) = self
            .name
            .split_once('!')
            .filter(|(service, _)| !service.is_empty())
        else {
            return Ok(());
        };
        let (account_id, region) = self.manager.place(&self.options.place)?;
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        let at = At {
            place,
            now: self.manager.clock.read(self.now),
        };
        let changed = self
            .manager
            .store
            .update(at, self.name, Expect::Existing, |secret, _| {
                change(secret, service);
                Ok(Change::undated(()))
            });
        // A secret that does not exist has nothing to change.
        drop(changed);
        Ok(())
    }

    fn create(&mut self, seed: &Seed, first: Option<&SeedVersion>) -> Result<(), Misuse> {
        let mut input = vec![("Name", Value::string(self.name))];
        input.extend(seed.description.clone().map(|text| ("Description", text)));
        input.extend(seed.kms_key_id.clone().map(|key| ("KmsKeyId", key)));
        input.extend(seed.tags.as_ref().map(|tags| ("Tags", tag_list(tags))));
        let Some(first) = first else {
            return self.answer("CreateSecret", input).map(drop);
        };
        input.push(first.value.clone());
        input.extend(first.id.clone().map(|id| ("ClientRequestToken", id)));
        let created = self.answer("CreateSecret", input)?;
        let others: Vec<_> = first
            .labels
            .iter()
            .filter(|label| !SeedVersion::is_implied(label))
            .collect();
        if others.is_empty() {
            return Ok(());
        }
        // The same token and value again adds the labels.
        let id = member(&created, "VersionId")
            .cloned()
            .unwrap_or(Value::Null);
        self.put_version(first, Some(id), &others).map(drop)
    }

    fn update(&mut self, seed: &Seed) -> Result<(), Misuse> {
        let mut input = Vec::new();
        input.extend(seed.description.clone().map(|text| ("Description", text)));
        input.extend(seed.kms_key_id.clone().map(|key| ("KmsKeyId", key)));
        if !input.is_empty() {
            self.call("UpdateSecret", input)?;
        }
        match &seed.tags {
            Some(tags) => self.replace_tags(tags),
            None => Ok(()),
        }
    }

    /// Writes a version and returns its id. The version with AWSPREVIOUS is written as AWSCURRENT, before the version with AWSCURRENT.
    fn put(&mut self, version: &SeedVersion) -> Result<Value, Misuse> {
        let (current, passing) = (AWSCURRENT.to_owned(), TEMPORARY_LABEL.to_owned());
        let mut labels: Vec<_> = version
            .labels
            .iter()
            .filter(|label| *label != AWSPREVIOUS)
            .collect();
        if version.has(AWSPREVIOUS) {
            labels.push(&current);
        }
        if labels.is_empty() {
            labels.push(&passing);
        }
        self.put_version(version, version.id.clone(), &labels)
    }

    fn put_version(
        &mut self,
        version: &SeedVersion,
        id: Option<Value>,
        labels: &[&String],
    ) -> Result<Value, Misuse> {
        let labels = labels
            .iter()
            .map(|label| Value::string(label.as_str()))
            .collect();
        let mut input = vec![
            version.value.clone(),
            ("VersionStages", Value::List(labels)),
        ];
        input.extend(id.map(|id| ("ClientRequestToken", id)));
        let answer = self.call("PutSecretValue", input)?;
        Ok(member(&answer, "VersionId").cloned().unwrap_or(Value::Null))
    }

    fn replace_tags(&mut self, tags: &[(Cow<'static, str>, Value)]) -> Result<(), Misuse> {
        let described = self.call("DescribeSecret", vec![])?;
        let old: Vec<Value> = match member(&described, "Tags") {
            Some(Value::List(old)) => old
                .iter()
                .filter_map(|tag| member(tag, "Key").cloned())
                .filter(|key| !tags.iter().any(|(name, _)| Value::string(&**name) == *key))
                .collect(),
            _ => Vec::new(),
        };
        if !old.is_empty() {
            self.call("UntagResource", vec![("TagKeys", Value::List(old))])?;
        }
        if !tags.is_empty() {
            self.call("TagResource", vec![("Tags", tag_list(tags))])?;
        }
        Ok(())
    }

    fn call(
        &mut self,
        operation: &str,
        mut input: Vec<(&'static str, Value)>,
    ) -> Result<Value, Misuse> {
        input.push(("SecretId", Value::string(self.name)));
        self.answer(operation, input)
    }

    fn answer(
        &mut self,
        operation: &str,
        input: Vec<(&'static str, Value)>,
    ) -> Result<Value, Misuse> {
        let input = input
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect();
        self.manager
            .call(operation, Value::Map(input), &self.options.place, self.now)
            .map_err(|error| match error {
                CallError::Misuse(misuse) => misuse,
                CallError::Refused(refusal) => {
                    let message = refusal.message.unwrap_or_default();
                    seed_misuse(format!(
                        "the secret \"{}\" is rejected: {message}",
                        self.name
                    ))
                }
            })
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(members) = value else {
        return None;
    };
    let found = members.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value)
}

fn tag_list(tags: &[(Cow<'static, str>, Value)]) -> Value {
    let tag = |(key, value): &(Cow<'static, str>, Value)| {
        Value::Map(vec![
            (Cow::Borrowed("Key"), Value::string(&**key)),
            (Cow::Borrowed("Value"), value.clone()),
        ])
    };
    Value::List(tags.iter().map(tag).collect())
}

fn member_misuse(about: &str, member: &str, value: &Value, known: &[&str]) -> Misuse {
    if known.contains(&member) {
        return described_misuse(format!("{about} has {} as its {member}", value.kind()));
    }
    let suggestion = suggestion::did_you_mean(member, known.iter().copied());
    let known = known.join(", ");
    described_misuse(format!(
        "{about} has an unknown member \"{member}\"{suggestion}; it may have {known}"
    ))
}

fn described_misuse(given: String) -> Misuse {
    Misuse::new(
        given,
        "a described secret",
        "{\"app/db\": {\"$secret\": {\"value\": \"hunter2\", \"tags\": {\"team\": \"a\"}}}}, or with \"versions\": [{\"value\": \"hunter2\", \"labels\": [\"AWSCURRENT\"]}]",
    )
}

pub(super) fn seed_misuse(given: impl Into<String>) -> Misuse {
    Misuse::new(
        given,
        "a map from the name of a secret to its value: text, bytes, or a structure to store as JSON",
        "{\"app/db\": \"hunter2\"}",
    )
}
