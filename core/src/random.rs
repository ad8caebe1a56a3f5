//! Random values from a seed: version ids, ARN suffixes, request ids, passwords. Not for cryptography.

use crate::saved::{self, AsText, Reader, Saved, saved};
use crate::value::Value;

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// One stream of numbers per purpose. So a read, which draws a request id, does not change the ids of secrets created later, and both
/// APIs give the same ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Random {
    /// For the six characters at the end of an ARN.
    pub(crate) arn_suffixes: Stream,
    /// For missing tokens of the object API, which an SDK would generate.
    pub(crate) tokens: Stream,
    /// For GetRandomPassword.
    pub(crate) passwords: Stream,
    /// For the header `x-amzn-RequestId`.
    pub(crate) request_ids: Stream,
    /// For rotations: tokens of scheduled rotations, and RotationToken.
    pub(crate) rotations: Stream,
    /// For faults with a probability.
    pub(crate) faults: Stream,
}

saved! { struct Random { arn_suffixes: "arnSuffixes", tokens: "tokens", passwords: "passwords", request_ids: "requestIds", rotations: "rotations", faults: "faults" } }

impl Random {
    /// The same seed gives the same streams on every machine and in every language.
    #[must_use]
    pub(crate) fn new(seed: u64) -> Self {
        let mut seeds = Stream(seed);
        Self {
            arn_suffixes: Stream(seeds.next()),
            tokens: Stream(seeds.next()),
            passwords: Stream(seeds.next()),
            request_ids: Stream(seeds.next()),
            rotations: Stream(seeds.next()),
            faults: Stream(seeds.next()),
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): 64 bits of state, and every state is valid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream(u64);

impl Saved for Stream {
    fn save(&self) -> Value {
        AsText(self.0).save()
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        self.0 = saved::load::<AsText>(form, reader).0;
    }
}

impl Stream {
    /// A stream that depends only on a seed and some bytes, not on earlier draws: FNV-1a of both.
    pub(crate) fn of(seed: u64, facts: &[&[u8]]) -> Self {
        let seed = seed.to_le_bytes();
        let bytes = seed.iter().chain(facts.iter().copied().flatten());
        Self(bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`; 0 if `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // The upper half of a 64 x 64 bit product: bias below 2^-50 for the small bounds used here.
        let product = u128::from(self.next()).wrapping_mul(bound as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from 0 (inclusive) to 1 (exclusive).
    pub(crate) fn fraction(&mut self) -> f64 {
        // 53 bits, which a float represents exactly.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of the items, or `None` if there are none.
    pub(crate) fn choose<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).copied()
    }

    /// Shuffles the items (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last.saturating_add(1)));
        }
    }

    /// Six letters and digits, as at the end of an ARN.
    pub(crate) fn arn_suffix(&mut self) -> String {
        (0..6)
            .filter_map(|_| self.choose(LETTERS_AND_DIGITS))
            .map(char::from)
            .collect()
    }

    /// A random UUID (version 4), in lower case.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        let bits = bits & !(0xF000 << 64) | (0x4000 << 64);
        let bits = bits & !(0xC << 60) | (0x8 << 60);
        let mut rest = bits;
        let mut text = [b'-'; 36];
        for (place, character) in text.iter_mut().enumerate() {
            if !matches!(place, 8 | 13 | 18 | 23) {
                rest = rest.rotate_left(4);
                let digit = (rest & 0xF) as u8;
                *character = if digit < 10 {
                    b'0' + digit
                } else {
                    b'a' - 10 + digit
                };
            }
        }
        str::from_utf8(&text).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything() {
        let mut one = Random::new(7);
        let mut two = Random::new(7);
        assert_eq!(one.arn_suffixes.arn_suffix(), two.arn_suffixes.arn_suffix());
        assert_eq!(one.tokens.uuid(), two.tokens.uuid());
        assert_ne!(Random::new(8).tokens.uuid(), Random::new(7).tokens.uuid());
    }

    #[test]
    fn uuids_have_version_and_variant_of_a_random_one() {
        let mut stream = Stream(1);
        for _ in 0..100 {
            let uuid = stream.uuid();
            let bytes = uuid.as_bytes();
            assert_eq!((uuid.len(), bytes[14]), (36, b'4'), "{uuid}");
            assert!(b"89ab".contains(&bytes[19]), "{uuid}");
        }
    }

    #[test]
    fn below_stays_below() {
        let mut stream = Stream(1);
        assert!((0..1_000).all(|_| stream.below(3) < 3));
        assert_eq!(stream.below(0), 0);
    }
}
