//! One sort for all types. The sort of the standard library adds kilobytes of WebAssembly for each type.

use std::cmp::Ordering;

/// Sorts items. Equal items keep their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(
        items.len(),
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    let mut unsorted: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    let sorted = order
        .into_iter()
        .filter_map(|index| unsorted.get_mut(index)?.take());
    items.extend(sorted);
}

/// Sorts by a key. Items with equal keys keep their order.
pub(crate) fn sort_by_key<T, Key: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> Key) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Whether no two items are equal.
pub(crate) fn are_unique<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut items: Vec<T> = items.collect();
    let count = items.len();
    sort_by(&mut items, Ord::cmp);
    items.dedup();
    items.len() == count
}

/// The indexes in sorted order.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_equal_items_at_any_position() {
        assert!(are_unique(["b", "a", "c"].into_iter()));
        assert!(!are_unique(["b", "a", "b"].into_iter()));
        assert!(are_unique(std::iter::empty::<u64>()));
    }

    #[test]
    fn equal_items_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_by_key(&mut items, |(key, _)| *key);
        assert_eq!(items, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
