//! The engine for JavaScript: one class that converts values. It has no rules of the service.
//!
//! JavaScript's exceptions must not pass through WebAssembly: they would leave the engine borrowed. So each method first reads its input
//! with bindings that catch, then borrows the engine, and runs no JavaScript until the engine is free again. Options, faults and errors
//! cross as plain objects through serde-wasm-bindgen; requests and responses have a separate converter (`value`).

mod memory;
mod rotations;
pub mod server;
mod states;
mod value;

use std::borrow::Cow;
use std::cell::{Cell, RefCell, RefMut};

use fake_secrets_manager::{
    CallError, Caller, Connection, Consistency, Delay, FollowUp, KnownFunctions, Language, Misuse,
    Origin, RotationSteps, SecretsManager, SeedOptions, ServiceError, Settings, Source, Timestamp,
    Value,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// One fake. Methods that need the time take the host's, in milliseconds since the epoch.
#[wasm_bindgen]
pub struct Engine {
    service: RefCell<SecretsManager>,
    /// The origin of the next request, if the method does not imply it.
    source: Cell<Option<Source>>,
    /// The action that the last request of a server requires of the host.
    follow_up: Cell<FollowUp>,
    /// The effect of a fault on its response.
    transport_fault: Cell<(Option<Delay>, Option<Connection>)>,
}

/// A plain object of the package, which has checked the types of its members.
struct Members(Vec<(Cow<'static, str>, Value)>);

impl Members {
    /// Reads a plain object that the package has created. It has no getters, so nothing throws.
    fn of(object: JsValue) -> Result<Self, JsError> {
        match from_object(object)? {
            Value::Map(members) => Ok(Self(members)),
            _ => Err(JsError::new(
                "the options are not an object; expected a plain object, for example { region: \"eu-west-1\" }",
            )),
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(member, _)| member == name)?;
        Some(self.0.swap_remove(index).1)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(String::from(&*text)),
            _ => None,
        }
    }

    /// A number of 64 bits; text where JavaScript's numbers are not exact.
    fn number(&mut self, name: &str) -> Option<u64> {
        match self.take(name)? {
            Value::Integer(number) => u64::try_from(number).ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        matches!(self.take(name), Some(Value::Boolean(true)))
    }
}

/// An object for JavaScript; members without a value are left out.
pub(crate) fn object<const COUNT: usize>(members: [(&'static str, Option<Value>); COUNT]) -> Value {
    let member = |(name, value): (&'static str, Option<Value>)| Some((Cow::Borrowed(name), value?));
    Value::Map(members.into_iter().filter_map(member).collect())
}

fn plain(error: ServiceError) -> Value {
    object([
        ("code", Some(Value::string(error.code))),
        ("message", error.message.map(Value::string)),
        ("status", Some(Value::Integer(error.status.into()))),
        ("requestId", Some(Value::string(error.request_id))),
        ("situation", Some(Value::string(error.situation))),
    ])
}

#[wasm_bindgen]
impl Engine {
    /// Creates a fake with these options and secrets. Absent options have the engine's defaults; an absent seed is random.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, secrets: &JsValue, now: f64) -> Result<Self, JsError> {
        value::keep_functions();
        let mut options = Members::of(options)?;
        let defaults = Settings::default();
        let settings = Settings {
            account_id: options.text("accountId").unwrap_or(defaults.account_id),
            region: options.text("region").unwrap_or(defaults.region),
            seed: options.number("seed").map_or_else(draw_seed, Ok)?,
            secrets: value::from_js(secrets, "secrets")?,
            rotation_functions: KnownFunctions::named(options.text("rotationFunctions").as_deref())
                .map_err(misuse)?,
            rotation_steps: RotationSteps::named(options.text("rotationSteps").as_deref())
                .map_err(misuse)?,
            consistency: Consistency::named(options.text("consistency").as_deref())
                .map_err(misuse)?,
            now: timestamp(now),
        };
        let service = SecretsManager::new(settings).map_err(misuse)?;
        Ok(Self {
            service: RefCell::new(service),
            source: Cell::new(None),
            follow_up: Cell::default(),
            transport_fault: Cell::default(),
        })
    }

    /// The account of callers that specify none.
    #[wasm_bindgen(getter)]
    pub fn account_id(&self) -> String {
        self.service().settings().account_id.clone()
    }

    /// The region of callers that specify none.
    #[wasm_bindgen(getter)]
    pub fn region(&self) -> String {
        self.service().settings().region.clone()
    }

    /// The wire API. `head` has a line `name:value` per header. The answer has a line with the status and the situation of an error, the headers
    /// in the same form, an empty line and the body.
    ///
    /// Input and output are single texts, because passing many values between JavaScript and WebAssembly is slower than parsing a text.
    pub fn handle(&self, head: &str, body: &[u8], now: f64) -> Vec<u8> {
        let headers: Vec<_> = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .collect();
        let source = self.source.take().unwrap_or_default();
        let response = self
            .service()
            .handle_from(source, &headers, body, timestamp(now));
        server::written(&response)
    }

    /// The object API: `[response]`, or `[undefined, error]`.
    pub fn call(
        &self,
        operation: &str,
        input: &JsValue,
        account_id: Option<String>,
        region: Option<String>,
        now: f64,
    ) -> Result<Array, JsError> {
        let source = self.source.take().unwrap_or_else(|| Source {
            origin: Origin::Direct,
            ..Source::default()
        });
        let input = value::from_js(input, "the request")?;
        let caller = Caller { account_id, region };
        let answer = self
            .service()
            .call_from(source, operation, input, &caller, timestamp(now));
        to_answer(answer)
    }

    /// Reads without side effects: no access date, no new id, no faults. Answers like `call`.
    pub fn peek(&self, operation: &str, input: &JsValue, now: f64) -> Result<Array, JsError> {
        let input = value::from_js(input, "the request")?;
        let caller = Caller::default();
        let answer = self
            .service()
            .peek(operation, input, &caller, timestamp(now));
        to_answer(answer)
    }

    /// The whole state as JSON text, which is faster to pass to JavaScript, and has the canonical bytes.
    pub fn snapshot(&self) -> Result<String, JsError> {
        Ok(String::from_utf8(self.service().snapshot())?)
    }

    /// Replaces the whole state.
    pub fn restore(&self, document: &str) -> Result<(), JsError> {
        self.service().restore(document.as_bytes()).map_err(misuse)
    }

    /// The rotation functions that the fake knows, by ARN, or by the type of external secrets.
    pub fn rotation_functions(&self) -> Vec<String> {
        let service = self.service();
        service.rotation_functions().map(str::to_owned).collect()
    }

    /// Creates or updates secrets from an object from name to value.
    pub fn seed(&self, secrets: &JsValue, options: JsValue, now: f64) -> Result<(), JsError> {
        let secrets = value::from_js(secrets, "secrets")?;
        let options = seed_options(options)?;
        self.service()
            .seed_with(secrets, &options, timestamp(now))
            .map_err(misuse)
    }

    /// Returns and removes hints about secrets that were not found.
    pub fn take_hints(&self) -> Vec<String> {
        let hints = self.service().take_hints();
        hints.iter().map(ToString::to_string).collect()
    }

    /// Resets the fake to its initial secrets and seed.
    pub fn reset(&self, now: f64) {
        self.service().reset(timestamp(now));
    }

    /// Registers a rotation function by its ARN, its name or a type of external secrets. Returns its id in invocations.
    pub fn add_rotation_function(&self, arn_name_or_type: &str) -> Result<String, JsError> {
        self.service()
            .add_rotation_function(arn_name_or_type)
            .map_err(misuse)
    }

    /// Accepts any rotation function. An unknown function does not run.
    pub fn accept_any_rotation_function(&self) {
        self.service().accept_any_rotation_function();
    }

    /// Queues the steps of rotations: calls then queue a run instead of starting it.
    pub fn queue_rotation_steps(&self) {
        self.service().queue_rotation_steps();
    }

    /// Returns and clears the run that the last call started; otherwise 0.
    pub fn take_started(&self) -> f64 {
        run_number(self.service().take_started())
    }

    /// Sets the state of a KMS key, and the actions that callers may not perform.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen takes lists of text by value"
    )]
    pub fn kms_key(&self, key_id: &str, state: &str, denied: Vec<String>) -> Result<(), JsError> {
        let denied: Vec<&str> = denied.iter().map(String::as_str).collect();
        self.service()
            .declare_kms_key(key_id, state, &denied)
            .map_err(misuse)
    }

    /// The fake's time for the host's time `host`.
    pub fn now(&self, host: f64) -> f64 {
        self.service().now(timestamp(host)).0 as f64
    }
}

/// The requests and responses of all operations with their limits, and all errors, as JSON.
#[wasm_bindgen]
pub fn describe() -> String {
    fake_secrets_manager::describe()
}

/// Whether a host is an AWS endpoint of Secrets Manager.
#[wasm_bindgen]
pub fn is_endpoint(host: &str) -> bool {
    fake_secrets_manager::is_endpoint(host)
}

/// The nearest valid name.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen takes lists of text by value"
)]
pub fn nearest_name(given: &str, valid: Vec<String>) -> Option<String> {
    let valid = valid.iter().map(String::as_str);
    fake_secrets_manager::nearest(given, valid).map(str::to_owned)
}

/// The wire names of all operations.
#[wasm_bindgen]
pub fn operations() -> Vec<String> {
    fake_secrets_manager::operations()
        .map(str::to_owned)
        .collect()
}

impl Engine {
    /// Borrows the engine. No JavaScript runs before the borrow ends, so it is never borrowed twice.
    pub(crate) fn service(&self) -> RefMut<'_, SecretsManager> {
        self.service.borrow_mut()
    }
}

/// Reads control data that the package has made: it has no getters, so nothing throws.
fn from_object(object: JsValue) -> Result<Value, JsError> {
    serde_wasm_bindgen::from_value(object).map_err(|error| JsError::new(&error.to_string()))
}

fn seed_options(given: JsValue) -> Result<SeedOptions, JsError> {
    let mut given = Members::of(given)?;
    Ok(SeedOptions {
        replace: given.flag("replace"),
        place: Caller {
            account_id: given.text("accountId"),
            region: given.text("region"),
        },
    })
}

fn to_answer(answer: Result<Value, CallError>) -> Result<Array, JsError> {
    match answer {
        Ok(response) => Ok(Array::of1(&value::to_js(&response))),
        Err(CallError::Misuse(reason)) => Err(misuse(reason)),
        Err(CallError::Service(error)) => {
            let error = value::to_js(&plain(error));
            Ok(Array::of2(&JsValue::UNDEFINED, &error))
        }
    }
}

/// Converts the number of a run. The engine counts from 1.
fn run_number(run: Option<u64>) -> f64 {
    run.unwrap_or_default() as f64
}

/// Converts JavaScript's milliseconds. The conversion saturates, and NaN becomes 0.
fn timestamp(milliseconds: f64) -> Timestamp {
    Timestamp(milliseconds as i64)
}

fn draw_seed() -> Result<u64, JsError> {
    getrandom::u64().map_err(|_| {
        JsError::new(
            "this platform has no random numbers for a seed; expected a seed, for example { seed: 1 }",
        )
    })
}

fn misuse(reason: Misuse) -> JsError {
    JsError::new(&reason.message(Language::JavaScript))
}
