//! The order of labels, tags and versions in responses. The service stores them in Java hash tables.
//!
//! Recorded for labels (November 2026): seven labels in one request came back in the iteration order of a `java.util.HashSet`
//! with 16 buckets, and labels in the same bucket in the order of the request. Inferred for tags and versions: the one decisive
//! recording of tags fits 16 buckets, the two recordings of version ids fit 32.

/// Sorts items into the iteration order of a Java hash table created with `first_buckets` buckets.
pub(crate) fn sort_by_bucket<T>(items: &mut [T], first_buckets: usize, hash: impl Fn(&T) -> u32) {
    let mut buckets = first_buckets;
    // A table grows when it is more than three quarters full.
    while items.len().saturating_mul(4) > buckets.saturating_mul(3) {
        buckets = buckets.saturating_mul(2);
    }
    let mask = u32::try_from(buckets).unwrap_or(u32::MAX).saturating_sub(1);
    let bucket = |item: &T| {
        let hash = hash(item);
        (hash ^ (hash >> 16)) & mask
    };
    // Insertion sort: the lists are short, and the standard library's sort adds kilobytes for each type of item.
    let mut places: Vec<u32> = items.iter().map(bucket).collect();
    for end in 1..places.len() {
        for place in (1..=end).rev() {
            let before = place.saturating_sub(1);
            if places.get(before) <= places.get(place) {
                break;
            }
            places.swap(before, place);
            items.swap(before, place);
        }
    }
}

/// Java's `String.hashCode`.
pub(crate) fn java_hash(text: &str) -> u32 {
    text.encode_utf16().fold(0, |hash: u32, unit| {
        hash.wrapping_mul(31).wrapping_add(u32::from(unit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_pairs_of_labels() {
        let mut labels = ["AWSPENDING", "AWSCURRENT", "BLUE", "AWSPREVIOUS"];
        sort_by_bucket(&mut labels, 16, |label| java_hash(label));
        assert_eq!(labels, ["AWSPREVIOUS", "BLUE", "AWSCURRENT", "AWSPENDING"]);
    }
}
