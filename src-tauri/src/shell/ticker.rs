//! What time brings: expired handles, idling, a clock that was set.

use std::time::Duration;

use desk::{Clock as _, Desk, SystemClock};
use tauri::{AppHandle, Emitter};

use super::MAIN;
use super::clock_watch::{ClockWatch, since_boot};

/// The longest pause: the screen shows minutes.
const AT_MOST: Duration = Duration::from_secs(30);

/// Below this a deadline that has passed would be asked for again and again.
const AT_LEAST: Duration = Duration::from_millis(200);

/// Lets the desk do its work of the hour, at its next deadline and at least every 30 seconds.
pub(super) fn start(app: &AppHandle, desk: &Desk) {
    let (app, desk) = (app.clone(), desk.clone());
    std::thread::spawn(move || {
        let mut watch = ClockWatch::new(SystemClock.now(), since_boot());
        loop {
            let pause = desk.next_deadline().unwrap_or(AT_MOST).clamp(AT_LEAST, AT_MOST);
            std::thread::sleep(pause);
            if let Some(minutes) = watch.jumped(SystemClock.now(), since_boot()) {
                let _ = app.emit_to(MAIN, "clock_jumped", serde_json::json!({ "minutes": minutes }));
            }
            desk.tick();
        }
    });
}
