//! The engine for JavaScript: one class that hands values in and out, and knows no rule of the service.

mod value;

use fake_secrets_manager::{CallError, Caller, Misuse, SecretsManager, Settings, Timestamp, Value};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// A Secrets Manager of its own. Every call brings the host's time along, in milliseconds since the epoch.
#[wasm_bindgen]
pub struct Engine {
    service: SecretsManager,
    account_id: String,
    region: String,
}

#[wasm_bindgen]
impl Engine {
    /// An empty service. What is absent takes the engine's default, the seed is drawn.
    #[wasm_bindgen(constructor)]
    pub fn new(
        account_id: Option<String>,
        region: Option<String>,
        seed: Option<u64>,
    ) -> Result<Self, JsError> {
        let defaults = Settings::default();
        let settings = Settings {
            account_id: account_id.unwrap_or(defaults.account_id),
            region: region.unwrap_or(defaults.region),
            seed: seed.map_or_else(draw_seed, Ok)?,
        };
        let (account_id, region) = (settings.account_id.clone(), settings.region.clone());
        Ok(Self {
            service: SecretsManager::new(settings).map_err(misuse)?,
            account_id,
            region,
        })
    }

    /// The account of callers that name none.
    #[wasm_bindgen(getter)]
    pub fn account_id(&self) -> String {
        self.account_id.clone()
    }

    /// The region of callers that name none.
    #[wasm_bindgen(getter)]
    pub fn region(&self) -> String {
        self.region.clone()
    }

    /// The wire door. `head` has a line `name:value` per header; the answer has the status, the same lines, an empty line and the body.
    ///
    /// One text in and one out, because each value that crosses the border costs more than taking the text apart.
    pub fn handle(&mut self, head: &str, body: &[u8], now: f64) -> Vec<u8> {
        let headers: Vec<_> = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .collect();
        let response = self.service.handle(&headers, body, timestamp(now));
        let mut answer = Vec::with_capacity(256_usize.saturating_add(response.body.len()));
        answer.extend_from_slice(response.status.to_string().as_bytes());
        for (name, value) in &response.headers {
            for part in ["\n", name, ":", value] {
                answer.extend_from_slice(part.as_bytes());
            }
        }
        answer.extend_from_slice(b"\n\n");
        answer.extend_from_slice(&response.body);
        answer
    }

    /// The object door: `[response]`, or `[undefined, code, message, status, request id]` where the service refuses.
    pub fn call(
        &mut self,
        operation: &str,
        input: &JsValue,
        account_id: Option<String>,
        region: Option<String>,
        now: f64,
    ) -> Result<Array, JsError> {
        let caller = Caller { account_id, region };
        answer(&mut self.service, operation, input, &caller, now)
    }

    /// The same on a copy, so that looking leaves no trace: no date of access, no id drawn. Nothing is in the way of who looks.
    pub fn look(&self, operation: &str, input: &JsValue, now: f64) -> Result<Array, JsError> {
        let mut service = self.service.clone();
        service.lift_obstacles();
        answer(&mut service, operation, input, &Caller::default(), now)
    }

    /// Creates the secrets, an object from name to value.
    pub fn seed(&mut self, secrets: &JsValue, now: f64) -> Result<(), JsError> {
        self.service
            .seed(value::from_js(secrets, "secrets")?, timestamp(now))
            .map_err(misuse)
    }

    /// Empties everything: as new, with the same seed.
    pub fn reset(&mut self) {
        self.service.reset();
    }

    /// Makes a rotation function known by its ARN, its name or a type of external secrets; gives what steps will call it.
    pub fn add_rotation_function(&mut self, arn_name_or_type: &str) -> Result<String, JsError> {
        self.service
            .add_rotation_function(arn_name_or_type)
            .map_err(misuse)
    }

    /// Lets rotation be given any function; one that is not known does not run.
    pub fn accept_any_rotation_function(&mut self) {
        self.service.accept_any_rotation_function();
    }

    /// Lets the steps of rotations wait: calls then start no run, they only queue it.
    pub fn let_steps_wait(&mut self) {
        self.service.let_steps_wait();
    }

    /// Whether `come_due` is to be asked before the next call.
    pub fn is_due(&self, now: f64) -> bool {
        self.service.is_due(timestamp(now))
    }

    /// Lets time bring what it should have brought: gives the run that is to be driven before this is asked again, or 0.
    pub fn come_due(&mut self, now: f64) -> f64 {
        run_number(self.service.come_due(timestamp(now)))
    }

    /// Comes back to the present, whatever is still due.
    pub fn stop_catching_up(&mut self) {
        self.service.stop_catching_up();
    }

    /// The run that the last call has started, once; otherwise 0.
    pub fn take_started(&mut self) -> f64 {
        run_number(self.service.take_started())
    }

    /// The runs that are not over, the oldest first; refuses what is no step to run them up to.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen borrows no text that may be absent"
    )]
    pub fn queued_runs(&self, until: Option<String>) -> Result<Vec<f64>, JsError> {
        let runs = self.service.queued_runs(until.as_deref()).map_err(misuse)?;
        Ok(runs.into_iter().map(|run| run as f64).collect())
    }

    /// The step that comes next in a run.
    pub fn next_step(&self, run: f64) -> Option<String> {
        self.service.next_step(run as u64).map(str::to_owned)
    }

    /// Begins the next step of a run: gives the step, or how the run ended, or null where another is at it, or undefined.
    pub fn begin_step(&mut self, run: f64, now: f64) -> JsValue {
        or_undefined(self.service.begin_step(run as u64, timestamp(now)))
    }

    /// Ends the step that was begun; gives undefined where there is none any more.
    pub fn end_step(&mut self, run: f64, failed: bool, now: f64) -> JsValue {
        or_undefined(self.service.end_step(run as u64, failed, timestamp(now)))
    }

    /// What has happened by itself since this was last asked.
    pub fn take_happenings(&mut self) -> Array {
        let happenings = self.service.take_happenings().into_iter();
        happenings
            .map(|happening| value::to_js(&happening.into()))
            .collect()
    }

    /// Says of a KMS key what state it is in and what callers may not do with it: rights with commas between them.
    pub fn kms_key(&mut self, key_id: &str, state: &str, denied: &str) -> Result<(), JsError> {
        let denied: Vec<&str> = denied.split_terminator(',').collect();
        self.service
            .declare_kms_key(key_id, state, &denied)
            .map_err(misuse)
    }

    /// Lets the next calls of an operation be refused, or, without a code, a step of a rotation fail.
    pub fn fail(
        &mut self,
        target: &str,
        code: Option<String>,
        message: Option<String>,
        times: u32,
    ) -> Result<(), JsError> {
        self.service
            .fail(target, code.as_deref(), message, times)
            .map_err(misuse)
    }

    /// Moves the clock on.
    pub fn advance(&mut self, milliseconds: f64) {
        self.service.advance(timestamp(milliseconds).0);
    }

    /// Stops the clock at a moment.
    pub fn freeze(&mut self, at: f64) {
        self.service.freeze(timestamp(at));
    }

    /// The service's time, when the host's is `host`.
    pub fn now(&self, host: f64) -> f64 {
        self.service.now(timestamp(host)).0 as f64
    }
}

/// The requests and responses of all operations, with their limits, and all refusals, as JSON.
#[wasm_bindgen]
pub fn describe() -> String {
    fake_secrets_manager::describe()
}

/// The names of all operations, as on the wire.
#[wasm_bindgen]
pub fn operations() -> Vec<String> {
    fake_secrets_manager::operations()
        .map(str::to_owned)
        .collect()
}

fn answer(
    service: &mut SecretsManager,
    operation: &str,
    input: &JsValue,
    caller: &Caller,
    now: f64,
) -> Result<Array, JsError> {
    let input = value::from_js(input, "the request")?;
    match service.call(operation, input, caller, timestamp(now)) {
        Ok(response) => Ok(Array::of1(&value::to_js(&response))),
        Err(CallError::Misuse(reason)) => Err(misuse(reason)),
        Err(CallError::Refused(refusal)) => Ok(Array::of5(
            &JsValue::UNDEFINED,
            &refusal.code.into(),
            &refusal.message.into(),
            &refusal.status.into(),
            &refusal.request_id.into(),
        )),
    }
}

fn or_undefined(value: Option<impl Into<Value>>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, |value| value::to_js(&value.into()))
}

/// JavaScript's number of a run. The engine counts from 1.
fn run_number(run: Option<u64>) -> f64 {
    run.unwrap_or_default() as f64
}

/// JavaScript's milliseconds; the conversion saturates and makes 0 of NaN.
fn timestamp(milliseconds: f64) -> Timestamp {
    Timestamp(milliseconds as i64)
}

fn draw_seed() -> Result<u64, JsError> {
    getrandom::u64().map_err(|_| {
        JsError::new(
            "no randomness here to draw a seed from; expected a seed, for example { seed: 1 }",
        )
    })
}

fn misuse(reason: Misuse) -> JsError {
    JsError::new(&reason.to_string())
}
