//! Recorded requests: their content, redaction and limits.

#![expect(clippy::unwrap_used, reason = "helpers of tests are free to panic")]

use fake_secrets_manager::{
    Caller, FaultSpec, RequestFilter, SecretsManager, Settings, Timestamp, Value,
};

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake() -> SecretsManager {
    SecretsManager::new(Settings::default()).unwrap()
}

fn object(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn call(fake: &mut SecretsManager, operation: &str, input: &str) -> bool {
    fake.call(operation, object(input), &Caller::default(), NOW)
        .is_ok()
}

fn wire(fake: &mut SecretsManager, operation: &str, body: &str) -> u16 {
    let target = format!("secretsmanager.{operation}");
    fake.handle(&[("X-Amz-Target", &target)], body.as_bytes(), NOW)
        .status
}

/// The records as JSON.
fn records(fake: &SecretsManager, filter: &RequestFilter) -> Vec<serde_json::Value> {
    let records = fake.requests(filter).unwrap();
    records
        .iter()
        .map(|record| serde_json::from_slice(&record.to_json()).unwrap())
        .collect()
}

fn only(operation: &str) -> RequestFilter {
    RequestFilter {
        operation: Some(operation.to_owned()),
        ..RequestFilter::default()
    }
}

#[test]
fn records_calls_of_both_apis_with_their_responses() {
    let mut fake = fake();
    assert!(call(
        &mut fake,
        "CreateSecret",
        r#"{"Name":"app/db","SecretString":"hunter2"}"#
    ));
    assert_eq!(
        wire(&mut fake, "GetSecretValue", r#"{"SecretId":"app/db"}"#),
        200
    );
    assert_eq!(
        wire(&mut fake, "GetSecretValue", r#"{"SecretId":"nope"}"#),
        400
    );

    let all = records(&fake, &RequestFilter::default());
    let summary: Vec<_> = all
        .iter()
        .map(|record| {
            (
                record["operation"].as_str().unwrap(),
                record["origin"].as_str().unwrap(),
                record["secret"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        summary,
        [
            ("CreateSecret", "direct", "app/db"),
            ("GetSecretValue", "wire", "app/db"),
            ("GetSecretValue", "wire", "nope")
        ]
    );
    assert_eq!(all[1]["response"]["Name"], "app/db");
    assert_eq!(all[2]["code"], "ResourceNotFoundException");
    assert_eq!(all[2]["situation"], "SecretNotFound");
    assert_eq!(all[0]["region"], "us-east-1");
    assert_eq!(all[0]["account_id"], "123456789012");
}

#[test]
fn redacts_values_unless_reveal_is_set() {
    let mut fake = fake();
    call(
        &mut fake,
        "CreateSecret",
        r#"{"Name":"a","SecretString":"hunter2"}"#,
    );
    wire(
        &mut fake,
        "PutSecretValue",
        r#"{"SecretId":"a","SecretBinary":"aHVudGVyMg==","ClientRequestToken":"EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE"}"#,
    );
    wire(&mut fake, "GetSecretValue", r#"{"SecretId":"a"}"#);
    wire(
        &mut fake,
        "PutSecretValue",
        r#"{"SecretId":"a","SecretStrng":"hunter2"}"#,
    );
    wire(
        &mut fake,
        "PutSecretValue",
        r#"{"SecretId":"a","SecretString":{"password":"hunter2"}}"#,
    );
    wire(
        &mut fake,
        "BatchGetSecretValue",
        r#"{"SecretIdList":["a"]}"#,
    );
    wire(&mut fake, "GetRandomPassword", "{}");

    let hidden = format!("{:?}", records(&fake, &RequestFilter::default()));
    assert!(
        !hidden.contains("hunter2") && !hidden.contains("aHVudGVyMg"),
        "{hidden}"
    );
    assert_eq!(hidden.matches("<redacted>").count(), 7);

    let reveal = RequestFilter {
        reveal: true,
        ..RequestFilter::default()
    };
    let shown = records(&fake, &reveal);
    assert_eq!(shown[0]["request"]["SecretString"], "hunter2");
    assert_eq!(shown[2]["response"]["SecretBinary"], "aHVudGVyMg==");
}

#[test]
fn filters_by_operation_secret_outcome_and_origin() {
    let mut fake = fake();
    call(
        &mut fake,
        "CreateSecret",
        r#"{"Name":"app/db","SecretString":"x"}"#,
    );
    let arn = records(&fake, &only("CreateSecret"))[0]["response"]["ARN"]
        .as_str()
        .unwrap()
        .to_owned();
    wire(
        &mut fake,
        "GetSecretValue",
        &format!(r#"{{"SecretId":"{arn}"}}"#),
    );
    wire(&mut fake, "GetSecretValue", r#"{"SecretId":"app/other"}"#);
    wire(
        &mut fake,
        "BatchGetSecretValue",
        r#"{"SecretIdList":["app/other","app/db"]}"#,
    );

    let count = |filter: RequestFilter| records(&fake, &filter).len();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(count(only("GetSecretValue")), 2);
    assert_eq!(
        count(RequestFilter {
            secret: text("app/db"),
            ..RequestFilter::default()
        }),
        3
    );
    assert_eq!(
        count(RequestFilter {
            secret: text(&arn),
            ..only("GetSecretValue")
        }),
        1
    );
    assert_eq!(
        count(RequestFilter {
            outcome: text("failed"),
            ..RequestFilter::default()
        }),
        1
    );
    assert_eq!(
        count(RequestFilter {
            outcome: text("ResourceNotFoundException"),
            ..RequestFilter::default()
        }),
        1
    );
    assert_eq!(
        count(RequestFilter {
            origin: text("direct"),
            ..RequestFilter::default()
        }),
        1
    );

    let misspelled = fake
        .requests(&only("GetSecretValu"))
        .unwrap_err()
        .to_string();
    assert!(
        misspelled.contains("did you mean \"GetSecretValue\"?"),
        "{misspelled}"
    );
}

#[test]
fn drops_requests_beyond_its_limits_and_counts_them() {
    let mut fake = fake();
    fake.limit_requests(3);
    for _ in 0..5 {
        wire(&mut fake, "ListSecrets", "{}");
    }
    let indexes: Vec<_> = records(&fake, &RequestFilter::default())
        .iter()
        .map(|record| record["index"].as_u64().unwrap())
        .collect();
    assert_eq!((indexes, fake.dropped_requests()), (vec![2, 3, 4], 2));

    // Large values: the total size is limited too.
    fake.limit_requests(10_000);
    fake.clear_requests();
    let value = "x".repeat(60_000);
    for _ in 0..500 {
        wire(
            &mut fake,
            "PutSecretValue",
            &format!(r#"{{"SecretId":"a","SecretString":"{value}"}}"#),
        );
    }
    let kept = records(&fake, &RequestFilter::default()).len();
    assert!((200..260).contains(&kept), "{kept}");

    fake.clear_requests();
    assert_eq!(
        (
            records(&fake, &RequestFilter::default()).len(),
            fake.dropped_requests()
        ),
        (0, 0)
    );
}

#[test]
fn does_not_record_seeds_and_misuse() {
    let mut fake = fake();
    fake.seed(object(r#"{"app/db":"x"}"#), NOW).unwrap();
    assert!(!call(&mut fake, "NoOperation", "{}"));
    assert!(records(&fake, &RequestFilter::default()).is_empty());
}

#[test]
fn records_invalid_json_and_unknown_operations() {
    let mut fake = fake();
    assert_eq!(wire(&mut fake, "GetSecretValue", "{not json"), 400);
    assert_eq!(wire(&mut fake, "NoOperation", "{}"), 400);
    let all = records(&fake, &RequestFilter::default());
    assert_eq!(
        (&all[0]["request"], &all[0]["code"]),
        (&serde_json::Value::Null, &"SerializationException".into())
    );
    assert_eq!(
        (&all[1]["operation"], &all[1]["code"]),
        (
            &serde_json::Value::Null,
            &"UnknownOperationException".into()
        )
    );
}

#[test]
fn records_a_faulted_request_as_failed() {
    let mut fake = fake();
    fake.inject(FaultSpec {
        target: "*".to_owned(),
        code: Some("ThrottlingException".to_owned()),
        ..FaultSpec::default()
    })
    .unwrap();
    assert_eq!(wire(&mut fake, "ListSecrets", "{}"), 400);
    assert_eq!(
        records(&fake, &RequestFilter::default())[0]["code"],
        "ThrottlingException"
    );
}
