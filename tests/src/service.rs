//! A program of the test's own on a session bus.

use gio::glib::{MainContext, MainLoop, ToVariant as _, Variant};
use gio::{DBusCallFlags, DBusConnection, DBusConnectionFlags, DBusNodeInfo};

/// What is served.
pub(crate) struct Plan {
    /// The name on the bus.
    pub(crate) name: &'static str,
    /// Where on it.
    pub(crate) path: &'static str,
    /// What it looks like. It has one interface.
    pub(crate) interface: &'static str,
}

/// Serves until it is dropped.
pub(crate) struct Service {
    connection: DBusConnection,
    on_the_bus: MainLoop,
}

impl Service {
    /// Puts it on a bus. `answer` hears who asks, for which method, with what; `property` which property is read.
    ///
    /// # Panics
    /// The bus cannot be reached, or somebody has the name.
    pub(crate) fn on(
        address: &str,
        plan: Plan,
        answer: impl Fn(&str, &str, &Variant) -> Option<Variant> + Send + Sync + 'static,
        property: fn(&str) -> Variant,
    ) -> Self {
        let (tell, ready) = std::sync::mpsc::channel();
        let address = address.to_owned();
        std::thread::spawn(move || {
            let context = MainContext::new();
            let served = context.with_thread_default(|| {
                let on_the_bus = MainLoop::new(Some(&context), false);
                let connection = connected(&address);
                serve(&connection, &plan, answer, property);
                let _ = tell.send((connection, on_the_bus.clone()));
                on_the_bus.run();
            });
            served.expect("the context is this thread's own");
        });
        let (connection, on_the_bus) = ready.recv().expect("the service gets its name on the bus");
        Self {
            connection,
            on_the_bus,
        }
    }

    /// Asks another program. `None`: it does not answer.
    pub(crate) fn ask(
        &self,
        whom: &str,
        path: &str,
        interface: &str,
        method: &str,
        with: &Variant,
    ) -> Option<Variant> {
        call(&self.connection, (whom, path, interface), method, with).ok()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.on_the_bus.quit();
    }
}

fn connected(address: &str) -> DBusConnection {
    let flags = DBusConnectionFlags::AUTHENTICATION_CLIENT | DBusConnectionFlags::MESSAGE_BUS_CONNECTION;
    let connection = DBusConnection::for_address_sync(address, flags, None, gio::Cancellable::NONE);
    connection.expect("the bus of the test can be reached")
}

fn serve(
    connection: &DBusConnection,
    plan: &Plan,
    answer: impl Fn(&str, &str, &Variant) -> Option<Variant> + Send + Sync + 'static,
    property: fn(&str) -> Variant,
) {
    let node = DBusNodeInfo::for_xml(plan.interface).expect("the interface is well-formed");
    let interface = node
        .lookup_interface(plan.name)
        .expect("the interface is called as the service");
    connection
        .register_object(
            plan.path,
            &interface,
            move |_, whom, _, _, method, parameters, invocation| {
                invocation.return_value(answer(whom, method, &parameters).as_ref());
            },
            move |_, _, _, _, name| property(name),
            |_, _, _, _, _, _| false,
        )
        .expect("nobody else is on this path");
    let bus = (
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
    );
    let named = call(connection, bus, "RequestName", &(plan.name, 0_u32).to_variant());
    named.expect("nobody else has the name");
}

fn call(
    connection: &DBusConnection,
    (whom, path, interface): (&str, &str, &str),
    method: &str,
    with: &Variant,
) -> Result<Variant, gio::glib::Error> {
    connection.call_sync(
        Some(whom),
        path,
        interface,
        method,
        Some(with),
        None,
        DBusCallFlags::NONE,
        -1,
        gio::Cancellable::NONE,
    )
}
