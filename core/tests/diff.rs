//! Differences of two states: the listed changes, their text, and redaction.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fake_secrets_manager::{
    Caller, Consistency, Delays, SecretsManager, Settings, Timestamp, Value,
};
use serde_json::{Value as Json, json};

const NOW: Timestamp = Timestamp(1_767_225_600_250);

fn value(json: &Json) -> Value {
    serde_json::from_str(&json.to_string()).unwrap()
}

fn fake(secrets: &Json) -> SecretsManager {
    SecretsManager::new(Settings {
        secrets: value(secrets),
        now: NOW,
        ..Settings::default()
    })
    .unwrap()
}

fn call(fake: &mut SecretsManager, operation: &str, input: &Json, region: Option<&str>) {
    let caller = Caller {
        account_id: None,
        region: region.map(str::to_owned),
    };
    fake.call(operation, value(input), &caller, NOW).unwrap();
}

fn diff(fake: &SecretsManager, before: &[u8], reveal: bool) -> Json {
    let found = fake.diff(before, None, reveal, NOW).unwrap();
    serde_json::from_slice(&found.to_json()).unwrap()
}

fn text(fake: &SecretsManager, before: &[u8]) -> String {
    diff(fake, before, false)
        .get("text")
        .and_then(Json::as_str)
        .unwrap()
        .to_owned()
}

#[test]
fn reads_change_nothing() {
    let mut fake = fake(&json!({"app/db": "hunter2"}));
    let before = fake.snapshot();
    call(
        &mut fake,
        "GetSecretValue",
        &json!({"SecretId": "app/db"}),
        None,
    );
    assert_eq!(
        diff(&fake, &before, false),
        json!({"changes": [], "text": "no changes"})
    );
}

#[test]
fn lists_secrets_by_account_region_and_name() {
    let mut fake = fake(&json!({"b": "1", "c": "1"}));
    let before = fake.snapshot();
    call(&mut fake, "CreateSecret", &json!({"Name": "d"}), None);
    call(
        &mut fake,
        "CreateSecret",
        &json!({"Name": "a"}),
        Some("eu-west-1"),
    );
    let force = json!({"SecretId": "b", "ForceDeleteWithoutRecovery": true});
    call(&mut fake, "DeleteSecret", &force, None);
    assert_eq!(
        text(&fake, &before),
        "3 changes:\n  a in eu-west-1: added\n  b: removed\n  d: added"
    );
    let changes = diff(&fake, &before, false)["changes"].clone();
    assert_eq!(
        changes[1],
        json!({"accountId": "123456789012", "region": "us-east-1", "secret": "b", "kind": "removed", "member": null,
            "label": null, "before": null, "after": null, "text": "b: removed"})
    );
}

#[test]
fn names_members_and_masks_values() {
    let mut fake =
        fake(&json!({"app/db": {"$secret": {"value": "old-value", "description": "old"}}}));
    let before = fake.snapshot();
    let update = json!({"SecretId": "app/db", "SecretString": "new-value", "Description": "new"});
    call(&mut fake, "UpdateSecret", &update, None);
    call(
        &mut fake,
        "TagResource",
        &json!({"SecretId": "app/db", "Tags": [{"Key": "a", "Value": "b"}]}),
        None,
    );
    let found = diff(&fake, &before, false);
    let members: Vec<_> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["member"].as_str().unwrap(), change["label"].as_str()))
        .collect();
    assert_eq!(
        members,
        [
            ("SecretString", Some("AWSCURRENT")),
            ("SecretString", Some("AWSPREVIOUS")),
            ("Description", None),
            ("Tags", None),
            ("VersionIdsToStages", None),
        ]
    );
    assert!(!found.to_string().contains("-value"));
    let words = found["text"].as_str().unwrap();
    assert!(
        words.contains("app/db: SecretString of AWSCURRENT changed\n"),
        "{words}"
    );
    assert!(
        words.contains("app/db: SecretString of AWSPREVIOUS added\n"),
        "{words}"
    );
    assert!(
        words.contains(r#"app/db: Description changed from "old" to "new""#),
        "{words}"
    );
    assert!(
        words.contains(r#"app/db: Tags added: [{"Key":"a","Value":"b"}]"#),
        "{words}"
    );

    let revealed = diff(&fake, &before, true);
    assert_eq!(revealed["changes"][0]["before"], "old-value");
    assert_eq!(revealed["changes"][0]["after"], "new-value");
    assert!(
        revealed["text"]
            .as_str()
            .unwrap()
            .contains(r#"changed from "old-value" to "new-value""#)
    );
}

#[test]
fn compares_the_current_times_of_both_states() {
    let mut fake = fake(&json!({"app/db": "hunter2"}));
    call(
        &mut fake,
        "DeleteSecret",
        &json!({"SecretId": "app/db"}),
        None,
    );
    let before = fake.snapshot();
    fake.advance(40 * 24 * 60 * 60 * 1_000, NOW).unwrap();
    assert_eq!(text(&fake, &before), "1 change:\n  app/db: removed");
}

#[test]
fn compares_two_snapshots() {
    let mut fake = fake(&json!({"app/db": "hunter2"}));
    let first = fake.snapshot();
    call(&mut fake, "CreateSecret", &json!({"Name": "b"}), None);
    let second = fake.snapshot();
    call(&mut fake, "CreateSecret", &json!({"Name": "c"}), None);
    let found = fake.diff(&first, Some(&second), false, NOW).unwrap();
    assert!(
        String::from_utf8(found.to_json())
            .unwrap()
            .contains("b: added")
    );
    let nothing = fake.diff(&second, Some(&second), false, NOW).unwrap();
    assert!(
        String::from_utf8(nothing.to_json())
            .unwrap()
            .contains("no changes")
    );
}

#[test]
fn includes_pending_changes() {
    let mut fake = SecretsManager::new(Settings {
        consistency: Consistency::Eventual(Delays::default()),
        secrets: value(&json!({"app/db": "hunter2"})),
        now: NOW,
        ..Settings::default()
    })
    .unwrap();
    let before = fake.snapshot();
    let force = json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true});
    call(&mut fake, "DeleteSecret", &force, None);
    assert_eq!(text(&fake, &before), "1 change:\n  app/db: removed");
}

#[test]
fn rejects_another_document_and_changes_nothing() {
    let fake = fake(&json!({"app/db": "hunter2"}));
    let state = fake.snapshot();
    for document in [
        "{}",
        "",
        "[]",
        r#"{"format": "fake-secrets-manager snapshot", "version": 1, "state": {}}"#,
    ] {
        let error = fake
            .diff(document.as_bytes(), None, false, NOW)
            .unwrap_err();
        assert!(error.to_string().contains("snapshot"), "{error}");
    }
    assert_eq!(fake.snapshot(), state);
}
