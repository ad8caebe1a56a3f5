//! A check for rotation functions. The engine prepares secrets and returns events with which the host invokes the function. It evaluates
//! the requests that the function made and the state that it left.

mod acting;
mod acts;
mod check;
mod checks;

pub use check::{CheckInvocation, Finding, RotationCheck};
