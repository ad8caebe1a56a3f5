//! The rotation API for hosts: registered functions, due events and the next step.
//!
//! The engine does not call back. A host registers functions, and checks [`SecretsManager::is_ready`] before each call. To run rotations, it
//! begins a drive: for the run that a call started ([`SecretsManager::take_started`]), for all due events, or for the queue. It polls the
//! drive, invokes functions, reports their outcome, and ends the drive. It does not borrow the engine while a function runs.

use crate::clock::Timestamp;
use crate::identifiers::{AccountId, Region};
use crate::misuse::Misuse;
use crate::rotation::{
    ClockChange, Completion, Environment, LogChanges, Next, Outcome, Report, Rotation, Scope,
    known_step,
};

use super::manager::SecretsManager;

impl SecretsManager {
    /// Registers a rotation function that the host can run: by its ARN, by its name (valid in every account and Region), or by the type of
    /// managed external secrets that it rotates. Returns the id in [`Invocation::function`](crate::Invocation), which for a name is an ARN.
    /// `reset` keeps registered functions.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, Next, Outcome, Scope, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// let object = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    /// let create = object(r#"{"Name": "app/db", "SecretString": "hunter2"}"#);
    /// fake.call("CreateSecret", create, &Caller::default(), now).unwrap();
    ///
    /// let arn = fake.add_rotation_function("rotate").unwrap();
    /// assert_eq!(arn, "arn:aws:lambda:us-east-1:123456789012:function:rotate");
    /// let rotate = object(&format!(r#"{{"SecretId": "app/db", "RotationLambdaARN": "{arn}"}}"#));
    /// fake.call("RotateSecret", rotate, &Caller::default(), now).unwrap();
    ///
    /// let run = fake.take_started().unwrap();
    /// let drive = fake.begin_drive(Scope::Run(run), now).unwrap();
    /// let mut steps = Vec::new();
    /// while let Next::Invoke(invocation) = fake.next_invocation(drive, true, now) {
    ///     steps.push(invocation.step); // here the host invokes the function
    ///     fake.complete(invocation.id, Outcome::Succeeded, now);
    /// }
    /// fake.end_drive(drive, now);
    /// assert_eq!(steps, ["createSecret", "setSecret", "testSecret", "finishSecret"]);
    /// ```
    ///
    /// # Errors
    /// `arn_name_or_type` is invalid.
    pub fn add_rotation_function(&mut self, arn_name_or_type: &str) -> Result<String, Misuse> {
        let account_id = AccountId::from(self.settings.account_id.as_str());
        let region = Region::from(self.settings.region.as_str());
        let id = self
            .rotation_functions
            .add(arn_name_or_type, &account_id, &region)
            .ok_or_else(|| {
                Misuse::new(
                    format!("invalid rotation function \"{arn_name_or_type}\""),
                    "the ARN or name of a Lambda function, or the Type of a managed external secret",
                    "\"arn:aws:lambda:us-east-1:123456789012:function:rotate\"",
                )
            })?;
        self.store.agenda.wake();
        Ok(id.to_string())
    }

    /// Makes RotateSecret accept any ARN of a rotation function. For an unregistered function, RotateSecret sets AWSPENDING, but no
    /// step runs. `reset` keeps the setting.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// let object = |json| serde_json::from_str::<Value>(json).unwrap();
    /// let create = object(r#"{"Name": "app/db", "SecretString": "hunter2"}"#);
    /// fake.call("CreateSecret", create, &Caller::default(), now).unwrap();
    ///
    /// let rotate = object(
    ///     r#"{"SecretId": "app/db", "RotationLambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:rotate"}"#,
    /// );
    /// assert!(fake.call("RotateSecret", rotate.clone(), &Caller::default(), now).is_err());
    /// fake.accept_any_rotation_function();
    /// assert!(fake.call("RotateSecret", rotate, &Caller::default(), now).is_ok());
    /// ```
    pub fn accept_any_rotation_function(&mut self) {
        self.rotation_functions.accept_any();
    }

    /// Queues rotations instead of starting them, for calls and schedules. `reset` keeps the setting.
    pub fn queue_rotation_steps(&mut self) {
        self.queue_steps = true;
    }

    /// Makes the next runs of a rotation step fail without calling the function.
    pub(super) fn fail_step(&mut self, step: &str, times: u32) -> Result<(), Misuse> {
        let known = require_step(step)?;
        self.rotations.fail(known, times);
        Ok(())
    }

    /// Returns and clears the run that the last call started.
    pub fn take_started(&mut self) -> Option<u64> {
        self.started.take()
    }

    /// The unfinished runs, oldest first.
    #[must_use]
    pub fn queued_runs(&self) -> Vec<u64> {
        self.rotations.queued().collect()
    }

    /// The scope of a drive that runs the queue, each run up to the step `until` or to its end.
    ///
    /// # Errors
    /// An unknown step.
    pub fn queue_until(until: Option<&str>) -> Result<Scope, Misuse> {
        let until = until.map(require_step).transpose()?;
        Ok(Scope::Queue { until })
    }

    /// Sets the invocation whose function makes the following calls, or none. The function of a scheduled rotation sees the scheduled time; all
    /// other callers see the current time.
    pub fn enter(&mut self, within: Option<u64>) {
        self.within = within;
        match within.and_then(|within| self.rotations.time_of(within)) {
            Some(at) => self.clock.turn_back(at),
            None => self.clock.return_to_current_time(),
        }
    }

    /// Whether a call can be answered now. Otherwise an event is due, or another drive is catching up. The host then begins a drive for
    /// [`Scope::CatchUp`], and asks again when it is over.
    #[must_use]
    pub fn is_ready(&self, host: Timestamp) -> bool {
        self.rotations
            .is_ready(&self.store, self.within, self.clock.present(host))
    }

    /// Begins a drive, for the function that [`enter`](Self::enter) has set, if any. The host must end the drive.
    ///
    /// # Errors
    /// A change of the clock to a time outside the years 1 to 9999. Nothing changes.
    pub fn begin_drive(&mut self, scope: Scope, host: Timestamp) -> Result<u64, Misuse> {
        if let Scope::CatchUp(change) = scope {
            self.check_clock_change(change, host)?;
        }
        Ok(self.rotations.begin(scope, self.within))
    }

    /// Checks a change of the clock.
    ///
    /// # Errors
    /// A time outside the years 1 to 9999.
    pub(super) fn check_clock_change(
        &self,
        change: ClockChange,
        host: Timestamp,
    ) -> Result<(), Misuse> {
        let mut clock = self.clock;
        match change {
            ClockChange::Advance(milliseconds) if !clock.advance(milliseconds, host) => {
                Err(out_of_range("advance()"))
            }
            ClockChange::Freeze(Some(at)) if !at.is_in_range() => Err(out_of_range("freeze()")),
            _ => Ok(()),
        }
    }

    /// Returns the next action of the host of a drive. A host that cannot wait does not wait for other drives: the clock changes
    /// immediately, and other drives keep their runs.
    pub fn next_invocation(&mut self, drive: u64, can_wait: bool, host: Timestamp) -> Next {
        let (driver, mut environment) = self.driver(host);
        driver.next(&mut environment, drive, can_wait)
    }

    /// Reports how an invocation ended. Returns None if it was already over, because the fake was reset or its drive ended.
    pub fn complete(
        &mut self,
        invocation: u64,
        outcome: Outcome,
        host: Timestamp,
    ) -> Option<Completion> {
        let (driver, mut environment) = self.driver(host);
        driver.complete(&mut environment, invocation, outcome)
    }

    /// Ends a drive and returns its report. A run that it still holds, because its host was interrupted, has failed. Idempotent.
    pub fn end_drive(&mut self, drive: u64, host: Timestamp) -> Report {
        let (driver, mut environment) = self.driver(host);
        driver.end_drive(&mut environment, drive)
    }

    /// The log of rotations since the last reset, oldest first. It keeps the newest 10,000.
    pub fn rotations(&self) -> impl ExactSizeIterator<Item = &Rotation> {
        self.rotations.log().all()
    }

    /// The entries of the log that have changed since a version. Version 0 returns all.
    #[must_use]
    pub fn rotations_since(&self, version: u64) -> LogChanges {
        self.rotations.log().changes_since(version)
    }

    /// Whether there is an unfinished drive.
    #[must_use]
    pub fn has_drives(&self) -> bool {
        self.rotations.has_drives()
    }

    fn driver(&mut self, host: Timestamp) -> (&mut crate::rotation::Driver, Environment<'_>) {
        let environment = Environment {
            store: &mut self.store,
            functions: &self.rotation_functions,
            chance: &mut self.random.rotations,
            clock: &mut self.clock,
            host,
            queue_steps: self.queue_steps,
        };
        (&mut self.rotations, environment)
    }
}

fn out_of_range(control: &str) -> Misuse {
    Misuse::new(
        format!("{control} would set the clock outside the years 1 to 9999"),
        "a time in that range",
        "2026-01-01T00:00:00Z",
    )
}

fn require_step(name: &str) -> Result<&'static str, Misuse> {
    known_step(name).ok_or_else(|| {
        Misuse::new(
            format!("unknown step \"{name}\""),
            "createSecret, setSecret, testSecret or finishSecret",
            "\"testSecret\"",
        )
    })
}
