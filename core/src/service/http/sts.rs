//! GetCallerIdentity of AWS STS, in the query protocol. Clients such as Terraform and the Secrets Manager Agent call it when they start.

use super::message::{HttpRequest, text};
use super::query;
use crate::clock::Timestamp;
use crate::identifiers::root_user;
use crate::protocol::{Head, HttpResponse};
use crate::service::manager::SecretsManager;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The pairs of a request of the query protocol. None for other requests.
pub(super) fn action(request: &HttpRequest<'_>) -> Option<Vec<(String, String)>> {
    let form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let body = if request.header("x-amz-target").is_some() {
        ""
    } else if form || request.body.starts_with(b"Action=") {
        std::str::from_utf8(request.body).unwrap_or_default()
    } else {
        ""
    };
    let mut pairs = query::pairs(request.query());
    pairs.extend(query::pairs(body));
    query::value(&pairs, "Action").is_some().then_some(pairs)
}

impl SecretsManager {
    pub(super) fn sts(
        &mut self,
        request: &HttpRequest<'_>,
        form: &[(String, String)],
        now: Timestamp,
    ) -> HttpResponse {
        let action = query::value(form, "Action").unwrap_or_default();
        let version = query::value(form, "Version").unwrap_or_default();
        let request_id = self.random.request_ids.uuid();
        let head = Head::of(request.headers);
        let account_id = head.account_id.unwrap_or(&self.settings.account_id);
        let (status, body) = if action == "GetCallerIdentity" {
            let user = root_user(account_id);
            let body = format!(
                "<GetCallerIdentityResponse xmlns=\"{NAMESPACE}\">\n  <GetCallerIdentityResult>\n    \
                 <Arn>{user}</Arn>\n    <UserId>{account_id}</UserId>\n    \
                 <Account>{account_id}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    \
                 <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n"
            );
            (200, body)
        } else {
            let (action, version) = (escape(action), escape(version));
            let body = format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>InvalidAction</Code>\n    \
                 <Message>Could not find operation {action} for version {version}</Message>\n  </Error>\n  \
                 <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n"
            );
            (400, body)
        };
        let mut response = text(status, "text/xml", &body, now);
        response.headers.push(("x-amzn-RequestId", request_id));
        response
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
