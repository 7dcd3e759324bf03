//! Writes `ui/src/lib/ipc/bindings.ts` from the wire types and the list of commands, and checks that the
//! committed file is still what they say.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::events::ClockJumped;
use crate::wire::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/lib/ipc/bindings.ts");
const HEAD: &str = "\
// Made from the wire types of `desk` by `cargo xtask bindings`. Do not edit: a test compares.
/* eslint-disable */
";

/// Every type that is reached from the commands and events, by name.
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
        // Only types of our own have a place to go to; the rest is built into TypeScript.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let text = format!("{docs}export {}\n", T::decl(&self.config));
            let previous = self.by_name.insert(T::ident(&self.config), text);
            assert!(
                previous.is_none(),
                "two wire types are called {}",
                T::ident(&self.config)
            );
        }
    }
}

impl Declarations {
    fn name_of<T: TS + 'static>(&mut self) -> String {
        self.visit::<T>();
        // `()` is "nothing": the window sends and receives `null`.
        if TypeId::of::<T>() == TypeId::of::<()>() {
            "null".to_owned()
        } else {
            T::name(&self.config)
        }
    }
}

macro_rules! commands {
    ($($screen:ident :: $name:ident ($request:ty) -> $response:ty ;)*) => {
        fn commands(types: &mut Declarations) -> String {
            let mut map = String::from("/** Every command, with what it takes and what it answers. */\nexport interface Commands {\n");
            $(
                let (request, response) = (types.name_of::<$request>(), types.name_of::<$response>());
                let _ = writeln!(map, "  {}: {{ request: {request}; response: {response} }};", stringify!($name));
            )*
            map.push_str("}\n");
            map
        }
    };
}
include!("command_list.rs");

fn events(types: &mut Declarations) -> String {
    let rows = [
        ("tokens_changed", types.name_of::<TokensChanged>()),
        ("tokens_used", types.name_of::<TokensUsed>()),
        ("bulk_progress", types.name_of::<BulkProgress>()),
        ("clipboard_changed", types.name_of::<ClipboardState>()),
        ("secret_gone", types.name_of::<RevealId>()),
        ("locked", types.name_of::<()>()),
        ("settings_changed", types.name_of::<Settings>()),
        ("verifier_changed", types.name_of::<VerifierStatus>()),
        ("audit_checked", types.name_of::<AuditIntegrity>()),
        ("store_replaced", types.name_of::<()>()),
        ("store_damaged", types.name_of::<AppError>()),
        ("reminders_due", types.name_of::<()>()),
        ("clock_jumped", types.name_of::<ClockJumped>()),
        ("theme_changed", types.name_of::<ThemeChanged>()),
        ("close_requested", types.name_of::<()>()),
        ("link_opened", types.name_of::<LinkOpened>()),
    ];
    let mut map = String::from("/** Every event, with what it carries. */\nexport interface Events {\n");
    for (name, payload) in rows {
        let _ = writeln!(map, "  {name}: {payload};");
    }
    map.push_str("}\n");
    map
}

fn generated() -> String {
    let mut types = Declarations {
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        by_name: BTreeMap::new(),
    };
    let commands = commands(&mut types);
    let events = events(&mut types);
    types.visit::<AppError>();
    types.visit::<PatchSettingsFile>();
    types.visit::<SettingsFileRef>();
    types.visit::<UsualSettingsFile>();
    types.visit::<SettingsFileApplied>();
    types.visit::<SettingsFileUndone>();
    types.visit::<SettingsFileProblem>();
    let declarations: Vec<String> = types.by_name.into_values().collect();
    format!("{HEAD}\n{}\n{commands}\n{events}", declarations.join("\n"))
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the switch of this test, not a part of the product"
)]
fn bindings_are_what_the_wire_types_say() {
    let text = generated();
    let file = Path::new(FILE);
    if std::env::var_os("TOKEN_DESK_WRITE_BINDINGS").is_some() {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        committed == text,
        "bindings.ts is out of date: run `cargo xtask bindings`"
    );
}

#[test]
fn every_event_of_the_desk_is_in_the_map() {
    let text = generated();
    for event in crate::events::samples() {
        assert!(
            text.contains(&format!("\n  {}: ", event.name())),
            "{} is missing",
            event.name()
        );
    }
}
