//! The parts of the case runner. It reads a case, runs it step by step, and compares responses with expectations.

pub(crate) mod case;
pub(crate) mod compare;
pub(crate) mod contract;
pub(crate) mod coverage;
pub(crate) mod facts;
pub(crate) mod fake;
pub(crate) mod functions;
pub(crate) mod placeholders;
pub(crate) mod run;
