//! The one window: made hidden in the theme's colour, shown with its first frame.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk::wire::{Contrast, LinkPlace, Platform, Theme, ThemeChanged, ZoomLevel, ZoomStep};
use desk::{Desk, Places};
use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{App, AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use super::placement::{Area, LEAST, Remembered};
use super::{MAIN, closing, link, theme};

/// A page that has not painted by then is shown as it is, so that something can be seen.
const AT_THE_LATEST: Duration = Duration::from_millis(1_500);

/// Whether the window has been shown.
#[derive(Default)]
struct Shown(AtomicBool);

/// Makes the window, hidden, with the page that a link leads to.
pub(super) fn open(app: &App, places: &Places, desk: &Desk, linked: Option<LinkPlace>) -> tauri::Result<()> {
    let look = theme::now(app.handle());
    let placement = {
        let remembered = app.state::<Remembered>();
        let fitted = remembered.now().clone().fitted(&screens(app.handle()));
        *remembered.now() = fitted.clone();
        fitted
    };
    let settings = desk.settings().ok();
    let language = settings.as_ref().and_then(|settings| settings.language.clone());
    let mut builder = WebviewWindowBuilder::new(app, MAIN, link::page_of(linked))
        .title("Token Desk")
        .inner_size(placement.width, placement.height)
        .min_inner_size(LEAST.0, LEAST.1)
        .maximized(placement.maximized)
        .visible(false)
        .background_color(theme::canvas(look.theme))
        .theme(Some(theme::of_the_runtime(look.theme)))
        .initialization_script(first_words(look, language.as_deref()))
        .data_directory(places.config.join("webview"))
        .devtools(cfg!(feature = "window-tests"))
        .zoom_hotkeys_enabled(false)
        .general_autofill_enabled(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        });
    if let Some((x, y)) = placement.place {
        builder = builder.position(x, y);
    }
    app.manage(Shown::default());
    let window = builder.build()?;
    tune(
        &window,
        settings.is_some_and(|settings| settings.hardware_acceleration),
    )?;
    window.set_zoom(f64::from(placement.zoom) / 100.0)?;
    show_at_the_latest(window);
    Ok(())
}

/// The page says that its first themed frame is there.
pub(crate) fn page_painted(window: &WebviewWindow) -> tauri::Result<()> {
    closing::page_is_up(window.app_handle());
    show(window)
}

/// Brings the window to the front.
pub(super) fn raise(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    show(window)?;
    window.set_focus()
}

/// Zooms the page and remembers how far.
pub(crate) fn zoom(window: &WebviewWindow, step: ZoomStep) -> tauri::Result<ZoomLevel> {
    let remembered = window.state::<Remembered>();
    let percent = {
        let mut placement = remembered.now();
        placement.zoom = match step {
            ZoomStep::In => placement.zoomed_in(),
            ZoomStep::Out => placement.zoomed_out(),
            ZoomStep::Reset => 100,
        };
        placement.zoom
    };
    window.set_zoom(f64::from(percent) / 100.0)?;
    Ok(ZoomLevel { percent })
}

/// What happens to the window.
#[allow(clippy::wildcard_enum_match_arm, reason = "the runtime's enum may grow")]
pub(super) fn on_event(app: &AppHandle, event: &WindowEvent) {
    match event {
        WindowEvent::CloseRequested { api, .. } if closing::ask(app) => api.prevent_close(),
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => remember(app),
        _ => {}
    }
}

/// Notes where the window is. The size of a maximised window is not the one to go back to.
pub(super) fn remember(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    if !app.state::<Shown>().0.load(Ordering::SeqCst) {
        return;
    }
    let _ = note(&window);
}

fn note(window: &WebviewWindow) -> tauri::Result<()> {
    let (scale, maximized) = (window.scale_factor()?, window.is_maximized()?);
    let (size, place) = (window.inner_size()?, window.outer_position()?);
    let remembered = window.state::<Remembered>();
    let mut placement = remembered.now();
    placement.maximized = maximized;
    if !maximized && !window.is_minimized()? && !window.is_fullscreen()? {
        let (size, place) = (size.to_logical::<f64>(scale), place.to_logical::<f64>(scale));
        (placement.width, placement.height) = (size.width, size.height);
        placement.place = Some((place.x, place.y));
    }
    Ok(())
}

fn show(window: &WebviewWindow) -> tauri::Result<()> {
    if window.state::<Shown>().0.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    window.show()?;
    window.set_focus()
}

fn show_at_the_latest(window: WebviewWindow) {
    std::thread::spawn(move || {
        std::thread::sleep(AT_THE_LATEST);
        if let Err(error) = show(&window) {
            tracing::warn!(%error, "the window could not be shown");
        }
    });
}

fn screens(app: &AppHandle) -> Vec<Area> {
    let monitors = app.available_monitors().unwrap_or_default();
    monitors
        .iter()
        .map(|monitor| {
            let place = monitor.position().to_logical::<f64>(monitor.scale_factor());
            let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
            Area {
                x: place.x,
                y: place.y,
                width: size.width,
                height: size.height,
            }
        })
        .collect()
}

/// Only the page that is built in: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http", Some("tauri.localhost")) => cfg!(windows),
        _ => false,
    }
}

/// What the page must know before its first script: how to look, where it runs, in which language. And it
/// tells us when the person types or clicks, at most every 20 seconds.
fn first_words(look: ThemeChanged, language: Option<&str>) -> String {
    let theme = match look.theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let contrast = match look.contrast {
        Contrast::Normal => "normal",
        Contrast::More => "more",
    };
    let platform = match PLATFORM {
        Platform::Linux => "linux",
        Platform::Windows => "windows",
        Platform::Macos => "macos",
    };
    let language = serde_json::json!(language);
    format!(
        r#"(() => {{
  const dress = (html) => {{
    html.dataset.theme = "{theme}";
    html.dataset.contrast = "{contrast}";
    html.dataset.platform = "{platform}";
    const language = {language};
    if (language) html.lang = language;
  }};
  if (document.documentElement) dress(document.documentElement);
  else new MutationObserver((_, watch) => {{
    if (!document.documentElement) return;
    watch.disconnect();
    dress(document.documentElement);
  }}).observe(document, {{ childList: true }});
  let told = -Infinity;
  const touch = () => {{
    if (performance.now() - told < 20000) return;
    told = performance.now();
    window.__TAURI_INTERNALS__.invoke("touch").catch(() => {{}});
  }};
  for (const kind of ["keydown", "pointerdown", "wheel"])
    window.addEventListener(kind, touch, {{ capture: true, passive: true }});
}})();"#
    )
}

const PLATFORM: Platform = if cfg!(windows) {
    Platform::Windows
} else if cfg!(target_os = "macos") {
    Platform::Macos
} else {
    Platform::Linux
};

/// Draws without the graphics card unless the person asked for it (a form with a table starts sooner so and
/// takes less memory), and keeps the browser's own menu to text fields.
#[cfg(all(unix, not(target_os = "macos")))]
fn tune(window: &WebviewWindow, accelerated: bool) -> tauri::Result<()> {
    use webkit2gtk::{
        CacheModel, HardwareAccelerationPolicy, HitTestResultExt as _, SettingsExt as _, WebContextExt as _,
        WebViewExt,
    };
    window.with_webview(move |webview| {
        let view = webview.inner();
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_hardware_acceleration_policy(if accelerated {
                HardwareAccelerationPolicy::OnDemand
            } else {
                HardwareAccelerationPolicy::Never
            });
            settings.set_enable_page_cache(false);
        }
        if let Some(context) = view.web_context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
        view.connect_context_menu(|_, _, _, under| {
            !(under.context_is_editable() || under.context_is_selection())
        });
        let first = view.uri();
        view.connect_web_process_terminated(move |view, _| {
            tracing::warn!("the page's process ended; loading it again");
            // One that ended before its first page was there has nothing that could be reloaded.
            match view.uri().or_else(|| first.clone()) {
                Some(page) => view.load_uri(&page),
                None => view.reload(),
            }
        });
    })
}

/// Only WebKitGTK is tuned.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn tune(_window: &WebviewWindow, _accelerated: bool) -> tauri::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_page() {
        assert!(is_ours(
            &Url::parse("tauri://localhost/index.html#/settings/tokens").unwrap()
        ));
        for other in [
            "https://example.com/",
            "http://localhost/",
            "http://ipc.localhost/create_token",
            "http://tauri.localhost.example.com/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,<script>1</script>",
            "about:blank",
            "javascript:alert(1)",
        ] {
            assert!(!is_ours(&Url::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn a_language_cannot_break_out_of_the_first_script() {
        let look = ThemeChanged {
            theme: Theme::Dark,
            contrast: Contrast::More,
        };
        let words = first_words(look, Some("de\"; alert(1); \""));
        assert!(words.contains(r#"const language = "de\"; alert(1); \"";"#));
        assert!(
            words.contains(r#"dataset.theme = "dark""#) && words.contains(r#"dataset.contrast = "more""#)
        );
    }
}
