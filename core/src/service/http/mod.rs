//! The interfaces of a server: the wire API of Secrets Manager, and related APIs that its clients expect.
//!
//! The engine still performs no I/O. A host reads a request from a socket, passes it to [`SecretsManager::respond`] and writes
//! the response. This module handles all requests, so all servers give the same responses.
//!
//! | request | answered by |
//! |---|---|
//! | `POST /` with `X-Amz-Target: secretsmanager.…` | [`SecretsManager::handle`] |
//! | `POST /` with `X-Amz-Target: AmazonSSM.…` | `ssm`: references to secrets in Parameter Store |
//! | `POST /` with `Action=…` | `sts`: GetCallerIdentity |
//! | `GET /secretsmanager/get`, `/v1/…`, `/ping`, `/systemsmanager/parameters/get` | `agent`: the Secrets Manager Agent and the Lambda extension |
//! | `/_fake/…` | `control`: the controls of the fake |

mod agent;
mod cache;
mod control;
mod environment;
mod guard;
mod message;
mod moment;
mod query;
mod responding;
mod split;
mod ssm;
mod sts;

pub(crate) use cache::Agent;
pub use cache::AgentSettings;
pub use control::parse_secrets;
pub(super) use control::with_bytes;
pub use environment::format_environment;
pub use message::{FollowUp, HttpRequest, Port, Reply};
pub use responding::largest_body;
pub use split::{ParameterRequest, join_parameters, split_parameters};
pub(super) use ssm::is_ssm;
