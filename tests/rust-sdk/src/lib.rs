//! Holds only tests: those in `tests/`, and the examples of the documentation.
#![doc = include_str!("../../../docs/guides/rust.md")]
