//! A notification daemon of the test's own: it keeps what programs want shown.

use std::sync::{Arc, Mutex, PoisonError};

use gio::glib::{MainContext, MainLoop, ToVariant as _, Variant};
use gio::{DBusCallFlags, DBusConnection, DBusConnectionFlags, DBusNodeInfo};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const INTERFACE: &str = r#"<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
</interface></node>"#;

/// What a program wanted shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The program, by its own account.
    pub program: String,
    /// The first line.
    pub title: String,
    /// The rest, as markup.
    pub body: String,
}

type Kept = Arc<Mutex<Vec<Notice>>>;

/// A daemon on a bus. Dropping it takes it away.
pub struct Notices {
    kept: Kept,
    on_the_bus: MainLoop,
}

impl Notices {
    /// Puts a daemon on a bus. It reads markup.
    ///
    /// # Panics
    /// The bus cannot be reached.
    pub fn on(address: &str) -> Self {
        let kept = Kept::default();
        let (tell, ready) = std::sync::mpsc::channel();
        let (keeps, address) = (kept.clone(), address.to_owned());
        std::thread::spawn(move || {
            let context = MainContext::new();
            let served = context.with_thread_default(|| {
                let on_the_bus = MainLoop::new(Some(&context), false);
                let _connection = serve(&address, keeps);
                let _ = tell.send(on_the_bus.clone());
                on_the_bus.run();
            });
            served.expect("the context is this thread's own");
        });
        let on_the_bus = ready.recv().expect("the daemon gets its name on the bus");
        Self { kept, on_the_bus }
    }

    /// What was wanted so far, the oldest first.
    pub fn all(&self) -> Vec<Notice> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.on_the_bus.quit();
    }
}

fn serve(address: &str, kept: Kept) -> DBusConnection {
    let flags = DBusConnectionFlags::AUTHENTICATION_CLIENT | DBusConnectionFlags::MESSAGE_BUS_CONNECTION;
    let connection = DBusConnection::for_address_sync(address, flags, None, gio::Cancellable::NONE);
    let connection = connection.expect("the bus of the test can be reached");
    let node = DBusNodeInfo::for_xml(INTERFACE).expect("the interface is well-formed");
    let interface = node
        .lookup_interface(NAME)
        .expect("the interface is the one above");
    connection
        .register_object(
            PATH,
            &interface,
            move |_, _, _, _, method, parameters, invocation| {
                let answer = match method {
                    "Notify" => keep(&kept, &parameters),
                    _ => (vec!["body", "body-markup"],).to_variant(),
                };
                invocation.return_value(Some(&answer));
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

/// Keeps a notice and answers its number.
fn keep(kept: &Kept, parameters: &Variant) -> Variant {
    let text = |at: usize| parameters.child_value(at).get::<String>().unwrap_or_default();
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push(Notice {
        program: text(0),
        title: text(3),
        body: text(4),
    });
    (u32::try_from(kept.len()).unwrap_or(u32::MAX),).to_variant()
}
