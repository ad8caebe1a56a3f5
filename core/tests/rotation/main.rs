//! The driver of rotations: behaviour by behaviour, and with random hosts.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod driver;
mod machine;
mod support;
