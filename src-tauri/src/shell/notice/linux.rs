//! `org.freedesktop.Notifications` on the session bus.

use std::collections::HashMap;

use gtk::gio::{BusType, Cancellable, DBusCallFlags, DBusConnection, bus_get_sync};
use gtk::glib::{ToVariant as _, Variant, VariantTy, markup_escape_text};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Milliseconds that the desktop may take: a daemon may have to be started first.
const PATIENCE: i32 = 10_000;

/// Hands it over.
pub(super) fn show(title: &str, body: &str) -> bool {
    bus_get_sync(BusType::Session, Cancellable::NONE)
        .and_then(|bus| {
            let body = if reads_markup(&bus) {
                markup_escape_text(body).to_string()
            } else {
                body.to_owned()
            };
            call(&bus, "Notify", Some(&parameters(title, &body)), "(u)")
        })
        .inspect_err(|error| tracing::debug!(%error, "the desktop shows no notices"))
        .is_ok()
}

/// Whether the text would be read as markup, in which a name's `<` must be written otherwise.
fn reads_markup(bus: &DBusConnection) -> bool {
    call(bus, "GetCapabilities", None, "(as)")
        .ok()
        .and_then(|reply| reply.get::<(Vec<String>,)>())
        .is_some_and(|(all,)| all.iter().any(|each| each == "body-markup"))
}

fn call(
    bus: &DBusConnection,
    method: &str,
    parameters: Option<&Variant>,
    answer: &str,
) -> Result<Variant, gtk::glib::Error> {
    bus.call_sync(
        Some(NAME),
        PATH,
        NAME,
        method,
        parameters,
        VariantTy::new(answer).ok(),
        DBusCallFlags::NONE,
        PATIENCE,
        Cancellable::NONE,
    )
}

/// The program, no notice to replace, its icon, the words, no buttons, where the desktop finds the program's own
/// entry, and its usual time.
fn parameters(title: &str, body: &str) -> Variant {
    let hints: HashMap<String, Variant> =
        HashMap::from([("desktop-entry".to_owned(), "token-desk".to_variant())]);
    let actions: Vec<String> = Vec::new();
    (
        "Token Desk",
        0_u32,
        "token-desk",
        title,
        body,
        actions,
        hints,
        -1_i32,
    )
        .to_variant()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_has_the_shape_that_the_desktop_reads() {
        assert_eq!(parameters("a", "b").type_().as_str(), "(susssasa{sv}i)");
    }
}
