//! The engine API: state, settings, wire API and object API. Only this module uses all others.

mod comparing;
mod elsewhere;
mod http;
mod memory;
mod obstacles;
mod rotating;
mod rotation_check;
mod saving;
mod seed_source;
mod seeding;

use std::borrow::Cow;
use std::sync::Arc;

use crate::access;
use crate::clock::{Clock, Timestamp};
use crate::error::Error;
use crate::misuse::Misuse;
use crate::model::shape::{Shape, Structure};
use crate::model::{arguments, validation};
use crate::ops::{self, Context, OPERATIONS, Operation};
use crate::protocol::{Head, HttpResponse, read_body};
use crate::random::Random;
use crate::requests::{Origin, Requests};
use crate::rotation::Driver;
use crate::secret::id::{AccountId, Place, Region};
use crate::secret::rotation_functions::RotationFunctions;
use crate::settings::{KnownFunctions, RotationSteps, Settings};
use crate::store::{At, Store};
use crate::suggestion;
use crate::value::Value;
use elsewhere::Hints;
pub use elsewhere::{Elsewhere, Location};
pub use http::{
    AgentSettings, FollowUp, HttpRequest, ParameterRequest, Port, Reply, format_environment,
    join_parameters, largest_body, parse_secrets, split_parameters,
};
use memory::Incoming;
pub use memory::Source;
use obstacles::Obstacles;
pub use rotation_check::{CheckInvocation, Finding, RotationCheck};
pub use seed_source::SeedSource;
pub use seeding::SeedOptions;

/// The caller of the object API. Absent members come from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account_id: Option<String>,
    /// For example `eu-west-1`.
    pub region: Option<String>,
}

/// An error response of the service in the object API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The exception, for example `ResourceNotFoundException`.
    pub code: &'static str,
    /// The service's message. A few errors have none.
    pub message: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The row of [`Error::ALL`](crate::Error::ALL).
    pub situation: &'static str,
    /// The value of the header `x-amzn-RequestId`.
    pub request_id: String,
}

/// Why a call of the object API failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// An error of the service.
    Refused(Refusal),
    /// Incorrect use of the fake.
    Misuse(Misuse),
}

/// A fake AWS Secrets Manager with all accounts and Regions.
#[derive(Clone, Debug)]
pub struct SecretsManager {
    settings: Settings,
    clock: Clock,
    random: Random,
    store: Store,
    rotation_functions: RotationFunctions,
    rotations: Driver,
    /// Whether rotation steps are queued until the host runs them.
    steps_wait: bool,
    /// The run that the last call started.
    started: Option<u64>,
    /// The invocation whose function makes the next calls.
    within: Option<u64>,
    obstacles: Obstacles,
    requests: Requests,
    incoming: Incoming,
    hints: Hints,
    /// The latest time of a response.
    latest: Timestamp,
    /// The Secrets Manager Agent of a server.
    agent: http::Agent,
}

impl SecretsManager {
    /// Creates a fake with the secrets of its settings.
    ///
    /// # Errors
    /// An account that is not twelve digits, an invalid Region, or secrets that [`seed`](Self::seed) does not accept.
    pub fn new(settings: Settings) -> Result<Self, Misuse> {
        if !is_account_id(&settings.account_id) {
            return Err(Misuse::new(
                format!("invalid account id \"{}\"", settings.account_id),
                "twelve digits",
                "\"123456789012\"",
            ));
        }
        require_region(&settings.region)?;
        let random = Random::new(settings.seed);
        let rotations = Driver::new(settings.seed);
        let (seed, consistency) = (settings.seed, settings.consistency);
        let mut rotation_functions = RotationFunctions::default();
        if settings.rotation_functions == KnownFunctions::Any {
            rotation_functions.accept_any();
        }
        let (steps_wait, now) = (
            settings.rotation_steps == RotationSteps::Queue,
            settings.now,
        );
        let mut manager = Self {
            settings,
            clock: Clock::default(),
            random,
            store: Store::new(seed, consistency),
            rotation_functions,
            rotations,
            steps_wait,
            started: None,
            within: None,
            obstacles: Obstacles::default(),
            requests: Requests::default(),
            incoming: Incoming::default(),
            hints: Hints::default(),
            latest: Timestamp(i64::MIN),
            agent: http::Agent::default(),
        };
        manager.seed_initial_secrets(now)?;
        Ok(manager)
    }

    fn seed_initial_secrets(&mut self, now: Timestamp) -> Result<(), Misuse> {
        match self.settings.secrets.clone() {
            Value::Null => Ok(()),
            secrets => self.seed(secrets, now),
        }
    }

    /// The wire API: answers an HTTP request of the AWS JSON 1.1 protocol (`POST /`) as AWS does. `now` is the host's time.
    ///
    /// ```
    /// use fake_secrets_manager::{SecretsManager, Settings, Timestamp};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let headers = [("X-Amz-Target", "secretsmanager.ListSecrets")];
    /// let response = fake.handle(&headers, b"{}", Timestamp(1_700_000_000_000));
    /// assert_eq!((response.status, response.body.as_slice()), (200, b"{\"SecretList\":[]}".as_slice()));
    /// ```
    pub fn handle(
        &mut self,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Timestamp,
    ) -> HttpResponse {
        self.handle_from(Source::default(), headers, body, now)
    }

    /// The wire API, with the origin of the request: see [`Source`].
    pub fn handle_from(
        &mut self,
        source: Source,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Timestamp,
    ) -> HttpResponse {
        let head = Head::of(headers);
        if head.operation.is_none() && http::is_ssm(headers) {
            return self.ssm(headers, body, now);
        }
        let account_id = head
            .access_key
            .filter(|key| is_account_id(key))
            .unwrap_or(&self.settings.account_id);
        let region = head.region.unwrap_or(&self.settings.region);
        let caller = (AccountId::from(account_id), Region::from(region));
        self.incoming = Incoming {
            source,
            caller: head.access_key.map(Arc::from),
            over_http: true,
            ..Incoming::default()
        };
        let operation = head.operation.and_then(ops::find);
        let answer = match operation {
            Some(operation) => read_body(body).and_then(|input| {
                self.run(operation, input, caller.clone(), now, |input, context| {
                    operation.answer_in_json(input, context)
                })
            }),
            None => Err(Error::UnknownOperation),
        };
        self.record(
            operation,
            caller,
            body,
            answer.as_ref().map(Vec::as_slice),
            now,
        );
        let response = HttpResponse::of(answer, self.random.request_ids.uuid(), now);
        self.deliver(response)
    }

    /// The object API: the same operations without HTTP and JSON. A missing ClientRequestToken is filled in, as SDKs do.
    ///
    /// # Errors
    /// An error of the service, or misuse: an unknown operation or member, a member of the wrong type, an invalid account or Region.
    pub fn call(
        &mut self,
        operation: &str,
        input: Value,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, CallError> {
        let source = Source {
            origin: Origin::Direct,
            ..Source::default()
        };
        self.call_from(source, operation, input, caller, now)
    }

    /// The object API, with the origin of the request: see [`Source`].
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn call_from(
        &mut self,
        source: Source,
        operation: &str,
        input: Value,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, CallError> {
        self.incoming = Incoming {
            source,
            ..Incoming::default()
        };
        let operation =
            ops::find(operation).ok_or_else(|| CallError::Misuse(unknown_operation(operation)))?;
        let input =
            arguments::read(operation.name, operation.input, input).map_err(CallError::Misuse)?;
        let caller = self.place(caller).map_err(CallError::Misuse)?;
        let request = self.requests.is_on().then(|| input.to_json());
        let answer = self.answer(operation, input, caller.clone(), now);
        if let Some(request) = request {
            let response = answer.as_ref().map(Value::to_json);
            let response = response.as_ref().map(Vec::as_slice);
            self.record(
                Some(operation),
                caller,
                &request,
                response.map_err(|error| *error),
                now,
            );
        }
        answer.map_err(|error| {
            let exception = error.exception();
            CallError::Refused(Refusal {
                code: exception.name,
                message: error.message(),
                status: exception.status,
                situation: error.situation().name,
                request_id: self.random.request_ids.uuid(),
            })
        })
    }

    /// The response of an operation to an object request.
    fn answer(
        &mut self,
        operation: &'static Operation,
        mut input: Value,
        caller: (AccountId, Region),
        now: Timestamp,
    ) -> Result<Value, Error> {
        self.fill_in_token(operation, &mut input);
        self.run(operation, input, caller, now, operation.run)
    }

    /// Resets the fake to its state after [`new`](Self::new): the initial secrets, the host's clock and the seed. Settings and registered
    /// rotation functions do not change.
    pub fn reset(&mut self, now: Timestamp) {
        self.clock = Clock::default();
        self.random = Random::new(self.settings.seed);
        self.store = Store::new(self.settings.seed, self.settings.consistency);
        self.rotations.clear();
        self.started = None;
        self.within = None;
        self.requests.clear();
        self.lift_obstacles();
        self.hints = Hints::default();
        self.latest = Timestamp(i64::MIN);
        self.agent.forget();
        // `new` has accepted the same secrets.
        let _ = self.seed_initial_secrets(now);
    }

    /// Messages about violated invariants; empty unless the engine has a bug. For this project's own tests.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    #[must_use]
    pub fn broken_invariants(&self) -> Vec<String> {
        self.store.broken_invariants()
    }

    /// Advances the fake's clock.
    ///
    /// # Errors
    /// A target outside the years 1 to 9999. Nothing changes.
    pub fn advance(&mut self, milliseconds: i64, host: Timestamp) -> Result<(), Misuse> {
        if self.clock.advance(milliseconds, host) {
            return Ok(());
        }
        Err(Misuse::new(
            "advance() would move the clock outside the years 1 to 9999",
            "a shorter duration",
            "7 days",
        ))
    }

    /// Stops the fake's clock. Only `advance` then moves it, until `reset`.
    ///
    /// # Errors
    /// A time outside the years 1 to 9999. Nothing changes.
    pub fn freeze(&mut self, at: Timestamp) -> Result<(), Misuse> {
        if !at.is_in_range() {
            return Err(Misuse::new(
                "freeze() got a time outside the years 1 to 9999",
                "a time in that range",
                "2026-01-01T00:00:00Z",
            ));
        }
        self.clock.freeze(at);
        Ok(())
    }

    /// The settings that the fake was created with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Starts the clock again after [`freeze`](Self::freeze).
    pub fn unfreeze(&mut self) {
        self.clock.unfreeze();
    }

    /// The fake's time for a time of the host.
    #[must_use]
    pub fn now(&self, host: Timestamp) -> Timestamp {
        self.clock.read(host)
    }

    /// Checks the account and the Region of a caller.
    ///
    /// # Errors
    /// An account that is not twelve digits, or an invalid Region.
    pub fn check_caller(&self, caller: &Caller) -> Result<(), Misuse> {
        self.place(caller).map(drop)
    }

    /// Allows hints to be reported again, for the next test.
    pub fn forget_hints(&mut self) {
        self.hints = Hints::default();
    }

    /// Returns and removes hints: requests that did not find a secret that exists in another account or Region. Each name is reported once until
    /// [`reset`](Self::reset). The host shows them to the author of the test.
    pub fn take_hints(&mut self) -> Vec<Elsewhere> {
        self.hints.take()
    }

    /// Answers a request, and records a hint if a secret was not found but exists elsewhere.
    fn run<T>(
        &mut self,
        operation: &'static Operation,
        input: Value,
        caller: (AccountId, Region),
        host_now: Timestamp,
        answer: impl FnOnce(Value, &mut Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let secret_id = text_member(&input, "SecretId").cloned();
        let asked = caller.clone();
        let answer = self.run_checked(operation, input, caller, host_now, answer);
        if let (Err(Error::SecretNotFound), Some(secret_id)) = (&answer, secret_id) {
            let place = Place {
                account_id: &asked.0,
                region: &asked.1,
            };
            let now = self.clock.read(host_now);
            self.hints
                .note(&self.store, operation.name, place, &secret_id, now);
        }
        answer
    }

    /// Processes a request: shape, limits, operation.
    fn run_checked<T>(
        &mut self,
        operation: &'static Operation,
        input: Value,
        caller: (AccountId, Region),
        host_now: Timestamp,
        answer: impl FnOnce(Value, &mut Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.started = None;
        let input = validation::read(operation.input, input)?;
        let (caller, region) = caller;
        if !self.obstacles.faults.is_empty() {
            self.meet_faults(operation, &input, &caller, &region, host_now)?;
        }
        let now = self.clock.read(host_now);
        self.notice_clock_that_went_back(now);
        if let Some(settling) = &mut self.store.settling {
            settling.begin(now);
        }
        let account_id = match text_member(&input, "SecretId") {
            Some(secret_id) => {
                let place = Place {
                    account_id: &caller,
                    region: &region,
                };
                access::account_of(&self.store, At { place, now }, operation.name, secret_id)
            }
            None => Ok(caller.clone()),
        };
        // Recorded: authorization errors come before validation errors.
        let account_id = match account_id {
            Err(error) if error.is_of_authorisation() => return Err(error),
            account_id => {
                validation::check(operation.input, &input)?;
                account_id?
            }
        };
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        let mut context = Context {
            store: &mut self.store,
            random: &mut self.random,
            at: At { place, now },
            from_other_account: account_id != caller,
            rotation_functions: &self.rotation_functions,
            start: None,
        };
        let answer = answer(input, &mut context)?;
        if let Some(start) = context.start.take() {
            let run = self.rotations.start(
                &mut self.store,
                At { place, now },
                start,
                &mut self.random.rotations,
            );
            self.started = Some(run).filter(|_| !self.steps_wait);
        }
        Ok(answer)
    }

    /// Moves dates back if the clock has moved back, for example in a test that is frozen in the past: no date may be in the future.
    fn notice_clock_that_went_back(&mut self, now: Timestamp) {
        if self.clock.is_turned_back() {
            return;
        }
        if now < self.latest {
            self.store.bring_dates_back(now);
        }
        self.latest = now;
    }

    fn place(&self, caller: &Caller) -> Result<(AccountId, Region), Misuse> {
        let account_id = caller
            .account_id
            .as_deref()
            .unwrap_or(&self.settings.account_id);
        if !is_account_id(account_id) {
            return Err(Misuse::new(
                format!("invalid account id \"{account_id}\""),
                "twelve digits",
                "\"123456789012\"",
            ));
        }
        let region = caller.region.as_deref().unwrap_or(&self.settings.region);
        require_region(region)?;
        Ok((account_id.into(), region.into()))
    }

    fn fill_in_token(&mut self, operation: &Operation, input: &mut Value) {
        let (Shape::Structure(Structure { members, .. }), Value::Map(given)) =
            (operation.input, input)
        else {
            return;
        };
        for member in members.iter().filter(|member| member.idempotency_token) {
            let present = given
                .iter()
                .any(|(name, value)| name == member.name && *value != Value::Null);
            if !present {
                given.push((
                    Cow::Borrowed(member.name),
                    Value::String(Arc::from(self.random.tokens.uuid())),
                ));
            }
        }
    }
}

/// The text of a member, such as SecretId.
fn text_member<'v>(input: &'v Value, member: &str) -> Option<&'v Arc<str>> {
    let Value::Map(members) = input else {
        return None;
    };
    members.iter().find_map(|(name, value)| match value {
        Value::String(text) if name == member => Some(text),
        _ => None,
    })
}

/// The names of all operations of the API, in alphabetical order.
pub fn operations() -> impl ExactSizeIterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.name)
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn require_region(region: &str) -> Result<(), Misuse> {
    if (crate::model::pattern::REGION.matches)(region) {
        return Ok(());
    }
    Err(Misuse::new(
        format!("invalid region \"{region}\""),
        "the name of an AWS Region (not the name of a service or a city)",
        "\"eu-west-1\"",
    ))
}

fn unknown_operation(name: &str) -> Misuse {
    let suggestion = suggestion::did_you_mean(name, operations());
    Misuse::new(
        format!("unknown operation \"{name}\"{suggestion}"),
        "the exact name of an operation",
        "\"GetSecretValue\"",
    )
}
