//! An HTTP client for the AWS SDK for Rust that answers from a fake in the same process. Needs the feature `aws-sdk`.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use crate::clock::Timestamp;
use crate::faults::{Connection, DelayClock};
use crate::protocol;
use crate::service::SecretsManager;

/// Answers requests of SDK clients from a fake, without a socket. Clones share the fake.
///
/// Pass it to `http_client` of the client's configuration. The SDK still signs, retries and paginates. The credential scope of the signature
/// selects the Region, and an access key id of twelve digits selects the account. The fake's time is that of the client's `time_source`.
///
/// ```
/// use fake_secrets_manager::aws_sdk::FakeHttpClient;
/// use fake_secrets_manager::{SecretsManager, Settings};
///
/// let http_client = FakeHttpClient::new(SecretsManager::new(Settings::default()).unwrap());
/// // let config = aws_sdk_secretsmanager::Config::builder().http_client(http_client.clone()) …
/// http_client.with(|fake| fake.fail("GetSecretValue", Some("InternalServiceError"), None, 1)).unwrap();
/// ```
#[derive(Clone)]
pub struct FakeHttpClient {
    fake: Arc<Mutex<SecretsManager>>,
}

impl FakeHttpClient {
    /// Creates a client that answers from `fake`.
    #[must_use]
    pub fn new(fake: SecretsManager) -> Self {
        Self {
            fake: Arc::new(Mutex::new(fake)),
        }
    }

    /// Calls a function with the fake, for example to seed it or advance its clock. Requests wait until the function returns.
    pub fn with<T>(&self, work: impl FnOnce(&mut SecretsManager) -> T) -> T {
        // A panic of `work` fails its own test. The engine's state stays consistent, so other tests can continue.
        let mut fake = self.fake.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut fake)
    }
}

impl fmt::Debug for FakeHttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FakeHttpClient")
    }
}

impl HttpClient for FakeHttpClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            client: self.clone(),
            now: components
                .time_source()
                .map_or(UNIX_EPOCH, |source| source.now()),
            sleep: components.sleep_impl(),
            read_timeout: settings.read_timeout(),
        })
    }
}

/// Answers one request: the SDK asks for a connector before each attempt.
#[derive(Debug)]
struct Connector {
    client: FakeHttpClient,
    now: SystemTime,
    sleep: Option<SharedAsyncSleep>,
    read_timeout: Option<Duration>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = match answer(&self.client, &request, self.now) {
            Ok(answer) => answer,
            Err(error) => return HttpConnectorFuture::ready(Err(error)),
        };
        let delay = answer
            .delay
            .filter(|delay| delay.clock == DelayClock::Real)
            .map_or(Duration::ZERO, |delay| {
                Duration::from_millis(delay.milliseconds.into())
            });
        let timeout = self.read_timeout.filter(|timeout| *timeout < delay);
        let result = match timeout {
            Some(_) => Err(timed_out("the response did not arrive in time")),
            None => deliver(answer),
        };
        let wait = timeout.unwrap_or(delay);
        match &self.sleep {
            Some(sleep) if !wait.is_zero() => {
                let sleep = sleep.sleep(wait);
                HttpConnectorFuture::new(async move {
                    sleep.await;
                    result
                })
            }
            _ => HttpConnectorFuture::ready(result),
        }
    }
}

fn answer(
    client: &FakeHttpClient,
    request: &HttpRequest,
    now: SystemTime,
) -> Result<protocol::HttpResponse, ConnectorError> {
    let headers: Vec<_> = request.headers().iter().collect();
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    if !target.starts_with("secretsmanager.") && !target.starts_with("AmazonSSM.") {
        return Err(ConnectorError::user(
            "FakeHttpClient got a request for a service other than Secrets Manager; set `http_client` in the configuration \
             of the Secrets Manager client, not in the configuration that all clients share"
                .into(),
        ));
    }
    let Some(body) = request.body().bytes() else {
        return Err(ConnectorError::user(
            "FakeHttpClient got a streamed body; expected bytes in memory, as the SDK sends them"
                .into(),
        ));
    };
    Ok(client.with(|fake| fake.handle(&headers, body, timestamp(now))))
}

/// The response as the SDK reads it, or how the connection broke.
fn deliver(answer: protocol::HttpResponse) -> Result<HttpResponse, ConnectorError> {
    match answer.connection {
        Some(Connection::Refused) => {
            return Err(broken(io::ErrorKind::ConnectionRefused).never_connected());
        }
        Some(Connection::Reset) => return Err(broken(io::ErrorKind::ConnectionReset)),
        Some(Connection::ConnectTimeout) => {
            return Err(timed_out("the connection was not established in time").never_connected());
        }
        Some(Connection::ReadTimeout) => {
            return Err(timed_out("the response did not arrive in time"));
        }
        // With these faults, the body is already broken.
        Some(Connection::Truncated | Connection::Corrupt) | None => {}
    }
    let status = answer
        .status
        .try_into()
        .map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, answer.body.into());
    for (name, value) in answer.headers {
        response
            .headers_mut()
            .try_insert(name, value)
            .map_err(|error| ConnectorError::other(Box::new(error), None))?;
    }
    Ok(response)
}

fn broken(kind: io::ErrorKind) -> ConnectorError {
    ConnectorError::io(Box::new(io::Error::from(kind)))
}

fn timed_out(message: &'static str) -> ConnectorError {
    ConnectorError::timeout(Box::new(io::Error::new(io::ErrorKind::TimedOut, message)))
}

fn timestamp(time: SystemTime) -> Timestamp {
    let milliseconds = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp(match time.duration_since(UNIX_EPOCH) {
        Ok(since) => milliseconds(since),
        Err(before) => -milliseconds(before.duration()),
    })
}
