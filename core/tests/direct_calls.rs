//! Calls that the object API rejects before the operation runs, and the controls `seed` and hints.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use fake_secrets_manager::{
    CallError, Caller, SecretsManager, SeedOptions, Settings, Timestamp, Value,
};
use serde_json::json;

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake() -> SecretsManager {
    SecretsManager::new(Settings::default()).unwrap()
}

fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).unwrap()
}

fn call(
    fake: &mut SecretsManager,
    operation: &str,
    input: serde_json::Value,
) -> Result<serde_json::Value, CallError> {
    call_from(fake, operation, input, &Caller::default())
}

fn call_from(
    fake: &mut SecretsManager,
    operation: &str,
    input: serde_json::Value,
    caller: &Caller,
) -> Result<serde_json::Value, CallError> {
    let answer = fake.call(operation, value(input), caller, NOW)?;
    Ok(serde_json::from_slice(&answer.to_json()).unwrap())
}

fn misuse(operation: &str, input: serde_json::Value) -> String {
    match call(&mut fake(), operation, input) {
        Err(CallError::Misuse(misuse)) => misuse.to_string(),
        other => panic!("{other:?}"),
    }
}

fn read(fake: &mut SecretsManager, id: &str, label: &str) -> String {
    let input = json!({"SecretId": id, "VersionStage": label});
    let answer = call(fake, "GetSecretValue", input).unwrap();
    answer["SecretString"].as_str().unwrap().to_owned()
}

fn seed(fake: &mut SecretsManager, secrets: serde_json::Value, replace: bool) -> String {
    let options = SeedOptions {
        replace,
        ..SeedOptions::default()
    };
    fake.seed_with(value(secrets), &options, NOW)
        .map_or_else(|misuse| misuse.to_string(), |()| String::new())
}

#[test]
fn rejects_unknown_members_with_the_nearest_name() {
    for (operation, input, expected) in [
        (
            "CreateSecret",
            json!({"Name": "a", "SecretStrng": "x"}),
            "CreateSecret got an unknown member \"SecretStrng\" (did you mean \"SecretString\"?); expected Name, ",
        ),
        (
            "CreateSecret",
            json!({"Name": "a", "Tags": [{"Key": "a", "Valu": "b"}]}),
            "unknown member \"Tags[0].Valu\" (did you mean \"Value\"?); expected Key, Value",
        ),
        (
            "GetSecretValue",
            json!({"secret_id": "a"}),
            "(did you mean \"SecretId\"?)",
        ),
        (
            "GetSecretValue",
            json!({"SecretId": "a", "region": "eu-west-1"}),
            "got an unknown member \"region\"; expected SecretId, VersionId, VersionStage",
        ),
        (
            "GetSecretVale",
            json!({}),
            "unknown operation \"GetSecretVale\" (did you mean \"GetSecretValue\"?)",
        ),
        (
            "get_secret_value",
            json!({}),
            "(did you mean \"GetSecretValue\"?)",
        ),
    ] {
        let message = misuse(operation, input);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn rejects_wrong_types_with_the_path_of_the_member() {
    for (operation, input, expected) in [
        (
            "CreateSecret",
            json!({"Name": 1}),
            "CreateSecret got a number for the member Name; expected text",
        ),
        (
            "CreateSecret",
            json!({"Name": "a", "SecretString": {"a": "hunter2"}}),
            "got an object for the member SecretString; expected text",
        ),
        (
            "CreateSecret",
            json!({"Name": "a", "Tags": "team=a"}),
            "got text for the member Tags; expected a list of objects, for example [{\"Key\": ..., \"Value\": ...}]",
        ),
        (
            "RotateSecret",
            json!({"SecretId": "a", "RotationRules": "rate(1 day)"}),
            "got text for the member RotationRules; expected an object",
        ),
        (
            "DeleteSecret",
            json!({"SecretId": "a", "ForceDeleteWithoutRecovery": "yes"}),
            "got text for the member ForceDeleteWithoutRecovery; expected true or false",
        ),
        (
            "PutSecretValue",
            json!({"SecretId": "a", "VersionStages": [7]}),
            "got a number for the member VersionStages[0]; expected text",
        ),
        (
            "GetSecretValue",
            json!("app/db"),
            "GetSecretValue got text for its members; expected an object",
        ),
    ] {
        let message = misuse(operation, input);
        assert!(
            message.contains(expected) && !message.contains("hunter2"),
            "{message}"
        );
    }
}

#[test]
fn text_for_a_binary_member_becomes_its_utf8_bytes() {
    let mut fake = fake();
    call(
        &mut fake,
        "CreateSecret",
        json!({"Name": "a", "SecretBinary": "abcd"}),
    )
    .unwrap();
    let answer = fake
        .call(
            "GetSecretValue",
            value(json!({"SecretId": "a"})),
            &Caller::default(),
            NOW,
        )
        .unwrap();
    let Value::Map(members) = answer else {
        panic!()
    };
    let bytes = members.iter().find(|(name, _)| name == "SecretBinary");
    assert_eq!(bytes.unwrap().1, Value::Blob(b"abcd".as_slice().into()));
}

#[test]
fn rejects_unknown_codes_with_the_nearest_code() {
    let error = fake()
        .fail("GetSecretValue", Some("ThrotlingException"), None, 1)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("(did you mean \"ThrottlingException\"?)"),
        "{error}"
    );
}

#[test]
fn rejected_seeds_change_nothing() {
    let mut fake = fake();
    for (secrets, expected) in [
        (
            json!({"ok": "1", "app/port": 5432}),
            "the value of secret \"app/port\" is a number; quote it",
        ),
        (
            json!({"ok": "1", "app/flag": true}),
            "is a boolean; quote it",
        ),
        (json!({"ok": "1", "app/none": null}), "is null"),
        (json!("app/db"), "secrets got text"),
        (json!({"ok": "1", "a b?": "x"}), "is rejected: "),
        (
            json!({"ok": "1", "a": {"$secret": {"valu": "x"}}}),
            "unknown member \"valu\" (did you mean \"value\"?)",
        ),
        (
            json!({"a": {"$secret": {"tags": ["x"]}}}),
            "has a list as its tags",
        ),
        (
            json!({"a": {"$secret": {"versions": [{"value": "x", "labels": ["AWSPENDING"]}]}}}),
            "has versions, but none with the label AWSCURRENT",
        ),
    ] {
        let message = seed(&mut fake, secrets, false);
        assert!(message.contains(expected), "{message}");
    }
    let list = call(&mut fake, "ListSecrets", json!({})).unwrap();
    assert_eq!(list, json!({"SecretList": []}));
}

#[test]
fn an_existing_secret_needs_replace() {
    let mut fake = fake();
    assert_eq!(seed(&mut fake, json!({"a": "1", "rds!b": "1"}), false), "");
    let message = seed(&mut fake, json!({"a": "2"}), false);
    assert!(
        message.contains("the secret \"a\" already exists"),
        "{message}"
    );
    assert_eq!(read(&mut fake, "a", "AWSCURRENT"), "1");

    let arn = |fake: &mut SecretsManager| {
        call(fake, "DescribeSecret", json!({"SecretId": "a"})).unwrap()["ARN"].clone()
    };
    let before = arn(&mut fake);
    call(&mut fake, "DeleteSecret", json!({"SecretId": "a"})).unwrap();
    assert_eq!(
        seed(&mut fake, json!({"a": "2", "new": "1", "rds!b": "2"}), true),
        ""
    );
    assert_eq!(arn(&mut fake), before);
    assert_eq!(read(&mut fake, "a", "AWSCURRENT"), "2");
    assert_eq!(read(&mut fake, "a", "AWSPREVIOUS"), "1");
    assert_eq!(read(&mut fake, "rds!b", "AWSCURRENT"), "2");
    let described = call(&mut fake, "DescribeSecret", json!({"SecretId": "rds!b"})).unwrap();
    assert_eq!(described["OwningService"], "rds");
}

#[test]
fn a_described_secret_has_tags_description_versions_and_labels() {
    let secret = |value: &str| {
        json!({"a": {"$secret": {
            "description": "the database",
            "tags": {"team": value},
            "versions": [
                {"value": value, "labels": ["AWSCURRENT", "blue"], "id": format!("{value}-11111111111111111111111111111111")},
                {"value": "deprecated"},
                {"value": "pending", "labels": ["AWSPENDING"]},
                {"value": "old", "labels": ["AWSPREVIOUS", "green"]},
            ],
        }}})
    };
    let mut fake = fake();
    for (text, replace) in [("one", false), ("two", true)] {
        assert_eq!(seed(&mut fake, secret(text), replace), "");
        let described = call(&mut fake, "DescribeSecret", json!({"SecretId": "a"})).unwrap();
        assert_eq!(described["Description"], "the database");
        assert_eq!(described["Tags"], json!([{"Key": "team", "Value": text}]));
        for (label, expected) in [
            ("AWSCURRENT", text),
            ("blue", text),
            ("AWSPENDING", "pending"),
            ("AWSPREVIOUS", "old"),
            ("green", "old"),
        ] {
            assert_eq!(read(&mut fake, "a", label), expected, "{label}");
        }
    }
    let all = json!({"SecretId": "a", "IncludeDeprecated": true});
    let versions = call(&mut fake, "ListSecretVersionIds", all).unwrap();
    let versions = versions["Versions"].as_array().unwrap();
    assert_eq!(versions.len(), 8);
    let labels: Vec<_> = versions
        .iter()
        .filter_map(|version| version["VersionStages"].as_array())
        .flatten()
        .collect();
    assert_eq!(labels.len(), 5, "{labels:?}");
}

#[test]
fn seeds_other_accounts_and_regions() {
    let mut fake = fake();
    let place = Caller {
        account_id: Some("222222222222".to_owned()),
        region: Some("eu-west-1".to_owned()),
    };
    let options = SeedOptions {
        replace: false,
        place: place.clone(),
    };
    fake.seed_with(value(json!({"a": "1", "rds!b": "1"})), &options, NOW)
        .unwrap();
    let answer = call_from(
        &mut fake,
        "GetSecretValue",
        json!({"SecretId": "a"}),
        &place,
    )
    .unwrap();
    assert!(
        answer["ARN"]
            .as_str()
            .unwrap()
            .starts_with("arn:aws:secretsmanager:eu-west-1:222222222222:")
    );
}

#[test]
fn hints_once_at_a_secret_in_another_account_or_region() {
    let mut fake = fake();
    assert_eq!(seed(&mut fake, json!({"app/db": "1"}), false), "");
    let elsewhere = Caller {
        account_id: None,
        region: Some("eu-west-1".to_owned()),
    };
    for _ in 0..2 {
        let answer = call_from(
            &mut fake,
            "GetSecretValue",
            json!({"SecretId": "app/db"}),
            &elsewhere,
        );
        assert!(matches!(answer, Err(CallError::Service(_))));
    }
    let hints: Vec<_> = fake.take_hints().iter().map(ToString::to_string).collect();
    assert_eq!(
        hints,
        [
            "GetSecretValue did not find \"app/db\" in eu-west-1 of account 123456789012. This fake has a secret of that name in \
             us-east-1. Give the fake and the client the same region"
        ]
    );
    let _ = call(&mut fake, "GetSecretValue", json!({"SecretId": "gone"}));
    assert!(fake.take_hints().is_empty());

    let authorization =
        "AWS4-HMAC-SHA256 Credential=222222222222/x/us-east-1/secretsmanager/aws4_request";
    let headers = [
        ("x-amz-target", "secretsmanager.DescribeSecret"),
        ("authorization", authorization),
    ];
    fake.reset(NOW);
    assert_eq!(seed(&mut fake, json!({"app/db": "1"}), false), "");
    fake.handle(&headers, br#"{"SecretId":"app/db"}"#, NOW);
    let hints = fake.take_hints();
    assert_eq!(hints.len(), 1);
    assert!(
        hints[0]
            .to_string()
            .contains("in us-east-1 of account 123456789012. ")
    );
}

#[test]
fn hints_at_a_name_with_a_typo() {
    let mut fake = fake();
    let secrets = json!({"app/db": "1", "user-a": "2", "key1": "3"});
    assert_eq!(seed(&mut fake, secrets, false), "");
    // Names that differ only in digits or in the last character are probably different on purpose.
    for name in ["app/bd", "app/bd", "user-b", "key2", "gone"] {
        let _ = call(&mut fake, "GetSecretValue", json!({"SecretId": name}));
    }
    let hints: Vec<_> = fake.take_hints().iter().map(ToString::to_string).collect();
    assert_eq!(
        hints,
        ["GetSecretValue did not find \"app/bd\". This fake has a secret \"app/db\""]
    );
}

#[test]
fn hints_once_at_a_rotation_function_without_a_handler() {
    let mut fake = fake();
    assert_eq!(seed(&mut fake, json!({"app/db": "1"}), false), "");
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:unknown";
    for _ in 0..2 {
        let input = json!({"SecretId": "app/db", "RotationLambdaARN": arn});
        let _ = call(&mut fake, "RotateSecret", input);
    }
    let hints: Vec<_> = fake.take_hints().iter().map(ToString::to_string).collect();
    assert_eq!(
        hints,
        [
            "RotateSecret failed because the fake has no rotation function arn:aws:lambda:us-east-1:123456789012:function:unknown. \
             Register a handler for it with on_rotate (in JavaScript: onRotate)"
        ]
    );
}

#[test]
fn turning_the_clock_back_leaves_no_future_dates() {
    let mut fake = fake();
    assert_eq!(seed(&mut fake, json!({"b": "1", "a": "1"}), false), "");
    read(&mut fake, "a", "AWSCURRENT");
    let past = Timestamp(NOW.0 - 365 * 24 * 60 * 60 * 1_000);
    let mut dates = |operation: &str, input: serde_json::Value| {
        let answer = fake.call(operation, value(input), &Caller::default(), past);
        let answer: serde_json::Value = serde_json::from_slice(&answer.unwrap().to_json()).unwrap();
        let mut dates = Vec::new();
        collect_dates(&answer, &mut dates);
        dates
    };
    let limit = past.0 as f64 / 1_000.0;
    for (operation, input) in [
        ("DescribeSecret", json!({"SecretId": "a"})),
        ("ListSecrets", json!({})),
        ("ListSecretVersionIds", json!({"SecretId": "a"})),
        ("GetSecretValue", json!({"SecretId": "a"})),
    ] {
        let dates = dates(operation, input);
        assert!(!dates.is_empty());
        assert!(
            dates.iter().all(|date| *date <= limit),
            "{operation}: {dates:?}"
        );
    }
}

fn collect_dates(value: &serde_json::Value, dates: &mut Vec<f64>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match member.as_f64() {
                    Some(date) if name.ends_with("Date") => dates.push(date),
                    _ => collect_dates(member, dates),
                }
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                collect_dates(item, dates);
            }
        }
        _ => {}
    }
}

#[test]
fn peeking_changes_nothing_and_triggers_no_fault() {
    let mut fake = fake();
    assert_eq!(seed(&mut fake, json!({"a": "1"}), false), "");
    fake.fail("GetSecretValue", Some("ThrottlingException"), None, 1)
        .unwrap();
    let id = || value(json!({"SecretId": "a"}));
    assert!(
        fake.peek("GetSecretValue", id(), &Caller::default(), NOW)
            .is_ok()
    );
    let described = call(&mut fake, "DescribeSecret", json!({"SecretId": "a"})).unwrap();
    assert_eq!(described.get("LastAccessedDate"), None);
}

#[test]
fn unfreezing_resumes_the_clock() {
    let mut fake = fake();
    fake.advance(5, NOW).unwrap();
    fake.freeze(Timestamp(0)).unwrap();
    assert_eq!(fake.now(NOW), Timestamp(0));
    fake.unfreeze();
    assert_eq!(fake.now(NOW), Timestamp(NOW.0 + 5));
}
