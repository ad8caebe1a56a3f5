//! Answers requests: the wire API and the object API.

use std::borrow::Cow;
use std::sync::Arc;

use super::caller::{CallError, Caller, ServiceError};
use super::http::is_ssm;
use super::incoming::{Incoming, Source};
use super::manager::SecretsManager;
use crate::access;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::{AccountId, Place, Region};
use crate::misuse::Misuse;
use crate::model::shape::{Shape, Structure};
use crate::model::{arguments, validation};
use crate::ops::{self, Context, OPERATIONS, Operation};
use crate::protocol::{Head, HttpResponse, read_body};
use crate::requests::Origin;
use crate::store::At;
use crate::suggestion;
use crate::value::Value;

impl SecretsManager {
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
        if head.operation.is_none() && is_ssm(headers) {
            return self.ssm(headers, body, now);
        }
        let account_id = head.account_id.unwrap_or(&self.settings.account_id);
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
            Some(operation) => read_body(body, &operation.input).and_then(|input| {
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
            CallError::Service(ServiceError {
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

    /// Answers a request, and records a hint if it failed because of a probable mistake.
    fn run<T>(
        &mut self,
        operation: &'static Operation,
        input: Value,
        caller: (AccountId, Region),
        host_now: Timestamp,
        answer: impl FnOnce(Value, &mut Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let secret_id = text_member(&input, "SecretId").cloned();
        let function = text_member(&input, "RotationLambdaARN").cloned();
        let asked = caller.clone();
        let answer = self.run_checked(operation, input, caller, host_now, answer);
        match (&answer, secret_id, function) {
            (Err(Error::SecretNotFound), Some(secret_id), _) => {
                let place = Place {
                    account_id: &asked.0,
                    region: &asked.1,
                };
                let now = self.clock.read(host_now);
                self.hints
                    .note_missing_secret(&self.store, operation.name, place, &secret_id, now);
            }
            (Err(Error::FunctionNotInvokable), _, Some(arn)) => {
                self.hints.note_unknown_function(&arn);
            }
            _ => {}
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
        if !self.faults.is_empty() {
            self.apply_faults(operation, &input, &caller, &region, host_now)?;
        }
        let now = self.clock.read(host_now);
        self.note_clock_moved_back(now);
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
        if let Some(mut start) = context.start.take() {
            // With eventual consistency, the service responds first, and invokes the function a little later.
            start.starts = match &mut self.store.settling {
                Some(settling) if !self.queue_steps => Some(settling.start_of_rotation()),
                _ => None,
            };
            let is_delayed = start.starts.is_some();
            let run = self.rotations.start(
                &mut self.store,
                At { place, now },
                start,
                &mut self.random.rotations,
            );
            self.started = Some(run).filter(|_| !self.queue_steps && !is_delayed);
        }
        Ok(answer)
    }

    /// Moves dates back if the clock has moved back, for example in a test that is frozen in the past: no date may be in the future.
    fn note_clock_moved_back(&mut self, now: Timestamp) {
        if self.clock.is_turned_back() {
            return;
        }
        if now < self.latest {
            self.store.limit_dates_to(now);
        }
        self.latest = now;
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
pub(super) fn text_member<'v>(input: &'v Value, member: &str) -> Option<&'v Arc<str>> {
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

fn unknown_operation(name: &str) -> Misuse {
    let suggestion = suggestion::did_you_mean(name, operations());
    Misuse::new(
        format!("unknown operation \"{name}\"{suggestion}"),
        "the exact name of an operation",
        "\"GetSecretValue\"",
    )
}
