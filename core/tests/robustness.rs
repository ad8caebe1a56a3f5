//! Every request gets a response: arbitrary bytes and arbitrary sequences through both APIs. Errors change nothing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::sync::Arc;

use fake_secrets_manager::{
    CallError, Caller, SecretsManager, Settings, Timestamp, Value, operations,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake() -> SecretsManager {
    let mut fake = SecretsManager::new(Settings {
        seed: 1,
        ..Settings::default()
    })
    .unwrap();
    fake.accept_any_rotation_function();
    fake
}

/// A few names, ids and labels, so that calls concern the same secrets.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "a",
            "b",
            "a-a1b2c3",
            "",
            "no such",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:a"
        ])
        .prop_map(str::to_owned),
        select(vec![
            "AWSCURRENT",
            "AWSPENDING",
            "AWSPREVIOUS",
            "BLUE",
            "name",
            "desc",
            "aws:x"
        ])
        .prop_map(str::to_owned),
        (0..4_u8).prop_map(|n| format!("{n:032}")),
        ".{0,8}",
    ]
}

/// Mostly the two secrets and four tokens that other requests use too, so that most requests find their secret.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![6 => select(vec!["a", "b"]).prop_map(str::to_owned), 1 => word()]
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![6 => (0..4_u8).prop_map(|n| format!("{n:032}")), 1 => word()]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        prop_oneof![0..40_i64, any::<i64>()].prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Float),
        word().prop_map(Value::string),
        vec(any::<u8>(), 0..5).prop_map(|bytes| Value::Blob(Arc::from(bytes))),
        any::<i64>().prop_map(|moment| Value::Timestamp(Timestamp(moment))),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            vec((member(), inner), 0..4).prop_map(Value::Map),
        ]
    })
}

fn member() -> impl Strategy<Value = Cow<'static, str>> {
    let names = [
        "SecretId",
        "Name",
        "ClientRequestToken",
        "SecretString",
        "SecretBinary",
        "VersionStages",
        "VersionStage",
        "VersionId",
        "RemoveFromVersionId",
        "MoveToVersionId",
        "Tags",
        "TagKeys",
        "Key",
        "Value",
        "MaxResults",
        "NextToken",
        "RecoveryWindowInDays",
        "ForceDeleteWithoutRecovery",
        "PasswordLength",
        "ExcludeCharacters",
        "IncludeDeprecated",
        "SortBy",
        "Description",
        "KmsKeyId",
    ];
    select(names.to_vec()).prop_map(Cow::Borrowed)
}

/// Mostly well-formed requests; the rest is noise.
fn request() -> impl Strategy<Value = (&'static str, Value)> {
    let named = |name: &'static str| move |text: String| (Cow::Borrowed(name), Value::string(text));
    let sound = (
        select(operations().collect::<Vec<_>>()),
        (
            secret().prop_map(named("SecretId")),
            secret().prop_map(named("Name")),
            token().prop_map(named("ClientRequestToken")),
            word().prop_map(named("SecretString")),
        ),
        vec((member(), anything()), 0..2),
    )
        .prop_map(|(operation, (id, name, token, value), more)| {
            (
                operation,
                Value::Map([vec![id, name, token, value], more].concat()),
            )
        });
    let rotation = (secret(), token(), schedule(), any::<bool>()).prop_map(
        |(id, token, expression, immediately)| {
            let request = rotate_secret(&id, &token, &expression, immediately);
            ("RotateSecret", request)
        },
    );
    let noise = (select(operations().collect::<Vec<_>>()), anything());
    prop_oneof![4 => sound, 1 => rotation, 1 => noise]
}

/// Rates and cron expressions, most of them valid.
fn schedule() -> impl Strategy<Value = String> {
    let field = |of: &[&str]| {
        let of: Vec<String> = of.iter().map(|text| (*text).to_owned()).collect();
        prop_oneof![9 => select(of), 1 => "[0-9A-Z#?*/, -]{0,6}"]
    };
    let cron = (
        field(&["0", "8", "23", "/8", "2/10", "4/12"]),
        field(&["1", "1,15", "29", "31", "L", "SUNL", "*", "2/7", "?"]),
        field(&["*", "2", "FEB", "1/3", "JAN-MAR"]),
        field(&["?", "?", "?", "MON-FRI", "2#1", "SUN#5", "L", "6L"]),
    )
        .prop_map(|(hours, days, months, weekdays)| {
            format!("cron(0 {hours} {days} {months} {weekdays} *)")
        });
    let rate = (0..1_100, select(vec!["hours", "days"]))
        .prop_map(|(number, unit)| format!("rate({number} {unit})"));
    prop_oneof![cron, rate]
}

fn rotate_secret(id: &str, token: &str, expression: &str, immediately: bool) -> Value {
    let text = |name: &'static str, text: &str| (Cow::Borrowed(name), Value::string(text));
    Value::Map(vec![
        text("SecretId", id),
        text("ClientRequestToken", token),
        text(
            "RotationLambdaARN",
            "arn:aws:lambda:us-east-1:123456789012:function:rotate",
        ),
        (
            Cow::Borrowed("RotationRules"),
            Value::Map(vec![text("ScheduleExpression", expression)]),
        ),
        (
            Cow::Borrowed("RotateImmediately"),
            Value::Boolean(immediately),
        ),
    ])
}

/// The visible state of a fake.
fn state(fake: &SecretsManager) -> Vec<u8> {
    let mut copy = fake.clone();
    let mut call = |operation: &str, json: &str| {
        let input: Value = serde_json::from_str(json).unwrap();
        copy.call(operation, input, &Caller::default(), NOW)
            .map_or_else(|_| Vec::new(), |answer| answer.to_json())
    };
    let mut seen = call(
        "ListSecrets",
        r#"{"IncludePlannedDeletion":true,"MaxResults":100}"#,
    );
    let list: serde_json::Value = serde_json::from_slice(&seen).unwrap();
    for secret in list["SecretList"].as_array().unwrap() {
        let id = format!(
            r#"{{"SecretId":{},"IncludeDeprecated":true}}"#,
            secret["ARN"]
        );
        seen.extend(call("DescribeSecret", &id));
        seen.extend(call("ListSecretVersionIds", &id));
        let versions: serde_json::Value =
            serde_json::from_slice(&call("ListSecretVersionIds", &id)).unwrap();
        for version in versions["Versions"].as_array().unwrap() {
            seen.extend(call(
                "GetSecretValue",
                &format!(
                    r#"{{"SecretId":{},"VersionId":{}}}"#,
                    secret["ARN"], version["VersionId"]
                ),
            ));
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_get_a_response(
        operation in select(operations().collect::<Vec<_>>()),
        headers in vec((".{0,12}", ".{0,40}"), 0..3),
        body in vec(any::<u8>(), 0..200),
    ) {
        let mut fake = fake();
        let target = format!("secretsmanager.{operation}");
        let mut all: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        all.push(("X-Amz-Target", &target));
        let response = fake.handle(&all, &body, NOW);
        prop_assert!(matches!(response.status, 200 | 400));
    }

    #[test]
    fn failed_requests_change_nothing(requests in vec((request(), any::<bool>()), 1..24)) {
        let mut fake = fake();
        for ((operation, input), by_wire) in requests {
            let before = state(&fake);
            let refused = if by_wire {
                let target = format!("secretsmanager.{operation}");
                fake.handle(&[("x-amz-target", &target)], &input.to_json(), NOW).status != 200
            } else {
                matches!(fake.call(operation, input, &Caller::default(), NOW), Err(CallError::Service(_)))
            };
            if refused {
                prop_assert!(before == state(&fake), "{operation} was refused and changed something");
            }
        }
    }

    #[test]
    fn accepts_every_time(now in any::<i64>(), step in any::<i64>()) {
        let mut fake = fake();
        drop(fake.advance(step, Timestamp(now)));
        fake.seed(Value::Map(vec![(Cow::Borrowed("a"), Value::string("b"))]), Timestamp(now)).unwrap();
        let body = br#"{"SecretId":"a","RecoveryWindowInDays":30}"#;
        let response = fake.handle(&[("x-amz-target", "secretsmanager.DeleteSecret")], body, Timestamp(now));
        prop_assert_eq!(response.status, 200);
    }

    #[test]
    fn every_schedule_has_a_next_window_or_is_rejected(expression in schedule(), now in prop_oneof![0..4_000_000_000_000_i64, any::<i64>()]) {
        let mut fake = fake();
        let now = Timestamp(now).clamped();
        fake.seed(Value::Map(vec![(Cow::Borrowed("a"), Value::string("b"))]), now).unwrap();
        let rotate = rotate_secret("a", &"0".repeat(32), &expression, true);
        if fake.call("RotateSecret", rotate, &Caller::default(), now).is_ok() {
            let id = Value::Map(vec![(Cow::Borrowed("SecretId"), Value::string("a"))]);
            let Value::Map(members) = fake.call("DescribeSecret", id, &Caller::default(), now).unwrap() else {
                panic!("a structure is a map")
            };
            let next = members.iter().find(|(name, _)| name == "NextRotationDate");
            prop_assert!(matches!(next, Some((_, Value::Timestamp(next))) if *next > now), "{expression} at {now:?}: {next:?}");
        }
    }
}

#[test]
fn the_clock_stays_in_the_years_1_to_9999() {
    let mut fake = fake();
    let before = fake.now(NOW);
    for beyond in [
        i64::MAX,
        i64::MIN,
        Timestamp::LATEST.0,
        Timestamp::LATEST.0 - NOW.0 + 1,
    ] {
        let message = fake.advance(beyond, NOW).unwrap_err().to_string();
        assert!(
            message.starts_with("advance() would move the clock outside the years 1 to 9999"),
            "{message}"
        );
        assert_eq!(fake.now(NOW), before);
    }
    assert!(fake.freeze(Timestamp(Timestamp::EARLIEST.0 - 1)).is_err());
    assert_eq!(fake.now(NOW), before);
    fake.advance(Timestamp::LATEST.0 - NOW.0, NOW).unwrap();
    assert_eq!(fake.now(NOW), Timestamp::LATEST);
}

#[test]
fn a_reset_restores_the_initial_secrets() {
    let secrets = Value::Map(vec![(Cow::Borrowed("a"), Value::string("b"))]);
    let settings = Settings {
        secrets,
        now: NOW,
        ..Settings::default()
    };
    let mut fake = SecretsManager::new(settings).unwrap();
    let id = || Value::Map(vec![(Cow::Borrowed("SecretId"), Value::string("a"))]);
    let read = |fake: &mut SecretsManager| {
        fake.call("GetSecretValue", id(), &Caller::default(), NOW)
            .map(|answer| answer.to_json())
    };
    let before = read(&mut fake);
    fake.call("DeleteSecret", id(), &Caller::default(), NOW)
        .unwrap();
    assert!(read(&mut fake).is_err());
    fake.reset(NOW);
    assert!(before.is_ok());
    assert_eq!(read(&mut fake), before);
}

#[test]
fn limits_depth_and_size() {
    let mut fake = fake();
    let target = [("x-amz-target", "secretsmanager.CreateSecret")];
    for opening in ["[", "{\"a\":"] {
        let bomb = opening.repeat(100_000);
        assert_eq!(
            fake.handle(&target, bomb.as_bytes(), NOW).situation,
            Some("NotJson")
        );
    }
    let token = "0".repeat(32);
    let huge = format!(
        r#"{{"Name":"a","ClientRequestToken":"{token}","SecretString":"{}"}}"#,
        "x".repeat(10_000_000)
    );
    let response = fake.handle(&target, huge.as_bytes(), NOW);
    assert_eq!(response.situation, Some("ConstraintsBroken"));
    assert!(response.body.len() < 1_000, "the value is not echoed");
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_both_apis() {
    let answers = |seed| {
        let mut fake = SecretsManager::new(Settings {
            seed,
            ..Settings::default()
        })
        .unwrap();
        let create = r#"{"Name":"a","SecretString":"b"}"#;
        let object = fake.call(
            "CreateSecret",
            serde_json::from_str(create).unwrap(),
            &Caller::default(),
            NOW,
        );
        let wire = fake.handle(
            &[("x-amz-target", "secretsmanager.GetRandomPassword")],
            b"{}",
            NOW,
        );
        (object.map(|answer| answer.to_json()), wire)
    };
    assert_eq!(answers(3), answers(3));
    assert_ne!(answers(3).0, answers(4).0);
}

#[test]
fn accounts_and_regions_are_isolated() {
    let mut fake = fake();
    fake.seed(
        Value::Map(vec![(Cow::Borrowed("a"), Value::string("b"))]),
        NOW,
    )
    .unwrap();
    let count = |fake: &mut SecretsManager, key: &str, region: &str| {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/secretsmanager/aws4_request"
        );
        let headers = [
            ("x-amz-target", "secretsmanager.ListSecrets"),
            ("authorization", &*authorization),
        ];
        let list: serde_json::Value =
            serde_json::from_slice(&fake.handle(&headers, b"{}", NOW).body).unwrap();
        list["SecretList"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut fake, "AKIDEXAMPLE", "us-east-1"), 1);
    assert_eq!(count(&mut fake, "AKIDEXAMPLE", "eu-west-1"), 0);
    assert_eq!(count(&mut fake, "210987654321", "us-east-1"), 0);
    assert_eq!(count(&mut fake, "123456789012", "us-east-1"), 1);
}

#[test]
fn misuse_states_what_is_expected() {
    let wrong = Settings {
        account_id: "12".to_owned(),
        ..Settings::default()
    };
    let message = SecretsManager::new(wrong).unwrap_err().to_string();
    assert_eq!(
        message,
        "invalid account id \"12\"; expected twelve digits, for example \"123456789012\""
    );
    let Err(CallError::Misuse(misuse)) =
        fake().call("CreatSecret", Value::Map(vec![]), &Caller::default(), NOW)
    else {
        panic!("an unknown operation is misuse")
    };
    assert!(misuse.to_string().contains("\"CreatSecret\""));
    let secret = Value::Map(vec![(Cow::Borrowed("bad name"), Value::string("hunter2"))]);
    let message = fake().seed(secret, NOW).unwrap_err().to_string();
    assert!(
        message.contains("bad name") && !message.contains("hunter2\" is"),
        "{message}"
    );
}

#[test]
fn truncates_a_long_list_of_violations() {
    let mut fake = fake();
    let filters = vec![r#"{"Key":"colour"}"#; 10_000].join(",");
    let body = format!(r#"{{"Filters":[{filters}]}}"#);
    let target = [("x-amz-target", "secretsmanager.ListSecrets")];
    let response = fake.handle(&target, body.as_bytes(), NOW);
    let text = String::from_utf8(response.body).unwrap();
    assert_eq!(response.status, 400);
    assert!(
        text.contains("10001 validation errors detected: "),
        "{}",
        text.len()
    );
    assert!(text.contains("; and 9901 more"), "{}", text.len());
    assert_eq!(
        text.matches("Member must satisfy enum value set").count(),
        99
    );
}
