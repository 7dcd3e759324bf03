//! A desktop portal of the test's own: it answers `org.freedesktop.appearance` and tells changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use gio::glib::{MainContext, MainLoop, ToVariant as _, Variant};
use gio::{DBusCallFlags, DBusConnection, DBusConnectionFlags, DBusNodeInfo};

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const APPEARANCE: &str = "org.freedesktop.appearance";
const INTERFACE: &str = r#"<node><interface name="org.freedesktop.portal.Settings">
  <method name="ReadAll"><arg type="as" direction="in"/><arg type="a{sa{sv}}" direction="out"/></method>
  <signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>"#;

type Values = Arc<Mutex<HashMap<String, Variant>>>;

/// A portal on a bus. Dropping it takes it away.
pub struct Portal {
    values: Values,
    connection: DBusConnection,
    on_the_bus: MainLoop,
}

impl Portal {
    /// Puts a portal on a bus. `color_scheme` 0 is no preference, 1 dark, 2 light.
    ///
    /// # Panics
    /// The bus cannot be reached.
    pub fn on(address: &str, color_scheme: u32) -> Self {
        let values: Values = Arc::default();
        set(&values, "color-scheme", color_scheme);
        set(&values, "contrast", 0);
        let (tell, ready) = std::sync::mpsc::channel();
        let (answered, address) = (values.clone(), address.to_owned());
        std::thread::spawn(move || {
            let context = MainContext::new();
            let served = context.with_thread_default(|| {
                let on_the_bus = MainLoop::new(Some(&context), false);
                let connection = serve(&address, answered);
                let _ = tell.send((connection, on_the_bus.clone()));
                on_the_bus.run();
            });
            served.expect("the context is this thread's own");
        });
        let (connection, on_the_bus) = ready.recv().expect("the portal gets its name on the bus");
        Self {
            values,
            connection,
            on_the_bus,
        }
    }

    /// The person changes the desktop's colours: 1 dark, 2 light.
    ///
    /// # Panics
    /// The bus is gone.
    pub fn set_color_scheme(&self, scheme: u32) {
        self.change("color-scheme", scheme);
    }

    /// The person changes the desktop's contrast: 1 more.
    ///
    /// # Panics
    /// The bus is gone.
    pub fn set_contrast(&self, contrast: u32) {
        self.change("contrast", contrast);
    }

    fn change(&self, key: &str, value: u32) {
        set(&self.values, key, value);
        let changed = (APPEARANCE, key, value.to_variant()).to_variant();
        let told = self
            .connection
            .emit_signal(None, PATH, SETTINGS, "SettingChanged", Some(&changed));
        told.expect("the bus takes a signal");
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.on_the_bus.quit();
    }
}

fn set(values: &Values, key: &str, value: u32) {
    values
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key.to_owned(), value.to_variant());
}

fn serve(address: &str, values: Values) -> DBusConnection {
    let flags = DBusConnectionFlags::AUTHENTICATION_CLIENT | DBusConnectionFlags::MESSAGE_BUS_CONNECTION;
    let connection = DBusConnection::for_address_sync(address, flags, None, gio::Cancellable::NONE);
    let connection = connection.expect("the bus of the test can be reached");
    let node = DBusNodeInfo::for_xml(INTERFACE).expect("the interface is well-formed");
    let interface = node
        .lookup_interface(SETTINGS)
        .expect("the interface is the one above");
    connection
        .register_object(
            PATH,
            &interface,
            move |_, _, _, _, _, _, invocation| {
                let values = values.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let all: HashMap<String, HashMap<String, Variant>> =
                    HashMap::from([(APPEARANCE.to_owned(), values)]);
                invocation.return_value(Some(&(all,).to_variant()));
            },
            |_, _, _, _, _| false.to_variant(),
            |_, _, _, _, _, _| false,
        )
        .expect("nobody else is on this path");
    let named = connection.call_sync(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "RequestName",
        Some(&(NAME, 0_u32).to_variant()),
        None,
        DBusCallFlags::NONE,
        -1,
        gio::Cancellable::NONE,
    );
    named.expect("nobody else has the name");
    connection
}
