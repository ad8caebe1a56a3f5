//! A check for rotation functions: the engine prepares secrets, tells the host which event to invoke the function with, and judges what
//! the function did by the requests it made and the state it left.

mod acting;
mod acts;
mod check;
mod checks;

pub use check::{CheckInvocation, Finding, RotationCheck};
