//! The 62 letters and digits: inert in shells, ini files, the registry, URLs and HTTP headers.

use rand::CryptoRng;
use zeroize::Zeroize;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The largest multiple of 62 that a byte can count to: bytes above it are drawn again, so that every
/// character is equally likely.
const FAIR: u8 = 248;

/// Whether every byte is a letter or digit of ASCII. To the end in any case: without an early end many are looked at at once.
pub(crate) fn is_base62(text: &[u8]) -> bool {
    text.iter()
        .fold(true, |all, byte| all & byte.is_ascii_alphanumeric())
}

/// Fills `place` with characters drawn evenly.
pub(crate) fn draw(place: &mut [u8], rng: &mut (impl CryptoRng + ?Sized)) {
    let mut bytes = [0u8; 64];
    let mut fair = 0;
    while fair < place.len() {
        rng.fill_bytes(&mut bytes);
        for byte in bytes.iter().filter(|byte| **byte < FAIR) {
            if fair == place.len() {
                break;
            }
            place[fair] = ALPHABET[usize::from(byte % 62)];
            fair += 1;
        }
    }
    bytes.zeroize();
}

/// Writes `value` as a number of as many digits as `place` has, most significant first.
pub(crate) fn write_number(mut value: u64, place: &mut [u8]) {
    for digit in place.iter_mut().rev() {
        *digit = ALPHABET[(value % 62) as usize];
        value /= 62;
    }
    debug_assert_eq!(value, 0, "the number fits its digits");
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn numbers_are_padded_and_most_significant_first() {
        let mut place = [0u8; 9];
        write_number(62 * 62 + 61, &mut place);
        assert_eq!(&place, b"00000010z");
        write_number((1 << 53) - 1, &mut place);
        assert_eq!(place[0], b'f', "53 bits use the first of nine digits");
    }

    #[test]
    fn every_character_is_drawn_about_equally_often() {
        let mut drawn = vec![0u8; 620_000];
        draw(&mut drawn, &mut StdRng::seed_from_u64(1));
        for character in ALPHABET {
            let times = drawn.iter().filter(|byte| *byte == character).count();
            assert!(
                (9_500..10_500).contains(&times),
                "{character} came {times} times in 620,000"
            );
        }
    }
}
