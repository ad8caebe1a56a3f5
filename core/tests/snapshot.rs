//! Snapshot and restore: the same bytes, the same responses, and no change for an invalid document.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fake_secrets_manager::{
    CallError, Caller, Consistency, Delays, KnownFunctions, Next, Outcome, RotationOutcome,
    RotationSteps, Scope, SecretsManager, Settings, Timestamp, Value,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

const NOW: Timestamp = Timestamp(1_767_225_600_250);
const ONE_DAY: i64 = 24 * 60 * 60 * 1_000;

/// An action that changes a fake, or reads it.
#[derive(Clone, Debug)]
enum Act {
    Call(&'static str, Json, &'static str),
    Advance(i64),
    Freeze(i64),
    Fail(&'static str, &'static str, u32),
    FailStep(&'static str, u32),
    KmsKey(&'static str, &'static str),
}

fn value(json: &Json) -> Value {
    serde_json::from_str(&json.to_string()).unwrap()
}

fn fake(seed: u64) -> SecretsManager {
    fake_with(seed, Consistency::Immediate)
}

fn fake_with(seed: u64, consistency: Consistency) -> SecretsManager {
    let secrets =
        json!({"a": "first", "1": {"user": "x", "10": 1, "9": [null, true, 2.5]}, "0": "zero"});
    let mut fake = SecretsManager::new(Settings {
        seed,
        secrets: value(&secrets),
        rotation_functions: KnownFunctions::Any,
        rotation_steps: RotationSteps::Queue,
        consistency,
        now: NOW,
        ..Settings::default()
    })
    .unwrap();
    fake.add_rotation_function("rotate").unwrap();
    fake
}

/// The result of an action as text, for comparison.
fn perform(fake: &mut SecretsManager, act: &Act) -> String {
    let caller = |region: &str| Caller {
        account_id: None,
        region: Some(region.to_owned()),
    };
    match act {
        Act::Call(operation, input, region) => {
            match fake.call(operation, value(input), &caller(region), NOW) {
                Ok(answer) => String::from_utf8(answer.to_json()).unwrap(),
                Err(CallError::Service(refusal)) => format!("{refusal:?}"),
                Err(CallError::Misuse(misuse)) => misuse.to_string(),
            }
        }
        Act::Advance(milliseconds) => format!("{:?}", fake.advance(*milliseconds, NOW)),
        Act::Freeze(at) => format!("{:?}", fake.freeze(Timestamp(*at))),
        Act::Fail(operation, code, times) => {
            format!("{:?}", fake.fail(operation, Some(code), None, *times))
        }
        Act::FailStep(step, times) => format!("{:?}", fake.fail(step, None, None, *times)),
        Act::KmsKey(key, state) => format!("{:?}", fake.declare_kms_key(key, state, &["Decrypt"])),
    }
}

fn act() -> impl Strategy<Value = Act> {
    let name = select(vec!["a", "b", "1", "c\u{e9}", "rds!d"]);
    let region = select(vec!["us-east-1", "eu-west-1", "ap-south-1"]);
    let token = select(vec![
        "00000000000000000000000000000001",
        "00000000000000000000000000000002",
        "00000000000000000000000000000003",
    ]);
    let label = select(vec!["AWSCURRENT", "AWSPENDING", "7", "blue"]);
    let schedule = select(vec!["rate(4 hours)", "rate(30 days)", "cron(0 0 1 * ? *)"]);
    let key = select(vec!["alias/app", "alias/other"]);
    let call = (select((0..18).collect::<Vec<_>>()), name, region, token, label, schedule, key).prop_map(
        |(which, name, region, token, label, schedule, key)| {
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
            let (operation, input) = match which {
                0 => ("CreateSecret", json!({"Name": name, "SecretString": "\u{1}\"x\u{2028}", "KmsKeyId": key, "ClientRequestToken": token})),
                1 => ("CreateSecret", json!({"Name": name, "SecretBinary": "AP8=", "AddReplicaRegions": [{"Region": "eu-west-1"}], "ForceOverwriteReplicaSecret": true})),
                2 => ("PutSecretValue", json!({"SecretId": name, "SecretString": token, "ClientRequestToken": token, "VersionStages": [label]})),
                3 => ("PutSecretValue", json!({"SecretId": name, "SecretString": "next"})),
                4 => ("UpdateSecret", json!({"SecretId": name, "Description": label, "KmsKeyId": key})),
                5 => ("UpdateSecretVersionStage", json!({"SecretId": name, "VersionStage": label, "MoveToVersionId": token})),
                6 => ("DeleteSecret", json!({"SecretId": name, "RecoveryWindowInDays": 7})),
                7 => ("RestoreSecret", json!({"SecretId": name})),
                8 => ("TagResource", json!({"SecretId": name, "Tags": [{"Key": "10", "Value": label}, {"Key": "9", "Value": ""}]})),
                9 => ("RotateSecret", json!({"SecretId": name, "RotationLambdaARN": arn, "RotationRules": {"ScheduleExpression": schedule}})),
                10 => ("RotateSecret", json!({"SecretId": name, "RotationLambdaARN": arn, "RotateImmediately": false, "RotationRules": {"AutomaticallyAfterDays": 3}})),
                11 => ("CancelRotateSecret", json!({"SecretId": name})),
                12 => ("ReplicateSecretToRegions", json!({"SecretId": name, "AddReplicaRegions": [{"Region": "ap-south-1", "KmsKeyId": key}]})),
                13 => ("StopReplicationToReplica", json!({"SecretId": name})),
                14 => ("PutResourcePolicy", json!({"SecretId": name, "ResourcePolicy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::222222222222:root\"},\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}]}"})),
                15 => ("GetSecretValue", json!({"SecretId": name, "VersionStage": label})),
                16 => ("DescribeSecret", json!({"SecretId": name})),
                _ => ("ListSecrets", json!({"IncludePlannedDeletion": true})),
            };
            Act::Call(operation, input, region)
        },
    );
    prop_oneof![
        12 => call,
        1 => (-ONE_DAY..30 * ONE_DAY).prop_map(Act::Advance),
        1 => (0..4_000_000_000_000_i64).prop_map(Act::Freeze),
        1 => (select(vec!["GetSecretValue", "ListSecrets"]), 1..4_u32)
            .prop_map(|(operation, times)| Act::Fail(operation, "ThrottlingException", times)),
        1 => (1..3_u32).prop_map(|times| Act::FailStep("testSecret", times)),
        1 => (select(vec!["alias/app", "alias/other"]), select(vec!["disabled", "enabled", "pending-deletion"]))
            .prop_map(|(key, state)| Act::KmsKey(key, state)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_restored_fake_has_the_same_state_and_responses(
        seed in any::<u64>(),
        eventual in any::<bool>(),
        before in vec(act(), 0..60),
        after in vec(act(), 50),
    ) {
        let consistency = match eventual {
            true => Consistency::Eventual(Delays::default()),
            false => Consistency::Immediate,
        };
        let mut original = fake_with(seed, consistency);
        for act in &before {
            perform(&mut original, act);
        }
        let document = text(&original);
        let mut restored = SecretsManager::new(Settings::default()).unwrap();
        restored.restore(document.as_bytes()).unwrap();
        prop_assert_eq!(text(&restored), document);
        for act in &after {
            prop_assert_eq!(perform(&mut restored, act), perform(&mut original, act), "{:?}", act);
        }
        prop_assert_eq!(text(&restored), text(&original));
        original.reset(NOW);
        restored.reset(NOW);
        prop_assert_eq!(text(&restored), text(&original));
    }
}

fn text(fake: &SecretsManager) -> String {
    String::from_utf8(fake.snapshot()).unwrap()
}

fn used() -> SecretsManager {
    let mut fake = fake(7);
    for act in [
        Act::Call(
            "CreateSecret",
            json!({"Name": "b", "SecretBinary": "AP8=", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
            "us-east-1",
        ),
        Act::Call("DeleteSecret", json!({"SecretId": "0"}), "us-east-1"),
        Act::Fail("GetSecretValue", "ThrottlingException", 2),
        Act::KmsKey("alias/app", "disabled"),
        Act::Freeze(NOW.0),
    ] {
        perform(&mut fake, &act);
    }
    fake
}

#[test]
fn a_broken_or_inconsistent_document_changes_nothing() {
    let document = String::from_utf8(used().snapshot()).unwrap();
    let mut target = fake(9);
    let before = target.snapshot();
    let mut refuse = |document: &str, says: &str| {
        let message = target.restore(document.as_bytes()).unwrap_err().to_string();
        assert!(message.contains(says), "{message} should say {says}");
        assert!(!message.contains("first"), "{message} shows a value");
        assert_eq!(target.snapshot(), before);
    };
    for length in (0..document.len()).step_by(101) {
        let cut = document.char_indices().take_while(|(at, _)| *at < length);
        let cut: String = cut.map(|(_, character)| character).collect();
        refuse(&cut, "ends too early");
    }
    refuse("[]", "not a snapshot");
    refuse("{}", "not a snapshot");
    refuse("not JSON", "is not JSON");
    refuse(
        &document.replace("\"version\":1", "\"version\":2"),
        "version 2",
    );
    refuse(&document.replace("\"version\":1,", ""), "version none");
    for (from, to, says) in [
        (
            "\"region\":\"us-east-1\",\"seed\"",
            "\"region\":\"Mars\",\"seed\"",
            "Mars",
        ),
        ("\"seed\":\"7\"", "\"seed\":7", "wrong type"),
        ("\"seed\":\"7\"", "\"seed\":\"-7\"", "wrong type"),
        ("\"clock\":{", "\"clock\":{\"first\":1,", "unknown"),
        (
            "\"labels\":[[\"AWSCURRENT\",\"",
            "\"labels\":[[\"AWSCURRENT\",\"x",
            "an inconsistent snapshot",
        ),
        (
            "\"name\":\"b\"",
            "\"name\":\"a\"",
            "an inconsistent snapshot",
        ),
        (
            "\"name\":\"b\",\"description\":null",
            "\"name\":\"b\",\"description\":7",
            "at state.store.accountRegions[0].secrets[3].secret.description",
        ),
        (
            "\"accountRegions\":[",
            "\"accountRegions\":[{\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"secrets\":[]},",
            "listed twice",
        ),
        (
            "\"secrets\":[\"map\",\"0\",\"zero\"",
            "\"secrets\":[\"map\",\"0\",5",
            "initial secrets",
        ),
        (
            "\"primaryRegion\":\"us-east-1\"",
            "\"primaryRegion\":\"sa-east-1\"",
            "inconsistent snapshot: b: a replica that it lists does not follow it",
        ),
        (
            "\"replication\":{\"primary\":[{\"region\":\"eu-west-1\"",
            "\"replication\":{\"primary\":[{\"region\":\"eu-west-3\"",
            "a replica that it lists does not follow it",
        ),
        (
            "\"labels\":[[\"AWSCURRENT\",",
            "\"labels\":[[\"AWSCURRENT\",\"x\"],[\"AWSCURRENT\",",
            "listed twice",
        ),
        (
            "\"labels\":[[\"AWSCURRENT\",",
            "\"labels\":[[\"AWSPENDING\",",
            "AWSCURRENT is not on a version with a value",
        ),
        (
            "\"operation\":\"GetSecretValue\"",
            "\"operation\":\"GetSecret\"",
            "an inconsistent snapshot",
        ),
    ] {
        assert!(document.contains(from), "{from} is not in {document}");
        refuse(&document.replacen(from, to, 1), says);
    }
}

#[test]
fn peeking_changes_nothing() {
    let mut fake = used();
    let before = text(&fake);
    let read = |operation, input| {
        fake.peek(operation, value(&input), &Caller::default(), NOW)
            .map(|answer| serde_json::from_slice::<Json>(&answer.to_json()).unwrap())
    };
    let found = read("GetSecretValue", json!({"SecretId": "a"})).unwrap();
    assert_eq!(found["SecretString"], "first");
    assert!(read("GetSecretValue", json!({"SecretId": found["ARN"]})).is_ok());
    assert!(read("GetSecretValue", json!({"SecretId": "gone"})).is_err());
    let listed = read("ListSecrets", json!({})).unwrap();
    assert_eq!(listed["SecretList"].as_array().unwrap().len(), 3);
    assert_eq!(text(&fake), before);
    perform(
        &mut fake,
        &Act::Call("DescribeSecret", json!({"SecretId": "a"}), "us-east-1"),
    );
    assert!(fake.take_hints().is_empty());
}

/// A fake with one rotation that has failed, and one that has two steps left.
fn rotated() -> SecretsManager {
    let mut fake = fake(3);
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
    for name in ["a", "1"] {
        let input = json!({"SecretId": name, "RotationLambdaARN": arn});
        fake.call("RotateSecret", value(&input), &Caller::default(), NOW)
            .unwrap();
    }
    let until = SecretsManager::queue_until(Some("testSecret")).unwrap();
    let drive = fake.begin_drive(until, NOW).unwrap();
    let mut failed = false;
    while let Next::Invoke(invocation) = fake.next_invocation(drive, true, NOW) {
        let outcome = match failed {
            true => Outcome::Succeeded,
            false => Outcome::Failed {
                kind: "ValueError".to_owned(),
                message: "wrong: first".to_owned(),
            },
        };
        failed = true;
        fake.complete(invocation.id, outcome, NOW);
    }
    fake.end_drive(drive, NOW);
    fake
}

#[test]
fn the_log_of_rotations_is_part_of_a_snapshot() {
    let fake = rotated();
    let log = |fake: &SecretsManager| {
        let entries = fake.rotations().map(|rotation| {
            let steps: Vec<_> = rotation
                .steps
                .iter()
                .map(|step| format!("{step:?}").replace(", ended_in: ", "#"))
                .map(|step| step.split('#').next().unwrap().to_owned())
                .collect();
            (
                rotation.secret_id.clone(),
                rotation.outcome,
                rotation.started,
                rotation.ended,
                rotation.note,
                steps,
            )
        });
        entries.collect::<Vec<_>>()
    };
    let outcomes: Vec<_> = fake.rotations().map(|rotation| rotation.outcome).collect();
    assert_eq!(
        outcomes,
        [RotationOutcome::Failed, RotationOutcome::Running]
    );
    let document = fake.snapshot();
    assert!(!text(&fake).contains("wrong: first"));
    let mut restored = rotated();
    restored.restore(&document).unwrap();
    assert_eq!(restored.snapshot(), document);
    assert_eq!(log(&restored), log(&fake));
    // A host that has read the earlier log reads the restored entries.
    assert_eq!(restored.rotations_since(0).entries.len(), 2);

    let drive = restored
        .begin_drive(Scope::Queue { until: None }, NOW)
        .unwrap();
    while let Next::Invoke(invocation) = restored.next_invocation(drive, true, NOW) {
        restored.complete(invocation.id, Outcome::Succeeded, NOW);
    }
    assert_eq!(restored.end_drive(drive, NOW).steps.len(), 2);
    let last = restored.rotations().last().unwrap();
    assert_eq!(
        (last.outcome, last.steps.len()),
        (RotationOutcome::Succeeded, 4)
    );
}

#[test]
fn a_running_rotation_of_the_log_has_a_run() {
    let document = text(&rotated());
    let mut target = fake(9);
    for (from, to, says) in [
        ("\"runs\":[{", "\"runs\":[],\"x\":[{", "unknown"),
        (
            "\"outcome\":\"failed\",\"started\"",
            "\"outcome\":\"running\",\"started\"",
            "a rotation in progress that has no queued steps",
        ),
        (
            "\"step\":\"createSecret\"",
            "\"step\":\"create\"",
            "an unknown step",
        ),
    ] {
        assert!(document.contains(from), "{from} is not in {document}");
        let before = target.snapshot();
        let changed = document.replacen(from, to, 1);
        let message = target.restore(changed.as_bytes()).unwrap_err().to_string();
        assert!(message.contains(says), "{message} should say {says}");
        assert_eq!(target.snapshot(), before);
    }
}

/// Without its run, such a secret would never rotate again.
#[test]
fn a_secret_that_rotates_has_a_run() {
    let mut document: Json = serde_json::from_slice(&rotated().snapshot()).unwrap();
    let rotations = &mut document["state"]["rotations"];
    rotations["runs"] = json!([]);
    rotations["log"] = json!([]);
    let mut target = fake(9);
    let before = target.snapshot();
    let error = target.restore(document.to_string().as_bytes()).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("a rotation in progress is not listed"),
        "{message}"
    );
    assert_eq!(target.snapshot(), before);
}

#[test]
fn pending_changes_and_faults_are_listed_once() {
    let mut fake = fake_with(5, Consistency::Eventual(Delays::default()));
    for name in ["b", "c"] {
        let input = json!({"Name": name, "SecretString": "x", "AddReplicaRegions": [{"Region": "eu-west-1"}]});
        fake.call("CreateSecret", value(&input), &Caller::default(), NOW)
            .unwrap();
        let input = json!({"SecretId": name, "ForceDeleteWithoutRecovery": true});
        let _ = fake.call("DeleteSecret", value(&input), &Caller::default(), NOW);
        fake.fail("GetSecretValue", Some("ThrottlingException"), None, 1)
            .unwrap();
    }
    for name in ["a", "0"] {
        let input = json!({"SecretId": name, "ForceDeleteWithoutRecovery": true});
        fake.call("DeleteSecret", value(&input), &Caller::default(), NOW)
            .unwrap();
    }
    let document: Json = serde_json::from_slice(&fake.snapshot()).unwrap();
    for list in [
        "/state/store/settling/reads",
        "/state/store/settling/lists",
        "/state/store/settling/replicating",
        "/state/store/settling/deleted",
        "/state/faults/faults",
    ] {
        let mut twice = document.clone();
        let items = twice.pointer_mut(list).unwrap().as_array_mut().unwrap();
        let first = items.first().unwrap_or_else(|| panic!("{list} is empty"));
        items.insert(0, first.clone());
        let before = fake.snapshot();
        let error = fake.restore(twice.to_string().as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("an inconsistent snapshot"),
            "{list}: {error}"
        );
        assert_eq!(fake.snapshot(), before);
    }
    fake.restore(document.to_string().as_bytes()).unwrap();
}

/// The Python and the npm package read and write the same file.
#[test]
fn the_shared_document_is_the_same_in_every_language() {
    let shared = include_str!("../../tests/snapshot.json").trim_end();
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    fake.restore(shared.as_bytes()).unwrap();
    assert_eq!(text(&fake), shared);
}

/// Figures are for `--release -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn saves_and_restores_10000_secrets_in_100_ms_each() {
    let names =
        (0..10_000).map(|number| (format!("secret-{number}").into(), Value::string("hunter2")));
    let settings = Settings {
        secrets: Value::Null,
        now: NOW,
        ..Settings::default()
    };
    let mut fake = SecretsManager::new(settings).unwrap();
    fake.seed(Value::Map(names.collect()), NOW).unwrap();
    let mut restored = SecretsManager::new(Settings::default()).unwrap();
    for _ in 0..5 {
        #[expect(clippy::disallowed_methods, reason = "the test measures time")]
        let start = std::time::Instant::now();
        let document = fake.snapshot();
        let taken = start.elapsed();
        restored.restore(&document).unwrap();
        println!(
            "{} bytes: snapshot {taken:?}, restore {:?}",
            document.len(),
            start.elapsed() - taken
        );
    }
    assert_eq!(text(&restored), text(&fake));
}

#[test]
fn keeps_64_bit_numbers() {
    let settings = Settings {
        seed: u64::MAX,
        secrets: Value::Map(vec![(
            "a".into(),
            value(&json!({"n": 9_007_199_254_740_993_i64, "f": 0.1})),
        )]),
        now: NOW,
        ..Settings::default()
    };
    let fake = SecretsManager::new(settings).unwrap();
    let document = fake.snapshot();
    // Converts the document as JavaScript would: every number is a double.
    let json: Json = serde_json::from_slice(&document).unwrap();
    let exact = every_number(&json, &|number| {
        number.as_i64().is_some_and(|n| n.abs() < 1 << 53)
    });
    assert!(exact, "{json}");
    let mut restored = SecretsManager::new(Settings::default()).unwrap();
    restored.restore(&document).unwrap();
    assert_eq!(restored.snapshot(), document);
}

fn every_number(json: &Json, test: &dyn Fn(&serde_json::Number) -> bool) -> bool {
    match json {
        Json::Number(number) => test(number),
        Json::Array(items) => items.iter().all(|item| every_number(item, test)),
        Json::Object(members) => members.values().all(|member| every_number(member, test)),
        _ => true,
    }
}
