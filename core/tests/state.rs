//! Random calls in a few accounts and Regions, with every control and a host that rotates. After each call, the invariants of the state hold.
//!
//! Sequences come from numbered seeds, so a failure is repeated by its number. It is reported with the shortest sequence found.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use fake_secrets_manager::{
    Caller, ClockChange, Next, Outcome, Scope, SecretsManager, Settings, Timestamp, Value,
};
use serde_json::{Value as Json, json};

const SEQUENCES: u64 = 20_000;
const CALLS: usize = 100;
const DAY: i64 = 24 * 60 * 60 * 1_000;
const NOW: Timestamp = Timestamp(1_767_225_600_000);

const ACCOUNTS: [&str; 2] = ["123456789012", "210987654321"];
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "eu-west-2"];
const NAMES: [&str; 2] = ["a", "b"];
const LABELS: [&str; 5] = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "BLUE", "GREEN"];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn version(&mut self) -> String {
        format!("{:032}", self.below(5))
    }
}

#[derive(Clone, Debug)]
enum Step {
    Call {
        operation: &'static str,
        account: &'static str,
        region: &'static str,
        input: Json,
    },
    /// Replaces `{arn}` with the ARN of a secret that earlier calls created.
    AcrossAccounts {
        operation: &'static str,
        account: &'static str,
        region: &'static str,
        other: &'static str,
        input: Json,
    },
    Advance(i64),
    Rotate {
        fails: bool,
        steps: usize,
    },
    Key {
        region: &'static str,
        state: &'static str,
    },
    Reset,
}

fn step(random: &mut Random) -> Step {
    match random.below(100) {
        0..72 => call(random),
        72..82 => across_accounts(random),
        82..88 => Step::Advance(random.of(&[0, 1, 1_000, DAY, 3 * DAY, 8 * DAY, 31 * DAY])),
        88..97 => Step::Rotate {
            fails: random.chance(20),
            steps: random.below(6),
        },
        97..99 => Step::Key {
            region: random.of(&REGIONS),
            state: random.of(&["enabled", "disabled", "missing"]),
        },
        _ if random.chance(5) => Step::Reset,
        _ => Step::Advance(0),
    }
}

fn call(random: &mut Random) -> Step {
    let name = random.of(&NAMES);
    let value = random.of(&["x", "y"]);
    let token = random.version();
    let (operation, input) = match random.below(24) {
        0 | 1 => (
            "CreateSecret",
            json!({"Name": name, "ClientRequestToken": token, "SecretString": value}),
        ),
        2 => (
            "CreateSecret",
            json!({"Name": name, "ClientRequestToken": token}),
        ),
        3 | 4 => (
            "CreateSecret",
            json!({"Name": name, "ClientRequestToken": token, "SecretString": value,
            "AddReplicaRegions": [{"Region": random.of(&REGIONS)}], "ForceOverwriteReplicaSecret": random.chance(50)}),
        ),
        5..8 => (
            "PutSecretValue",
            json!({"SecretId": name, "ClientRequestToken": token, "SecretString": value}),
        ),
        8 => (
            "PutSecretValue",
            json!({"SecretId": name, "ClientRequestToken": token, "SecretString": value,
            "VersionStages": [random.of(&LABELS)]}),
        ),
        9 => (
            "UpdateSecret",
            json!({"SecretId": name, "ClientRequestToken": token, "SecretString": value, "Description": value}),
        ),
        10 => (
            "UpdateSecret",
            json!({"SecretId": name, "ClientRequestToken": token, "KmsKeyId": random.of(&["", "alias/app"])}),
        ),
        11 | 12 => ("UpdateSecretVersionStage", {
            let mut input = json!({"SecretId": name, "VersionStage": random.of(&LABELS)});
            if random.chance(60) {
                input["RemoveFromVersionId"] = json!(random.version());
            }
            if random.chance(60) {
                input["MoveToVersionId"] = json!(random.version());
            }
            input
        }),
        13 => (
            "DeleteSecret",
            json!({"SecretId": name, "RecoveryWindowInDays": 7}),
        ),
        14 if random.chance(40) => (
            "DeleteSecret",
            json!({"SecretId": name, "ForceDeleteWithoutRecovery": true}),
        ),
        14 | 15 => ("RestoreSecret", json!({"SecretId": name})),
        16..18 => (
            "ReplicateSecretToRegions",
            json!({"SecretId": name, "AddReplicaRegions": [{"Region": random.of(&REGIONS)}],
            "ForceOverwriteReplicaSecret": random.chance(50)}),
        ),
        18 => (
            "RemoveRegionsFromReplication",
            json!({"SecretId": name, "RemoveReplicaRegions": [random.of(&REGIONS)]}),
        ),
        19 => ("StopReplicationToReplica", json!({"SecretId": name})),
        20 => (
            "RotateSecret",
            json!({"SecretId": name, "ClientRequestToken": token,
            "RotationLambdaARN": format!("arn:aws:lambda:{}:123456789012:function:rotate", random.of(&REGIONS)),
            "RotationRules": {"AutomaticallyAfterDays": 1 + random.below(9)}, "RotateImmediately": random.chance(70)}),
        ),
        21 if random.chance(50) => ("CancelRotateSecret", json!({"SecretId": name})),
        21 => (
            "TagResource",
            json!({"SecretId": name, "Tags": [{"Key": value, "Value": token}]}),
        ),
        22 if random.chance(50) => (
            "UntagResource",
            json!({"SecretId": name, "TagKeys": [value]}),
        ),
        22 => ("DeleteResourcePolicy", json!({"SecretId": name})),
        _ => ("GetSecretValue", json!({"SecretId": name})),
    };
    Step::Call {
        operation,
        account: random.of(&ACCOUNTS),
        region: random.of(&REGIONS),
        input,
    }
}

fn across_accounts(random: &mut Random) -> Step {
    let name = random.of(&NAMES);
    let (operation, input) = match random.below(4) {
        0 => (
            "CreateSecret",
            json!({"Name": name, "KmsKeyId": "alias/app", "CrossAccountPrimaryARN": "{arn}"}),
        ),
        1 | 2 => (
            "AssociateCrossAccountReplica",
            json!({"SecretId": name, "CrossAccountReplicaARN": "{arn}"}),
        ),
        _ => (
            "DisassociateCrossAccountReplica",
            json!({"SecretId": name, "CrossAccountReplicaARN": "{arn}"}),
        ),
    };
    let account = random.of(&ACCOUNTS);
    Step::AcrossAccounts {
        operation,
        account,
        region: random.of(&REGIONS),
        other: if account == ACCOUNTS[0] {
            ACCOUNTS[1]
        } else {
            ACCOUNTS[0]
        },
        input,
    }
}

/// A fake and the host that drives it.
struct Driven(SecretsManager);

impl Driven {
    fn new() -> Self {
        let mut fake = SecretsManager::new(Settings {
            seed: 1,
            ..Settings::default()
        })
        .unwrap();
        fake.accept_any_rotation_function();
        fake.add_rotation_function("rotate").unwrap();
        Self(fake)
    }

    fn call(
        &mut self,
        operation: &str,
        account: &str,
        region: &str,
        input: &Json,
    ) -> Option<Value> {
        let caller = Caller {
            account_id: Some(account.to_owned()),
            region: Some(region.to_owned()),
        };
        let input: Value = serde_json::from_value(input.clone()).unwrap();
        self.0.call(operation, input, &caller, NOW).ok()
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Call {
                operation,
                account,
                region,
                input,
            } => drop(self.call(operation, account, region, input)),
            Step::AcrossAccounts {
                operation,
                account,
                region,
                other,
                input,
            } => {
                let name = input.get("Name").or(input.get("SecretId")).unwrap();
                let described =
                    self.call("DescribeSecret", other, region, &json!({"SecretId": name}));
                let arn = described.and_then(|described| match described {
                    Value::Map(members) => members.into_iter().find(|(name, _)| name == "ARN"),
                    _ => None,
                });
                let arn = arn.map_or(json!("none"), |(_, arn)| {
                    serde_json::from_slice(&arn.to_json()).unwrap()
                });
                let mut input = input.clone();
                for value in input.as_object_mut().unwrap().values_mut() {
                    if value == "{arn}" {
                        *value = arn.clone();
                    }
                }
                drop(self.call(operation, account, region, &input));
            }
            Step::Advance(milliseconds) => drop(self.0.advance(*milliseconds, NOW)),
            Step::Rotate { fails, steps } => self.rotate(*fails, *steps),
            Step::Key { region, state } => {
                for account in ACCOUNTS {
                    let key = format!("arn:aws:kms:{region}:{account}:alias/app");
                    self.0.declare_kms_key(&key, state, &[]).unwrap();
                }
            }
            Step::Reset => self.0.reset(NOW),
        }
    }

    /// Runs a few steps of started or due rotations. The last one can be made to fail. The host then stops.
    fn rotate(&mut self, fails: bool, steps: usize) {
        let scope = match self.0.take_started() {
            Some(run) => Scope::Run(run),
            None => Scope::CatchUp(ClockChange::None),
        };
        let drive = self.0.begin_drive(scope, NOW).unwrap();
        for step in 0..steps {
            let Next::Invoke(invocation) = self.0.next_invocation(drive, true, NOW) else {
                break;
            };
            let outcome = if fails && step + 1 == steps {
                Outcome::Failed {
                    kind: "Error".to_owned(),
                    message: "no".to_owned(),
                }
            } else {
                Outcome::Succeeded
            };
            self.0.complete(invocation.id, outcome, NOW);
        }
        self.0.end_drive(drive, NOW);
    }
}

/// The violated invariant after running the steps, and the number of steps before it.
fn broken(steps: &[Step]) -> Option<(usize, Vec<String>)> {
    let mut driven = Driven::new();
    for (taken, step) in (1..).zip(steps) {
        driven.take(step);
        let broken = driven.0.broken_invariants();
        if !broken.is_empty() {
            return Some((taken, broken));
        }
    }
    None
}

/// Removes steps that are not needed to violate an invariant.
fn shortened(mut steps: Vec<Step>) -> Vec<Step> {
    let mut place = steps.len();
    while place > 0 {
        place -= 1;
        let mut without = steps.clone();
        without.remove(place);
        if let Some((taken, _)) = broken(&without) {
            without.truncate(taken);
            steps = without;
            place = place.min(steps.len());
        }
    }
    steps
}

#[test]
fn invariants_hold_after_every_call() {
    for seed in 0..SEQUENCES {
        let mut random = Random(seed);
        let mut steps: Vec<_> = (0..CALLS).map(|_| step(&mut random)).collect();
        if let Some((taken, problems)) = broken(&steps) {
            steps.truncate(taken);
            let steps = shortened(steps);
            panic!("sequence {seed}: {problems:?} after {steps:#?}");
        }
    }
}
