//! The frame around the page: the window and its place, its theme, its closing; and what reaches the page
//! unasked.

pub(crate) mod closing;
mod drawing;
mod events;
pub(crate) mod file_dialog;
mod folder_watch;
mod instance;
pub(crate) mod link;
pub(crate) mod notice;
mod placement;
mod protection;
#[cfg(unix)]
mod signals;
pub(crate) mod theme;
mod ticker;
pub(crate) mod tray;
pub(crate) mod window;

use std::process::ExitCode;

use desk::{Desk, Ports, Source};
use tauri::{AppHandle, Manager, RunEvent};

use crate::handler::handler;
use crate::start::{Start, report};

pub(crate) use protection::protect;

/// The label of the one window.
pub(crate) const MAIN: &str = "main";

/// Opens the window and stays until it is closed.
pub(crate) fn run(start: Start) -> ExitCode {
    let Start { places, link } = start;
    let seat = match instance::claim(&places, link) {
        instance::Claim::First(seat) => seat,
        instance::Claim::Taken { raised } => {
            report(if raised {
                "it is open already; its window was brought to the front"
            } else {
                "it is open already, but its window did not answer"
            });
            return ExitCode::SUCCESS;
        }
    };
    let desk = Desk::new(places.clone(), Ports::of_this_machine(&places), Source::Window);
    drawing::settle(
        desk.settings()
            .is_ok_and(|settings| settings.hardware_acceleration),
    );
    let desktop = theme::Question::ask();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(handler())
        .on_menu_event(tray::chosen)
        .manage(desk.clone())
        .manage(closing::Closing::default())
        .manage(placement::Remembered::read(&places))
        .manage(tray::Tray::none(&places))
        .setup(move |app| {
            let handle = app.handle();
            theme::settle(handle, &desktop, &desk);
            window::open(app, &places, &desk, link)?;
            events::forward(handle, &desk);
            theme::follow(handle);
            ticker::start(&desk);
            start_verifier(&desk);
            desk.check_audit_at_start();
            ticker::look_after(&desk);
            folder_watch::start(&desk, &places);
            seat.listen(handle);
            #[cfg(unix)]
            signals::start(handle);
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            let code = app.run_return(on_event);
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            report(&format!(
                "the window could not be opened: {error}. `tokendesk` in a terminal still works"
            ));
            ExitCode::FAILURE
        }
    }
}

/// Starts the verifier where it is to run with the window; the window does not wait for it.
fn start_verifier(desk: &Desk) {
    let desk = desk.clone();
    std::thread::spawn(move || desk.start_verifier_with_window());
}

#[allow(
    clippy::wildcard_enum_match_arm,
    clippy::needless_pass_by_value,
    reason = "the runtime's enum may grow, and it hands events by value"
)]
fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event, .. } => window::on_event(app, &event),
        RunEvent::Exit => leave(app),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            for url in urls {
                link::open(app, link::place_of(url.as_str()));
            }
        }
        _ => {}
    }
}

/// Ends the verifier, wipes secrets, clears the clipboard, remembers the window's place.
fn leave(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        window::remember(app);
        // Out of sight first: closing the store may take a moment.
        let _ = window.hide();
    }
    app.state::<Desk>().close();
    app.state::<placement::Remembered>().write();
}
