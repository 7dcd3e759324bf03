//! Links to a page of the window, such as `token-desk://personal-token` in a sample. A link opens its page and does
//! nothing else: anybody can write one.

use desk::wire::{LinkOpened, LinkPlace};
use tauri::{AppHandle, Emitter, Manager, WebviewUrl};

use super::{MAIN, window};

/// The scheme with its colon. `tauri.conf.json` has packages tell the system of it.
const SCHEME: &str = "token-desk:";

/// Whether an argument is a link to this program, known or not.
pub(crate) fn is_link(argument: &str) -> bool {
    name_in(argument).is_some()
}

/// Where a link leads; `None` where it names no place that there is.
pub(crate) fn place_of(link: &str) -> Option<LinkPlace> {
    let named = name_in(link)?;
    let mut places = LinkPlace::ALL.iter().copied();
    places.find(|place| name_in(place.link()).is_some_and(|name| name.eq_ignore_ascii_case(named)))
}

/// What the window begins with.
pub(super) fn page_of(place: Option<LinkPlace>) -> WebviewUrl {
    match place {
        Some(LinkPlace::PersonalToken) => WebviewUrl::App("index.html#/settings/personal".into()),
        None => WebviewUrl::default(),
    }
}

/// Brings the window to the front, and its page to `place`.
pub(super) fn open(app: &AppHandle, place: Option<LinkPlace>) {
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(error) = window::raise(&window)
    {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    if let Some(place) = place
        && let Err(error) = app.emit_to(MAIN, "link_opened", LinkOpened { place })
    {
        tracing::warn!(%error, "the page was not told of a link");
    }
}

/// What a link names. Browsers put a slash at its end.
fn name_in(link: &str) -> Option<&str> {
    let (scheme, rest) = link.split_at_checked(SCHEME.len())?;
    scheme
        .eq_ignore_ascii_case(SCHEME)
        .then(|| rest.trim_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_its_place_however_it_is_spelled() {
        for link in [
            "token-desk://personal-token",
            "token-desk://personal-token/",
            "TOKEN-DESK://Personal-Token",
            "token-desk:personal-token",
        ] {
            assert_eq!(place_of(link), Some(LinkPlace::PersonalToken), "{link}");
        }
        for place in LinkPlace::ALL {
            assert_eq!(place_of(place.link()), Some(*place), "every place has a link");
        }
    }

    #[test]
    fn what_names_no_place_leads_nowhere() {
        for link in [
            "token-desk://",
            "token-desk://personal-token?generate=1",
            "token-desk://personal-token/../tokens",
            "token-desk://revoke",
        ] {
            assert!(is_link(link), "{link} opens the window");
            assert_eq!(place_of(link), None, "{link}");
        }
        for other in [
            "https://personal-token",
            "--home",
            "token-desk",
            "tokén-desk:/",
            "",
        ] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn a_package_tells_the_system_of_the_scheme() {
        let config: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        let schemes = &config["plugins"]["deep-link"]["desktop"]["schemes"];
        assert_eq!(*schemes, serde_json::json!([SCHEME.trim_end_matches(':')]));
        let desktop = include_str!("../../bundle/token-desk.desktop");
        for line in ["Exec={{exec}} %u", "MimeType={{mime_type}};"] {
            assert!(
                desktop.lines().any(|each| each == line),
                "the desktop file lacks {line}"
            );
        }
    }
}
