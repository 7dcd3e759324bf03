//! The icon among the desktop's own. The page asks for it once its first view is there, and says its words: it knows
//! the language and which token ends next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

use desk::Places;
use desk::wire::{TrayState, TrayWords};
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use super::{MAIN, window};

const NEXT: &str = "next";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The icon, while there is one.
pub(crate) struct Tray {
    /// Where the desktop reads the picture from (Linux).
    pictures: PathBuf,
    shown: Mutex<Option<Shown>>,
}

struct Shown {
    icon: TrayIcon<Wry>,
    next: MenuItem<Wry>,
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

impl Tray {
    /// No icon yet.
    pub(super) fn none(places: &Places) -> Self {
        Self {
            pictures: places.runtime.join("tray"),
            shown: Mutex::default(),
        }
    }
}

/// Makes the icon, or gives the one that is there other words.
pub(crate) fn show(app: &AppHandle, words: TrayWords) -> TrayState {
    if !has_library() {
        return TrayState::NoLibrary;
    }
    on_the_windows_thread(app, move |app| {
        let tray = app.state::<Tray>();
        let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let done = match shown.as_ref() {
            Some(shown) => shown.say(&words),
            None => made(app, &tray.pictures, &words).map(|made| *shown = Some(made)),
        };
        match done {
            Ok(()) => TrayState::Shown,
            Err(error) => {
                tracing::warn!(%error, "there is no icon among the desktop's own");
                TrayState::Refused
            }
        }
    })
    .unwrap_or(TrayState::Refused)
}

/// Takes the icon away.
pub(crate) fn hide(app: &AppHandle) {
    on_the_windows_thread(app, |app| {
        let tray = app.state::<Tray>();
        let shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        if shown.is_some() {
            app.remove_tray_by_id(MAIN);
        }
    });
}

impl Shown {
    fn say(&self, words: &TrayWords) -> tauri::Result<()> {
        self.next.set_text(plain(&words.next))?;
        self.open.set_text(plain(&words.open))?;
        self.quit.set_text(plain(&words.quit))?;
        self.icon.set_tooltip(Some(tooltip(words)))
    }
}

fn made(app: &AppHandle, pictures: &Path, words: &TrayWords) -> tauri::Result<Shown> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, plain(text), true, None::<&str>);
    let next = item(NEXT, &words.next)?;
    let open = item(OPEN, &words.open)?;
    let quit = item(QUIT, &words.quit)?;
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&next, &line, &open, &quit])?;
    let mut builder = TrayIconBuilder::with_id(MAIN)
        .menu(&menu)
        .tooltip(tooltip(words))
        .temp_dir_path(pictures)
        .on_menu_event(chosen);
    if let Some(picture) = app.default_window_icon() {
        builder = builder.icon(picture.clone());
    }
    let icon = builder.build(app)?;
    Ok(Shown {
        icon,
        next,
        open,
        quit,
    })
}

/// What was chosen at the icon. Heard once for the whole program: a listener of the icon's own would outlive it.
#[allow(clippy::needless_pass_by_value, reason = "the runtime hands events by value")]
pub(super) fn chosen(app: &AppHandle, event: MenuEvent) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let done = match event.id().as_ref() {
        NEXT | OPEN => window::raise(&window),
        // As the X of the title bar: the page is asked first.
        QUIT => window.close(),
        _ => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "what was chosen at the icon could not be done");
    }
}

/// Runs `work` where the desktop's own things may be touched, and waits for its answer. `None`: it ended early.
fn on_the_windows_thread<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle) -> T + Send + 'static,
) -> Option<T> {
    let (tell, answer) = channel();
    let on = app.clone();
    app.run_on_main_thread(move || {
        // On Linux a library is bound at the first call, and what is wrong with it ends that call in a panic, which
        // must not reach the loop that calls this.
        if let Ok(done) = catch_unwind(AssertUnwindSafe(|| work(&on))) {
            let _ = tell.send(done);
        }
    })
    .ok()?;
    answer.recv().ok()
}

/// A name's `&` is no mark of a key.
fn plain(text: &str) -> String {
    text.replace('&', "&&")
}

/// What the pointer is told over the icon. Windows shows 127 characters of it.
fn tooltip(words: &TrayWords) -> String {
    format!("Token Desk\n{}", words.next).chars().take(127).collect()
}

/// Whether one of the libraries is installed that draw such icons. Asked before the binding is, which panics.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_library() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    const FOLDERS: [&str; 5] = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
    let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
    FOLDERS
        .iter()
        .map(Path::new)
        .flat_map(|folder| [folder.join(&triple), folder.to_owned()])
        .any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
}

/// Windows and macOS draw them themselves.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_library() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_as_they_are_and_never_too_long() {
        assert_eq!(plain("R&D"), "R&&D");
        let words = TrayWords {
            next: "ü".repeat(500),
            open: String::new(),
            quit: String::new(),
        };
        assert_eq!(tooltip(&words).chars().count(), 127);
    }
}
