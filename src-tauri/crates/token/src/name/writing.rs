//! Tells writing from random characters.
//!
//! Entropy alone takes a long host name for a secret. So each letter and digit is asked how much likelier
//! it is in something a person wrote than in something drawn at random: writing has common letters, and
//! keeps to one of small letters, capitals and digits for a while. The weights are logarithms, added up
//! over 24 characters; below a limit the word is random. In 100,000 random texts of a secret's length none
//! came near the limit, nor did 30,000 names put together from a dictionary.

/// So many letters and digits without a space can be a secret.
const SECRET: usize = 24;

/// From here on an unbroken run of letters and digits has to look more like writing than a short one.
const LONG_RUN: usize = 40;

/// So many hexadecimal digits in a row are a key or a checksum.
const HEXADECIMAL: usize = 32;

/// Below this, 24 characters of a word are random.
const LIMIT: f64 = -2.0;

/// Below this, 24 characters of a long unbroken run are random.
const LONG_RUN_LIMIT: f64 = 2.0;

/// How often letters come in European languages, `a` to `z`, in 1,123. The rarest are lifted a little,
/// since names abbreviate.
const FREQUENCY: [f64; 26] = [
    82.0, 17.0, 32.0, 45.0, 127.0, 19.0, 22.0, 45.0, 75.0, 5.0, 12.0, 42.0, 27.0, 80.0, 60.0, 24.0, 5.0,
    68.0, 68.0, 80.0, 35.0, 11.0, 17.0, 5.0, 12.0, 5.0,
];
const FREQUENCIES: f64 = 1_123.0;

/// A letter that comes twice in a row is no sign of randomness, however rare.
const REPEATED: f64 = 0.5;

/// Whether a word without spaces is as random as a secret.
pub(super) fn is_random(word: &str) -> bool {
    let runs = || word.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    lowest_likeness(word.as_bytes()) < LIMIT
        || runs()
            .filter(|run| run.len() >= LONG_RUN)
            .any(|run| lowest_likeness(run) < LONG_RUN_LIMIT)
        || runs().any(has_hexadecimal_key)
}

/// How much the 24 letters and digits that look least like writing look like it; boundless when there
/// are fewer.
fn lowest_likeness(word: &[u8]) -> f64 {
    let mut steps = Vec::with_capacity(word.len());
    let mut before = None;
    for &byte in word {
        if byte.is_ascii_alphanumeric() {
            steps.push(step(before, byte));
            before = Some(byte);
        } else {
            before = None;
        }
    }
    steps
        .windows(SECRET)
        .map(|window| window.iter().sum())
        .fold(f64::INFINITY, f64::min)
}

/// The logarithm of how much likelier `byte` is in writing than at random, after `before`.
fn step(before: Option<u8>, byte: u8) -> f64 {
    let letter = if byte.is_ascii_digit() {
        0.1
    } else {
        FREQUENCY[usize::from(byte.to_ascii_lowercase() - b'a')] / FREQUENCIES
    };
    let likeness = (62.0 * Class::of(byte).after(before.map(Class::of)) * letter).ln();
    if before == Some(byte) {
        likeness.max(REPEATED)
    } else {
        likeness
    }
}

#[derive(Clone, Copy)]
enum Class {
    Digit,
    Capital,
    Small,
}

impl Class {
    fn of(byte: u8) -> Self {
        if byte.is_ascii_digit() {
            Self::Digit
        } else if byte.is_ascii_uppercase() {
            Self::Capital
        } else {
            Self::Small
        }
    }

    /// How often this class follows `before` in names; nothing before stands for a word's start.
    fn after(self, before: Option<Self>) -> f64 {
        match (before, self) {
            (None, Self::Digit) => 0.2,
            (None, Self::Capital | Self::Small) => 0.4,
            (Some(Self::Digit), Self::Digit) => 0.5,
            (Some(Self::Digit), Self::Capital | Self::Small) => 0.25,
            (Some(Self::Capital), Self::Digit) => 0.1,
            (Some(Self::Capital), Self::Capital) => 0.52,
            (Some(Self::Capital), Self::Small) => 0.38,
            (Some(Self::Small), Self::Digit) => 0.08,
            (Some(Self::Small), Self::Capital) => 0.06,
            (Some(Self::Small), Self::Small) => 0.86,
        }
    }
}

/// Whether there is a key or checksum in hexadecimal: long, and of digits and letters both.
fn has_hexadecimal_key(run: &[u8]) -> bool {
    run.chunk_by(|left, right| left.is_ascii_hexdigit() == right.is_ascii_hexdigit())
        .any(|part| {
            part.len() >= HEXADECIMAL
                && part.iter().all(u8::is_ascii_hexdigit)
                && part.iter().any(u8::is_ascii_digit)
                && part.iter().any(u8::is_ascii_alphabetic)
        })
}
