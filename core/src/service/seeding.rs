//! Initial secrets: the control `seed`, and its format.

mod description;

use std::borrow::Cow;

use super::caller::{CallError, Caller};
use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::identifiers::Place;
use crate::misuse::Misuse;
use crate::requests::Requests;
use crate::secret::labels::{AWSCURRENT, AWSPREVIOUS};
use crate::store::{At, Change, Expect};
use crate::value::Value;
pub(super) use description::seed_misuse;
use description::{Seed, SeedVersion};

/// The options of `seed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedOptions {
    /// Updates existing secrets. Without it, an existing name is misuse.
    pub replace: bool,
    /// The account and Region of the secrets. By default, the fake's own.
    pub place: Caller,
}

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
                "seed(…, replace=True)",
            )
            .or_in_javascript("seed(…, { replace: true })")
            .or_over_http(
                "POST /_fake/seed?replace=true, or the command `seed --replace secrets.json`",
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
                CallError::Service(error) => {
                    let message = error.message.unwrap_or_default();
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
