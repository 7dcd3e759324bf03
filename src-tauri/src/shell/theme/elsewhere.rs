//! The desktop's setting on Windows and macOS: the runtime knows it. Contrast reaches the page by the
//! system's own media queries.

use desk::wire::{Contrast, Theme};
use tauri::{AppHandle, Manager, WindowEvent};

use super::super::MAIN;
use super::{Desktop, desktop_says};

/// Nothing is asked ahead of time here.
pub(in crate::shell) struct Question;

impl Question {
    /// Asks.
    pub(in crate::shell) fn ask() -> Self {
        Self
    }

    /// Light until the window exists; [`follow`] then brings the truth before it is shown.
    pub(in crate::shell) fn answer(&self) -> Desktop {
        desktop(tauri::Theme::Light)
    }
}

/// Listens for changes.
pub(super) fn follow(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let heard = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::ThemeChanged(theme) = event {
            desktop_says(&heard, desktop(*theme));
        }
    });
    if let Ok(theme) = window.theme() {
        desktop_says(app, desktop(theme));
    }
}

fn desktop(theme: tauri::Theme) -> Desktop {
    Desktop {
        theme: if theme == tauri::Theme::Dark {
            Theme::Dark
        } else {
            Theme::Light
        },
        contrast: Contrast::Normal,
    }
}
