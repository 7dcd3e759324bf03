//! Keys by the names that people use: `Tab`, `Shift+F10`, `Ctrl+n`, or text.

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};

/// One chord such as `Ctrl+Shift+End`: everything down, then up in the opposite order.
///
/// # Panics
/// A key's name is not known.
pub(crate) fn chord(keys: &str) -> KeyActions {
    // The last key may be the plus sign itself.
    let (held, last) = keys
        .strip_suffix("++")
        .map_or_else(|| keys.rsplit_once('+').unwrap_or(("", keys)), |held| (held, "+"));
    let held = held.split('+').filter(|key| !key.is_empty());
    let keys: Vec<char> = held.chain([last]).map(code).collect();
    let down = keys.iter().map(|key| KeyAction::Down { value: *key });
    let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
    down.chain(up)
        .fold(KeyActions::new("keyboard".to_owned()), KeyActions::then)
}

/// Every character of a text, typed.
pub(crate) fn typed(text: &str) -> KeyActions {
    text.chars()
        .flat_map(|key| [KeyAction::Down { value: key }, KeyAction::Up { value: key }])
        .fold(KeyActions::new("keyboard".to_owned()), KeyActions::then)
}

/// The code of a key, as WebDriver defines it (W3C WebDriver 2, 17.4.2).
fn code(name: &str) -> char {
    match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Ctrl" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "Delete" => '\u{e017}',
        "F5" => '\u{e035}',
        "F2" => '\u{e032}',
        "F6" => '\u{e036}',
        "F10" => '\u{e03a}',
        _ => {
            let mut characters = name.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => character,
                _ => panic!("no key is called {name}"),
            }
        }
    }
}
