//! Eventual consistency: what readers see until changes are visible.

#![expect(clippy::unwrap_used, reason = "helpers of tests are free to panic")]

use fake_secrets_manager::{
    CallError, Caller, ClockChange, Consistency, Delays, Next, Outcome, Scope, SecretsManager,
    Settings, Timestamp,
};
use serde_json::{Value as Json, json};

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake() -> SecretsManager {
    let settings = Settings {
        consistency: Consistency::Eventual(Delays::default()),
        secrets: serde_json::from_str(r#"{"app/db":"one"}"#).unwrap(),
        now: NOW,
        ..Settings::default()
    };
    let mut fake = SecretsManager::new(settings).unwrap();
    fake.freeze(NOW).unwrap();
    fake
}

fn call(
    fake: &mut SecretsManager,
    region: &str,
    operation: &str,
    input: Json,
) -> Result<Json, String> {
    let caller = Caller {
        region: Some(region.to_owned()),
        ..Caller::default()
    };
    match fake.call(
        operation,
        serde_json::from_value(input).unwrap(),
        &caller,
        NOW,
    ) {
        Ok(answer) => Ok(serde_json::from_slice(&answer.to_json()).unwrap_or(Json::Null)),
        Err(CallError::Service(refusal)) => Err(refusal.message.unwrap_or_default()),
        Err(CallError::Misuse(misuse)) => Err(misuse.to_string()),
    }
}

fn id() -> Json {
    json!({"SecretId": "app/db"})
}

fn status(fake: &mut SecretsManager) -> Json {
    let secret = call(fake, "us-east-1", "DescribeSecret", id()).unwrap();
    secret
        .pointer("/ReplicationStatus/0")
        .cloned()
        .unwrap_or_default()
}

#[test]
fn a_forced_deletion_stays_visible_for_some_seconds() {
    let mut fake = fake();
    let delete = json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true});
    call(&mut fake, "us-east-1", "DeleteSecret", delete).unwrap();
    let create = json!({"Name": "app/db", "SecretString": "two"});

    let secret = call(&mut fake, "us-east-1", "DescribeSecret", id()).unwrap();
    assert!(secret.get("DeletedDate").is_some());
    let refused = call(&mut fake, "us-east-1", "CreateSecret", create.clone()).unwrap_err();
    assert_eq!(
        refused,
        "You can't create this secret because a secret with this name is already scheduled for deletion."
    );
    assert_eq!(
        call(&mut fake, "us-east-1", "GetSecretValue", id()).unwrap_err(),
        "You can't perform this operation on the secret because it was marked for deletion."
    );

    fake.advance(19_000, NOW).unwrap();
    assert!(call(&mut fake, "us-east-1", "DescribeSecret", id()).is_err());
    assert!(call(&mut fake, "us-east-1", "CreateSecret", create).is_ok());
}

#[test]
fn a_replica_changes_from_in_progress_to_in_sync() {
    let mut fake = fake();
    let replicate = json!({"SecretId": "app/db", "AddReplicaRegions": [{"Region": "eu-west-1"}]});
    call(
        &mut fake,
        "us-east-1",
        "ReplicateSecretToRegions",
        replicate,
    )
    .unwrap();
    assert_eq!(
        status(&mut fake),
        json!({"KmsKeyId": "alias/aws/secretsmanager", "Region": "eu-west-1", "Status": "InProgress"})
    );
    assert!(call(&mut fake, "eu-west-1", "GetSecretValue", id()).is_err());

    fake.advance(4_000, NOW).unwrap();
    assert_eq!(
        status(&mut fake).get("StatusMessage").unwrap(),
        "Replication succeeded"
    );
    assert_eq!(
        call(&mut fake, "eu-west-1", "GetSecretValue", id())
            .unwrap()
            .get("SecretString")
            .unwrap(),
        "one"
    );

    let put = json!({"SecretId": "app/db", "SecretString": "two"});
    call(&mut fake, "us-east-1", "PutSecretValue", put).unwrap();
    let read = |fake: &mut SecretsManager| {
        call(fake, "eu-west-1", "GetSecretValue", id())
            .unwrap()
            .get("SecretString")
            .unwrap()
            .clone()
    };
    assert_eq!(read(&mut fake), "one");
    fake.advance(4_000, NOW).unwrap();
    assert_eq!(read(&mut fake), "two");
}

#[test]
fn a_removed_replica_stays_visible_with_a_deleted_date() {
    let mut fake = fake();
    let replicate = json!({"SecretId": "app/db", "AddReplicaRegions": [{"Region": "eu-west-1"}]});
    call(
        &mut fake,
        "us-east-1",
        "ReplicateSecretToRegions",
        replicate,
    )
    .unwrap();
    fake.settle(NOW);
    let remove = json!({"SecretId": "app/db", "RemoveReplicaRegions": ["eu-west-1"]});
    let answer = call(
        &mut fake,
        "us-east-1",
        "RemoveRegionsFromReplication",
        remove,
    )
    .unwrap();
    assert_eq!(answer.get("ReplicationStatus").unwrap(), &json!([]));
    let replica = call(&mut fake, "eu-west-1", "DescribeSecret", id()).unwrap();
    assert!(replica.get("DeletedDate").is_some());
    assert_eq!(replica.get("PrimaryRegion").unwrap(), "us-east-1");
    let refused = call(
        &mut fake,
        "eu-west-1",
        "DeleteSecret",
        json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true}),
    );
    assert_eq!(
        refused.unwrap_err(),
        "Operation not permitted on a replica secret. Call must be made in primary secret's region."
    );
    fake.advance(15_000, NOW).unwrap();
    assert!(call(&mut fake, "eu-west-1", "DescribeSecret", id()).is_err());
}

#[test]
fn lists_lag_but_reads_do_not() {
    let mut fake = fake();
    call(
        &mut fake,
        "us-east-1",
        "CreateSecret",
        json!({"Name": "app/new", "SecretString": "x"}),
    )
    .unwrap();
    let listed = |fake: &mut SecretsManager| {
        call(fake, "us-east-1", "ListSecrets", json!({}))
            .unwrap()
            .get("SecretList")
            .unwrap()
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(&mut fake), 1);
    assert!(
        call(
            &mut fake,
            "us-east-1",
            "GetSecretValue",
            json!({"SecretId": "app/new"})
        )
        .is_ok()
    );
    fake.advance(5_001, NOW).unwrap();
    assert_eq!(listed(&mut fake), 2);
}

#[test]
fn settle_applies_all_pending_changes_without_moving_the_clock() {
    let mut fake = fake();
    call(&mut fake, "us-east-1", "CreateSecret", json!({"Name": "app/new", "SecretString": "x", "AddReplicaRegions": [{"Region": "eu-west-1"}]})).unwrap();
    call(
        &mut fake,
        "us-east-1",
        "DeleteSecret",
        json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true}),
    )
    .unwrap();
    fake.settle(NOW);
    assert_eq!(fake.now(NOW), NOW);
    let names = call(&mut fake, "us-east-1", "ListSecrets", json!({})).unwrap();
    assert_eq!(names.pointer("/SecretList/0/Name").unwrap(), "app/new");
    assert!(call(&mut fake, "us-east-1", "DescribeSecret", id()).is_err());
    assert!(
        call(
            &mut fake,
            "eu-west-1",
            "GetSecretValue",
            json!({"SecretId": "app/new"})
        )
        .is_ok()
    );
}

#[test]
fn the_same_seed_gives_the_same_delays() {
    let steps = || {
        let mut fake = fake();
        let delete = json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true});
        call(&mut fake, "us-east-1", "DeleteSecret", delete).unwrap();
        let mut steps = 0;
        while call(&mut fake, "us-east-1", "DescribeSecret", id()).is_ok() {
            fake.advance(100, NOW).unwrap();
            steps += 1;
        }
        steps
    };
    let first = steps();
    assert_eq!(first, steps());
    assert!((10..=186).contains(&first), "{first}");
}

/// Rotates app/db, and returns the response.
fn rotate(fake: &mut SecretsManager) -> Json {
    let arn = fake.add_rotation_function("rotate").unwrap();
    let input = json!({"SecretId": "app/db", "RotationLambdaARN": arn});
    call(fake, "us-east-1", "RotateSecret", input).unwrap()
}

/// The steps that run in a drive, each with the time that the function sees.
fn run(fake: &mut SecretsManager, scope: Scope) -> Vec<(&'static str, Timestamp)> {
    let drive = fake.begin_drive(scope, NOW).unwrap();
    let mut steps = Vec::new();
    while let Next::Invoke(invocation) = fake.next_invocation(drive, true, NOW) {
        fake.enter(Some(invocation.id));
        steps.push((invocation.step, fake.now(NOW)));
        fake.enter(None);
        fake.complete(invocation.id, Outcome::Succeeded, NOW);
    }
    fake.end_drive(drive, NOW);
    steps
}

#[test]
fn rotate_secret_responds_before_its_steps_run() {
    let mut fake = fake();
    let token = rotate(&mut fake).get("VersionId").unwrap().clone();
    assert_eq!(fake.take_started(), None);
    assert!(fake.is_ready(NOW));
    let secret = call(&mut fake, "us-east-1", "DescribeSecret", id()).unwrap();
    let labels = &secret["VersionIdsToStages"];
    assert_eq!(labels[token.as_str().unwrap()], json!(["AWSPENDING"]));
    assert_eq!(fake.rotations().len(), 0);

    // Documented delays: the first step begins 1 to 600 ms after the response.
    let advance = |milliseconds| Scope::CatchUp(ClockChange::Advance(milliseconds));
    assert_eq!(run(&mut fake, advance(0)), []);
    let steps = run(&mut fake, advance(600));
    let names: Vec<_> = steps.iter().map(|(step, _)| *step).collect();
    assert_eq!(
        names,
        ["createSecret", "setSecret", "testSecret", "finishSecret"]
    );
    for (step, at) in &steps {
        assert!(NOW < *at && at.0 <= NOW.0 + 600, "{step} at {at:?}");
    }
    assert_eq!(fake.now(NOW).0, NOW.0 + 600);
    assert!(fake.is_ready(NOW));
    assert_eq!(run(&mut fake, advance(10_000)), []);
}

#[test]
fn settle_runs_pending_rotation_steps() {
    let mut fake = fake();
    rotate(&mut fake);
    fake.settle(NOW);
    assert!(!fake.is_ready(NOW));
    let steps = run(&mut fake, Scope::CatchUp(ClockChange::None));
    assert_eq!(steps.len(), 4);
    assert!(steps.iter().all(|(_, at)| *at == NOW));
}

#[test]
fn a_delayed_rotation_runs_with_the_queue() {
    let mut fake = fake();
    rotate(&mut fake);
    assert_eq!(run(&mut fake, Scope::Queue { until: None }).len(), 4);
    assert_eq!(
        run(&mut fake, Scope::CatchUp(ClockChange::Advance(1_000))),
        []
    );
}

#[test]
fn a_delayed_rotation_is_abandoned_when_its_secret_is_deleted() {
    let mut fake = fake();
    let delete = json!({"SecretId": "app/db", "ForceDeleteWithoutRecovery": true});
    rotate(&mut fake);
    call(&mut fake, "us-east-1", "DeleteSecret", delete).unwrap();
    assert_eq!(
        run(&mut fake, Scope::CatchUp(ClockChange::Advance(60_000))),
        []
    );
    assert!(call(&mut fake, "us-east-1", "DescribeSecret", id()).is_err());
}

#[test]
fn queued_rotations_have_no_delay() {
    let mut fake = fake();
    fake.queue_rotation_steps();
    rotate(&mut fake);
    assert_eq!(fake.queued_runs().len(), 1);
    assert_eq!(
        run(&mut fake, Scope::CatchUp(ClockChange::Advance(60_000))),
        []
    );
    assert_eq!(fake.queued_runs().len(), 1);
}

#[test]
fn a_snapshot_keeps_pending_changes() {
    let mut fake = fake();
    let replicate = json!({"SecretId": "app/db", "AddReplicaRegions": [{"Region": "eu-west-1"}, {"Region": "eu-north-1"}]});
    call(
        &mut fake,
        "us-east-1",
        "ReplicateSecretToRegions",
        replicate,
    )
    .unwrap();
    let remove = json!({"SecretId": "app/db", "RemoveReplicaRegions": ["eu-west-1"]});
    call(
        &mut fake,
        "us-east-1",
        "RemoveRegionsFromReplication",
        remove,
    )
    .unwrap();
    rotate(&mut fake);
    let mut restored = SecretsManager::new(Settings::default()).unwrap();
    restored.restore(&fake.snapshot()).unwrap();
    assert_eq!(restored.snapshot(), fake.snapshot());
    let later = Scope::CatchUp(ClockChange::Advance(600));
    assert_eq!(run(&mut restored, later.clone()), run(&mut fake, later));
    assert_eq!(restored.snapshot(), fake.snapshot());
}
