//! What is on the screen, read off the X server's frame buffer: real pixels, as a person sees them.

use std::fs;
use std::path::Path;

/// A colour: red, green, blue.
pub type Colour = (u8, u8, u8);

/// One look at the screen.
#[derive(Debug, Clone)]
pub struct Frame {
    bytes: Vec<u8>,
    start: usize,
    line: usize,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
}

impl Frame {
    /// Reads an XWD file with 4 bytes a pixel, blue first.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = fs::read(file).expect("the X server keeps its frame buffer in a file");
        let field = |index: usize| -> usize {
            let at = index * 4;
            let field: [u8; 4] = bytes[at..at + 4].try_into().expect("four bytes are four bytes");
            u32::from_be_bytes(field) as usize
        };
        assert_eq!(field(11), 32, "the screen was asked for with 24 bits, kept in 32");
        Self {
            // The header, and a table of colours of 12 bytes each.
            start: field(0) + field(19) * 12,
            line: field(12),
            width: field(4),
            height: field(5),
            bytes,
        }
    }

    /// The colour at a point.
    pub fn at(&self, x: usize, y: usize) -> Colour {
        let at = self.start + y * self.line + x * 4;
        (self.bytes[at + 2], self.bytes[at + 1], self.bytes[at])
    }

    /// How many of the points in a grid of every 8th pixel of the given part have a colour that fits.
    pub fn share(&self, width: usize, height: usize, fits: impl Fn(Colour) -> bool) -> f64 {
        let points = (0..height.min(self.height)).step_by(8).flat_map(|y| {
            let width = width.min(self.width);
            (0..width).step_by(8).map(move |x| (x, y))
        });
        let (mut all, mut fitting) = (0_u32, 0_u32);
        for (x, y) in points {
            all += 1;
            fitting += u32::from(fits(self.at(x, y)));
        }
        f64::from(fitting) / f64::from(all.max(1))
    }
}
