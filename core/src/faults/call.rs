//! A call that a fault may concern.

use std::sync::Arc;

/// What a fault needs to know about a call.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static str,
    pub(crate) account_id: &'a str,
    pub(crate) region: &'a str,
    /// The access key id, as sent.
    pub(crate) caller: &'a str,
    /// SecretId or Name, as sent.
    pub(crate) resource: Option<&'a Arc<str>>,
    /// The names of all secrets that the request names; more than one only for BatchGetSecretValue.
    pub(crate) secrets: &'a [Arc<str>],
    /// Whether the call came as an HTTP request: object calls have no connection that could break.
    pub(crate) over_http: bool,
    /// The faults with a predicate whose predicate the host found to be true.
    pub(crate) predicates: &'a [u64],
}
