//! Faults: the calls that they select, when they are due, and their effects.

#![expect(clippy::unwrap_used, reason = "helpers of tests are free to panic")]

use fake_secrets_manager::{
    Connection, Delay, DelayClock, FaultSpec, HttpResponse, Language, RequestFilter,
    SecretsManager, Settings, Source, Timestamp,
};

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake() -> SecretsManager {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    fake.seed(
        serde_json::from_str(r#"{"app/db":"x","app/other":"y"}"#).unwrap(),
        NOW,
    )
    .unwrap();
    fake
}

fn fault(target: &str, code: &str) -> FaultSpec {
    FaultSpec {
        target: target.to_owned(),
        code: Some(code.to_owned()),
        ..FaultSpec::default()
    }
}

fn broken(target: &str, connection: Connection) -> FaultSpec {
    FaultSpec {
        target: target.to_owned(),
        connection: Some(connection),
        ..FaultSpec::default()
    }
}

fn send(
    fake: &mut SecretsManager,
    operation: &str,
    body: &str,
    key: &str,
    region: &str,
) -> HttpResponse {
    let target = format!("secretsmanager.{operation}");
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/secretsmanager/aws4_request, Signature=0"
    );
    fake.handle(
        &[("X-Amz-Target", &target), ("Authorization", &authorization)],
        body.as_bytes(),
        NOW,
    )
}

fn get(fake: &mut SecretsManager, secret: &str) -> HttpResponse {
    send(
        fake,
        "GetSecretValue",
        &format!(r#"{{"SecretId":"{secret}"}}"#),
        "AKID",
        "us-east-1",
    )
}

fn outcomes(fake: &mut SecretsManager, secret: &str, calls: usize) -> String {
    (0..calls)
        .map(|_| {
            if get(fake, secret).status == 200 {
                '.'
            } else {
                'x'
            }
        })
        .collect()
}

#[test]
fn every_common_error_has_its_status() {
    for (code, status) in [
        ("ExpiredTokenException", 400),
        ("InvalidSignatureException", 400),
        ("IncompleteSignature", 400),
        ("RequestExpired", 400),
        ("UnrecognizedClientException", 400),
        ("AccessDeniedException", 400),
        ("ThrottlingException", 400),
        ("ServiceUnavailable", 503),
        ("InternalFailure", 500),
        ("InternalServiceError", 500),
    ] {
        let mut fake = fake();
        fake.inject(fault("*", code)).unwrap();
        let response = get(&mut fake, "app/db");
        let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!((response.status, &body["__type"]), (status, &code.into()));
        assert_eq!(get(&mut fake, "app/db").status, 200);
    }
}

#[test]
fn a_sequence_applies_call_by_call() {
    let mut fake = fake();
    let sequence = [
        Some("ThrottlingException"),
        None,
        Some("InternalServiceError"),
    ];
    fake.inject(FaultSpec {
        target: "GetSecretValue".to_owned(),
        sequence: Some(sequence.map(|code| code.map(str::to_owned)).to_vec()),
        times: Some(2),
        ..FaultSpec::default()
    })
    .unwrap();
    assert_eq!(outcomes(&mut fake, "app/db", 8), "x.xx.x..");
}

#[test]
fn selects_calls_by_secret_account_region_caller_and_position() {
    let with = |change: fn(&mut FaultSpec)| {
        let mut spec = fault("GetSecretValue", "ThrottlingException");
        change(&mut spec);
        spec
    };
    let mut fake = fake();
    fake.inject(with(|spec| spec.secret = Some("app/other".to_owned())))
        .unwrap();
    assert_eq!(
        (
            outcomes(&mut fake, "app/db", 2),
            outcomes(&mut fake, "app/other", 2)
        ),
        ("..".to_owned(), "x.".to_owned())
    );

    fake.inject(with(|spec| spec.nth = Some(3))).unwrap();
    assert_eq!(outcomes(&mut fake, "app/db", 4), "..x.");

    let body = r#"{"SecretId":"app/db"}"#;
    let throttled = |response: HttpResponse| {
        String::from_utf8(response.body)
            .unwrap()
            .contains("Throttling")
    };
    fake.inject(with(|spec| spec.region = Some("eu-west-1".to_owned())))
        .unwrap();
    assert!(!throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "AKID",
        "us-east-1"
    )));
    assert!(throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "AKID",
        "eu-west-1"
    )));
    fake.inject(with(|spec| spec.caller = Some("AKIB".to_owned())))
        .unwrap();
    assert!(!throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "AKID",
        "us-east-1"
    )));
    assert!(throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "AKIB",
        "us-east-1"
    )));
    fake.inject(with(|spec| {
        spec.account_id = Some("111122223333".to_owned())
    }))
    .unwrap();
    assert!(!throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "AKID",
        "us-east-1"
    )));
    assert!(throttled(send(
        &mut fake,
        "GetSecretValue",
        body,
        "111122223333",
        "us-east-1"
    )));
}

#[test]
fn a_probability_follows_the_seed_until_cleared() {
    let run = |seed| {
        let mut fake = SecretsManager::new(Settings {
            seed,
            ..Settings::default()
        })
        .unwrap();
        fake.seed(serde_json::from_str(r#"{"app/db":"x"}"#).unwrap(), NOW)
            .unwrap();
        let mut spec = fault("GetSecretValue", "ThrottlingException");
        spec.probability = Some(0.3);
        fake.inject(spec).unwrap();
        let outcomes = outcomes(&mut fake, "app/db", 1000);
        fake.clear_faults();
        assert_eq!(get(&mut fake, "app/db").status, 200);
        outcomes
    };
    let first = run(1);
    assert_eq!(first, run(1));
    assert_ne!(first, run(2));
    let failed = first.matches('x').count();
    assert!((240..360).contains(&failed), "{failed}");
}

#[test]
fn the_host_evaluates_predicates() {
    let mut fake = fake();
    let mut spec = fault("GetSecretValue", "ThrottlingException");
    spec.predicate = true;
    let id = fake.inject(spec).unwrap();
    assert_eq!(fake.faults_with_predicate("GetSecretValue"), [id]);
    assert!(fake.faults_with_predicate("ListSecrets").is_empty());
    assert_eq!(get(&mut fake, "app/db").status, 200);
    let source = Source {
        predicates: vec![id],
        ..Source::default()
    };
    let headers = [("X-Amz-Target", "secretsmanager.GetSecretValue")];
    assert_eq!(
        fake.handle_from(source, &headers, br#"{"SecretId":"app/db"}"#, NOW)
            .status,
        400
    );
    assert!(fake.faults_with_predicate("GetSecretValue").is_empty());
}

#[test]
fn a_delay_uses_the_chosen_clock() {
    let mut fake = fake();
    let slow = |clock| FaultSpec {
        target: "GetSecretValue".to_owned(),
        delay: Some(2_500),
        clock: Some(clock),
        ..FaultSpec::default()
    };
    fake.inject(slow(DelayClock::Fake)).unwrap();
    let response = get(&mut fake, "app/db");
    assert_eq!((response.status, fake.now(NOW).0 - NOW.0), (200, 2_500));
    fake.inject(slow(DelayClock::Real)).unwrap();
    let response = get(&mut fake, "app/db");
    assert_eq!(
        (response.delay, fake.now(NOW).0 - NOW.0),
        (
            Some(Delay {
                milliseconds: 2_500,
                clock: DelayClock::Real
            }),
            2_500
        )
    );
}

#[test]
fn a_connection_breaks_before_or_after_the_service_sees_the_request() {
    let token = "EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE";
    for (connection, seen) in [
        (Connection::Refused, false),
        (Connection::ConnectTimeout, false),
        (Connection::Reset, true),
        (Connection::ReadTimeout, true),
        (Connection::Truncated, true),
        (Connection::Corrupt, true),
    ] {
        let mut fake = fake();
        fake.inject(broken("PutSecretValue", connection)).unwrap();
        let put = format!(
            r#"{{"SecretId":"app/db","SecretString":"new","ClientRequestToken":"{token}"}}"#
        );
        let response = send(&mut fake, "PutSecretValue", &put, "AKID", "us-east-1");
        assert_eq!(response.connection, Some(connection));
        let stored = String::from_utf8(get(&mut fake, "app/db").body)
            .unwrap()
            .contains(token);
        assert_eq!(stored, seen, "{connection:?}");
        if matches!(connection, Connection::Truncated | Connection::Corrupt) {
            assert!(serde_json::from_slice::<serde_json::Value>(&response.body).is_err());
        }
    }
}

#[test]
fn reports_unused_faults_as_written() {
    let mut fake = fake();
    fake.inject(FaultSpec {
        secret: Some("app/other".to_owned()),
        ..fault("GetSecretValue", "ThrottlingException")
    })
    .unwrap();
    let id = fake.inject(broken("*", Connection::Reset)).unwrap();
    assert_eq!(
        fake.unused_faults(Language::Python),
        [
            "fail(\"GetSecretValue\", \"ThrottlingException\", secret=\"app/other\")",
            "fail(\"*\", connection=\"reset\")"
        ]
    );
    fake.remove_fault(id);
    assert_eq!(outcomes(&mut fake, "app/other", 1), "x");
    assert!(fake.unused_faults(Language::Python).is_empty());
    fake.fail("testSecret", None, None, 2).unwrap();
    assert_eq!(
        fake.unused_faults(Language::Python),
        ["fail(\"testSecret\", times=2)"]
    );
    assert_eq!(
        fake.unused_faults(Language::JavaScript),
        ["fail(\"testSecret\", { times: 2 })"]
    );
}

#[test]
fn unused_faults_list_all_options_in_the_language_of_the_tests() {
    let mut fake = fake();
    let all = FaultSpec {
        target: "GetSecretValue".to_owned(),
        message: Some("say \"no\"".to_owned()),
        sequence: Some(vec![Some("ThrottlingException".to_owned()), None]),
        times: Some(2),
        secret: Some("app/dbb".to_owned()),
        account_id: Some("123456789012".to_owned()),
        region: Some("eu-west-1".to_owned()),
        caller: Some("AKIA".to_owned()),
        nth: Some(3),
        probability: Some(0.5),
        delay: Some(2500),
        clock: Some(DelayClock::Real),
        predicate: true,
        ..FaultSpec::default()
    };
    fake.inject(all).unwrap();
    assert_eq!(
        fake.unused_faults(Language::Python),
        [
            "fail(\"GetSecretValue\", sequence=[\"ThrottlingException\", None], message=\"say \\\"no\\\"\", secret=\"app/dbb\", \
             account_id=\"123456789012\", region=\"eu-west-1\", caller=\"AKIA\", clock=\"real\", times=2, nth=3, probability=0.5, \
             when=…, delay=2.5)"
        ]
    );
    assert_eq!(
        fake.unused_faults(Language::JavaScript),
        [
            "fail(\"GetSecretValue\", { sequence: [\"ThrottlingException\", null], message: \"say \\\"no\\\"\", secret: \"app/dbb\", \
             accountId: \"123456789012\", region: \"eu-west-1\", caller: \"AKIA\", clock: \"real\", times: 2, nth: 3, \
             probability: 0.5, when: …, delay: { milliseconds: 2500 } })"
        ]
    );
}

#[test]
fn unused_faults_stay_the_same_while_calls_are_counted() {
    let mut fake = fake();
    fake.inject(FaultSpec {
        nth: Some(3),
        ..fault("GetSecretValue", "ThrottlingException")
    })
    .unwrap();
    let before = fake.unused_faults(Language::Python);
    assert_eq!(
        before,
        ["fail(\"GetSecretValue\", \"ThrottlingException\", nth=3)"]
    );
    outcomes(&mut fake, "app/db", 1);
    assert_eq!(fake.unused_faults(Language::Python), before);
}

#[test]
fn records_how_a_fault_broke_the_connection() {
    let mut fake = fake();
    fake.inject(broken("GetSecretValue", Connection::ReadTimeout))
        .unwrap();
    outcomes(&mut fake, "app/db", 2);
    let records = fake.requests(&RequestFilter::default()).unwrap();
    let records: Vec<String> = records
        .iter()
        .map(|record| String::from_utf8(record.to_json()).unwrap())
        .collect();
    let broken: Vec<bool> = records
        .iter()
        .map(|record| record.contains("\"connection\":\"read-timeout\""))
        .collect();
    assert_eq!(broken, [true, false]);
}

#[test]
fn errors_suggest_the_nearest_valid_name() {
    let mut fake = fake();
    let mut refusal = |spec| fake.inject(spec).unwrap_err().to_string();
    for (spec, part) in [
        (
            fault("GetSecretValeu", "ThrottlingException"),
            "did you mean \"GetSecretValue\"?",
        ),
        (
            fault("GetSecretValue", "TrottlingException"),
            "did you mean \"ThrottlingException\"?",
        ),
        (
            fault("GetSecretValue", "DecryptionFailure"),
            "without a message",
        ),
        (
            fault("GetSecretValue", "ValidationException"),
            "invalid code \"ValidationException\"",
        ),
        (
            FaultSpec {
                target: "*".to_owned(),
                ..FaultSpec::default()
            },
            "without an effect",
        ),
        (
            FaultSpec {
                probability: Some(f64::NAN),
                ..fault("*", "ThrottlingException")
            },
            "probability",
        ),
        (
            FaultSpec {
                times: Some(0),
                ..fault("*", "ThrottlingException")
            },
            "times is 0",
        ),
        (
            FaultSpec {
                nth: Some(0),
                ..fault("*", "ThrottlingException")
            },
            "nth is 0",
        ),
        (
            FaultSpec {
                code: Some("ThrottlingException".to_owned()),
                ..broken("*", Connection::Reset)
            },
            "both a broken connection",
        ),
        (
            FaultSpec {
                clock: Some(DelayClock::Real),
                ..fault("*", "ThrottlingException")
            },
            "without a delay",
        ),
        (
            FaultSpec {
                target: "*".to_owned(),
                sequence: Some(vec![None]),
                ..FaultSpec::default()
            },
            "without a code",
        ),
    ] {
        let refusal = refusal(spec);
        assert!(refusal.contains(part), "{refusal}");
    }
    assert!(fake.unused_faults(Language::Python).is_empty());
}

#[test]
fn an_id_from_before_a_restore_never_removes_a_new_fault() {
    let mut fake = fake();
    let empty = fake.snapshot();
    let old = fake
        .inject(fault("GetSecretValue", "ThrottlingException"))
        .unwrap();
    fake.restore(&empty).unwrap();
    fake.restore(&empty).unwrap();
    fake.inject(fault("GetSecretValue", "InternalServiceError"))
        .unwrap();
    fake.remove_fault(old);
    assert_eq!(outcomes(&mut fake, "app/db", 1), "x");
}

#[test]
fn an_id_from_before_a_return_to_a_state_never_removes_a_new_fault() {
    let mut fake = fake();
    let empty = fake.clone();
    let old = fake
        .inject(fault("GetSecretValue", "ThrottlingException"))
        .unwrap();
    fake.return_to(&empty);
    fake.inject(fault("GetSecretValue", "InternalServiceError"))
        .unwrap();
    fake.remove_fault(old);
    assert_eq!(outcomes(&mut fake, "app/db", 1), "x");
}
