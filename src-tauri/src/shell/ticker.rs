//! What time brings: expired handles, idling, a clock that was set.

use std::time::Duration;

use desk::Desk;

/// The longest pause: the screen shows minutes.
const AT_MOST: Duration = Duration::from_secs(30);

/// In every so manieth of those pauses the store is looked after: an hour.
const LOOKS: usize = 120;

/// Below this a deadline that has passed would be asked for again and again.
const AT_LEAST: Duration = Duration::from_millis(200);

/// Lets the desk do its work of the hour, at its next deadline and at least every 30 seconds.
pub(super) fn start(desk: &Desk) {
    let desk = desk.clone();
    std::thread::spawn(move || {
        loop {
            let pause = desk.next_deadline().unwrap_or(AT_MOST).clamp(AT_LEAST, AT_MOST);
            std::thread::sleep(pause);
            desk.tick();
        }
    });
}

/// Has the keyring hold the audit trail's end and the store looked after, apart from what time brings: a keyring and
/// a large store may take their time.
pub(super) fn look_after(desk: &Desk) {
    let desk = desk.clone();
    std::thread::spawn(move || {
        for round in 0_usize.. {
            std::thread::sleep(AT_MOST);
            desk.pin_audit();
            if round.is_multiple_of(LOOKS) {
                desk.look_after_store();
            }
        }
    });
}
