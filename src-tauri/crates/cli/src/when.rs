//! Instants as a person reads them: the date and time where they are.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

/// An RFC 3339 instant in the person's time zone; what is none stays as it is.
pub(crate) fn local(instant: &str) -> String {
    instant.parse::<Timestamp>().map_or_else(
        |_| instant.to_owned(),
        |at| {
            at.to_zoned(TimeZone::system())
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        },
    )
}

/// The day of an instant in the person's time zone where that is a weekend: nobody may be there to renew what ends then.
pub(crate) fn weekend(instant: &str) -> Option<&'static str> {
    weekend_in(instant, TimeZone::system())
}

fn weekend_in(instant: &str, zone: TimeZone) -> Option<&'static str> {
    match instant.parse::<Timestamp>().ok()?.to_zoned(zone).weekday() {
        Weekday::Saturday => Some("a Saturday"),
        Weekday::Sunday => Some("a Sunday"),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => None,
    }
}

/// An end, or "never".
pub(crate) fn end(instant: Option<&str>) -> String {
    instant.map_or_else(|| "never".to_owned(), local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_is_told_by_the_day_where_the_person_is() {
        let utc = || TimeZone::UTC;
        assert_eq!(weekend_in("2026-11-27T23:30:00Z", utc()), None);
        assert_eq!(weekend_in("2026-11-28T12:00:00Z", utc()), Some("a Saturday"));
        assert_eq!(weekend_in("2026-11-29T23:30:00Z", utc()), Some("a Sunday"));
        assert_eq!(weekend_in("2026-11-30T00:00:00Z", utc()), None);
        let tokyo = || TimeZone::fixed(jiff::tz::offset(9));
        assert_eq!(weekend_in("2026-11-27T23:30:00Z", tokyo()), Some("a Saturday"));
        assert_eq!(weekend_in("2026-11-29T23:30:00Z", tokyo()), None);
        assert_eq!(weekend_in("soon", utc()), None);
    }
}
