//! Instants as a person reads them: the date and time where they are.

use jiff::Timestamp;
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

/// An end, or "never".
pub(crate) fn end(instant: Option<&str>) -> String {
    instant.map_or_else(|| "never".to_owned(), local)
}
