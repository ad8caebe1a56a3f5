//! What the case runner is made of. A case is read, run step by step, and its answers are held against what it expects.

pub(crate) mod case;
pub(crate) mod compare;
pub(crate) mod contract;
pub(crate) mod coverage;
pub(crate) mod facts;
pub(crate) mod fake;
pub(crate) mod functions;
pub(crate) mod placeholders;
pub(crate) mod run;
