//! Lifelike timing: what readers see until changes arrive.

#![expect(clippy::unwrap_used, reason = "helpers of tests are free to panic")]

use fake_secrets_manager::{
    CallError, Caller, Consistency, Delays, SecretsManager, Settings, Timestamp,
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
        Err(CallError::Refused(refusal)) => Err(refusal.message.unwrap_or_default()),
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
fn a_replica_goes_from_in_progress_to_in_sync() {
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
fn lists_lag_behind_and_reads_do_not() {
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
fn settle_lets_everything_arrive_without_moving_the_clock() {
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
