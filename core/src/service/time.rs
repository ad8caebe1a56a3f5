//! Controls of the clock.

use super::manager::SecretsManager;
use crate::clock::Timestamp;
use crate::misuse::Misuse;

impl SecretsManager {
    /// Moves the fake's clock on.
    ///
    /// # Errors
    /// A target outside the years 1 to 9999. Nothing changes.
    pub fn advance(&mut self, milliseconds: i64, host: Timestamp) -> Result<(), Misuse> {
        if self.clock.advance(milliseconds, host) {
            return Ok(());
        }
        Err(Misuse::new(
            "advance() to a time outside the years 1 to 9999",
            "a duration that stays inside them",
            "7 days",
        ))
    }

    /// Stops the fake's clock; from then on `advance` alone moves it, until `reset`.
    ///
    /// # Errors
    /// A moment outside the years 1 to 9999. Nothing changes.
    pub fn freeze(&mut self, at: Timestamp) -> Result<(), Misuse> {
        if !at.is_in_range() {
            return Err(Misuse::new(
                "freeze() at a moment outside the years 1 to 9999",
                "a moment inside them",
                "2026-01-01T00:00:00Z",
            ));
        }
        self.clock.freeze(at);
        Ok(())
    }

    /// Lets the clock run on as it ran before [`freeze`](Self::freeze).
    pub fn unfreeze(&mut self) {
        self.clock.unfreeze();
    }

    /// The fake's time at a moment of the host.
    #[must_use]
    pub fn now(&self, host: Timestamp) -> Timestamp {
        self.clock.read(host)
    }
}
