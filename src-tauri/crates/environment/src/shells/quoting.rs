//! Quoting per reader. Every rule was tried on each reader with all printable ASCII characters; the tests do
//! it again with whichever of them are installed.

/// `'…'` for sh, bash, dash and zsh.
pub(crate) fn sh(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// `'…'` for fish.
pub(crate) fn fish(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

/// `'…'` for csh and tcsh, which expand their history even between quotes.
pub(crate) fn csh(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''").replace('!', r"\!"))
}

/// `'…'` for PowerShell, which takes curly quotes for straight ones.
pub(crate) fn power_shell(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// `r#'…'#` for nushell, with more `#` where the value holds the end.
pub(crate) fn nu(value: &str) -> String {
    let mut hashes = "#".to_owned();
    while value.contains(&format!("'{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}'{value}'{hashes}")
}

/// `"…"` for `environment.d`. Only `$$` keeps a dollar sign: neither single quotes nor `\$` do.
pub(crate) fn environment_d(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for c in value.chars() {
        match c {
            '\\' | '"' | '`' => quoted.extend(['\\', c]),
            '$' => quoted.push_str("$$"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Reverses [`sh`].
pub(crate) fn from_sh(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inner.replace(r"'\''", "'");
    (sh(&value) == quoted).then_some(value)
}

/// Reverses [`fish`].
pub(crate) fn from_fish(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = without_backslashes(inner, |_| true)?;
    (fish(&value) == quoted).then_some(value)
}

/// Reverses [`csh`].
pub(crate) fn from_csh(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inner.replace(r"\!", "!").replace(r"'\''", "'");
    (csh(&value) == quoted).then_some(value)
}

/// Reverses [`power_shell`].
pub(crate) fn from_power_shell(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inner.replace("''", "'");
    (power_shell(&value) == quoted).then_some(value)
}

/// Reverses [`nu`].
pub(crate) fn from_nu(quoted: &str) -> Option<String> {
    let hashed = quoted.strip_prefix('r')?;
    let hashes = hashed.len() - hashed.trim_start_matches('#').len();
    let inner = hashed[hashes..]
        .strip_prefix('\'')?
        .strip_suffix(&hashed[..hashes])?
        .strip_suffix('\'')?;
    (nu(inner) == quoted).then(|| inner.to_owned())
}

/// Reverses [`environment_d`].
pub(crate) fn from_environment_d(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let value = without_backslashes(inner, |_| true)?.replace("$$", "$");
    (environment_d(&value) == quoted).then_some(value)
}

/// What systemd prints of a value: bare, `"…"` (the generators) or `$'…'` (`show-environment`).
pub(crate) fn from_systemd(printed: &str) -> Option<String> {
    if let Some(inner) = printed
        .strip_prefix("$'")
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return without_backslashes(inner, |_| true);
    }
    if let Some(inner) = printed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return without_backslashes(inner, |next| matches!(next, '\\' | '"' | '$' | '`'));
    }
    Some(printed.to_owned())
}

/// Takes the backslash off every pair that `pairs` knows. `None` if the text ends in a lone backslash.
fn without_backslashes(text: &str, pairs: impl Fn(char) -> bool) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let next = rest.next()?;
        if !pairs(next) {
            plain.push('\\');
        }
        plain.push(next);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_doubled_dollar_sign_survives_environment_d() {
        assert_eq!(environment_d(r#"a$b\c"d`e'f"#), r#""a$$b\\c\"d\`e'f""#);
    }

    /// Neither can be had on every machine that these tests run on, so the texts themselves are looked at.
    #[test]
    fn power_shell_and_nushell_are_quoted_by_their_rules() {
        assert_eq!(power_shell("it's$x`\u{2019}"), "'it''s$x`\u{2019}\u{2019}'");
        assert_eq!(nu("it's$x"), "r#'it's$x'#");
        assert_eq!(nu("a'#b'##c"), "r###'a'#b'##c'###");
        assert_eq!(csh("a!b'c\\"), r"'a\!b'\''c\'");
    }

    /// What the reader of a file makes of it, in a home of its own; `None` where it is not installed.
    fn read_by(reader: &[&str], file: &str, text: &str) -> Option<String> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        let output = std::process::Command::new(reader[0])
            .args(&reader[1..])
            .env_clear()
            .env("HOME", home.path())
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .current_dir(home.path())
            .output();
        match output {
            Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
            Err(_) => {
                eprintln!("SKIPPED because {} is not installed: every character", reader[0]);
                None
            }
        }
    }

    /// All 95, among them the blank, which no value may have: what quotes must not rest on what is let in.
    #[test]
    fn every_printable_character_is_read_as_it_was_by_every_real_reader() {
        const GENERATOR: &str =
            "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
        let all: String = (0x20_u8..=0x7e).map(char::from).collect();
        assert_eq!(all.len(), 95);
        // Alone each is harmless to somebody; these mean something together.
        let value = format!("{all}$HOME ${{HOME}} $(pwd) `pwd` !! \\n");
        let sourced = ". ./file; printenv V";
        for (reader, text) in [
            (["dash", "-c", sourced], format!("export V={}\n", sh(&value))),
            (["bash", "-c", sourced], format!("export V={}\n", sh(&value))),
            (["zsh", "-fc", sourced], format!("export V={}\n", sh(&value))),
            (
                ["fish", "-c", "source ./file; printenv V"],
                format!("set -gx V {}\n", fish(&value)),
            ),
            (
                ["tcsh", "-fc", "source ./file; printenv V"],
                format!("setenv V {}\n", csh(&value)),
            ),
            (
                [
                    "pwsh",
                    "-Command",
                    ". ./file.ps1; [Console]::Out.WriteLine($env:V)",
                ],
                format!("$env:V = {}\n", power_shell(&value)),
            ),
        ] {
            let file = if reader[0] == "pwsh" { "file.ps1" } else { "file" };
            if let Some(seen) = read_by(&reader, file, &text) {
                assert_eq!(seen, format!("{value}\n"), "{}", reader[0]);
            }
        }
        let asked = format!("eval \"$({GENERATOR})\"; printf '%s\\n' \"$V\"");
        let file = ".config/environment.d/99-test.conf";
        if !std::path::Path::new(GENERATOR).exists() {
            eprintln!("SKIPPED because systemd's environment.d generator is not installed: every character");
        } else if let Some(seen) = read_by(
            &["dash", "-c", &asked],
            file,
            &format!("V={}\n", environment_d(&value)),
        ) {
            assert_eq!(seen, format!("{value}\n"), "systemd's generator");
        }
    }

    #[test]
    fn what_systemd_prints_is_read_in_its_three_spellings() {
        assert_eq!(from_systemd("plain").as_deref(), Some("plain"));
        assert_eq!(
            from_systemd(r#""a\$b\"c\\d\`e\f""#).as_deref(),
            Some(r#"a$b"c\d`e\f"#)
        );
        assert_eq!(from_systemd(r"$'it\'s \\ x'").as_deref(), Some(r"it's \ x"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn quoting_and_reading_back_is_the_identity(value in "[ -~]{0,40}") {
            prop_assert_eq!(from_sh(&sh(&value)), Some(value.clone()));
            prop_assert_eq!(from_fish(&fish(&value)), Some(value.clone()));
            prop_assert_eq!(from_csh(&csh(&value)), Some(value.clone()));
            prop_assert_eq!(from_power_shell(&power_shell(&value)), Some(value.clone()));
            prop_assert_eq!(from_nu(&nu(&value)), Some(value.clone()));
            prop_assert_eq!(from_environment_d(&environment_d(&value)), Some(value));
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC{0,20}") {
            let _ = (from_sh(&text), from_fish(&text), from_environment_d(&text), from_systemd(&text));
            let _ = (from_csh(&text), from_power_shell(&text), from_nu(&text));
        }
    }
}
