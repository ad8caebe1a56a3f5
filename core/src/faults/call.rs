//! A call that a fault may concern.

use std::sync::Arc;

/// The properties of a call by which faults select it.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static str,
    pub(crate) account_id: &'a str,
    pub(crate) region: &'a str,
    /// The access key id, as sent.
    pub(crate) caller: &'a str,
    /// SecretId or Name, as sent.
    pub(crate) resource: Option<&'a Arc<str>>,
    /// The names of all secrets in the request; more than one only for BatchGetSecretValue.
    pub(crate) secrets: &'a [Arc<str>],
    /// Whether the call is an HTTP request. Object calls have no connection that could break.
    pub(crate) over_http: bool,
    /// The faults whose predicate the host found to be true.
    pub(crate) predicates: &'a [u64],
}
