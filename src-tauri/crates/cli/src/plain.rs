//! Text of others on a terminal.

/// Text of others (a name, a path) made safe for a terminal: what could move the cursor or turn the text
/// round shows as a mark.
pub(crate) fn plain(text: &str) -> String {
    let is_tricky = |character: char| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|character| {
            if is_tricky(character) {
                '\u{FFFD}'
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_shows_as_a_mark() {
        assert_eq!(
            plain("a\u{1b}[2Jb\nc\u{202e}d"),
            "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d"
        );
        assert_eq!(plain("Werk Süd 🏭 קו"), "Werk Süd 🏭 קו");
    }
}
