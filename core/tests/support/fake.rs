//! A new fake behind the wire API, and checks that apply to all its responses.

use std::collections::BTreeSet;

use fake_secrets_manager::{
    HttpResponse, SecretsManager, Settings, Timestamp, Value as EngineValue,
};
use serde_json::{Map, Value};

use super::case::{Case, Fault, KmsKey, RawRequest, RotationFunctions};
use super::contract::{Contract, bytes_of, from_wire, secret_of, to_wire};

/// 2026-01-01T00:00:00.000Z
pub(crate) const START: Timestamp = Timestamp(1_767_225_600_000);

pub(crate) struct Fake {
    /// The host's clock is at the epoch; the fake's clock is frozen.
    pub(crate) engine: SecretsManager,
    tokens: u64,
    /// The rows of the error catalogue that have occurred.
    pub(crate) situations: BTreeSet<&'static str>,
}

/// The response to a call, in the notation of the cases.
pub(crate) enum Answer {
    Given(Value),
    Refused {
        code: String,
        message: String,
        status: u16,
    },
}

impl Fake {
    pub(crate) fn new(case: &Case) -> Result<Self, String> {
        let settings = Settings {
            seed: 1,
            ..Settings::default()
        };
        let mut engine = SecretsManager::new(settings).map_err(|misuse| misuse.to_string())?;
        engine.freeze(START).map_err(|misuse| misuse.to_string())?;
        match &case.rotation_functions {
            RotationFunctions::Any => engine.accept_any_rotation_function(),
            RotationFunctions::Known(functions) => {
                for id in functions.keys() {
                    engine
                        .add_rotation_function(id)
                        .map_err(|misuse| misuse.to_string())?;
                }
            }
        }
        if case.steps_wait {
            engine.queue_rotation_steps();
        }
        let secrets = serde_json::to_value(&case.secrets)
            .and_then(serde_json::from_value)
            .map_err(|error| error.to_string())?;
        engine
            .seed(secrets, START)
            .map_err(|misuse| misuse.to_string())?;
        Ok(Self {
            engine,
            tokens: 0,
            situations: BTreeSet::new(),
        })
    }

    /// The control `seed`.
    pub(crate) fn seed(&mut self, secrets: &Map<String, Value>) -> Result<(), String> {
        let secret =
            |(name, value): (&String, &Value)| Ok((name.clone().into(), secret_of(value)?));
        let secrets = secrets.iter().map(secret).collect::<Result<_, String>>()?;
        self.engine
            .seed(EngineValue::Map(secrets), START)
            .map_err(|misuse| format!("seed: {misuse}"))
    }

    pub(crate) fn declare_kms_key(&mut self, key: &KmsKey) -> Result<(), String> {
        let denied: Vec<&str> = key.denied.iter().map(String::as_str).collect();
        self.engine
            .declare_kms_key(&key.key_id, &key.state, &denied)
            .map_err(|misuse| format!("kmsKey: {misuse}"))
    }

    pub(crate) fn fail(&mut self, fault: &Fault) -> Result<(), String> {
        self.engine
            .fail(
                &fault.target,
                fault.code.as_deref(),
                fault.message.clone(),
                fault.times,
            )
            .map_err(|misuse| format!("fail: {misuse}"))
    }

    /// A call as an SDK sends it: a missing token is filled in, and the signature has the account and region.
    pub(crate) fn call(
        &mut self,
        contract: &Contract,
        name: &str,
        mut input: Map<String, Value>,
        (account, region): (Option<&str>, Option<&str>),
    ) -> Result<Answer, String> {
        let operation = contract.operation(name)?;
        if let Some(token) = operation.idempotency_token() {
            self.tokens += 1;
            let filled_in =
                || Value::String(format!("{:08}-0000-4000-8000-000000000000", self.tokens));
            input.entry(token).or_insert_with(filled_in);
        }
        let target = format!("secretsmanager.{name}");
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/20260101/{}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0",
            account.unwrap_or("123456789012"),
            region.unwrap_or("us-east-1"),
        );
        let headers = [
            ("X-Amz-Target", target.as_str()),
            ("Authorization", authorization.as_str()),
        ];
        let answer = self.send(
            &headers,
            to_wire(&Value::Object(input)).to_string().as_bytes(),
        )?;
        let Some(shape) = &operation.output else {
            return if answer.status == 200 && answer.body.is_empty() {
                Ok(Answer::Given(Value::Object(Map::new())))
            } else {
                refusal(&answer)
            };
        };
        if answer.status == 200 {
            from_wire(shape, &json_of(&answer)?).map(Answer::Given)
        } else {
            refusal(&answer)
        }
    }

    /// The bytes of a request and of its response.
    pub(crate) fn raw(
        &mut self,
        request: &RawRequest,
        fill: impl Fn(&str) -> String,
    ) -> Result<(u16, String), String> {
        let target = request.target.as_deref().map(&fill);
        let mut headers: Vec<(&str, &str)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        headers.extend(target.as_deref().map(|target| ("X-Amz-Target", target)));
        let body = match (&request.body, &request.body_base64) {
            (_, Some(base64)) => bytes_of(base64)?,
            (body, None) => fill(body.as_deref().unwrap_or_default()).into_bytes(),
        };
        let answer = self.send(&headers, &body)?;
        let body = String::from_utf8(answer.body).map_err(|error| error.to_string())?;
        Ok((answer.status, body))
    }

    fn send(&mut self, headers: &[(&str, &str)], body: &[u8]) -> Result<HttpResponse, String> {
        let answer = self.engine.handle(headers, body, Timestamp(0));
        check_headers(&answer)?;
        self.situations.extend(answer.situation);
        Ok(answer)
    }
}

/// Recorded: every response has this content type and a request id, which is a UUID.
fn check_headers(answer: &HttpResponse) -> Result<(), String> {
    let header = |name: &str| {
        answer
            .headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let request_id =
        header("x-amzn-requestid").map(|id| id.split('-').map(str::len).collect::<Vec<_>>());
    if header("content-type").map(String::as_str) == Some("application/x-amz-json-1.1")
        && request_id == Some(vec![8, 4, 4, 4, 12])
    {
        Ok(())
    } else {
        Err(format!(
            "the headers of the answer are {:?}",
            answer.headers
        ))
    }
}

fn refusal(answer: &HttpResponse) -> Result<Answer, String> {
    let body = json_of(answer)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Answer::Refused {
        code: text("__type").ok_or_else(|| format!("no __type in {body}"))?,
        message: text("Message")
            .or_else(|| text("message"))
            .unwrap_or_default(),
        status: answer.status,
    })
}

fn json_of(answer: &HttpResponse) -> Result<Value, String> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        format!(
            "status {} and no JSON ({error}): {:?}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        )
    })
}
