//! The secret behind a handle, the clipboard, and samples that name the variable.

use serde::{Deserialize, Serialize};

/// A handle to a secret that Rust holds: 32 hexadecimal characters, unguessable, good until Done, lock,
/// exit or 15 minutes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct RevealId(pub String);

/// One held secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevealRef {
    /// Its handle.
    pub reveal: RevealId,
}

/// The characters, for the one answer to *Show*.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ShownSecret {
    /// The token's text form.
    pub text: String,
    /// Seconds until the screen must hide it again; null: never.
    pub hides_after_seconds: Option<u32>,
}

impl std::fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownSecret([redacted])")
    }
}

impl Drop for ShownSecret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.text);
    }
}

/// Where the clipboard stands with what we put there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClipboardState {
    /// In a word.
    pub state: ClipboardWord,
    /// Seconds until it is cleared, while it holds a secret of ours and clearing is on.
    pub clears_in_seconds: Option<u32>,
}

/// The clipboard in a word. Also event `clipboard_changed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClipboardWord {
    /// Nothing of ours is on it.
    Untouched,
    /// It holds a secret of ours.
    Holding,
    /// It held one and was cleared.
    Cleared,
    /// Another program changed it first, so it was left alone.
    LeftAlone,
    /// What was to clear it was ended by force: the secret may still be there.
    MayRemain,
}

/// More time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendClipboard {
    /// By so many seconds, 1 to 600.
    pub seconds: u32,
}

/// Text without a secret (a name, a snippet shown on screen).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlainText {
    /// The text.
    pub text: String,
}

/// A kind of sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SnippetKind {
    /// `curl` with a Bearer header.
    Curl,
    /// `curl -u` with the token as user name.
    CurlBasic,
    /// Python `requests`.
    Python,
    /// PowerShell.
    #[serde(rename = "powershell")]
    PowerShell,
    /// Steps for Postman.
    Postman,
    /// The line of the scanner's settings file.
    SettingsFile,
}

/// Which samples.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SnippetRequest {
    /// The variable that they name.
    pub variable: String,
}

/// One sample. It names the variable, never the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Its kind.
    pub kind: SnippetKind,
    /// The text.
    pub text: String,
}

/// Copy a sample.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CopySnippet {
    /// Which.
    pub kind: SnippetKind,
    /// The variable that it names.
    pub variable: String,
    /// The secret to put in place of the variable, if the person ticked that box.
    pub reveal: Option<RevealId>,
}
