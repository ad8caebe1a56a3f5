//! The driver of rotations, behaviour by behaviour: leases, order, the log. Random hosts are in `machine.rs`.

use crate::support::{DAY, HOUR, NOW, advance, call, drive, fake_with, rotate, rotates};
use fake_secrets_manager::{
    ClockChange, Invocation, Next, Outcome, RotationOutcome, Scope, SecretsManager, Timestamp,
};

fn invoke(fake: &mut SecretsManager, drive: u64) -> Invocation {
    match fake.next_invocation(drive, true, NOW) {
        Next::Invoke(invocation) => invocation,
        other => panic!("{other:?}"),
    }
}

fn outcomes(fake: &SecretsManager) -> Vec<&'static str> {
    fake.rotations()
        .map(|rotation| rotation.outcome.name())
        .collect()
}

fn failed(message: &str) -> Outcome {
    Outcome::Failed {
        kind: "ValueError".to_owned(),
        message: message.to_owned(),
    }
}

/// A fake with a secret that rotates every four hours, after its first rotation.
fn scheduled() -> SecretsManager {
    let mut fake = fake_with(&["a"]);
    let run = rotate(&mut fake, "a", Some("rate(4 hours)"), NOW)
        .unwrap()
        .unwrap();
    drive(&mut fake, Scope::Run(run), rotates);
    fake
}

#[test]
fn a_run_whose_host_stops_in_a_step_ends_and_the_schedule_rotates_again() {
    let mut fake = scheduled();
    let stopped = fake.begin_drive(advance(5 * HOUR), NOW).unwrap();
    let invocation = invoke(&mut fake, stopped);
    let report = fake.end_drive(stopped, NOW);
    assert_eq!(report.events[0].event, "RotationFailed");
    assert_eq!(outcomes(&fake), ["succeeded", "failed"]);
    let step = fake.rotations().last().unwrap().steps[0].clone();
    assert_eq!(step.error.unwrap().kind, "HostGone");
    assert!(
        fake.complete(invocation.id, Outcome::Succeeded, NOW)
            .is_none(),
        "the lease is over"
    );
    assert!(fake.queued_runs().is_empty());
    let events = drive(&mut fake, advance(DAY), rotates);
    assert!(
        events.len() > 2
            && events
                .iter()
                .all(|event| event.event == "RotationSucceeded"),
        "{events:?}"
    );
}

#[test]
fn a_run_whose_host_stops_between_steps_ends() {
    let mut fake = scheduled();
    let stopped = fake.begin_drive(advance(5 * HOUR), NOW).unwrap();
    let invocation = invoke(&mut fake, stopped);
    fake.complete(invocation.id, Outcome::Succeeded, NOW);
    fake.end_drive(stopped, NOW);
    let rotation = fake.rotations().last().unwrap();
    assert_eq!(rotation.outcome, RotationOutcome::Failed);
    assert_eq!(rotation.steps[0].outcome, RotationOutcome::Succeeded);
    assert!(rotation.note.unwrap().contains("between two steps"));
    assert_eq!(fake.now(NOW), NOW.plus_milliseconds(5 * HOUR));
    assert!(!drive(&mut fake, advance(DAY), rotates).is_empty());
}

/// The rotation continues regardless of how many steps had run when the state was saved, and of rotations in the other fake.
#[test]
fn a_rotation_in_progress_continues_in_a_restored_state() {
    for steps_done in 0..4 {
        for returns in [false, true] {
            let mut original = fake_with(&["a"]);
            let run = rotate(&mut original, "a", Some("rate(4 hours)"), NOW);
            let started = original
                .begin_drive(Scope::Run(run.unwrap().unwrap()), NOW)
                .unwrap();
            for _ in 0..steps_done {
                let invocation = invoke(&mut original, started);
                let outcome = rotates(&mut original, &invocation);
                original.complete(invocation.id, outcome, NOW);
            }
            let state = original.snapshot();
            let mut restored = original.clone();
            if returns {
                restored.return_to(&original);
            } else {
                restored.restore(&state).unwrap();
            }
            assert_eq!(restored.snapshot(), state);
            assert!(!restored.is_ready(NOW));

            let mut steps = Vec::new();
            let events = drive(&mut restored, advance(DAY), |fake, invocation| {
                steps.push((invocation.step, fake.now(NOW)));
                rotates(fake, invocation)
            });
            assert!(
                steps.iter().take(4 - steps_done).all(|(_, at)| *at == NOW),
                "it continues before the clock advances: {steps:?}"
            );
            assert_eq!(steps[4 - steps_done].0, "createSecret");
            assert!(events.len() > 4, "the schedule goes on: {events:?}");
            assert!(outcomes(&restored).iter().all(|it| *it == "succeeded"));
            assert!(restored.queued_runs().is_empty() && restored.is_ready(NOW));
        }
    }
}

#[test]
fn other_hosts_wait_while_one_catches_up() {
    let mut fake = scheduled();
    let first = fake.begin_drive(advance(9 * HOUR), NOW).unwrap();
    let invocation = invoke(&mut fake, first);
    let present = NOW.plus_milliseconds(9 * HOUR);
    fake.enter(None);
    assert!(!fake.is_ready(NOW));
    assert_eq!(fake.now(NOW), present, "nobody is answered from the past");
    let other = fake
        .begin_drive(Scope::CatchUp(ClockChange::None), NOW)
        .unwrap();
    assert!(matches!(fake.next_invocation(other, true, NOW), Next::Wait));

    fake.enter(Some(invocation.id));
    assert!(fake.is_ready(NOW), "the function does not wait for itself");
    let seen = fake.now(NOW);
    assert!(seen > NOW && seen < present);

    fake.enter(None);
    fake.end_drive(first, NOW);
    fake.enter(Some(invocation.id));
    assert_eq!(fake.now(NOW), present, "the lease is over");
    fake.enter(None);
    assert!(matches!(
        fake.next_invocation(other, true, NOW),
        Next::Invoke(_) | Next::Done
    ));
}

#[test]
fn a_second_advance_waits_for_the_first_and_each_returns_its_own_events() {
    let mut fake = scheduled();
    let first = fake.begin_drive(advance(DAY), NOW).unwrap();
    let mut invocation = invoke(&mut fake, first);
    let second = fake.begin_drive(advance(DAY), NOW).unwrap();
    assert!(matches!(
        fake.next_invocation(second, true, NOW),
        Next::Wait
    ));
    assert_eq!(fake.now(NOW), NOW.plus_milliseconds(DAY));
    loop {
        fake.enter(Some(invocation.id));
        rotates(&mut fake, &invocation);
        fake.enter(None);
        fake.complete(invocation.id, Outcome::Succeeded, NOW);
        match fake.next_invocation(first, true, NOW) {
            Next::Invoke(next) => invocation = next,
            Next::Wait => panic!("the first advance waits for nobody"),
            Next::Done => break,
        }
    }
    let of_first = fake.end_drive(first, NOW).events;
    let next = invoke(&mut fake, second);
    assert_eq!(fake.now(NOW), NOW.plus_milliseconds(2 * DAY));
    fake.complete(next.id, failed("no"), NOW);
    let of_second = fake.end_drive(second, NOW).events;
    let boundary = NOW.plus_milliseconds(DAY);
    assert!(!of_first.is_empty() && of_first.iter().all(|event| event.at <= boundary));
    assert!(!of_second.is_empty() && of_second.iter().all(|event| event.at > boundary));
}

#[test]
fn an_advance_from_within_a_function_moves_the_clock_immediately() {
    let mut fake = scheduled();
    let mut moved = false;
    let events = drive(&mut fake, advance(5 * HOUR), |fake, invocation| {
        if !std::mem::replace(&mut moved, true) {
            let inner = fake.begin_drive(advance(DAY), NOW).unwrap();
            assert!(matches!(fake.next_invocation(inner, true, NOW), Next::Done));
            assert!(fake.end_drive(inner, NOW).events.is_empty());
        }
        rotates(fake, invocation)
    });
    assert_eq!(fake.now(NOW), NOW.plus_milliseconds(DAY + 5 * HOUR));
    assert!(
        events.len() > 4,
        "the outer advance processes what the inner one made due: {events:?}"
    );
}

#[test]
fn a_host_that_cannot_wait_moves_only_the_clock() {
    let mut fake = scheduled();
    let first = fake.begin_drive(advance(DAY), NOW).unwrap();
    invoke(&mut fake, first);
    let second = fake.begin_drive(advance(DAY), NOW).unwrap();
    assert!(matches!(
        fake.next_invocation(second, false, NOW),
        Next::Done
    ));
    assert_eq!(fake.now(NOW), NOW.plus_milliseconds(2 * DAY));
}

#[test]
fn the_queue_waits_for_a_run_of_another_host() {
    let mut fake = fake_with(&["a"]);
    let run = rotate(&mut fake, "a", None, NOW).unwrap().unwrap();
    let first = fake.begin_drive(Scope::Run(run), NOW).unwrap();
    let invocation = invoke(&mut fake, first);
    let queue = fake.begin_drive(Scope::Queue { until: None }, NOW).unwrap();
    assert!(matches!(fake.next_invocation(queue, true, NOW), Next::Wait));
    fake.complete(invocation.id, Outcome::Succeeded, NOW);
    assert!(matches!(fake.next_invocation(queue, true, NOW), Next::Wait));
    fake.end_drive(first, NOW);
    assert!(matches!(fake.next_invocation(queue, true, NOW), Next::Done));
    assert_eq!(
        fake.end_drive(queue, NOW).steps,
        [(0, 0)],
        "the step that ended meanwhile"
    );
}

#[test]
fn a_run_from_before_a_reset_cannot_end_a_new_run() {
    let mut fake = fake_with(&["a"]);
    let begin = |fake: &mut SecretsManager| {
        let run = rotate(fake, "a", None, NOW).unwrap().unwrap();
        let drive = fake.begin_drive(Scope::Run(run), NOW).unwrap();
        invoke(fake, drive)
    };
    let before = begin(&mut fake);
    fake.reset(NOW);
    call(
        &mut fake,
        "CreateSecret",
        &[("Name", "a"), ("SecretString", "b")],
        NOW,
    )
    .unwrap();
    let after = begin(&mut fake);
    assert!(fake.complete(before.id, failed("late"), NOW).is_none());
    assert!(fake.complete(after.id, Outcome::Succeeded, NOW).is_some());
}

#[test]
fn a_host_from_before_a_restore_has_no_effect() {
    let mut fake = fake_with(&["a"]);
    let state = fake.clone();
    let begin = |fake: &mut SecretsManager| {
        let run = rotate(fake, "a", None, NOW).unwrap().unwrap();
        let drive = fake.begin_drive(Scope::Run(run), NOW).unwrap();
        (drive, invoke(fake, drive))
    };
    let (old_drive, old) = begin(&mut fake);
    fake.return_to(&state);
    assert!(!fake.has_drives());
    let (drive, invocation) = begin(&mut fake);
    assert!(drive > old.id && invocation.id > old.id);
    assert!(fake.complete(old.id, failed("late"), NOW).is_none());
    assert!(fake.end_drive(old_drive, NOW).failed.is_empty());
    assert!(
        fake.complete(invocation.id, Outcome::Succeeded, NOW)
            .is_some()
    );
    fake.end_drive(drive, NOW);

    // A snapshot that was taken while a host ran a step: the step can run again.
    let mut fake = fake_with(&["a"]);
    let (_, old) = begin(&mut fake);
    let state = fake.clone();
    fake.return_to(&state);
    assert!(fake.complete(old.id, Outcome::Succeeded, NOW).is_none());
    drive_queue(&mut fake);
    assert_eq!(outcomes(&fake), ["succeeded"]);
}

fn drive_queue(fake: &mut SecretsManager) {
    drive(fake, Scope::Queue { until: None }, rotates);
}

#[test]
fn the_log_shows_errors_of_functions_without_secret_values() {
    let mut fake = fake_with(&["a"]);
    let config = r#"{"user":"admin","password":"correct-horse"}"#;
    call(
        &mut fake,
        "CreateSecret",
        &[("Name", "b"), ("SecretString", config)],
        NOW,
    )
    .unwrap();
    let run = rotate(&mut fake, "a", None, NOW).unwrap().unwrap();
    let drive = fake.begin_drive(Scope::Run(run), NOW).unwrap();
    let invocation = invoke(&mut fake, drive);
    fake.complete(
        invocation.id,
        failed("admin:correct-horse was 'hunter2'"),
        NOW,
    );
    let error = fake.rotations().last().unwrap().steps[0]
        .error
        .clone()
        .unwrap();
    assert_eq!(error.kind, "ValueError");
    assert_eq!(
        error.message,
        "[secret value]:[secret value] was '[secret value]'"
    );
    let warnings = fake.end_drive(drive, NOW).warnings;
    assert!(
        warnings[0].is_failure
            && warnings[0]
                .text
                .contains("failed in createSecret: ValueError: ")
    );
}

#[test]
fn notes_a_function_that_does_not_move_awscurrent() {
    let mut fake = fake_with(&["a", "b"]);
    let mut warnings = Vec::new();
    for name in ["a", "b"] {
        let run = rotate(&mut fake, name, None, NOW).unwrap().unwrap();
        let drive = fake.begin_drive(Scope::Run(run), NOW).unwrap();
        while let Next::Invoke(invocation) = fake.next_invocation(drive, true, NOW) {
            fake.complete(invocation.id, Outcome::Succeeded, NOW);
        }
        warnings.extend(fake.end_drive(drive, NOW).warnings);
    }
    let rotation = fake.rotations().last().unwrap();
    assert_eq!(rotation.outcome, RotationOutcome::Succeeded);
    assert!(rotation.note.unwrap().contains("without moving AWSCURRENT"));
    assert_eq!(warnings.len(), 1, "once for each function: {warnings:?}");
    let refused = rotate(&mut fake, "a", None, NOW).unwrap_err();
    assert!(
        refused.contains("A previous rotation isn't complete"),
        "{refused}"
    );
}

#[test]
fn the_log_keeps_the_newest_10000_rotations_and_warns_once() {
    let mut fake = fake_with(&["a"]);
    fake.fail("createSecret", None, None, u32::MAX).unwrap();
    let mut warnings = Vec::new();
    for number in 0..10_002 {
        let token = format!("{number:032}");
        let secret = ("SecretId", "a");
        let labels = [
            secret,
            ("VersionStage", "AWSPENDING"),
            ("RemoveFromVersionId", &format!("{:032}", number - 1)),
        ];
        if number > 0 {
            call(&mut fake, "UpdateSecretVersionStage", &labels, NOW).unwrap();
        }
        let members = [
            secret,
            ("ClientRequestToken", &*token),
            ("RotationLambdaARN", crate::support::FUNCTION),
        ];
        call(&mut fake, "RotateSecret", &members, NOW).unwrap();
        let run = fake.take_started().unwrap();
        let drive = fake.begin_drive(Scope::Run(run), NOW).unwrap();
        assert!(matches!(fake.next_invocation(drive, true, NOW), Next::Done));
        warnings.extend(fake.end_drive(drive, NOW).warnings);
    }
    assert_eq!(fake.rotations().len(), 10_000);
    assert_eq!(
        &*fake.rotations().next().unwrap().token,
        format!("{:032}", 2)
    );
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].text.contains("newest 10000"));
    assert_eq!(fake.rotations_since(0).first, 2);
}

#[test]
fn reports_changes_of_the_log_since_a_version() {
    let mut fake = scheduled();
    let all = fake.rotations_since(0);
    assert_eq!(all.entries.len(), 1);
    assert!(fake.rotations_since(all.version).entries.is_empty());
    drive(&mut fake, advance(5 * HOUR), rotates);
    let changes = fake.rotations_since(all.version);
    assert_eq!(
        changes
            .entries
            .iter()
            .map(|entry| entry.number)
            .collect::<Vec<_>>(),
        [1]
    );
    fake.reset(NOW);
    assert_eq!(fake.rotations_since(changes.version).first, 2);
}

#[test]
fn a_function_registered_late_runs_overdue_rotations() {
    let mut fake = fake_with(&["a"]);
    fake.accept_any_rotation_function();
    let other = crate::support::FUNCTION.replace("rotate", "late");
    let members = [("SecretId", "a"), ("RotationLambdaARN", &*other)];
    call(&mut fake, "RotateSecret", &members, NOW).unwrap();
    let schedule = fake_secrets_manager::Value::Map(vec![(
        "ScheduleExpression".into(),
        fake_secrets_manager::Value::string("rate(1 day)"),
    )]);
    let token = call(&mut fake, "DescribeSecret", &[("SecretId", "a")], NOW).unwrap();
    let pending = token["VersionIdsToStages"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(_, stages)| stages[0] == "AWSPENDING");
    let input = fake_secrets_manager::Value::Map(vec![
        ("SecretId".into(), fake_secrets_manager::Value::string("a")),
        (
            "ClientRequestToken".into(),
            fake_secrets_manager::Value::string(pending.unwrap().0.clone()),
        ),
        ("RotationRules".into(), schedule),
    ]);
    crate::support::call_with(&mut fake, "RotateSecret", input, NOW).unwrap();
    assert!(drive(&mut fake, advance(3 * DAY), rotates).is_empty());
    assert!(fake.is_ready(NOW));
    fake.add_rotation_function("late").unwrap();
    assert!(!fake.is_ready(NOW));
    let events = drive(&mut fake, Scope::CatchUp(ClockChange::None), rotates);
    assert!(events[0].at < NOW.plus_milliseconds(2 * DAY), "{events:?}");
}

#[test]
fn rejects_a_clock_outside_the_calendar_without_any_change() {
    let mut fake = scheduled();
    assert!(fake.begin_drive(advance(i64::MAX), NOW).is_err());
    let freeze = Scope::CatchUp(ClockChange::Freeze(Some(Timestamp(i64::MAX))));
    assert!(fake.begin_drive(freeze, NOW).is_err());
    assert!(!fake.has_drives() && fake.now(NOW) == NOW);
}
