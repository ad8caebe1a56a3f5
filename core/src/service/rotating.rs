//! Rotation as the host drives it: which functions there are, which steps are to run, and what time brings.
//!
//! The engine calls nobody. After a call the host asks what has started ([`SecretsManager::take_started`]); before a call, and after
//! `advance`, what has come due ([`SecretsManager::come_due`]). It runs what it gets, step by step, holding nothing of the engine's.

use crate::clock::Timestamp;
use crate::misuse::Misuse;
use crate::rotations::agenda::Due;
use crate::rotations::{Happening, STEPS, StepEnd, Turn};
use crate::secret::id::{AccountId, Region};
use crate::store::At;

use super::SecretsManager;

impl SecretsManager {
    /// Makes a rotation function known that the host can run: by its ARN, by its name, which is then found in every account and Region, or
    /// by the type of managed external secrets that it rotates. Gives what [`Step::function`](crate::Step) will say, for a name an ARN to
    /// rotate with. `reset` keeps it.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Turn, Value};
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
    /// let mut steps = Vec::new();
    /// while let Some(Turn::Step(step)) = fake.begin_step(run, now) {
    ///     steps.push(step.step); // here the host invokes the function
    ///     fake.end_step(run, false, now);
    /// }
    /// assert_eq!(steps, ["createSecret", "setSecret", "testSecret", "finishSecret"]);
    /// ```
    ///
    /// # Errors
    /// Text that is neither.
    pub fn add_rotation_function(&mut self, arn_name_or_type: &str) -> Result<String, Misuse> {
        let account_id = AccountId::from(self.settings.account_id.as_str());
        let region = Region::from(self.settings.region.as_str());
        let id = self
            .rotation_functions
            .add(arn_name_or_type, &account_id, &region)
            .ok_or_else(|| {
                Misuse::new(
                    format!("the rotation function \"{arn_name_or_type}\""),
                    "the ARN or the name of a Lambda function, or the Type of a managed external secret",
                    "\"arn:aws:lambda:us-east-1:123456789012:function:rotate\"",
                )
            })?;
        self.store.agenda.wake();
        Ok(id.to_string())
    }

    /// Lets RotateSecret accept whatever ARN of a rotation function it is given. One that is not known does not run, so that its rotation
    /// stays at its start. `reset` keeps the setting.
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

    /// Lets the steps of rotations wait in the queue: [`take_started`](Self::take_started) and [`come_due`](Self::come_due) then give no run.
    /// `reset` keeps the setting.
    pub fn let_steps_wait(&mut self) {
        self.steps_wait = true;
    }

    /// Lets a step of a rotation fail the next few times that it comes: the host is told so, and does not invoke the function.
    pub(super) fn fail_step(&mut self, step: &str, times: u32) -> Result<(), Misuse> {
        let known = require_step(step)?;
        self.rotations.fail(known, times);
        Ok(())
    }

    /// The run that the last call has started, once.
    pub fn take_started(&mut self) -> Option<u64> {
        self.started.take()
    }

    /// The runs that are not over, the oldest first. `until` is the step up to which the host is to run them.
    ///
    /// # Errors
    /// The name of no step.
    pub fn queued_runs(&self, until: Option<&str>) -> Result<Vec<u64>, Misuse> {
        until.map(require_step).transpose()?;
        Ok(self.rotations.queued().collect())
    }

    /// The step that comes next in a run.
    #[must_use]
    pub fn next_step(&self, run: u64) -> Option<&'static str> {
        self.rotations.next_step(run)
    }

    /// Begins the next step of a run; None where there is no such run (any more).
    pub fn begin_step(&mut self, run: u64, host: Timestamp) -> Option<Turn> {
        let now = self.clock.read(host);
        let turn = self.rotations.begin_step(&mut self.store, run, now);
        self.notice_end(run);
        turn
    }

    /// Ends the step that was begun; None where the fake was emptied meanwhile.
    pub fn end_step(&mut self, run: u64, failed: bool, host: Timestamp) -> Option<StepEnd> {
        let now = self.clock.read(host);
        let end = self.rotations.end_step(&mut self.store, run, failed, now);
        self.notice_end(run);
        end
    }

    /// Whether time has brought something that [`come_due`](Self::come_due) is to be asked about before the next call. Never while the host
    /// is about it already.
    #[must_use]
    pub fn is_due(&self, host: Timestamp) -> bool {
        !self.clock.is_turned_back() && self.store.agenda.may_be_due(self.clock.present(host))
    }

    /// Lets happen what should have happened by now, in order, and up to the next rotation, which is given: when its run is over, ask
    /// again. Until then the clock is turned back to the moment at which it should have begun. None: nothing is due any more, or somebody
    /// else is about it.
    pub fn come_due(&mut self, host: Timestamp) -> Option<u64> {
        if self.catching_up.is_some() {
            return None;
        }
        while let Some((entry, due)) = self
            .store
            .take_due(&self.rotation_functions, self.clock.present(host))
        {
            self.clock.turn_back(entry.at);
            let at = At {
                place: entry.place(),
                now: entry.at,
            };
            match due {
                Due::Deletion => self.end_recovery_window(at, entry.name()),
                Due::Rotation => {
                    let run = self.rotations.start_scheduled(
                        &entry,
                        &mut self.store,
                        &self.rotation_functions,
                        &mut self.random.rotations,
                    );
                    if run.is_some() && !self.steps_wait {
                        self.catching_up = run;
                        return run;
                    }
                }
            }
        }
        self.stop_catching_up();
        None
    }

    /// Comes back to the present although something may still be due: for a host whose own work was interrupted.
    pub fn stop_catching_up(&mut self) {
        self.clock.return_to_present();
        self.catching_up = None;
    }

    /// What has happened by itself since this was last asked; nothing while the clock is turned back, when it is somebody else's to tell.
    pub fn take_happenings(&mut self) -> Vec<Happening> {
        if self.clock.is_turned_back() {
            return Vec::new();
        }
        std::mem::take(&mut self.rotations.happenings)
    }

    fn end_recovery_window(&mut self, at: At<'_>, name: &str) {
        if let Some(secret) = self.store.get(at.place, name) {
            let happening = Happening::of_deletion(&secret.arn, at.now);
            self.rotations.happenings.push(happening);
        }
        self.store.remove(at, name);
    }

    fn notice_end(&mut self, run: u64) {
        if self.catching_up == Some(run) && self.rotations.next_step(run).is_none() {
            self.catching_up = None;
        }
    }
}

fn require_step(name: &str) -> Result<&'static str, Misuse> {
    let known = STEPS.into_iter().find(|known| *known == name);
    known.ok_or_else(|| {
        Misuse::new(
            format!("the step \"{name}\""),
            "a step of a rotation: createSecret, setSecret, testSecret or finishSecret",
            "\"testSecret\"",
        )
    })
}
