//! Items by ascending numbers. New ones come at the end and old ones mostly leave at the start, which a deque does without moving the rest.

use std::collections::VecDeque;

/// A map whose keys are ascending numbers.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<T>(VecDeque<(u64, T)>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Numbered<T> {
    /// The position of a number, or the position at which it would be inserted.
    fn place(&self, number: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&number, |(own, _)| *own)
    }

    pub(crate) fn get(&self, number: &u64) -> Option<&T> {
        self.0.get(self.place(*number).ok()?).map(|(_, item)| item)
    }

    pub(crate) fn get_mut(&mut self, number: &u64) -> Option<&mut T> {
        let place = self.place(*number).ok()?;
        self.0.get_mut(place).map(|(_, item)| item)
    }

    pub(crate) fn contains_key(&self, number: &u64) -> bool {
        self.place(*number).is_ok()
    }

    /// Inserts an item in order. Replaces an item with the same number.
    pub(crate) fn insert(&mut self, number: u64, item: T) {
        if self.0.back().is_none_or(|(last, _)| *last < number) {
            self.0.push_back((number, item));
            return;
        }
        match self.place(number) {
            Ok(place) => {
                if let Some((_, own)) = self.0.get_mut(place) {
                    *own = item;
                }
            }
            Err(place) => self.0.insert(place, (number, item)),
        }
    }

    pub(crate) fn remove(&mut self, number: &u64) -> Option<T> {
        let place = self.place(*number).ok()?;
        self.0.remove(place).map(|(_, item)| item)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The numbers, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &u64> {
        self.0.iter().map(|(number, _)| number)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, item)| item)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, item)| item)
    }

    /// The items with greater numbers.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &T> {
        let first = self.0.partition_point(|(own, _)| *own <= number);
        self.0.range(first..).map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_items_by_number() {
        let mut items = Numbered::default();
        for number in [1, 3, 7, 5] {
            items.insert(number, number.to_string());
        }
        items.insert(3, "three".to_owned());
        assert_eq!(items.keys().copied().collect::<Vec<_>>(), [1, 3, 5, 7]);
        assert_eq!(items.get(&3).map(String::as_str), Some("three"));
        assert_eq!(items.remove(&1).as_deref(), Some("1"));
        assert_eq!(items.get(&1), None);
        assert_eq!(items.after(3).collect::<Vec<_>>(), ["5", "7"]);
        assert_eq!(items.values().count(), 3);
    }
}
