//! The engine for JavaScript: one class that hands values in and out, and knows no rule of the service.

mod value;

use fake_secrets_manager::{CallError, Caller, Misuse, SecretsManager, Settings, Timestamp};
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

    /// Lets rotation be given any function; none runs.
    pub fn accept_any_rotation_function(&mut self) {
        self.service.accept_any_rotation_function();
    }

    /// Says of a KMS key what state it is in and what callers may not do with it: rights with commas between them.
    pub fn kms_key(&mut self, key_id: &str, state: &str, denied: &str) -> Result<(), JsError> {
        let denied: Vec<&str> = denied.split_terminator(',').collect();
        self.service
            .declare_kms_key(key_id, state, &denied)
            .map_err(misuse)
    }

    /// Lets the next calls of an operation be refused.
    pub fn fail(
        &mut self,
        operation: &str,
        code: &str,
        message: Option<String>,
        times: u32,
    ) -> Result<(), JsError> {
        self.service
            .fail(operation, Some(code), message, times)
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

/// The requests and responses of all operations, with their limits, as JSON.
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
