//! Keys.

/// A key that can stand in an ini file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Checks `text`, without the blanks around it: 1 to 200 printable ASCII characters, without `=`, and not
    /// starting like a section or a remark.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=200).contains(&text.len())
            && text
                .bytes()
                .all(|byte| (0x20..=0x7e).contains(&byte) && byte != b'=')
            && !text.starts_with(['[', ';', '#', '/']);
        fits.then(|| Self(text.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
