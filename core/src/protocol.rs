//! AWS JSON 1.1: reading the headers of a request, and writing a response.

use std::borrow::Cow;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::faults::{Connection, Delay};
use crate::identifiers::is_account_id;
use crate::value::{Outline, Value};

/// The prefix of the operation in `X-Amz-Target`.
const TARGET_PREFIX: &str = "secretsmanager.";
/// The media type of requests and responses.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The relevant headers of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    /// The operation, if `X-Amz-Target` names one of this service.
    pub(crate) operation: Option<&'a str>,
    /// The access key id of the credential scope.
    pub(crate) access_key: Option<&'a str>,
    /// The account of the caller, if the request contains it.
    pub(crate) account_id: Option<&'a str>,
    /// The Region of the credential scope; without one, of the host name.
    pub(crate) region: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Reads the headers. Names are case-insensitive, and the first of several headers with one name counts.
    pub(crate) fn of(headers: &[(&'a str, &'a str)]) -> Self {
        let value = |name: &str| {
            headers
                .iter()
                .find(|(header, _)| header.eq_ignore_ascii_case(name))
                .map(|(_, value)| *value)
        };
        let scope = value("authorization").and_then(CredentialScope::of);
        Self {
            operation: value("x-amz-target").and_then(|target| target.strip_prefix(TARGET_PREFIX)),
            access_key: scope.map(|scope| scope.access_key),
            account_id: scope.and_then(|scope| scope.account_id()),
            region: scope
                .map(|scope| scope.region)
                .or_else(|| value("host").and_then(region_of_host)),
        }
    }
}

/// The scope of a version 4 signature: `Credential=<access key>/<date>/<region>/<service>/aws4_request`.
#[derive(Clone, Copy)]
struct CredentialScope<'a> {
    access_key: &'a str,
    date: &'a str,
    region: &'a str,
}

impl<'a> CredentialScope<'a> {
    fn of(authorization: &'a str) -> Option<Self> {
        let (_, credential) = authorization.split_once("Credential=")?;
        let credential = credential.split([',', ' ']).next()?;
        let mut parts = credential.rsplit('/');
        let (_, _, region, date) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let access_key = parts.next()?;
        (!region.is_empty() && !access_key.is_empty()).then_some(Self {
            access_key,
            date,
            region,
        })
    }

    /// The account id: a 12-digit access key id, or the account of a session, which a host that knows it writes in place of the date.
    fn account_id(self) -> Option<&'a str> {
        [self.access_key, self.date]
            .into_iter()
            .find(|part| is_account_id(part))
    }
}

/// `secretsmanager.eu-west-1.amazonaws.com`, also with `-fips` or a port.
fn region_of_host(host: &str) -> Option<&str> {
    let (service, rest) = host.split_once('.')?;
    let (region, domain) = rest.split_once('.')?;
    let aws = domain.starts_with("amazonaws.com") || domain.starts_with("api.aws");
    (service.starts_with("secretsmanager") && aws).then_some(region)
}

/// Reads the body of a request. An empty body is rejected as not JSON (measured on Athena, which uses the same protocol). SDKs always
/// send `{}`.
pub(crate) fn read_body(body: &[u8], outline: &dyn Outline) -> Result<Value, Error> {
    match Value::from_request(body, outline) {
        Ok(value @ Value::Map(_)) => Ok(value),
        Ok(Value::List(_)) => Err(Error::UnexpectedList),
        _ => Err(Error::NotJson),
    }
}

/// A response of the wire API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// 200, or 400 for a client error.
    pub status: u16,
    /// All headers of the service's responses except `Connection`, which the server sets. Recorded.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, or nothing.
    pub body: Vec<u8>,
    /// The row of [`Error::ALL`]; not part of the HTTP response.
    pub situation: Option<&'static str>,
    /// How long a fault delays the response. On the real clock, the host waits. On the fake's clock, the time has already passed.
    pub delay: Option<Delay>,
    /// How a fault breaks the connection. With `Truncated` and `Corrupt`, the body is already broken. The host simulates the others.
    pub connection: Option<Connection>,
}

impl HttpResponse {
    /// The result of an operation: a body, or an error.
    pub(crate) fn of(
        answer: Result<Vec<u8>, Error>,
        request_id: String,
        host_now: Timestamp,
    ) -> Self {
        let (status, body, situation) = match answer {
            Ok(body) => (200, body, None),
            Err(error) => {
                let exception = error.exception();
                (
                    exception.status,
                    error_body(exception.name, exception.message_member, error.message()),
                    Some(error.situation().name),
                )
            }
        };
        let headers = vec![
            // The host's time and not the engine's: SDKs set their clocks by this header.
            ("Date", host_now.to_http_date()),
            ("Content-Type", CONTENT_TYPE.to_owned()),
            ("Content-Length", body.len().to_string()),
            ("x-amzn-RequestId", request_id),
        ];
        Self {
            status,
            headers,
            body,
            situation,
            delay: None,
            connection: None,
        }
    }
}

/// Recorded: `__type` first and without a prefix.
pub(crate) fn error_body(
    code: &'static str,
    message_member: &'static str,
    message: Option<String>,
) -> Vec<u8> {
    let mut members = vec![(Cow::Borrowed("__type"), Value::string(code))];
    if let Some(message) = message {
        members.push((Cow::Borrowed(message_member), Value::string(message)));
    }
    Value::Map(members).to_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_operation_caller_and_region() {
        let head = Head::of(&[
            ("Host", "secretsmanager.us-west-2.amazonaws.com"),
            ("X-AMZ-TARGET", "secretsmanager.GetSecretValue"),
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0",
            ),
        ]);
        assert_eq!(
            head,
            Head {
                operation: Some("GetSecretValue"),
                access_key: Some("AKID"),
                account_id: None,
                region: Some("eu-west-1")
            }
        );
    }

    #[test]
    fn the_account_is_a_12_digit_access_key_or_replaces_the_date() {
        let account_of = |scope: &str| {
            let authorization = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host");
            let head = Head::of(&[("authorization", authorization.as_str())]);
            head.account_id.map(str::to_owned)
        };
        let rest = "eu-west-1/secretsmanager/aws4_request";
        let found = account_of(&format!("111122223333/20260101/{rest}"));
        assert_eq!(found.as_deref(), Some("111122223333"));
        let found = account_of(&format!("ASIAEXAMPLE/444455556666/{rest}"));
        assert_eq!(found.as_deref(), Some("444455556666"));
        assert_eq!(account_of(&format!("ASIAEXAMPLE/20260101/{rest}")), None);
    }

    #[test]
    fn without_a_signature_the_region_comes_from_the_host() {
        let region = |host| Head::of(&[("host", host)]).region;
        assert_eq!(
            region("secretsmanager.us-west-2.amazonaws.com"),
            Some("us-west-2")
        );
        assert_eq!(
            region("secretsmanager-fips.us-west-2.amazonaws.com:443"),
            Some("us-west-2")
        );
        assert_eq!(region("localhost:8080"), None);
        assert_eq!(region("127.0.0.1:8080"), None);
    }

    #[test]
    fn a_target_of_another_service_names_no_operation() {
        assert_eq!(
            Head::of(&[("x-amz-target", "DynamoDB_20120810.GetItem")]).operation,
            None
        );
        assert_eq!(
            Head::of(&[("authorization", "Credential=//")]).access_key,
            None
        );
    }
}
