//! Deletes secrets without a recovery window, and replicas that their primary removes.

use super::{At, Store};
use crate::clock::Timestamp;
use crate::secret::deletion::Lifecycle;

impl Store {
    /// Deletes a secret without a recovery window. With eventual consistency, it can be described for some seconds more.
    pub(crate) fn delete(&mut self, at: At<'_>, name: &str) {
        let ends = self
            .settling
            .as_mut()
            .map(|settling| settling.end_of_forced_deletion(at.place, name));
        self.delete_at(at, name, ends, true);
    }

    /// Removes a replica that its primary no longer has.
    pub(super) fn remove_replica(&mut self, at: At<'_>, name: &str) {
        let ends = self
            .settling
            .as_mut()
            .map(|settling| settling.end_of_removal(at.place, name));
        // Recorded: LastChangedDate of the replica does not change.
        self.delete_at(at, name, ends, false);
    }

    fn delete_at(&mut self, at: At<'_>, name: &str, ends: Option<Timestamp>, moves_date: bool) {
        let Some((ends, secret)) = ends.zip(self.get(at.place, name)) else {
            self.remove(at, name);
            return;
        };
        let mut secret = secret.clone();
        secret.lifecycle = Lifecycle::ScheduledForDeletion {
            deleted: at.now,
            ends,
        };
        if moves_date {
            secret.touch(at.now);
        }
        self.put(at.place, secret);
        if let Some(settling) = &mut self.settling {
            settling.show(at.place, name);
        }
    }
}
