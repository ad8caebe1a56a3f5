//! The settings of the Secrets Manager Agent, and its cache.

use std::sync::Arc;

use crate::clock::Timestamp;

/// The agent's default `cache_size`.
const CACHE_SIZE: usize = 1_000;

/// The settings of a server's agent.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentSettings {
    /// The required token. By default, any text is valid.
    pub token: Option<String>,
    /// How long a secret stays in the cache: 0 to 3600 seconds.
    pub ttl_seconds: u16,
}

impl Default for AgentSettings {
    fn default() -> Self {
        Self {
            token: None,
            ttl_seconds: 300,
        }
    }
}

impl std::fmt::Debug for AgentSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AgentSettings")
            .field("token", &self.token.as_ref().map(|_| "…"))
            .field("ttl_seconds", &self.ttl_seconds)
            .finish()
    }
}

/// The agent of a fake: its settings and its cache.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agent {
    pub(super) settings: AgentSettings,
    /// Additional host names that a server accepts.
    pub(super) hosts: Vec<String>,
    /// At most [`CACHE_SIZE`].
    cache: Vec<(Key, Entry)>,
    /// Counts the uses, to find the least recently used entry.
    uses: u64,
}

/// The key of a cache entry. Documented: it has the secret id as sent, so name and ARN are two entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) version_id: Option<String>,
    pub(super) version_stage: Option<String>,
}

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) body: Arc<[u8]>,
    /// The ARN and version id for revalidation; none for a parameter.
    pub(super) version: Option<(Arc<str>, Arc<str>)>,
    pub(super) fetched: Timestamp,
    pub(super) last_use: u64,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("fetched", &self.fetched)
            .finish_non_exhaustive()
    }
}

impl Agent {
    pub(crate) fn configure(&mut self, settings: AgentSettings) {
        self.settings = settings;
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.settings.token.as_deref()
    }

    pub(crate) fn forget(&mut self) {
        self.cache.clear();
    }

    pub(super) fn is_fresh(&self, entry: &Entry, now: Timestamp) -> bool {
        let age = now.0.saturating_sub(entry.fetched.0);
        age < i64::from(self.settings.ttl_seconds).saturating_mul(1_000)
    }

    fn entry_mut(&mut self, key: &Key) -> Option<&mut Entry> {
        let mut entries = self.cache.iter_mut();
        entries.find(|(own, _)| own == key).map(|(_, entry)| entry)
    }

    pub(super) fn find(&mut self, key: &Key) -> Option<Entry> {
        self.uses = self.uses.saturating_add(1);
        let uses = self.uses;
        let entry = self.entry_mut(key)?;
        entry.last_use = uses;
        Some(entry.clone())
    }

    pub(super) fn keep(
        &mut self,
        key: Key,
        body: Arc<[u8]>,
        version: Option<(Arc<str>, Arc<str>)>,
        now: Timestamp,
    ) {
        if self.settings.ttl_seconds == 0 {
            return;
        }
        self.uses = self.uses.saturating_add(1);
        let entry = Entry {
            body,
            version,
            fetched: now,
            last_use: self.uses,
        };
        if let Some(own) = self.entry_mut(&key) {
            *own = entry;
            return;
        }
        if self.cache.len() >= CACHE_SIZE {
            let entries = self.cache.iter().enumerate();
            let oldest = entries.min_by_key(|(_, (_, entry))| entry.last_use);
            if let Some(oldest) = oldest.map(|(index, _)| index) {
                self.cache.swap_remove(oldest);
            }
        }
        self.cache.push((key, entry));
    }
}
