//! A clock that moved back, as with test libraries that freeze time: dates of secrets must not stay in the future.

use super::Secret;
use super::deletion::Lifecycle;
use crate::clock::Timestamp;

impl Secret {
    /// Moves dates of past events back to one second before `now` if they are later. The second leaves room for the next change, which
    /// advances LastChangedDate. Planned dates do not change.
    pub(crate) fn limit_dates_to(&mut self, now: Timestamp) {
        let now = now.plus_milliseconds(-1_000);
        let day = now.midnight();
        self.created = self.created.min(now);
        self.changed = self.changed.min(now);
        self.accessed = self.accessed.map(|accessed| accessed.min(day));
        self.rotation.last_rotated = self.rotation.last_rotated.map(|rotated| rotated.min(now));
        if let Lifecycle::ScheduledForDeletion { deleted, .. } = &mut self.lifecycle {
            *deleted = (*deleted).min(now);
        }
        self.versions.limit_dates_to(now);
    }
}
