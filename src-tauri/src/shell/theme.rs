//! Light or dark: what the person chose, or what the desktop says. Decided here, because the page cannot
//! see the desktop's setting on Linux, and must know it before its first frame.

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "theme/linux.rs"]
mod desktop;
#[cfg(not(all(unix, not(target_os = "macos"))))]
#[path = "theme/elsewhere.rs"]
mod desktop;

use std::sync::{Mutex, PoisonError};

use desk::Desk;
use desk::wire::{Contrast, Theme, ThemeChanged, ThemeChoice};
use tauri::utils::config::Color;
use tauri::{AppHandle, Emitter, Manager};

use super::MAIN;

pub(super) use desktop::Question;

/// What the desktop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Desktop {
    pub(super) theme: Theme,
    pub(super) contrast: Contrast,
}

/// What the desktop says and what the person chose.
struct Appearance {
    desktop: Desktop,
    choice: ThemeChoice,
}

impl Appearance {
    fn now(&self) -> ThemeChanged {
        ThemeChanged {
            theme: match self.choice {
                ThemeChoice::Light => Theme::Light,
                ThemeChoice::Dark => Theme::Dark,
                ThemeChoice::System => self.desktop.theme,
            },
            contrast: self.desktop.contrast,
        }
    }
}

/// The page's background (`--bg-canvas` of its style sheet).
pub(super) fn canvas(theme: Theme) -> Color {
    match theme {
        Theme::Light => Color(0xf5, 0xf7, 0xf9, 0xff),
        Theme::Dark => Color(0x15, 0x17, 0x1c, 0xff),
    }
}

/// The same in the words of the runtime.
pub(super) fn of_the_runtime(theme: Theme) -> tauri::Theme {
    match theme {
        Theme::Light => tauri::Theme::Light,
        Theme::Dark => tauri::Theme::Dark,
    }
}

/// Finds out what applies, before the window is made.
pub(super) fn settle(app: &AppHandle, question: &Question, desk: &Desk) {
    let choice = desk
        .settings()
        .map_or(ThemeChoice::System, |settings| settings.theme);
    let desktop = question.answer();
    app.manage(Mutex::new(Appearance { desktop, choice }));
}

/// What applies now.
pub(super) fn now(app: &AppHandle) -> ThemeChanged {
    let appearance = app.state::<Mutex<Appearance>>();
    appearance.lock().unwrap_or_else(PoisonError::into_inner).now()
}

/// Tells the page and the window whenever the desktop's setting changes.
pub(super) fn follow(app: &AppHandle) {
    desktop::follow(app);
}

/// The person chose in *General*.
pub(super) fn choose(app: &AppHandle, choice: ThemeChoice) {
    change(app, |appearance| appearance.choice = choice);
}

/// The desktop says something else from now on.
pub(super) fn desktop_says(app: &AppHandle, desktop: Desktop) {
    change(app, |appearance| appearance.desktop = desktop);
}

fn change(app: &AppHandle, change: impl FnOnce(&mut Appearance)) {
    let state = app.state::<Mutex<Appearance>>();
    let (before, now) = {
        let mut appearance = state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = appearance.now();
        change(&mut appearance);
        (before, appearance.now())
    };
    if before != now {
        dress(app, now);
    }
}

/// Gives the window the theme and tells the page.
fn dress(app: &AppHandle, now: ThemeChanged) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let dressed = window
        .set_theme(Some(of_the_runtime(now.theme)))
        .and_then(|()| window.set_background_color(Some(canvas(now.theme))))
        .and_then(|()| app.emit_to(MAIN, "theme_changed", now));
    if let Err(error) = dressed {
        tracing::warn!(%error, "the theme could not be changed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_persons_choice_wins_over_the_desktop() {
        let desktop = Desktop {
            theme: Theme::Dark,
            contrast: Contrast::More,
        };
        for (choice, theme) in [
            (ThemeChoice::Light, Theme::Light),
            (ThemeChoice::Dark, Theme::Dark),
            (ThemeChoice::System, Theme::Dark),
        ] {
            let now = Appearance { desktop, choice }.now();
            assert_eq!(now.theme, theme);
            assert_eq!(now.contrast, Contrast::More, "contrast is the desktop's alone");
        }
    }
}
