//! Text that must not leak.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A token's text form or a variable's value in memory: wiped on drop, never shown by `Debug`, neither
/// `Display` nor `Serialize`. The one way to its characters says so in its name.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes the text over. The caller must not keep another copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The characters.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// As it came from a field of the window. It goes in and never out: there is no `Serialize`.
impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText([redacted])")
    }
}
