//! What a value says: the variable, in its one right spelling or another, nothing, or a secret.

use crate::VariableName;

/// What a line of the key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// `${NAME}`, to the letter.
    Correct,
    /// The same variable in another spelling: `\${NAME}`, `$NAME`, `%NAME%`, `${env:NAME}`, quoted.
    Repairable,
    /// Nothing.
    Empty,
    /// Another variable, of this name.
    Other(String),
    /// Anything else: a secret in plain text.
    Literal,
}

/// The spelling that is written.
pub(super) fn reference(name: &VariableName) -> String {
    format!("${{{}}}", name.as_str())
}

/// What `value` (without blanks, with quotes) holds.
pub(super) fn holds(value: &str, name: &VariableName) -> Holds {
    if value == reference(name) {
        return Holds::Correct;
    }
    let inner = unquoted(value).trim();
    if inner.is_empty() {
        return Holds::Empty;
    }
    match named(inner) {
        Some((named, _)) if named.eq_ignore_ascii_case(name.as_str()) => Holds::Repairable,
        // A bare `$word` may well be a password.
        Some((named, true)) => Holds::Other(named.to_owned()),
        Some((_, false)) | None => Holds::Literal,
    }
}

pub(super) fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

/// The variable that a reference names, and whether its spelling can be nothing but a reference.
fn named(text: &str) -> Option<(&str, bool)> {
    // Web pages show `\${NAME}`.
    let text = text.strip_prefix('\\').unwrap_or(text);
    let (inner, certain) = if let Some(rest) = text.strip_prefix('$') {
        let rest = rest.strip_prefix('\\').unwrap_or(rest);
        let braced = [("{", "\\}"), ("{", "}"), ("(", ")")]
            .iter()
            .find_map(|(open, close)| rest.strip_prefix(open)?.strip_suffix(close));
        match (braced, rest.strip_prefix("env:")) {
            (Some(inner), _) => (inner.strip_prefix("env:").unwrap_or(inner), true),
            (None, Some(inner)) => (inner, true),
            (None, None) => (rest, false),
        }
    } else {
        let rest = text.strip_prefix('%')?;
        (rest.strip_suffix("\\%").or_else(|| rest.strip_suffix('%'))?, true)
    };
    is_a_name(inner.trim()).then_some((inner.trim(), certain))
}

pub(super) fn is_a_name(text: &str) -> bool {
    (1..=200).contains(&text.len())
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a commented-out value is a remark for people, such as `<your token>`, and no secret.
pub(super) fn is_a_placeholder(value: &str) -> bool {
    let inner = unquoted(value);
    inner.chars().count() < 8
        || inner.contains(char::is_whitespace)
        || inner.starts_with(['<', '{', '['])
        || inner.to_ascii_lowercase().contains("your")
        || inner.chars().all(|one| inner.starts_with(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_told_apart() {
        let name = VariableName::new("API_TOKEN").unwrap();
        for (value, expected) in [
            ("${API_TOKEN}", Holds::Correct),
            ("\\${API_TOKEN}", Holds::Repairable),
            ("\\$\\{API_TOKEN\\}", Holds::Repairable),
            ("\"${API_TOKEN}\"", Holds::Repairable),
            ("'${API_TOKEN}'", Holds::Repairable),
            ("${ API_TOKEN }", Holds::Repairable),
            ("${api_token}", Holds::Repairable),
            ("$API_TOKEN", Holds::Repairable),
            ("$(API_TOKEN)", Holds::Repairable),
            ("${env:API_TOKEN}", Holds::Repairable),
            ("$env:API_TOKEN", Holds::Repairable),
            ("%API_TOKEN%", Holds::Repairable),
            ("\"\"", Holds::Empty),
            ("", Holds::Empty),
            ("${OTHER}", Holds::Other("OTHER".to_owned())),
            ("%OTHER%", Holds::Other("OTHER".to_owned())),
            ("$ecret", Holds::Literal),
            ("a${API_TOKEN}", Holds::Literal),
            ("tdk_abc", Holds::Literal),
        ] {
            assert_eq!(holds(value, &name), expected, "{value}");
        }
    }
}
