//! A file's bytes as units that can be looked at and put back exactly: bytes, or the 16-bit units of UTF-16.
//!
//! Everything that an ini file means is ASCII, and ASCII is the same in every encoding that is let in. So no
//! text is ever decoded and encoded again, and what an older encoding means does not matter.

use zeroize::Zeroizing;

use super::Refusal;

/// A larger file is no settings file.
pub(crate) const LARGEST: u64 = 1024 * 1024;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// No mark at the start: UTF-8 or an older one in which ASCII stands for itself.
    Plain,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, the low byte first, with a byte order mark.
    Utf16Le,
    /// UTF-16, the high byte first, with a byte order mark.
    Utf16Be,
}

impl Encoding {
    pub(super) fn mark(self) -> &'static [u8] {
        match self {
            Self::Plain => b"",
            Self::Utf8Bom => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
        }
    }

    /// Bytes per unit.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Plain | Self::Utf8Bom => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// Where the unit at `index` starts in the file.
    pub(super) fn offset(self, index: usize) -> usize {
        self.mark().len() + index * self.width()
    }

    pub(super) fn write(self, units: &[u16], bytes: &mut Vec<u8>) {
        for unit in units {
            match self {
                // Units of one-byte encodings come from bytes or are ASCII.
                Self::Plain | Self::Utf8Bom => bytes.push(unit.to_le_bytes()[0]),
                Self::Utf16Le => bytes.extend(unit.to_le_bytes()),
                Self::Utf16Be => bytes.extend(unit.to_be_bytes()),
            }
        }
    }
}

/// A file's text.
pub(super) struct Text {
    pub(super) encoding: Encoding,
    pub(super) units: Zeroizing<Vec<u16>>,
}

impl Text {
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        let length = bytes.len() as u64;
        if length > LARGEST {
            return Err(Refusal::TooLarge { bytes: length });
        }
        let encoding = encoding_of(bytes)?;
        let body = &bytes[encoding.mark().len()..];
        let units: Zeroizing<Vec<u16>> = Zeroizing::new(match encoding {
            Encoding::Plain | Encoding::Utf8Bom => body.iter().map(|byte| u16::from(*byte)).collect(),
            Encoding::Utf16Le => pairs(body).map(u16::from_le_bytes).collect(),
            Encoding::Utf16Be => pairs(body).map(u16::from_be_bytes).collect(),
        });
        if !body.len().is_multiple_of(encoding.width()) || units.contains(&0) {
            return Err(Refusal::NotText);
        }
        Ok(Self { encoding, units })
    }

    /// Units as a person reads them; what cannot be told shows as a mark.
    pub(super) fn shown(&self, units: &[u16]) -> String {
        let text = match self.encoding {
            Encoding::Plain | Encoding::Utf8Bom => {
                let bytes: Zeroizing<Vec<u8>> =
                    Zeroizing::new(units.iter().map(|unit| unit.to_le_bytes()[0]).collect());
                match std::str::from_utf8(&bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
                }
            }
            Encoding::Utf16Le | Encoding::Utf16Be => String::from_utf16_lossy(units),
        };
        text.chars()
            .map(|one| {
                if one.is_control() && one != '\t' {
                    '\u{fffd}'
                } else {
                    one
                }
            })
            .collect()
    }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = [u8; 2]> {
    bytes.chunks_exact(2).map(|pair| [pair[0], pair[1]])
}

fn encoding_of(bytes: &[u8]) -> Result<Encoding, Refusal> {
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(Refusal::Utf32);
    }
    let marked = [Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| bytes.starts_with(encoding.mark()));
    match marked {
        Some(encoding) => Ok(encoding),
        None if bytes.contains(&0) => Err(guess_at_zeros(bytes)),
        None => Ok(Encoding::Plain),
    }
}

/// Which encoding without a mark the NUL bytes point to: ASCII text in UTF-16 has one in every second place.
fn guess_at_zeros(bytes: &[u8]) -> Refusal {
    let zeros_at = |step: usize, place: usize| {
        let all = bytes.iter().skip(place).step_by(step);
        let count = all.clone().count();
        count > 0 && all.filter(|byte| **byte == 0).count() * 2 > count
    };
    let in_fours = (0..4).filter(|place| zeros_at(4, *place)).count();
    match (in_fours, zeros_at(2, 0) != zeros_at(2, 1)) {
        (3, _) => Refusal::Utf32,
        (_, true) => Refusal::Utf16WithoutMark,
        (_, false) => Refusal::NotText,
    }
}
