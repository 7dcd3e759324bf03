//! What a person can set, and what their organisation allows.

use serde::{Deserialize, Serialize};

use super::AuthStyle;

/// Light, dark, or as the desktop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the desktop says.
    System,
}

/// How tight rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// 52 px rows.
    Comfortable,
    /// 36 px rows.
    Compact,
}

/// Whether things move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MotionChoice {
    /// As the desktop says.
    System,
    /// As little as possible.
    Reduced,
}

/// Everything in *General*. Kept in `settings.json`, never in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark or system.
    pub theme: ThemeChoice,
    /// Text size in per cent: 100, 110, 125 or 150.
    pub text_size: u32,
    /// Row height.
    pub density: Density,
    /// Motion.
    pub motion: MotionChoice,
    /// BCP 47; null: as the system says.
    pub language: Option<String>,
    /// Seconds until the clipboard is cleared: 15, 30, 60, 120 or 300; null: never.
    pub clipboard_seconds: Option<u32>,
    /// Seconds until a shown secret hides: 30 or 60; null: never.
    pub reveal_seconds: Option<u32>,
    /// Minutes of idling until the window locks: 5, 15, 30 or 60; null: never.
    pub lock_minutes: Option<u32>,
    /// Days that the Generate dialog starts with.
    pub default_days: u32,
    /// Groups that the Generate dialog starts with.
    pub default_groups: Vec<String>,
    /// The variable that tokens go to unless another is named.
    pub variable: String,
    /// Whether `/` and `C` work without Ctrl.
    pub single_key_shortcuts: bool,
    /// Whether the page is drawn with the graphics card (Linux; at the next start).
    pub hardware_acceleration: bool,
    /// Whether the verifier writes every accepted use down before it answers.
    pub record_every_use: bool,
    /// The verifier's port.
    pub verifier_port: u16,
    /// The address that the verifier listens on: this computer's own unless a person chose another.
    pub verifier_address: String,
    /// Names that clients call the verifier by, besides `localhost` and the loopback addresses.
    pub verifier_names: Vec<String>,
    /// Whether the verifier accepts tokens in the address (`?key=`, `?api_key=`).
    pub verifier_keys_in_query: bool,
    /// Whether the verifier starts with the window.
    pub verifier_with_window: bool,
    /// So many days before its end the person is reminded of a token, most first: `[30, 7, 1]`; empty: never.
    pub remind_days: Vec<u32>,
    /// Whether the desktop is told of reminders too.
    pub remind_on_desktop: bool,
    /// Whether there is an icon among the desktop's own.
    pub tray: bool,
    /// Where clients call the verifier: `host:port`.
    pub endpoint: String,
    /// How clients present a token.
    pub auth_style: AuthStyle,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: 100,
            density: Density::Comfortable,
            motion: MotionChoice::System,
            language: None,
            clipboard_seconds: Some(60),
            reveal_seconds: Some(30),
            lock_minutes: None,
            default_days: 90,
            default_groups: vec!["Synchronizer".to_owned(), "User".to_owned()],
            variable: "TYCHODATA_OSPREY_APITOKEN".to_owned(),
            single_key_shortcuts: true,
            hardware_acceleration: false,
            record_every_use: false,
            verifier_port: crate::VerifierWish::PORT,
            verifier_address: "127.0.0.1".to_owned(),
            verifier_names: Vec::new(),
            verifier_keys_in_query: false,
            verifier_with_window: false,
            remind_days: vec![30, 7, 1],
            remind_on_desktop: true,
            tray: true,
            endpoint: format!("localhost:{}", crate::VerifierWish::PORT),
            auth_style: AuthStyle::Bearer,
        }
    }
}

/// Fields to change; those left out stay. `null` inside the double option means "never" or "system".
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(test, ts(optional_fields))]
#[allow(missing_docs, reason = "the fields are those of Settings")]
pub struct SettingsChange {
    pub theme: Option<ThemeChoice>,
    pub text_size: Option<u32>,
    pub density: Option<Density>,
    pub motion: Option<MotionChoice>,
    #[serde(deserialize_with = "present")]
    pub language: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    pub clipboard_seconds: Option<Option<u32>>,
    #[serde(deserialize_with = "present")]
    pub reveal_seconds: Option<Option<u32>>,
    #[serde(deserialize_with = "present")]
    pub lock_minutes: Option<Option<u32>>,
    pub default_days: Option<u32>,
    pub default_groups: Option<Vec<String>>,
    pub variable: Option<String>,
    pub single_key_shortcuts: Option<bool>,
    pub hardware_acceleration: Option<bool>,
    pub record_every_use: Option<bool>,
    pub verifier_port: Option<u16>,
    pub verifier_address: Option<String>,
    pub verifier_names: Option<Vec<String>>,
    pub verifier_keys_in_query: Option<bool>,
    pub verifier_with_window: Option<bool>,
    pub remind_days: Option<Vec<u32>>,
    pub remind_on_desktop: Option<bool>,
    pub tray: Option<bool>,
    pub endpoint: Option<String>,
    pub auth_style: Option<AuthStyle>,
}

/// Tells `null` (change to nothing) from a field left out (leave as it is).
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// What the organisation allows. Kept in the store; changes are audited. Never shortens a living token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// The longest life of a new token in days, 1 to 3,650.
    pub max_days: u32,
    /// Whether a token may never expire.
    pub never_allowed: bool,
}

/// A new passphrase for *Unlock*.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetPassphrase {
    /// The present one, where one is set.
    pub current: Option<String>,
    /// The new one; null: none from now on.
    pub new: Option<String>,
}

impl std::fmt::Debug for SetPassphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetPassphrase([redacted])")
    }
}
