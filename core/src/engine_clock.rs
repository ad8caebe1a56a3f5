//! The engine's clock.

use crate::clock::Timestamp;
use crate::saved::saved;

/// The engine's clock: the host's clock plus the time of all `advance` calls, or a fixed time after `freeze`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    ahead_by: i64,
    frozen_at: Option<Timestamp>,
    /// While a due event is processed: the time at which it should have happened.
    back_at: Option<Timestamp>,
}

saved! { struct Clock { ahead_by: "aheadBy", frozen_at: "frozenAt" } without back_at }

impl Clock {
    /// The engine's time for a time of the host.
    #[must_use]
    pub(crate) fn read(&self, host: Timestamp) -> Timestamp {
        self.back_at.unwrap_or_else(|| self.present(host))
    }

    /// The engine's present time, even while the clock is turned back.
    #[must_use]
    pub(crate) fn present(&self, host: Timestamp) -> Timestamp {
        self.frozen_at
            .unwrap_or_else(|| host.plus_milliseconds(self.ahead_by).clamped())
    }

    /// Turns the clock back to a past time, to process events that were due then.
    pub(crate) fn turn_back(&mut self, to: Timestamp) {
        self.back_at = Some(to);
    }

    /// Ends the effect of `turn_back`.
    pub(crate) fn return_to_current_time(&mut self) {
        self.back_at = None;
    }

    /// Whether the clock is turned back.
    #[must_use]
    pub(crate) fn is_turned_back(&self) -> bool {
        self.back_at.is_some()
    }

    /// Advances the clock. If that would leave the years 1 to 9999, returns false and changes nothing.
    #[must_use]
    pub(crate) fn advance(&mut self, milliseconds: i64, host: Timestamp) -> bool {
        let target = Timestamp(self.present(host).0.saturating_add(milliseconds));
        if !target.is_in_range() {
            return false;
        }
        match &mut self.frozen_at {
            Some(moment) => *moment = target,
            None => self.ahead_by = self.ahead_by.saturating_add(milliseconds),
        }
        true
    }

    /// Whether the clock runs, or is stopped in the years 1 to 9999.
    #[must_use]
    pub(crate) fn is_in_range(&self) -> bool {
        self.frozen_at.is_none_or(Timestamp::is_in_range)
    }

    /// Starts the clock again.
    pub(crate) fn unfreeze(&mut self) {
        self.frozen_at = None;
    }

    /// Stops the clock at a time.
    pub(crate) fn freeze(&mut self, at: Timestamp) {
        self.frozen_at = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_host_until_frozen() {
        let mut clock = Clock::default();
        assert!(clock.advance(5, Timestamp(0)));
        assert_eq!(clock.read(Timestamp(10)), Timestamp(15));
        clock.freeze(Timestamp(100));
        assert!(clock.advance(1, Timestamp(0)));
        assert_eq!(clock.read(Timestamp(10)), Timestamp(101));
    }
}
