//! The Secrets Manager Agent and the Lambda extension: GET requests on the loopback interface return secrets, with a cache.
//!
//! The checks, their order and the responses follow AWS's source code of the agent (April 2026). The extension's path for parameters is
//! documented; its error responses are a guess.

use std::sync::Arc;

use super::cache::{AgentSettings, Entry, Key};
use super::message::{HttpRequest, bytes};
use super::query;
use super::ssm::member;
use crate::clock::Timestamp;
use crate::identifiers::{Arn, is_account_id};
use crate::misuse::Misuse;
use crate::protocol::HttpResponse;
use crate::secret::labels::AWSCURRENT;
use crate::service::caller::{CallError, Caller, ServiceError};
use crate::service::manager::SecretsManager;
use crate::value::{Value, write_name};

const GET: &str = "/secretsmanager/get";
const PARAMETERS: &str = "/systemsmanager/parameters/get";
const BY_PATH: &str = "/v1/";
const PING: &str = "/ping";
/// In the order of the checks.
const TOKEN_HEADERS: [&str; 2] = ["X-Aws-Parameters-Secrets-Token", "X-Vault-Token"];
/// Whether a path belongs to the agent.
pub(super) fn is_path(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    [GET, PARAMETERS, PING].contains(&path) || path.starts_with(BY_PATH)
}

/// An error of the agent itself: a status and plain text.
type AgentError = (u16, String);

fn agent_error(status: u16, text: impl Into<String>) -> AgentError {
    (status, text.into())
}

impl SecretsManager {
    /// Sets the options of the agent on a server's ports.
    pub fn configure_agent(&mut self, settings: AgentSettings) {
        self.agent.configure(settings);
    }

    /// Allows additional names in the Host header, besides localhost, IP addresses, names without a dot and AWS host names. A name that begins
    /// with a dot allows all its subdomains.
    ///
    /// ```
    /// let mut fake = fake_secrets_manager::SecretsManager::new(Default::default()).unwrap();
    /// fake.allow_hosts(vec!["secrets.example.com".to_owned()]).unwrap();
    /// assert!(fake.allow_hosts(vec!["http://secrets.example.com".to_owned()]).is_err());
    /// ```
    ///
    /// # Errors
    /// Text that is not a host name.
    pub fn allow_hosts(&mut self, hosts: Vec<String>) -> Result<(), Misuse> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_name = |host: &&String| !host.is_empty() && host.bytes().all(is_part);
        if let Some(host) = hosts.iter().find(|host| !is_name(host)) {
            return Err(Misuse::new(
                format!("invalid host \"{host}\""),
                "a host name without scheme and port",
                "secrets.example.com",
            ));
        }
        self.agent.hosts = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        Ok(())
    }

    pub(super) fn agent(&mut self, request: &HttpRequest<'_>, now: Timestamp) -> HttpResponse {
        let (status, body) = match self.agent_answer(request, now) {
            Ok(body) => (200, body.to_vec()),
            Err((status, text)) => (status, text.into_bytes()),
        };
        // Neither a success nor an error has a Content-Type.
        bytes(status, "", body, now)
    }

    fn agent_answer(
        &mut self,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<Arc<[u8]>, AgentError> {
        let path = request.path();
        if path == PING && request.method == "GET" {
            return Ok(b"healthy".as_slice().into());
        }
        if path != PING {
            if request.header("x-forwarded-for").is_some() {
                return Err(agent_error(400, "Forwarded"));
            }
            self.require_token(request)?;
        }
        if request.method != "GET" {
            return Err(agent_error(405, "Not allowed"));
        }
        match path.strip_suffix('/').unwrap_or(path) {
            GET => self.secret_by_query(request, now),
            PARAMETERS => self.parameter_by_query(request, now),
            _ => match path.strip_prefix(BY_PATH) {
                Some(secret_id) => self.secret_by_path(secret_id, request, now),
                None => Err(agent_error(404, "Not found")),
            },
        }
    }

    fn require_token(&self, request: &HttpRequest<'_>) -> Result<(), AgentError> {
        let given = TOKEN_HEADERS.iter().find_map(|name| request.header(name));
        let valid = match (given, &self.agent.settings.token) {
            (None, _) => false,
            (Some(given), Some(token)) => given == token,
            (Some(given), None) => !given.is_empty(),
        };
        if valid {
            Ok(())
        } else {
            Err(agent_error(403, "Bad Token"))
        }
    }

    fn secret_by_query(
        &mut self,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<Arc<[u8]>, AgentError> {
        let asked = Asked::read(request.query(), true)?;
        let id = asked
            .secret_id
            .clone()
            .ok_or_else(|| agent_error(400, "missing parameter secretId"))?;
        self.secret(id, asked, now)
    }

    /// Documented: the rest of the path is the id. It is not decoded.
    fn secret_by_path(
        &mut self,
        id: &str,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<Arc<[u8]>, AgentError> {
        let asked = Asked::read(request.query(), false)?;
        if id.is_empty() {
            return Err(agent_error(400, "missing secret ID"));
        }
        self.secret(id.to_owned(), asked, now)
    }

    /// Returns a secret, from the cache if the entry is fresh or still current.
    fn secret(
        &mut self,
        id: String,
        asked: Asked,
        now: Timestamp,
    ) -> Result<Arc<[u8]>, AgentError> {
        let key = Key {
            kind: GET,
            id,
            version_id: asked.version_id,
            version_stage: asked.version_stage,
        };
        let clock = self.clock.read(now);
        let cached = if asked.refresh {
            None
        } else {
            self.agent.find(&key)
        };
        let Some(entry) = cached else {
            return self.fetch(key, now).map_err(printed);
        };
        if self.agent.is_fresh(&entry, clock) {
            return Ok(entry.body);
        }
        match self.is_current(&entry, &key, now) {
            Ok(true) => {
                self.agent
                    .keep(key, entry.body.clone(), entry.version, clock);
                Ok(entry.body)
            }
            Ok(false) => match self.fetch(key, now) {
                Err(error) if is_transient(&error) => Ok(entry.body),
                answer => answer.map_err(printed),
            },
            // Documented: `ignore_transient_errors`, which is on by default.
            Err(error) if is_transient(&error) => Ok(entry.body),
            Err(error) => Err(printed(error)),
        }
    }

    fn fetch(&mut self, key: Key, now: Timestamp) -> Result<Arc<[u8]>, ServiceError> {
        let mut input = vec![("SecretId".into(), Value::string(key.id.as_str()))];
        for (member, value) in [
            ("VersionId", &key.version_id),
            ("VersionStage", &key.version_stage),
        ] {
            if let Some(value) = value {
                input.push((member.into(), Value::string(value.as_str())));
            }
        }
        let secret = self.ask("GetSecretValue", Value::Map(input), now)?;
        let body: Arc<[u8]> = secret_body(&secret).into();
        let version = match (member(&secret, "ARN"), member(&secret, "VersionId")) {
            (Some(Value::String(arn)), Some(Value::String(id))) => Some((arn.clone(), id.clone())),
            _ => None,
        };
        let clock = self.clock.read(now);
        self.agent.keep(key, body.clone(), version, clock);
        Ok(body)
    }

    /// Whether DescribeSecret still has the cached version with the requested label.
    fn is_current(
        &mut self,
        entry: &Entry,
        key: &Key,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let Some((arn, cached_version)) = &entry.version else {
            return Ok(false);
        };
        let input = Value::Map(vec![("SecretId".into(), Value::String(arn.clone()))]);
        let secret = self.ask("DescribeSecret", input, now)?;
        let Some(Value::Map(versions)) = member(&secret, "VersionIdsToStages") else {
            return Ok(false);
        };
        let id = key.version_id.as_deref().unwrap_or(cached_version);
        let labels = versions.iter().find(|(version, _)| version == id);
        let Some((_, Value::List(labels))) = labels else {
            return Ok(false);
        };
        if key.version_id.is_some() && key.version_stage.is_none() {
            return Ok(true);
        }
        let label = key.version_stage.as_deref().unwrap_or(AWSCURRENT);
        Ok(labels.contains(&Value::string(label)))
    }

    fn ask(
        &mut self,
        operation: &str,
        input: Value,
        now: Timestamp,
    ) -> Result<Value, ServiceError> {
        match self.call(operation, input, &Caller::default(), now) {
            Ok(answer) => Ok(answer),
            Err(CallError::Service(error)) => Err(error),
            // Unreachable, because the fake chooses the operation and the caller.
            Err(CallError::Misuse(_)) => Err(ServiceError {
                code: "InternalFailure",
                message: None,
                status: 500,
                situation: "",
                request_id: String::new(),
            }),
        }
    }

    fn parameter_by_query(
        &mut self,
        request: &HttpRequest<'_>,
        now: Timestamp,
    ) -> Result<Arc<[u8]>, AgentError> {
        let pairs = query::pairs(request.query());
        let mut selector = None;
        for (name, value) in &pairs {
            match name.as_str() {
                "name" | "withDecryption" => {}
                // Documented: if the URL has a version and a label, the first one counts.
                "version" | "label" => selector = selector.or(Some(value.as_str())),
                other => return Err(agent_error(400, format!("unknown parameter: {other}"))),
            }
        }
        let name = query::value(&pairs, "name").unwrap_or_default();
        if name.is_empty() {
            return Err(agent_error(400, "missing parameter name"));
        }
        let decrypt = query::value(&pairs, "withDecryption")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let name =
            selector.map_or_else(|| name.to_owned(), |selector| format!("{name}:{selector}"));
        let clock = self.clock.read(now);
        let key = Key {
            kind: PARAMETERS,
            id: name.clone(),
            version_id: Some(decrypt.to_string()),
            version_stage: None,
        };
        if let Some(entry) = self
            .agent
            .find(&key)
            .filter(|entry| self.agent.is_fresh(entry, clock))
        {
            return Ok(entry.body);
        }
        let body = Value::Map(vec![
            ("Name".into(), Value::string(name)),
            ("WithDecryption".into(), Value::Boolean(decrypt)),
        ]);
        let headers = [("x-amz-target", "AmazonSSM.GetParameter")];
        let response = self.ssm(&headers, &body.to_json(), now);
        if response.status != 200 {
            let text = String::from_utf8_lossy(&response.body).into_owned();
            return Err(agent_error(response.status, text));
        }
        let body: Arc<[u8]> = response.body.into();
        self.agent.keep(key, body.clone(), None, clock);
        Ok(body)
    }
}

/// Parses the query of a request for a secret.
#[derive(Default)]
struct Asked {
    secret_id: Option<String>,
    version_id: Option<String>,
    version_stage: Option<String>,
    refresh: bool,
}

impl Asked {
    /// `with_id`: whether the query may have a secret id.
    fn read(text: &str, with_id: bool) -> Result<Self, AgentError> {
        let mut asked = Self::default();
        for (name, value) in query::pairs(text) {
            match name.as_str() {
                "secretId" if with_id => asked.secret_id = Some(value),
                "versionId" => asked.version_id = Some(value),
                "versionStage" => asked.version_stage = Some(value),
                "refreshNow" => asked.refresh = refresh(&value)?,
                "roleArn" => require_role(&value)?,
                _ => return Err(agent_error(400, format!("unknown parameter: {name}"))),
            }
        }
        Ok(asked)
    }
}

fn refresh(value: &str) -> Result<bool, AgentError> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(agent_error(400, "invalid refreshNow value")),
    }
}

/// Documented: an invalid ARN is rejected with status 400; the message is a guess. In the fake, every role can be assumed.
fn require_role(arn: &str) -> Result<(), AgentError> {
    let is_role = |arn: Arn<'_>| {
        let role = arn.resource.strip_prefix("role/");
        arn.partition.starts_with("aws")
            && (arn.service, arn.region) == ("iam", "")
            && is_account_id(arn.account)
            && role.is_some_and(|role| !role.is_empty())
    };
    if Arn::parse(arn).is_some_and(is_role) {
        Ok(())
    } else {
        Err(agent_error(400, "invalid roleArn value"))
    }
}

/// Guess: the agent treats ThrottlingException, and errors with status 500 or above, as transient.
fn is_transient(error: &ServiceError) -> bool {
    error.status >= 500 || error.code == "ThrottlingException"
}

/// An error of the service. Documented: a space follows the comma, and the message is not escaped.
fn printed(error: ServiceError) -> AgentError {
    let code = error.code;
    let text = match error.message {
        Some(message) => format!("{{\"__type\":\"{code}\", \"message\":\"{message}\"}}"),
        None => format!("{{\"__type\":\"{code}\"}}"),
    };
    (error.status, text)
}

/// Writes a secret as the agent does: its own order of members, and CreatedDate as text.
fn secret_body(secret: &Value) -> Vec<u8> {
    let (mut json, mut separator) = (Vec::with_capacity(256), b'{');
    for name in [
        "ARN",
        "Name",
        "VersionId",
        "SecretString",
        "SecretBinary",
        "VersionStages",
    ] {
        let always = ["ARN", "Name", "VersionId"].contains(&name);
        match member(secret, name) {
            None if !always => {}
            value => {
                write_name(&mut json, &mut separator, name);
                value.unwrap_or(&Value::Null).write_json(&mut json);
            }
        }
    }
    write_name(&mut json, &mut separator, "CreatedDate");
    match member(secret, "CreatedDate") {
        Some(Value::Timestamp(moment)) => Value::string(seconds(*moment)).write_json(&mut json),
        _ => Value::Null.write_json(&mut json),
    }
    json.push(b'}');
    json
}

/// Epoch seconds with a fraction, if any: `1569534789.046`.
fn seconds(moment: Timestamp) -> String {
    let (whole, fraction) = (moment.0.div_euclid(1_000), moment.0.rem_euclid(1_000));
    let text = format!("{whole}.{fraction:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_epoch_seconds_as_text() {
        assert_eq!(seconds(Timestamp(1_569_534_789_046)), "1569534789.046");
        assert_eq!(seconds(Timestamp(1_569_534_789_500)), "1569534789.5");
        assert_eq!(seconds(Timestamp(1_569_534_780_000)), "1569534780");
    }
}
