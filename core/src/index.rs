//! Looks up keys in constant time, with a hasher that needs no entropy. The order of iteration means nothing.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

/// A map without an order.
pub(crate) type Index<Key, Item> = HashMap<Key, Item, FxBuildHasher>;
