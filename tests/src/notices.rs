//! A notification daemon of the test's own: it keeps what programs want shown.

use std::sync::{Arc, Mutex, PoisonError};

use gio::glib::{ToVariant as _, Variant};

use crate::service::{Plan, Service};

const PLAN: Plan = Plan {
    name: "org.freedesktop.Notifications",
    path: "/org/freedesktop/Notifications",
    interface: r#"<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
</interface></node>"#,
};

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
    _daemon: Service,
}

impl Notices {
    /// Puts a daemon on a bus. It reads markup.
    ///
    /// # Panics
    /// The bus cannot be reached.
    pub fn on(address: &str) -> Self {
        let kept = Kept::default();
        let keeps = kept.clone();
        let answer = move |_: &str, method: &str, parameters: &Variant| {
            Some(match method {
                "Notify" => keep(&keeps, parameters),
                _ => (vec!["body", "body-markup"],).to_variant(),
            })
        };
        Self {
            kept,
            _daemon: Service::on(address, PLAN, answer, |_| false.to_variant()),
        }
    }

    /// What was wanted so far, the oldest first.
    pub fn all(&self) -> Vec<Notice> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
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
