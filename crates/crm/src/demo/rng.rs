//! The source of chance: SplitMix64, keyed so that every record has its own stream.

/// What a stream of numbers is for. One purpose never disturbs another, so that a change to, say,
/// addresses leaves every name as it was.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Company = 1,
    Address,
    Account,
    Contacts,
    Budget,
    Street,
    Staff,
    Business,
    Lead,
    Fields,
    Mission,
    Contest,
    Since,
    Trade,
    Agreement,
    Inhabitant,
}

/// A deterministic generator; the same on every platform.
pub(super) struct Rng(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): every input bit reaches every output bit.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of record `n` for one purpose.
    pub(super) fn new(seed: u64, n: u64, stream: Stream) -> Self {
        let key = mix(seed.wrapping_add(GOLDEN.wrapping_mul(stream as u64)));
        Self(mix(key ^ n.wrapping_mul(GOLDEN)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number in `0..bound`, even for all practical purposes; 0 when `bound` is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number in `0..bound` that favours small ones.
    pub(super) fn low(&mut self, bound: usize) -> usize {
        self.below(bound).min(self.below(bound))
    }

    /// A whole number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as usize) as i64
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One item of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// An index into `weights`, drawn by weight.
    pub(super) fn weighted(&mut self, weights: &[u16]) -> usize {
        let total: usize = weights.iter().map(|w| usize::from(*w)).sum();
        let mut left = self.below(total);
        for (index, weight) in weights.iter().enumerate() {
            match left.checked_sub(usize::from(*weight)) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        0
    }
}
