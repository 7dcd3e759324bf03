//! The window itself: its theme, its zoom and its closing. Answered by the shell, not by `Desk`.

use serde::{Deserialize, Serialize};

/// Light or dark, as it applies now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How strong lines and second-rank text must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// As designed.
    Normal,
    /// The person asked their desktop for more.
    More,
}

/// Event `theme_changed`: the choice in *General* or the desktop's own setting changed. The shell has set
/// `data-theme` and `data-contrast` before the page's first script; the page sets them on this event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ThemeChanged {
    /// Light or dark.
    pub theme: Theme,
    /// Normal or more.
    pub contrast: Contrast,
}

/// Where in the window a link leads. It opens a page; nothing is done by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkPlace {
    /// *Settings › Personal token*.
    PersonalToken,
}

impl LinkPlace {
    /// Every place.
    pub const ALL: &[Self] = &[Self::PersonalToken];

    /// The link to it, as samples name it.
    pub fn link(self) -> &'static str {
        match self {
            Self::PersonalToken => "token-desk://personal-token",
        }
    }
}

/// Event `link_opened`: somebody followed a link to this window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LinkOpened {
    /// Where it leads.
    pub place: LinkPlace,
}

/// What *zoom* does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ZoomStep {
    /// One step larger.
    In,
    /// One step smaller.
    Out,
    /// Back to 100 per cent.
    Reset,
}

/// Ask the person for a file that exists, in the system's own dialog.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChooseFile {
    /// What the dialog is called.
    pub title: String,
    /// A path near which to begin. The nearest of its folders that exists is shown.
    pub near: Option<String>,
}

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChosenFile {
    /// The whole path; none: they chose nothing.
    pub path: Option<String>,
}

/// Something for the desktop to show beside the window. It leaves the program: never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DesktopNotice {
    /// The first line.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DesktopNotified {
    /// Whether the desktop took it.
    pub taken: bool,
}

/// What the icon among the desktop's own says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrayWords {
    /// Which token ends next, and when.
    pub next: String,
    /// What brings the window to the front.
    pub open: String,
    /// What closes it.
    pub quit: String,
}

/// How the icon stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrayState {
    /// It was handed to the desktop.
    Shown,
    /// Linux: the library that it needs is not installed.
    NoLibrary,
    /// The desktop did not take it.
    Refused,
}

/// The answer to *show the icon*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrayStanding {
    /// How it stands.
    pub state: TrayState,
}

/// Zoom the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Zoom {
    /// Which way.
    pub step: ZoomStep,
}

/// The zoom that applies now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ZoomLevel {
    /// 50 to 200.
    pub percent: u32,
}
