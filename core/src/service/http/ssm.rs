//! References to secrets in Parameter Store: GetParameter and GetParameters of AWS Systems Manager, for names under
//! `/aws/reference/secretsmanager/`.
//!
//! All behaviour is recorded (2026-09-26, us-east-1), unless a comment says otherwise.

use std::borrow::Cow;

use super::message::header;
use super::moment;
use crate::clock::Timestamp;
use crate::identifiers::Arn;
use crate::protocol::{Head, HttpResponse, error_body};
use crate::service::caller::{CallError, Caller};
use crate::service::manager::SecretsManager;
use crate::sorting::sort_by_key;
use crate::value::{Outline, Value};

const TARGET_PREFIX: &str = "AmazonSSM.";
const REFERENCE_PREFIX: &str = "aws/reference/secretsmanager/";
/// Documented: GetParameters accepts up to ten names.
const MOST_NAMES: usize = 10;

/// Whether the request is for Systems Manager.
pub(in crate::service) fn is_ssm(headers: &[(&str, &str)]) -> bool {
    header(headers, "x-amz-target").is_some_and(|target| target.starts_with(TARGET_PREFIX))
}

/// An error of Systems Manager.
struct ParameterError {
    code: &'static str,
    message: Option<String>,
}

impl ParameterError {
    fn validation(message: impl Into<String>) -> Self {
        Self {
            code: "ValidationException",
            message: Some(message.into()),
        }
    }
}

/// A parsed parameter name.
enum Parameter<'a> {
    /// A parameter of Parameter Store itself. The fake has none.
    Ordinary,
    Reference(Reference<'a>),
}

struct Reference<'a> {
    /// The name as sent, without its selector.
    name: &'a str,
    secret_id: &'a str,
    /// A staging label or a version id.
    selector: Option<&'a str>,
}

/// Why a parameter was not found.
enum Missing {
    /// GetParameters lists the name among its InvalidParameters.
    Invalid(ParameterError),
    /// The request fails as a whole.
    Fatal(ParameterError),
}

impl Missing {
    fn error(self) -> ParameterError {
        match self {
            Self::Invalid(error) | Self::Fatal(error) => error,
        }
    }
}

/// The parts of a request that are read.
enum Request {
    Members,
    Member,
    Item,
}

impl Outline for Request {
    fn member(&self, name: &str) -> Option<&dyn Outline> {
        let is_known = matches!(name, "Name" | "Names" | "WithDecryption");
        (matches!(self, Self::Members) && is_known).then_some(&Self::Member)
    }

    fn item(&self) -> Option<&dyn Outline> {
        matches!(self, Self::Member).then_some(&Self::Item)
    }
}

impl SecretsManager {
    /// Answers GetParameter and GetParameters.
    pub(in crate::service) fn ssm(
        &mut self,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Timestamp,
    ) -> HttpResponse {
        let caller = Caller::of(&Head::of(headers));
        let target = header(headers, "x-amz-target").unwrap_or_default();
        let operation = target.strip_prefix(TARGET_PREFIX).unwrap_or_default();
        let answer = match Value::from_request(body, &Request::Members) {
            Ok(input @ Value::Map(_)) => self.parameters(operation, &input, &caller, now),
            _ => Err(ParameterError {
                code: "SerializationException",
                message: None,
            }),
        };
        let (status, body) = match answer {
            Ok(body) => (200, body.to_json()),
            Err(ParameterError { code, message }) => (400, error_body(code, "message", message)),
        };
        self.json_of_aws(status, body, now)
    }

    fn parameters(
        &mut self,
        operation: &str,
        input: &Value,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, ParameterError> {
        let decrypt = matches!(member(input, "WithDecryption"), Some(Value::Boolean(true)));
        match operation {
            "GetParameter" => {
                let Some(Value::String(name)) = member(input, "Name") else {
                    return Err(missing_member("name"));
                };
                let parameter = self
                    .parameter(name, decrypt, caller, now)
                    .map_err(Missing::error)?;
                Ok(map([("Parameter", parameter)]))
            }
            "GetParameters" => {
                let names = names(input)?;
                self.parameters_of(&names, decrypt, caller, now)
            }
            // Guess: other operations of Systems Manager fail with UnknownOperationException.
            _ => Err(ParameterError {
                code: "UnknownOperationException",
                message: None,
            }),
        }
    }

    fn parameters_of(
        &mut self,
        names: &[&str],
        decrypt: bool,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, ParameterError> {
        let (mut found, mut invalid, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            if seen.contains(name) {
                continue;
            }
            seen.push(*name);
            match self.parameter(name, decrypt, caller, now) {
                Ok(parameter) => {
                    let key = name.split(':').next().unwrap_or_default();
                    found.push((key, parameter));
                }
                Err(Missing::Invalid(_)) => invalid.push(Value::string(*name)),
                Err(Missing::Fatal(error)) => return Err(error),
            }
        }
        // A stable sort, so that one name with several selectors keeps the order of the request.
        sort_by_key(&mut found, |(key, _)| *key);
        let found = found.into_iter().map(|(_, parameter)| parameter).collect();
        Ok(map([
            ("InvalidParameters", Value::List(invalid)),
            ("Parameters", Value::List(found)),
        ]))
    }

    fn parameter(
        &mut self,
        name: &str,
        decrypt: bool,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, Missing> {
        let Parameter::Reference(reference) = parse(name, decrypt)? else {
            return Err(Missing::Invalid(ParameterError {
                code: "ParameterNotFound",
                message: None,
            }));
        };
        let secret = self.referenced(&reference, caller, now)?;
        let text = |name| match member(&secret, name) {
            Some(Value::String(text)) => Some(Value::String(text.clone())),
            _ => None,
        };
        let created = member(&secret, "CreatedDate").cloned();
        let selector = reference
            .selector
            .map(|selector| Value::string(format!(":{selector}")));
        let members = [
            ("ARN", text("ARN")),
            ("LastModifiedDate", created),
            ("Name", Some(Value::string(reference.name))),
            ("Selector", selector),
            ("SourceResult", Some(Value::string(source_result(&secret)))),
            ("Type", Some(Value::string("SecureString"))),
            ("Value", text("SecretString")),
            ("Version", Some(Value::Integer(0))),
        ];
        let members = members
            .into_iter()
            .filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
        Ok(Value::Map(members.collect()))
    }

    /// The response of GetSecretValue. Reading through Systems Manager sets LastAccessedDate.
    fn referenced(
        &mut self,
        reference: &Reference<'_>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Value, Missing> {
        let mut input = vec![(
            Cow::Borrowed("SecretId"),
            Value::string(reference.secret_id),
        )];
        if let Some(selector) = reference.selector {
            let by = if is_uuid(selector) {
                "VersionId"
            } else {
                "VersionStage"
            };
            input.push((Cow::Borrowed(by), Value::string(selector)));
        }
        match self.call("GetSecretValue", Value::Map(input), caller, now) {
            Ok(secret) => Ok(secret),
            Err(CallError::Service(no)) if no.code == "ResourceNotFoundException" => {
                // Without a selector, the service prints Java's null.
                let selector = match reference.selector {
                    Some(selector) => format!(":{selector}"),
                    None => "null".to_owned(),
                };
                Err(Missing::Invalid(ParameterError {
                    code: "ParameterNotFound",
                    message: Some(format!(
                        "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret {REFERENCE_PREFIX}{}{selector} not found.",
                        reference.secret_id
                    )),
                }))
            }
            Err(_) => Err(Missing::Fatal(dependency_error())),
        }
    }
}

/// Whether Systems Manager treats a name as a reference to a secret, valid or not.
pub(super) fn is_ours(name: &str) -> bool {
    is_arn_of_secret(name)
        || name
            .strip_prefix('/')
            .unwrap_or(name)
            .starts_with(REFERENCE_PREFIX)
}

fn is_arn_of_secret(name: &str) -> bool {
    Arn::parse(name).is_some_and(|arn| arn.service == "secretsmanager")
}

fn dependency_error() -> ParameterError {
    ParameterError::validation("An error occurred while calling one AWS dependency service.")
}

/// Parses a name. Recorded: WithDecryption is checked before Secrets Manager is called. Guess: Parameter Store checks WithDecryption before the syntax of the name.
fn parse(name: &str, decrypt: bool) -> Result<Parameter<'_>, Missing> {
    if is_arn_of_secret(name) {
        return Err(Missing::Fatal(ParameterError::validation(
            "Secrets manager ARN reference should not be passed in the GetParameter(s) request, please refer to \
             https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html",
        )));
    }
    let slashless = name.strip_prefix('/').unwrap_or(name);
    let Some(rest) = slashless.strip_prefix(REFERENCE_PREFIX) else {
        return Ok(Parameter::Ordinary);
    };
    if !decrypt {
        return Err(Missing::Invalid(ParameterError::validation(
            "WithDecryption flag must be True for retrieving a Secret Manager secret.",
        )));
    }
    if rest.is_empty() {
        return Err(Missing::Fatal(dependency_error()));
    }
    let Some((secret_id, selector)) = rest.split_once(':') else {
        return Ok(Parameter::Reference(Reference {
            name,
            secret_id: rest,
            selector: None,
        }));
    };
    if selector.is_empty() || selector.contains(':') {
        return Err(Missing::Invalid(ParameterError::validation(
            "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>",
        )));
    }
    Ok(Parameter::Reference(Reference {
        name: name.split(':').next().unwrap_or(name),
        secret_id,
        selector: Some(selector),
    }))
}

/// Whether a selector is a version id. Text of this form is never a label.
fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    let fits = lengths.iter().all(|length| {
        parts.next().is_some_and(|part| {
            part.len() == *length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    });
    fits && parts.next().is_none()
}

fn names(input: &Value) -> Result<Vec<&str>, ParameterError> {
    let Some(Value::List(names)) = member(input, "Names") else {
        return Err(missing_member("names"));
    };
    let listed = || {
        let listed: Vec<&str> = names.iter().filter_map(as_text).collect();
        listed.join(", ")
    };
    if names.is_empty() || names.len() > MOST_NAMES {
        let bound = if names.is_empty() {
            "greater than or equal to 1"
        } else {
            "less than or equal to 10"
        };
        return Err(ParameterError::validation(format!(
            "1 validation error detected: Value '[{}]' at 'names' failed to satisfy constraint: Member must have length {bound}",
            listed()
        )));
    }
    if !names.iter().all(|name| matches!(name, Value::String(_))) {
        return Err(ParameterError {
            code: "SerializationException",
            message: None,
        });
    }
    Ok(names.iter().filter_map(as_text).collect())
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn missing_member(name: &str) -> ParameterError {
    ParameterError::validation(format!(
        "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
    ))
}

fn map<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Value::Map(
        members
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect(),
    )
}

/// A member of a structure.
pub(super) fn member<'v>(structure: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(members) = structure else {
        return None;
    };
    members
        .iter()
        .find(|(member, value)| member == name && *value != Value::Null)
        .map(|(_, value)| value)
}

/// SourceResult: the secret in the format of Gson, a JSON library for Java.
fn source_result(secret: &Value) -> String {
    let mut json = String::from("{");
    let mut write = |name: &str, value: String| {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&format!("\"{name}\":{value}"));
    };
    let text = |name| member(secret, name).and_then(as_text).map(gson_text);
    for (name, shown) in [
        ("ARN", "ARN"),
        ("Name", "name"),
        ("VersionId", "versionId"),
        ("SecretString", "secretString"),
    ] {
        if let Some(text) = text(name) {
            write(shown, text);
        }
    }
    if let Some(Value::Blob(bytes)) = member(secret, "SecretBinary") {
        write("secretBinary", byte_buffer(bytes));
    }
    if let Some(Value::List(labels)) = member(secret, "VersionStages") {
        let labels: Vec<String> = labels.iter().filter_map(as_text).map(gson_text).collect();
        write("versionStages", format!("[{}]", labels.join(",")));
    }
    if let Some(Value::Timestamp(created)) = member(secret, "CreatedDate") {
        write("createdDate", gson_text(&moment::to_english(*created)));
    }
    json.push('}');
    json
}

/// Java's ByteBuffer, member by member.
fn byte_buffer(bytes: &[u8]) -> String {
    let signed: Vec<String> = bytes
        .iter()
        .map(|byte| byte.cast_signed().to_string())
        .collect();
    let length = bytes.len();
    format!(
        "{{\"hb\":[{}],\"offset\":0,\"isReadOnly\":false,\"bigEndian\":true,\"nativeByteOrder\":false,\"mark\":-1,\
         \"position\":0,\"limit\":{length},\"capacity\":{length},\"address\":8}}",
        signed.join(",")
    )
}

/// Text in the format of Gson. Recorded: `=` is escaped; non-ASCII letters and `/` are not. Inferred: Gson's other HTML-safe escapes.
fn gson_text(text: &str) -> String {
    let mut json = String::with_capacity(text.len().saturating_add(2));
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\u{c}' => json.push_str("\\f"),
            '<' | '>' | '&' | '=' | '\'' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                json.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            character => json.push(character),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_text_as_gson_does() {
        assert_eq!(
            gson_text("a=<b>&'\"\\/+@λ\n\u{1}"),
            "\"a\\u003d\\u003cb\\u003e\\u0026\\u0027\\\"\\\\/+@λ\\n\\u0001\""
        );
    }

    #[test]
    fn recognizes_only_canonical_uuids() {
        assert!(is_uuid("abcdefab-abcd-abcd-abcd-abcdefabcdef"));
        for text in [
            "1-1-1-1-1",
            "d86fbfd7fa244b40a758438c69794bb4",
            "AWSCURRENT",
            "",
            "abcdefab-abcd-abcd-abcd-abcdefabcdef-",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
