//! When tokens end, as a calendar (RFC 5545).

use chrono::Duration;
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _};
use jiff::Timestamp;

use crate::wire::{TokenRow, TokenStatus};

/// Whether a token has an end that is still to come. A revoked one has ended otherwise.
pub(super) fn is_ahead(row: &TokenRow) -> bool {
    matches!(row.status, TokenStatus::Active | TokenStatus::Paused) && row.expires_at.is_some()
}

/// One event for each token that ends, which reminds so many `days` before. A token that is regenerated moves its event: the same id stands for it in
/// every file, so a calendar that reads a newer one replaces the older.
pub(super) fn text(rows: &[TokenRow], days: &[u32], now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Token Desk");
    let stamp = utc(now);
    for row in rows {
        let Some(end) = row.expires_at.as_deref().and_then(|end| end.parse().ok()) else {
            continue;
        };
        calendar.push(event(row, days, &utc(end), &stamp));
    }
    calendar.to_string()
}

fn event(row: &TokenRow, days: &[u32], end: &str, stamp: &str) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("{}@token-desk", row.id))
        .add_property("DTSTAMP", stamp)
        .add_property("DTSTART", end)
        .add_property("TRANSP", "TRANSPARENT")
        .summary(&format!("Token ends: {}", row.name))
        .description(&format!(
            "The API token “{}” ({}…{}) of {} is refused from now on. A new value: tokendesk regenerate {}",
            row.name,
            row.prefix,
            row.last4,
            row.user.as_deref().unwrap_or("the company"),
            row.id
        ));
    for &days in days {
        let unit = if days == 1 { "day" } else { "days" };
        let words = format!("Token “{}” ends in {days} {unit}", row.name);
        // Both would be made up anew each time, and the same tokens be another file.
        let alarm = Alarm::display(&words, Duration::days(-i64::from(days)))
            .uid(&format!("{}-{days}@token-desk", row.id))
            .add_property("DTSTAMP", stamp)
            .done();
        event.alarm(alarm);
    }
    event.done()
}

/// `20261122T120000Z`: RFC 5545, section 3.3.5, form 2.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
