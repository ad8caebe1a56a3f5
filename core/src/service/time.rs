//! Controls of the clock.

use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::misuse::Misuse;

impl SecretsManager {
    /// Advances the fake's clock.
    ///
    /// # Errors
    /// A target outside the years 1 to 9999. Nothing changes.
    pub fn advance(&mut self, milliseconds: i64, host: Timestamp) -> Result<(), Misuse> {
        if self.clock.advance(milliseconds, host) {
            return Ok(());
        }
        Err(Misuse::new(
            "advance() would move the clock outside the years 1 to 9999",
            "a shorter duration",
            "7 days",
        ))
    }

    /// Stops the fake's clock. Only `advance` then moves it, until `unfreeze` or `reset`.
    ///
    /// # Errors
    /// A time outside the years 1 to 9999. Nothing changes.
    pub fn freeze(&mut self, at: Timestamp) -> Result<(), Misuse> {
        if !at.is_in_range() {
            return Err(Misuse::new(
                "freeze() got a time outside the years 1 to 9999",
                "a time in that range",
                "2026-01-01T00:00:00Z",
            ));
        }
        self.clock.freeze(at);
        Ok(())
    }

    /// Starts the clock again after [`freeze`](Self::freeze).
    pub fn unfreeze(&mut self) {
        self.clock.unfreeze();
    }

    /// The fake's time for a time of the host.
    #[must_use]
    pub fn now(&self, host: Timestamp) -> Timestamp {
        self.clock.read(host)
    }
}
