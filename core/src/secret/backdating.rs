//! A clock that went back, as test libraries that freeze time let it go: no date of a secret stays ahead of it.

use super::Secret;
use super::deletion::Lifecycle;
use crate::clock::Timestamp;

impl Secret {
    /// Moves the dates on which something happened back to a second before `now` where they are later than that. The second leaves room
    /// for the next change, which moves LastChangedDate on. Dates that are planned stay.
    pub(crate) fn bring_dates_back(&mut self, now: Timestamp) {
        let now = now.plus_milliseconds(-1_000);
        let day = now.midnight();
        self.created = self.created.min(now);
        self.changed = self.changed.min(now);
        self.accessed = self.accessed.map(|accessed| accessed.min(day));
        self.rotation.last_rotated = self.rotation.last_rotated.map(|rotated| rotated.min(now));
        if let Lifecycle::ScheduledForDeletion { deleted, .. } = &mut self.lifecycle {
            *deleted = (*deleted).min(now);
        }
        self.versions.bring_dates_back(now);
    }
}
