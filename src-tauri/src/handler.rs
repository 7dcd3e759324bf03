//! Registers every command on the list with Tauri.

macro_rules! commands {
    ($($screen:ident :: $name:ident ($request:ty) -> $response:ty;)*) => {
        tauri::generate_handler![$(crate::commands::$screen::$name),*]
    };
}

/// Answers the page's calls.
pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    include!("../crates/desk/src/command_list.rs")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    macro_rules! commands {
        ($($screen:ident :: $name:ident ($request:ty) -> $response:ty;)*) => {
            const NAMES: &[&str] = &[$(stringify!($name)),*];
        };
    }
    include!("../crates/desk/src/command_list.rs");

    const CAPABILITY: &str = include_str!("../capabilities/main.json");

    /// What the page needs besides our own commands.
    const EVENTS: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

    #[test]
    fn the_one_capability_allows_the_listed_commands_and_nothing_else() {
        let capability: serde_json::Value = serde_json::from_str(CAPABILITY).unwrap();
        let allowed: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|permission| permission.as_str().unwrap().to_owned())
            .collect();
        let listed: BTreeSet<String> = NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .chain(EVENTS.map(str::to_owned))
            .collect();
        assert_eq!(
            allowed, listed,
            "capabilities/main.json and the command list differ"
        );
        assert_eq!(
            capability["windows"],
            serde_json::json!([crate::shell::MAIN]),
            "only the main window may call anything"
        );
    }
}
