//! The store in a snapshot: its secrets in order. Indexes and the agenda are derived from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::settling::SavedSettling;
use super::{AccountRegion, Rank, Store};
use crate::identifiers::{AccountId, Place, Region};
use crate::index::Index;
use crate::kms::Keys;
use crate::saved::saved;
use crate::secret::Secret;
use crate::settings::Consistency;
use crate::sorting::are_unique;

/// The store of a snapshot.
#[derive(Default)]
pub(crate) struct SavedStore {
    /// The number of secrets that were ever added.
    sequence: u64,
    kms_keys: Keys,
    account_regions: Vec<SavedAccountRegion>,
    settling: Option<SavedSettling>,
}

saved! { struct SavedStore { sequence: "sequence", kms_keys: "kmsKeys", account_regions: "accountRegions", settling: "settling" } }

#[derive(Default)]
struct SavedAccountRegion {
    account_id: AccountId,
    region: Region,
    secrets: Vec<SavedSecret>,
}

saved! { struct SavedAccountRegion { account_id: "accountId", region: "region", secrets: "secrets" } }

#[derive(Default)]
pub(crate) struct SavedSecret {
    /// The position of the secret among those with the same CreatedDate.
    sequence: u64,
    secret: Arc<Secret>,
}

saved! { struct SavedSecret { sequence: "sequence", secret: "secret" } }

impl SavedStore {
    /// Adds secrets that were read separately, by account and Region.
    pub(crate) fn add(&mut self, secrets: Vec<Vec<SavedSecret>>) {
        for (account_region, secrets) in self.account_regions.iter_mut().zip(secrets) {
            account_region.secrets = secrets;
        }
    }
}

impl Store {
    /// The form for a snapshot. Secrets are shared, not copied.
    pub(crate) fn save(&self) -> SavedStore {
        let account_region = |of: &AccountRegion| SavedAccountRegion {
            account_id: of.account_id.clone(),
            region: of.region.clone(),
            secrets: of
                .secrets
                .iter()
                .map(|(rank, secret)| SavedSecret {
                    sequence: rank.sequence,
                    secret: secret.clone(),
                })
                .collect(),
        };
        SavedStore {
            sequence: self.sequence,
            kms_keys: self.keys.clone(),
            account_regions: self.account_regions.iter().map(account_region).collect(),
            settling: self.settling.as_ref().map(|settling| settling.save()),
        }
    }

    /// The store of a snapshot.
    ///
    /// # Errors
    /// The inconsistency, described without secret values.
    pub(crate) fn of_saved(
        saved: SavedStore,
        seed: u64,
        consistency: Consistency,
    ) -> Result<Self, String> {
        let mut store = Self {
            sequence: saved.sequence,
            keys: saved.kms_keys,
            ..Self::new(seed, consistency)
        };
        match (&mut store.settling, saved.settling) {
            (Some(settling), Some(saved)) => settling.restore(saved)?,
            (None, None) => {}
            _ => return Err("the option consistency does not match the pending changes".to_owned()),
        }
        let mut sequences = Vec::new();
        for saved in saved.account_regions {
            let place = Place {
                account_id: &saved.account_id,
                region: &saved.region,
            };
            if super::find_place(&store.account_regions, place).is_some() {
                return Err("an account and Region is listed twice".to_owned());
            }
            let mut account_region = AccountRegion {
                account_id: saved.account_id,
                region: saved.region,
                by_name: Index::default(),
                secrets: BTreeMap::new(),
            };
            for SavedSecret { sequence, secret } in saved.secrets {
                let rank = Rank {
                    created: secret.created,
                    sequence,
                };
                if sequence > store.sequence {
                    return Err(format!("the sequence {sequence} of a secret is too large"));
                }
                sequences.push(sequence);
                store.agenda.plan(account_region.place(), &secret);
                let former = account_region.by_name.insert(secret.name.clone(), rank);
                if former.is_some() || account_region.secrets.insert(rank, secret).is_some() {
                    return Err("a secret is listed twice".to_owned());
                }
            }
            store.account_regions.push(account_region);
        }
        if !are_unique(sequences.into_iter()) {
            return Err("two secrets have the same sequence".to_owned());
        }
        match store.broken_invariants().into_iter().next() {
            Some(broken) => Err(broken),
            None => Ok(store),
        }
    }

    /// A store with only one secret, for reading. Takes constant time in the number of secrets.
    pub(crate) fn only(&self, at: super::At<'_>, secret_id: &str) -> Self {
        let mut store = Self::new(0, Consistency::Immediate);
        let Ok(secret) = self.find(at, secret_id) else {
            return store;
        };
        let account_region = super::find_place(&self.account_regions, at.place);
        let found =
            account_region.and_then(|of| of.secrets.get_key_value(of.by_name.get(&secret.name)?));
        if let Some((rank, secret)) = found {
            let mut account_region = AccountRegion::new(at.place);
            account_region.by_name.insert(secret.name.clone(), *rank);
            account_region.secrets.insert(*rank, secret.clone());
            store.account_regions.push(account_region);
        }
        store
    }
}
