//! A tray of the test's own: it takes icons as the desktop's does, reads their menus and chooses from them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use gio::glib::{ToVariant as _, Variant};

use crate::service::{Plan, Service};

const PLAN: Plan = Plan {
    name: "org.kde.StatusNotifierWatcher",
    path: "/StatusNotifierWatcher",
    interface: r#"<node><interface name="org.kde.StatusNotifierWatcher">
  <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
  <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
  <property name="ProtocolVersion" type="i" access="read"/>
</interface></node>"#,
};
const MENU: &str = "com.canonical.dbusmenu";

/// The program of an icon, and where on the bus the icon is.
type Icons = Arc<Mutex<Vec<(String, String)>>>;

/// A tray on a bus. Dropping it takes it away.
pub struct Tray {
    icons: Icons,
    watcher: Service,
}

impl Tray {
    /// Puts a tray on a bus.
    ///
    /// # Panics
    /// The bus cannot be reached.
    pub fn on(address: &str) -> Self {
        let icons = Icons::default();
        let keeps = icons.clone();
        let answer = move |whom: &str, _: &str, parameters: &Variant| {
            let path = parameters.child_value(0).get::<String>().unwrap_or_default();
            let mut icons = keeps.lock().unwrap_or_else(PoisonError::into_inner);
            icons.push((whom.to_owned(), path));
            None
        };
        let property = |name: &str| match name {
            "ProtocolVersion" => 0_i32.to_variant(),
            _ => true.to_variant(),
        };
        Self {
            icons,
            watcher: Service::on(address, PLAN, answer, property),
        }
    }

    /// What the newest icon's menu says, from the top; lines between are left out. `None` while there is no icon.
    pub fn menu(&self) -> Option<Vec<String>> {
        Some(self.entries()?.into_iter().map(|(_, label)| label).collect())
    }

    /// Chooses what is called `label` in the newest icon's menu.
    ///
    /// # Panics
    /// There is no such.
    pub fn choose(&self, label: &str) {
        let entries = self.entries().expect("there is an icon");
        let (id, _) = entries
            .iter()
            .find(|(_, each)| each == label)
            .unwrap_or_else(|| panic!("{label} is in {entries:?}"));
        let event = (*id, "clicked", 0_i32.to_variant(), 0_u32).to_variant();
        self.ask("Event", &event).expect("the icon's program answers");
    }

    fn entries(&self) -> Option<Vec<(i32, String)>> {
        let nothing: Vec<String> = Vec::new();
        let layout = self.ask("GetLayout", &(0_i32, -1_i32, nothing).to_variant())?;
        // (revision, (id, properties, children as the same in a variant))
        let children = layout.child_value(1).child_value(2);
        let entries = children.iter().filter_map(|child| {
            let child = child.as_variant().unwrap_or(child);
            let properties: HashMap<String, Variant> = child.child_value(1).get()?;
            Some((child.child_value(0).get()?, properties.get("label")?.get()?))
        });
        Some(
            entries
                .filter(|(_, label): &(i32, String)| !label.is_empty())
                .collect(),
        )
    }

    fn ask(&self, method: &str, with: &Variant) -> Option<Variant> {
        let icons = self.icons.lock().unwrap_or_else(PoisonError::into_inner);
        let (whom, path) = icons.last().cloned()?;
        drop(icons);
        self.watcher
            .ask(&whom, &format!("{path}/Menu"), MENU, method, with)
    }
}
