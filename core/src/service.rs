//! The service: its state, its settings, and the two doors by which a request comes in. With its children, the only file that sees every room.

mod http;
mod obstacles;
mod rotating;

use std::borrow::Cow;
use std::sync::Arc;

use crate::access;
use crate::clock::{Clock, Timestamp};
use crate::error::Error;
use crate::faults::Subject;
use crate::misuse::Misuse;
use crate::model::shape::{Shape, Structure};
use crate::model::validation;
use crate::ops::{self, Context, OPERATIONS, Operation};
use crate::protocol::{Head, HttpResponse, read_body};
use crate::random::Random;
use crate::rotations::Rotations;
use crate::secret::id::{AccountId, Region};
use crate::secret::rotation_functions::RotationFunctions;
use crate::store::{Place, Store};
use crate::value::Value;
pub use http::{
    AgentSettings, FollowUp, HttpRequest, Port, Reply, format_environment, largest_body,
    parse_secrets,
};
use obstacles::Obstacles;

/// What a fake is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The account of callers whose access key id is not itself an account: twelve digits.
    pub account_id: String,
    /// The Region of requests that name none.
    pub region: String,
    /// The same seed and the same clock give the same ids, ARNs, passwords and bytes.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account_id: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            seed: 0,
        }
    }
}

/// Who calls at the object door, and from where; what is left out comes from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account_id: Option<String>,
    /// For example `eu-west-1`.
    pub region: Option<String>,
}

/// The service's refusal at the object door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The exception, for example `ResourceNotFoundException`.
    pub code: &'static str,
    /// The service's sentence; a few errors have none.
    pub message: Option<String>,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// Which row of [`Error::ALL`](crate::Error::ALL) answered.
    pub situation: &'static str,
    /// As the header `x-amzn-RequestId` has it.
    pub request_id: String,
}

/// Why the object door gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The service said no.
    Refused(Refusal),
    /// The fake was asked for something that is no call of the service.
    Misuse(Misuse),
}

/// A fake AWS Secrets Manager: every account and Region, empty at first.
#[derive(Clone, Debug)]
pub struct SecretsManager {
    settings: Settings,
    clock: Clock,
    random: Random,
    store: Store,
    rotation_functions: RotationFunctions,
    rotations: Rotations,
    /// Whether the steps of rotations wait until the host asks for them.
    steps_wait: bool,
    /// The run that the last call has started.
    started: Option<u64>,
    /// The run that the clock is turned back for.
    catching_up: Option<u64>,
    obstacles: Obstacles,
    /// What a server's clients reach as the Secrets Manager Agent.
    agent: http::Agent,
}

impl SecretsManager {
    /// A new fake without secrets.
    ///
    /// # Errors
    /// An account that is not twelve digits, or text that is no Region.
    pub fn new(settings: Settings) -> Result<Self, Misuse> {
        if !is_account_id(&settings.account_id) {
            return Err(Misuse::new(
                format!("the account id \"{}\"", settings.account_id),
                "twelve digits",
                "\"123456789012\"",
            ));
        }
        require_region(&settings.region)?;
        let random = Random::new(settings.seed);
        let rotations = Rotations::new(settings.seed);
        Ok(Self {
            settings,
            clock: Clock::default(),
            random,
            store: Store::default(),
            rotation_functions: RotationFunctions::default(),
            rotations,
            steps_wait: false,
            started: None,
            catching_up: None,
            obstacles: Obstacles::default(),
            agent: http::Agent::default(),
        })
    }

    /// The wire door: an HTTP request of the AWS JSON 1.1 protocol (`POST /`), answered as AWS would. `now` is the host's time.
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
        let answer = match head.operation.and_then(ops::find) {
            Some(operation) => read_body(body).and_then(|input| {
                self.run(operation, input, caller, now, |input, context| {
                    operation.answer_in_json(input, context)
                })
            }),
            None => Err(Error::UnknownOperation),
        };
        HttpResponse::of(answer, self.random.request_ids.uuid(), now)
    }

    /// The object door: the same operations without HTTP and JSON. A ClientRequestToken that is left out is filled in, as SDKs do.
    ///
    /// # Errors
    /// The service's refusal, or misuse where the operation is unknown or the caller is none.
    pub fn call(
        &mut self,
        operation: &str,
        mut input: Value,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, CallError> {
        let operation =
            ops::find(operation).ok_or_else(|| CallError::Misuse(unknown_operation(operation)))?;
        let caller = self.place(caller).map_err(CallError::Misuse)?;
        self.fill_in_token(operation, &mut input);
        self.run(operation, input, caller, now, operation.run)
            .map_err(|error| {
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

    /// Makes secrets, for tests to start from: a map from name to text, bytes, or a structure that is kept as its
    /// JSON text. A name like `rds!db-1` makes a secret that the service before the `!` owns.
    ///
    /// # Errors
    /// A value of another kind, or a name that the service refuses. Secrets before it stay.
    pub fn seed(&mut self, secrets: Value, now: Timestamp) -> Result<(), Misuse> {
        let Value::Map(secrets) = secrets else {
            return Err(seed_misuse("secrets that are not a map"));
        };
        // What a test puts in the way of its calls is in nobody's way here.
        let obstacles = std::mem::take(&mut self.obstacles);
        let seeded = self.seed_each(secrets, now);
        self.obstacles = obstacles;
        seeded
    }

    fn seed_each(
        &mut self,
        secrets: Vec<(Cow<'static, str>, Value)>,
        now: Timestamp,
    ) -> Result<(), Misuse> {
        for (name, value) in secrets {
            let value = secret_member(value).ok_or_else(|| {
                seed_misuse(format!("the value of secret \"{name}\" is of another kind"))
            })?;
            let input = Value::Map(vec![(Cow::Borrowed("Name"), Value::string(&*name)), value]);
            self.call("CreateSecret", input, &Caller::default(), now)
                .map_err(|error| match error {
                    CallError::Misuse(misuse) => misuse,
                    CallError::Refused(refusal) => {
                        let sentence = refusal.message.unwrap_or_default();
                        seed_misuse(format!("the secret \"{name}\" is refused: {sentence}"))
                    }
                })?;
            self.give_to_owner(&name, now);
        }
        Ok(())
    }

    /// Recorded: secrets of services are named `<service>!…`.
    fn give_to_owner(&mut self, name: &str, now: Timestamp) {
        let Some((service, _)) = name
            .split_once('!')
            .filter(|(service, _)| !service.is_empty())
        else {
            return;
        };
        let Ok((account_id, region)) = self.place(&Caller::default()) else {
            return;
        };
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        if let Some(secret) = self.store.find_mut(place, name, now) {
            secret.give_to_service(service);
        }
    }

    /// Empties the fake: no secrets, the clock of the host, chance from the seed again. What is set stays set.
    pub fn reset(&mut self) {
        self.clock = Clock::default();
        self.random = Random::new(self.settings.seed);
        self.store = Store::default();
        self.rotations.clear();
        self.started = None;
        self.catching_up = None;
        self.lift_obstacles();
        self.agent.forget();
    }

    /// Moves the fake's clock on.
    pub fn advance(&mut self, milliseconds: i64) {
        self.clock.advance(milliseconds);
    }

    /// Stops the fake's clock; from then on `advance` alone moves it, until `reset`.
    pub fn freeze(&mut self, at: Timestamp) {
        self.clock.freeze(at);
    }

    /// The fake's time at a moment of the host.
    #[must_use]
    pub fn now(&self, host: Timestamp) -> Timestamp {
        self.clock.read(host)
    }

    /// A request on its way in: shape, limits, operation.
    fn run<T>(
        &mut self,
        operation: &Operation,
        input: Value,
        caller: (AccountId, Region),
        host_now: Timestamp,
        door: impl FnOnce(Value, &mut Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.started = None;
        let input = validation::read(operation.input, input)?;
        let (caller, region) = caller;
        if !self.obstacles.faults.is_empty() {
            self.refuse_as_asked(operation, &input, &caller)?;
        }
        let now = self.clock.read(host_now);
        let account_id = match text_member(&input, "SecretId") {
            Some(secret_id) => {
                let place = Place {
                    account_id: &caller,
                    region: &region,
                };
                access::account_of(&mut self.store, place, operation.name, secret_id, now)
            }
            None => Ok(caller.clone()),
        };
        // Recorded: who may not do it is told so first.
        let account_id = match account_id {
            Err(error) if error.is_of_authorisation() => return Err(error),
            account_id => {
                validation::check(operation.input, &input)?;
                account_id?
            }
        };
        let mut context = Context {
            store: &mut self.store,
            random: &mut self.random,
            now,
            place: Place {
                account_id: &account_id,
                region: &region,
            },
            from_other_account: account_id != caller,
            keys: &self.obstacles.keys,
            rotation_functions: &self.rotation_functions,
            changed: None,
            start: None,
        };
        let answer = door(input, &mut context)?;
        context.let_replicas_follow();
        let (changed, start) = (context.changed.take(), context.start.take());
        if let Some(name) = changed {
            self.note_change(&name, (account_id, region), start, now);
        }
        Ok(answer)
    }

    /// The refusal that a test has asked for. Recorded: authorisation comes before the constraints of members.
    fn refuse_as_asked(
        &mut self,
        operation: &Operation,
        input: &Value,
        caller: &AccountId,
    ) -> Result<(), Error> {
        let subject = Subject {
            account_id: caller,
            resource: text_member(input, "SecretId").or_else(|| text_member(input, "Name")),
        };
        match self.obstacles.faults.take(operation.name, &subject) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn place(&self, caller: &Caller) -> Result<(AccountId, Region), Misuse> {
        let account_id = caller
            .account_id
            .as_deref()
            .unwrap_or(&self.settings.account_id);
        if !is_account_id(account_id) {
            return Err(Misuse::new(
                format!("the account id \"{account_id}\""),
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

/// The member of CreateSecret that takes a value of this kind.
fn secret_member(value: Value) -> Option<(Cow<'static, str>, Value)> {
    match value {
        Value::String(_) => Some((Cow::Borrowed("SecretString"), value)),
        Value::Blob(_) => Some((Cow::Borrowed("SecretBinary"), value)),
        Value::Map(_) | Value::List(_) => {
            let text = String::from_utf8(value.to_json()).ok()?;
            Some((Cow::Borrowed("SecretString"), Value::string(text)))
        }
        _ => None,
    }
}

fn seed_misuse(given: impl Into<String>) -> Misuse {
    Misuse::new(
        given,
        "a map from the name of a secret to its value: text, bytes, or a structure to keep as JSON",
        "{\"app/db\": \"hunter2\"}",
    )
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
        format!("the region \"{region}\""),
        "the name of an AWS Region",
        "\"eu-west-1\"",
    ))
}

fn unknown_operation(name: &str) -> Misuse {
    Misuse::new(
        format!("the operation \"{name}\""),
        "an operation of the API, in its own spelling",
        "\"GetSecretValue\"",
    )
}
