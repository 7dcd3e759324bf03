//! The desktop's setting on Linux: the portal `org.freedesktop.appearance`, else what GTK was told.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use desk::wire::{Contrast, Theme};
use gtk::gio::{BusType, Cancellable, DBusCallFlags, DBusConnection, DBusSignalFlags, bus_get_sync};
use gtk::glib::{ToVariant as _, Variant, VariantTy};
use gtk::prelude::GtkSettingsExt as _;
use tauri::AppHandle;

use super::{Desktop, desktop_says};
use crate::start::forced_gtk_theme;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const APPEARANCE: &str = "org.freedesktop.appearance";

/// A portal that has to be started first may take longer than a window may stay away; its answer then
/// comes as a change.
const PATIENCE: Duration = Duration::from_millis(250);

/// What the portal says; a field is `None` where it has no opinion.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Portal {
    theme: Option<Theme>,
    contrast: Option<Contrast>,
}

/// The question to the portal, under way since the program's first moment.
pub(in crate::shell) struct Question {
    answer: Receiver<Portal>,
}

impl Question {
    /// Asks, without waiting.
    pub(in crate::shell) fn ask() -> Self {
        let (tell, answer) = channel();
        std::thread::spawn(move || {
            if let Some(portal) = connection().as_ref().and_then(read) {
                let _ = tell.send(portal);
            }
        });
        Self { answer }
    }

    /// The desktop's setting. GTK must have been started.
    pub(in crate::shell) fn answer(&self) -> Desktop {
        let portal = self.answer.recv_timeout(PATIENCE).unwrap_or_default();
        portal.over(of_gtk())
    }
}

impl Portal {
    fn over(self, gtk: Desktop) -> Desktop {
        Desktop {
            theme: self.theme.unwrap_or(gtk.theme),
            contrast: self.contrast.unwrap_or(gtk.contrast),
        }
    }
}

/// Listens for changes. Called on the thread of the window, whose loop brings the signals.
pub(super) fn follow(app: &AppHandle) {
    let before = of_gtk();
    let heard = app.clone();
    let Some(connection) = connection() else { return };
    connection.signal_subscribe(
        Some(PORTAL),
        Some(SETTINGS),
        Some("SettingChanged"),
        Some(PATH),
        Some(APPEARANCE),
        DBusSignalFlags::NONE,
        move |connection, _, _, _, _, _| {
            let (app, connection) = (heard.clone(), connection.clone());
            // All of it is read anew: one signal tells one key, and the window must not wait for it.
            std::thread::spawn(move || {
                if let Some(portal) = read(&connection) {
                    desktop_says(&app, portal.over(before));
                }
            });
        },
    );
    ask_again(app, connection, before);
}

/// A portal that answered too late for the first frame is heard now.
fn ask_again(app: &AppHandle, connection: DBusConnection, before: Desktop) {
    let app = app.clone();
    std::thread::spawn(move || {
        if let Some(portal) = read(&connection) {
            desktop_says(&app, portal.over(before));
        }
    });
}

fn connection() -> Option<DBusConnection> {
    bus_get_sync(BusType::Session, Cancellable::NONE)
        .inspect_err(|error| tracing::debug!(%error, "there is no session bus"))
        .ok()
}

fn read(connection: &DBusConnection) -> Option<Portal> {
    let reply = connection
        .call_sync(
            Some(PORTAL),
            PATH,
            SETTINGS,
            "ReadAll",
            Some(&(vec![APPEARANCE],).to_variant()),
            VariantTy::new("(a{sa{sv}})").ok(),
            DBusCallFlags::NONE,
            5_000,
            Cancellable::NONE,
        )
        .inspect_err(|error| tracing::debug!(%error, "the portal did not answer"))
        .ok()?;
    Some(understood(&reply))
}

/// `color-scheme` 1 is dark and 2 light; `contrast` 1 is more. 0 and what is not known are no opinion.
fn understood(reply: &Variant) -> Portal {
    type Namespaces = HashMap<String, HashMap<String, Variant>>;
    let Some((namespaces,)) = reply.get::<(Namespaces,)>() else {
        return Portal::default();
    };
    let value = |key: &str| -> Option<u32> { namespaces.get(APPEARANCE)?.get(key)?.get::<u32>() };
    Portal {
        theme: value("color-scheme").and_then(|scheme| match scheme {
            1 => Some(Theme::Dark),
            2 => Some(Theme::Light),
            _ => None,
        }),
        contrast: value("contrast").map(|contrast| {
            if contrast == 1 {
                Contrast::More
            } else {
                Contrast::Normal
            }
        }),
    }
}

/// What GTK was told, by its settings or by force, where there is no portal.
fn of_gtk() -> Desktop {
    let settings = gtk::Settings::default();
    let prefers_dark = settings
        .as_ref()
        .is_some_and(|settings| settings.is_gtk_application_prefer_dark_theme());
    let name = forced_gtk_theme().or_else(|| Some(settings?.gtk_theme_name()?.to_string()));
    of_gtk_theme(&name.unwrap_or_default(), prefers_dark)
}

fn of_gtk_theme(name: &str, prefers_dark: bool) -> Desktop {
    let name = name.to_lowercase();
    let dark =
        prefers_dark || name.ends_with("-dark") || name.ends_with(":dark") || name == "highcontrastinverse";
    Desktop {
        theme: if dark { Theme::Dark } else { Theme::Light },
        contrast: if name.starts_with("highcontrast") {
            Contrast::More
        } else {
            Contrast::Normal
        },
    }
}

#[cfg(test)]
mod tests {
    use gtk::prelude::StaticVariantType as _;

    use super::*;

    fn reply(entries: &[(&str, u32)]) -> Variant {
        let keys: HashMap<String, Variant> = entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.to_variant()))
            .collect();
        let all: HashMap<String, HashMap<String, Variant>> = HashMap::from([(APPEARANCE.to_owned(), keys)]);
        let reply = (all,).to_variant();
        assert_eq!(
            reply.type_(),
            <(HashMap<String, HashMap<String, Variant>>,)>::static_variant_type()
        );
        reply
    }

    #[test]
    fn the_portals_numbers_are_understood() {
        assert_eq!(
            understood(&reply(&[("color-scheme", 1), ("contrast", 1)])),
            Portal {
                theme: Some(Theme::Dark),
                contrast: Some(Contrast::More)
            }
        );
        assert_eq!(
            understood(&reply(&[("color-scheme", 2)])).theme,
            Some(Theme::Light)
        );
        assert_eq!(
            understood(&reply(&[("color-scheme", 0)])).theme,
            None,
            "no preference"
        );
        assert_eq!(understood(&reply(&[])), Portal::default());
        assert_eq!(understood(&"nonsense".to_variant()), Portal::default());
    }

    #[test]
    fn a_gtk_theme_says_by_its_name_how_it_looks() {
        for dark in ["Adwaita:dark", "Yaru-dark", "HighContrastInverse"] {
            assert_eq!(of_gtk_theme(dark, false).theme, Theme::Dark, "{dark}");
        }
        assert_eq!(of_gtk_theme("Adwaita", false).theme, Theme::Light);
        assert_eq!(
            of_gtk_theme("Adwaita", true).theme,
            Theme::Dark,
            "asked for by a setting"
        );
        assert_eq!(of_gtk_theme("HighContrast", false).contrast, Contrast::More);
    }

    #[test]
    fn gtk_speaks_where_the_portal_has_no_opinion() {
        let gtk = Desktop {
            theme: Theme::Dark,
            contrast: Contrast::Normal,
        };
        assert_eq!(Portal::default().over(gtk), gtk);
        let light = Portal {
            theme: Some(Theme::Light),
            contrast: None,
        };
        assert_eq!(light.over(gtk).theme, Theme::Light);
    }
}
