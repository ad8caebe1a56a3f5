//! The engine against a second, obvious model of versions and staging labels, over long random sequences.
//!
//! The model knows one secret, keeps no dates, and was written from the documentation and the recordings, not from the engine.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use fake_secrets_manager::{CallError, Caller, SecretsManager, Settings, Timestamp, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, json};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const LABELS: [&str; 6] = [
    "AWSCURRENT",
    "AWSPREVIOUS",
    "AWSPENDING",
    "BLUE",
    "GREEN",
    "one two",
];

/// One secret: its values, and the version of each label.
#[derive(Clone, Default, PartialEq)]
struct Model {
    values: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
enum Step {
    Put {
        token: String,
        value: String,
        named: Option<Vec<&'static str>>,
    },
    Update {
        token: String,
        value: String,
    },
    Move {
        label: &'static str,
        from: Option<String>,
        to: Option<String>,
    },
    Get {
        id: Option<String>,
        label: Option<&'static str>,
    },
    DeleteAndRestore,
}

impl Model {
    fn put(
        &mut self,
        token: &str,
        value: &str,
        named: Option<&[&'static str]>,
    ) -> Result<(), &'static str> {
        let labels = named.unwrap_or_default();
        match self.values.get(token) {
            Some(kept) if kept != value => return Err("ResourceExistsException"),
            Some(_) => {}
            None => {
                self.values.insert(token.to_owned(), value.to_owned());
                let first = !self.labels.contains_key("AWSCURRENT");
                if named.is_none() || first || labels.contains(&"AWSCURRENT") {
                    self.attach("AWSCURRENT", token);
                    self.labels.remove("AWSPENDING");
                }
            }
        }
        if labels.contains(&"AWSCURRENT") {
            self.attach("AWSCURRENT", token);
        }
        labels.iter().for_each(|label| self.attach(label, token));
        Ok(())
    }

    fn attach(&mut self, label: &str, version: &str) {
        let left = self.labels.insert(label.to_owned(), version.to_owned());
        if let ("AWSCURRENT", Some(left)) = (label, left.filter(|left| left != version)) {
            self.labels.insert("AWSPREVIOUS".to_owned(), left);
        }
    }

    fn move_label(
        &mut self,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<(), &'static str> {
        if from
            .into_iter()
            .chain(to)
            .any(|version| !self.values.contains_key(version))
        {
            return Err("ResourceNotFoundException");
        }
        let holder = self.labels.get(label).map(String::as_str);
        match (from, to) {
            (_, Some(to)) if holder == Some(to) => Ok(()),
            (from, Some(to)) if from == holder => {
                self.attach(label, to);
                Ok(())
            }
            (Some(from), None) if holder == Some(from) && label != "AWSCURRENT" => {
                self.labels.remove(label);
                Ok(())
            }
            _ => Err("InvalidParameterException"),
        }
    }

    fn get(&self, id: Option<&str>, label: Option<&str>) -> Result<String, &'static str> {
        let labelled = |label: &str| self.labels.get(label).map(String::as_str);
        let version = match (id, label) {
            (None, label) => labelled(label.unwrap_or("AWSCURRENT")),
            (Some(id), Some(label))
                if self.values.contains_key(id) && labelled(label) != Some(id) =>
            {
                return Err("InvalidRequestException");
            }
            (Some(id), _) => Some(id),
        };
        version
            .and_then(|version| self.values.get(version))
            .cloned()
            .ok_or("ResourceNotFoundException")
    }

    fn labels_by_version(&self) -> serde_json::Value {
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (label, version) in &self.labels {
            versions.entry(version).or_default().push(label);
        }
        json!(versions)
    }
}

fn token() -> impl Strategy<Value = String> {
    (0..30_u8).prop_map(|n| format!("{n:032}"))
}

fn step() -> impl Strategy<Value = Step> {
    let value = || select(vec!["x", "y"]).prop_map(str::to_owned);
    let label = || select(LABELS.to_vec());
    prop_oneof![
        3 => (token(), value(), proptest::option::of(subsequence(LABELS.to_vec(), 1..4)))
            .prop_map(|(token, value, named)| Step::Put { token, value, named }),
        1 => (token(), value()).prop_map(|(token, value)| Step::Update { token, value }),
        3 => (label(), proptest::option::of(token()), proptest::option::of(token()))
            .prop_map(|(label, from, to)| Step::Move { label, from, to }),
        2 => (proptest::option::of(token()), proptest::option::of(label()))
            .prop_map(|(id, label)| Step::Get { id, label }),
        1 => Just(Step::DeleteAndRestore),
    ]
}

/// The engine, called as by a client.
struct Engine(SecretsManager);

impl Engine {
    fn new() -> Self {
        let mut engine = Self(SecretsManager::new(Settings::default()).unwrap());
        engine.call("CreateSecret", json!({"Name": "s"})).unwrap();
        engine
    }

    fn call(
        &mut self,
        operation: &str,
        mut input: serde_json::Value,
    ) -> Result<serde_json::Value, &'static str> {
        let members: &mut Map<_, _> = input.as_object_mut().unwrap();
        members.retain(|_, value| !value.is_null());
        let input: Value = serde_json::from_value(input).unwrap();
        match self.0.call(operation, input, &Caller::default(), NOW) {
            Ok(answer) => Ok(serde_json::from_slice(&answer.to_json()).unwrap_or_default()),
            Err(CallError::Service(refusal)) => Err(refusal.code),
            Err(CallError::Misuse(_)) => Err("misuse of the fake"),
        }
    }

    fn take(&mut self, step: &Step) -> Result<String, &'static str> {
        let id = "s";
        let answer = match step {
            Step::Put { token, value, named } => self.call(
                "PutSecretValue",
                json!({"SecretId": id, "ClientRequestToken": token, "SecretString": value, "VersionStages": named}),
            ),
            Step::Update { token, value } => self.call(
                "UpdateSecret",
                json!({"SecretId": id, "ClientRequestToken": token, "SecretString": value}),
            ),
            Step::Move { label, from, to } => self.call(
                "UpdateSecretVersionStage",
                json!({"SecretId": id, "VersionStage": label, "RemoveFromVersionId": from, "MoveToVersionId": to}),
            ),
            Step::Get { id: version, label } => self.call(
                "GetSecretValue",
                json!({"SecretId": id, "VersionId": version, "VersionStage": label}),
            ),
            Step::DeleteAndRestore => self
                .call("DeleteSecret", json!({"SecretId": id}))
                .and_then(|_| self.call("RestoreSecret", json!({"SecretId": id}))),
        };
        answer.map(|answer| {
            answer["SecretString"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
    }

    /// The labels of each version, in alphabetical order.
    fn labels_by_version(&mut self) -> serde_json::Value {
        let mut described = self
            .call("DescribeSecret", json!({"SecretId": "s"}))
            .unwrap();
        let Some(versions) = described["VersionIdsToStages"].as_object_mut() else {
            return json!({});
        };
        for labels in versions.values_mut() {
            let mut sorted: Vec<String> = serde_json::from_value(labels.take()).unwrap();
            sorted.sort();
            *labels = json!(sorted);
        }
        json!(versions)
    }
}

impl Model {
    fn take(&mut self, step: &Step) -> Result<String, &'static str> {
        match step {
            Step::Put {
                token,
                value,
                named,
            } => self
                .put(token, value, named.as_deref())
                .map(|()| String::new()),
            // An update that repeats a token does not change labels.
            Step::Update { token, value } => self.put(token, value, None).map(|()| String::new()),
            Step::Move { label, from, to } => self
                .move_label(label, from.as_deref(), to.as_deref())
                .map(|()| String::new()),
            Step::Get { id, label } => self.get(id.as_deref(), *label),
            Step::DeleteAndRestore => Ok(String::new()),
        }
    }
}

proptest! {
    // 1,300 sequences of 80 to 100 steps: more than 100,000 operations.
    #![proptest_config(ProptestConfig { cases: 1_300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_and_model_agree(steps in vec(step(), 80..=100)) {
        let (mut engine, mut model) = (Engine::new(), Model::default());
        for step in &steps {
            prop_assert_eq!(engine.take(step), model.take(step), "{:?}", step);
            prop_assert_eq!(engine.labels_by_version(), model.labels_by_version(), "{:?}", step);
            prop_assert_eq!(model.values.is_empty(), !model.labels.contains_key("AWSCURRENT"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_partition_the_secrets(
        count in 0..40_usize,
        size in 1..12_u8,
        sort_by in select(vec!["created-date", "last-accessed-date", "last-changed-date", "name"]),
        order in select(vec!["asc", "desc"]),
    ) {
        let mut engine = Engine(SecretsManager::new(Settings::default()).unwrap());
        for n in 0..count {
            engine.call("CreateSecret", json!({"Name": format!("s{}", n * 7 % 40), "SecretString": "x"})).unwrap();
        }
        let (mut seen, mut token) = (Vec::new(), serde_json::Value::Null);
        loop {
            let page = engine.call(
                "ListSecrets",
                json!({"MaxResults": size, "SortBy": sort_by, "SortOrder": order, "NextToken": token}),
            ).unwrap();
            let names = page["SecretList"].as_array().unwrap().iter().map(|secret| secret["Name"].to_string());
            seen.extend(names);
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
            prop_assert!(seen.len() <= count);
        }
        if sort_by == "name" {
            let mut sorted = seen.clone();
            sorted.sort();
            if order == "desc" {
                sorted.reverse();
            }
            prop_assert_eq!(&seen, &sorted);
        }
        seen.sort();
        seen.dedup();
        prop_assert_eq!(seen.len(), count);
    }
}
