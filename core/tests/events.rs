//! Events in EventBridge format.

#![expect(clippy::unwrap_used, reason = "helpers of tests are free to panic")]

use fake_secrets_manager::{
    Caller, ClockChange, EventFilter, Next, Outcome, Scope, SecretsManager, Settings, Timestamp,
};
use serde_json::{Value as Json, json};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const TOKEN: &str = "EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE";

fn fake() -> SecretsManager {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    let secrets = serde_json::from_str(r#"{"app/db":"hunter2"}"#).unwrap();
    fake.seed(secrets, NOW).unwrap();
    fake
}

fn call(fake: &mut SecretsManager, operation: &str, input: Json) {
    let input = serde_json::from_value(input).unwrap();
    let _ = fake.call(operation, input, &Caller::default(), NOW);
}

fn events(fake: &SecretsManager, filter: &EventFilter) -> Vec<Json> {
    let events = fake.events(filter).unwrap();
    events
        .iter()
        .map(|event| serde_json::from_slice(&event.to_json()).unwrap())
        .collect()
}

fn named(name: &str) -> EventFilter {
    EventFilter {
        name: Some(name.to_owned()),
        ..EventFilter::default()
    }
}

fn names(fake: &SecretsManager) -> Vec<String> {
    let name = |event: &Json| match event.pointer("/detail/eventName") {
        Some(name) => name.as_str().unwrap().to_owned(),
        None => event
            .pointer("/detail/labelUpdated")
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned(),
    };
    events(fake, &EventFilter::default())
        .iter()
        .map(name)
        .collect()
}

#[test]
fn announces_moved_labels_except_pending_and_previous() {
    let mut fake = fake();
    call(
        &mut fake,
        "PutSecretValue",
        json!({"SecretId": "app/db", "SecretString": "new", "ClientRequestToken": TOKEN, "VersionStages": ["AWSCURRENT", "blue"]}),
    );
    call(
        &mut fake,
        "PutSecretValue",
        json!({"SecretId": "app/db", "SecretString": "pending", "ClientRequestToken": TOKEN.replace('1', "2"), "VersionStages": ["AWSPENDING"]}),
    );
    let updates = events(&fake, &named("SecretLabelUpdated"));
    let mut labels: Vec<_> = updates
        .iter()
        .map(|event| {
            event
                .pointer("/detail/labelUpdated")
                .unwrap()
                .as_str()
                .unwrap()
        })
        .collect();
    labels.sort_unstable();
    assert_eq!(labels, ["AWSCURRENT", "blue"]);
    let event = updates.first().unwrap();
    assert_eq!(event.get("detail-type").unwrap(), "Secret Label Updated");
    assert_eq!(event.get("source").unwrap(), "aws.secretsmanager");
    assert_eq!(event.get("time").unwrap(), "2026-01-01T00:00:00Z");
    assert_eq!(event.pointer("/detail/name").unwrap(), "app/db");
    assert_eq!(event.pointer("/detail/versionId").unwrap(), TOKEN);
    assert!(
        event
            .pointer("/resources/0")
            .unwrap()
            .as_str()
            .unwrap()
            .contains(":secret:app/db-")
    );
}

#[test]
fn deletion_recovery_and_replication_are_service_events() {
    let mut fake = fake();
    call(&mut fake, "DeleteSecret", json!({"SecretId": "app/db"}));
    call(&mut fake, "RestoreSecret", json!({"SecretId": "app/db"}));
    call(
        &mut fake,
        "ReplicateSecretToRegions",
        json!({"SecretId": "app/db", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
    );
    call(
        &mut fake,
        "RemoveRegionsFromReplication",
        json!({"SecretId": "app/db", "RemoveReplicaRegions": ["eu-west-1"]}),
    );
    call(
        &mut fake,
        "DeleteSecret",
        json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true}),
    );
    let service: Vec<_> = names(&fake)
        .into_iter()
        .filter(|name| {
            !name.ends_with("Secret")
                && !name.ends_with("Regions")
                && !name.ends_with("Replication")
        })
        .collect();
    assert_eq!(
        service,
        [
            "StartSecretVersionDelete",
            "CancelSecretVersionDelete",
            "ReplicationStarted",
            "ReplicationSucceeded",
            "EndSecretVersionDelete"
        ]
    );
    let event = events(&fake, &named("StartSecretVersionDelete")).remove(0);
    assert_eq!(
        event.get("detail-type").unwrap(),
        "AWS Service Event via CloudTrail"
    );
    assert_eq!(
        event.pointer("/detail/eventType").unwrap(),
        "AwsServiceEvent"
    );
}

#[test]
fn records_a_call_as_cloudtrail_does() {
    let mut fake = fake();
    call(
        &mut fake,
        "CreateSecret",
        json!({"Name": "app/new", "SecretString": "hunter2", "KmsKeyId": "alias/app", "Tags": [{"Key": "team", "Value": "db"}]}),
    );
    call(&mut fake, "GetSecretValue", json!({"SecretId": "nope"}));
    call(
        &mut fake,
        "BatchGetSecretValue",
        json!({"SecretIdList": ["app/db", "app/new"]}),
    );

    let create = events(&fake, &named("CreateSecret")).remove(0);
    assert_eq!(
        create.get("detail-type").unwrap(),
        "AWS API Call via CloudTrail"
    );
    let detail = create.get("detail").unwrap();
    assert_eq!(
        detail.pointer("/requestParameters/name").unwrap(),
        "app/new"
    );
    assert_eq!(
        detail.pointer("/requestParameters/tags/0/key").unwrap(),
        "team"
    );
    assert!(detail.pointer("/requestParameters/secretString").is_none());
    assert!(detail.pointer("/responseElements/arn").is_some());
    assert_eq!(detail.get("readOnly").unwrap(), false);

    let reads = events(&fake, &named("GetSecretValue"));
    assert_eq!(reads.len(), 3);
    let refused = reads.first().unwrap().get("detail").unwrap();
    assert_eq!(
        refused.get("errorCode").unwrap(),
        "ResourceNotFoundException"
    );
    assert_eq!(
        (
            refused.get("responseElements").unwrap(),
            refused.get("readOnly").unwrap()
        ),
        (&Json::Null, &Json::Bool(true))
    );

    let all = format!("{:?}", events(&fake, &EventFilter::default()));
    assert!(!all.contains("hunter2"));
}

#[test]
fn reads_new_events_without_changing_anything() {
    let mut fake = fake();
    call(&mut fake, "DescribeSecret", json!({"SecretId": "app/db"}));
    let seen = fake.event_count();
    call(
        &mut fake,
        "PutSecretValue",
        json!({"SecretId": "app/db", "SecretString": "new"}),
    );
    let news = EventFilter {
        after: seen,
        ..EventFilter::default()
    };
    let first = events(&fake, &news);
    assert_eq!(first.len(), 2);
    assert_eq!(first, events(&fake, &news));
    let ids: std::collections::BTreeSet<_> = events(&fake, &EventFilter::default())
        .iter()
        .map(|event| event.get("id").unwrap().to_string())
        .collect();
    assert_eq!(ids.len(), 3);

    let misspelled = fake
        .events(&named("RotationFaild"))
        .unwrap_err()
        .to_string();
    assert!(
        misspelled.contains("did you mean \"RotationFailed\"?"),
        "{misspelled}"
    );
    fake.reset(NOW);
    assert!(events(&fake, &EventFilter::default()).is_empty());
}

const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

/// Drives rotations. The function fails in the step `failing`, and otherwise works like a Lambda function.
fn drive(fake: &mut SecretsManager, scope: Scope, failing: &str) {
    let drive = fake.begin_drive(scope, NOW).unwrap();
    while let Next::Invoke(invocation) = fake.next_invocation(drive, true, NOW) {
        let outcome = if invocation.step == failing {
            Outcome::Failed {
                kind: "ValueError".to_owned(),
                message: "no".to_owned(),
            }
        } else {
            Outcome::Succeeded
        };
        fake.enter(Some(invocation.id));
        if invocation.step == "createSecret" {
            call(
                fake,
                "PutSecretValue",
                json!({"SecretId": "app/db", "SecretString": "new", "ClientRequestToken": invocation.token, "VersionStages": ["AWSPENDING"]}),
            );
        }
        if invocation.step == "finishSecret" {
            let current = fake.call(
                "DescribeSecret",
                serde_json::from_str(r#"{"SecretId":"app/db"}"#).unwrap(),
                &Caller::default(),
                NOW,
            );
            let current: Json = serde_json::from_slice(&current.unwrap().to_json()).unwrap();
            let stages = current
                .get("VersionIdsToStages")
                .unwrap()
                .as_object()
                .unwrap();
            let (from, _) = stages
                .iter()
                .find(|(_, labels)| labels.to_string().contains("AWSCURRENT"))
                .unwrap();
            call(
                fake,
                "UpdateSecretVersionStage",
                json!({"SecretId": "app/db", "VersionStage": "AWSCURRENT", "MoveToVersionId": invocation.token, "RemoveFromVersionId": from}),
            );
            call(
                fake,
                "UpdateSecretVersionStage",
                json!({"SecretId": "app/db", "VersionStage": "AWSPENDING", "RemoveFromVersionId": invocation.token}),
            );
        }
        fake.enter(None);
        fake.complete(invocation.id, outcome, NOW);
    }
    fake.end_drive(drive, NOW);
}

fn drive_started(fake: &mut SecretsManager, failing: &str) {
    let run = fake.take_started().unwrap();
    drive(fake, Scope::Run(run), failing);
}

fn rotation_events(fake: &SecretsManager) -> Vec<String> {
    let mut names = names(fake);
    names.retain(|name| name.contains("Rotation"));
    names
}

#[test]
fn announces_the_start_and_end_of_a_rotation() {
    let mut fake = fake();
    fake.add_rotation_function("rotate").unwrap();
    let rotate = json!({"SecretId": "app/db", "RotationLambdaARN": FUNCTION, "ClientRequestToken": TOKEN, "RotationRules": {"AutomaticallyAfterDays": 7}});
    call(&mut fake, "RotateSecret", rotate);
    assert_eq!(rotation_events(&fake), ["RotationStarted"]);
    drive_started(&mut fake, "setSecret");
    assert_eq!(
        rotation_events(&fake),
        ["RotationStarted", "RotationFailed"]
    );
    let event = events(&fake, &named("RotationFailed")).remove(0);
    let of = |pointer| event.pointer(pointer).unwrap().as_str().unwrap();
    assert_eq!(
        of("/detail/errorMessage"),
        format!("Error when executing lambda {FUNCTION} during setSecret step")
    );
    assert_eq!(of("/detail/additionalEventData/ClientRequestToken"), TOKEN);
    let started = events(&fake, &named("RotationStarted")).remove(0);
    assert!(started.pointer("/detail/errorMessage").is_none());

    // The same rotation again.
    call(
        &mut fake,
        "RotateSecret",
        json!({"SecretId": "app/db", "ClientRequestToken": TOKEN}),
    );
    drive_started(&mut fake, "");
    assert_eq!(
        rotation_events(&fake).split_off(2),
        ["RotationStarted", "RotationSucceeded"]
    );
}

#[test]
fn announces_a_scheduled_rotation_at_its_own_time() {
    let mut fake = fake();
    fake.add_rotation_function("rotate").unwrap();
    let rotate = json!({"SecretId": "app/db", "RotationLambdaARN": FUNCTION, "RotateImmediately": false, "RotationRules": {"AutomaticallyAfterDays": 7}});
    call(&mut fake, "RotateSecret", rotate);
    drive_started(&mut fake, "");
    let seen = rotation_events(&fake);
    assert_eq!(seen, ["TestRotationStarted", "TestRotationSucceeded"]);

    let days = ClockChange::Advance(9 * 86_400_000);
    drive(&mut fake, Scope::CatchUp(days), "");
    assert_eq!(
        rotation_events(&fake).split_off(2),
        ["RotationStarted", "RotationSucceeded"]
    );
    let time = |name: &str| events(&fake, &named(name)).remove(0).get("time").cloned();
    assert_eq!(time("RotationStarted"), time("RotationSucceeded"));
    assert_ne!(
        time("RotationStarted").unwrap(),
        json!("2026-01-10T00:00:00Z")
    );
}

#[test]
fn announces_failed_tests_and_abandoned_rotations() {
    let mut fake = fake();
    fake.add_rotation_function("rotate").unwrap();
    let rotate = json!({"SecretId": "app/db", "RotationLambdaARN": FUNCTION, "RotateImmediately": false, "RotationRules": {"AutomaticallyAfterDays": 7}});
    call(&mut fake, "RotateSecret", rotate);
    drive_started(&mut fake, "testSecret");
    assert_eq!(
        rotation_events(&fake),
        ["TestRotationStarted", "TestRotationFailed"]
    );
    call(&mut fake, "RotateSecret", json!({"SecretId": "app/db"}));
    let run = fake.take_started().unwrap();
    call(
        &mut fake,
        "CancelRotateSecret",
        json!({"SecretId": "app/db"}),
    );
    drive(&mut fake, Scope::Run(run), "");
    assert_eq!(
        rotation_events(&fake).split_off(2),
        ["RotationStarted", "RotationAbandoned"]
    );
}
