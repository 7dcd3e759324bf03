//! The files that hold the secrets: one line per variable, other lines kept as they are.

use zeroize::Zeroizing;

use super::quoting;
use crate::VariableName;
use crate::name::SERIAL_SUFFIX;

/// The first line of each of these files.
const HEADER: &str =
    "# Written by Token Desk. It holds secrets: keep it out of version control, mail and backups.\n";

/// Which program reads the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// sh, bash, dash, zsh.
    Sh,
    /// fish.
    Fish,
    /// csh and tcsh.
    Csh,
    /// PowerShell.
    PowerShell,
    /// nushell.
    Nu,
    /// systemd's `environment.d`.
    EnvironmentD,
}

/// A variable as a file holds it.
#[derive(Clone)]
pub(crate) struct Entry {
    /// Which write this is; empty where the format has none.
    pub(crate) serial: String,
    /// The value.
    pub(crate) value: Zeroizing<String>,
}

impl Format {
    /// The line of one variable. `serial` lets a shell tell a rotated value (take it) from one that the person
    /// set for a single command (leave it), although both are already in its environment.
    pub(crate) fn line(self, name: &VariableName, value: &str, serial: &str) -> Zeroizing<String> {
        let [before, end] = self.frame(name, serial);
        let quoted = self.quote(value);
        Zeroizing::new([&before, quoted.as_str(), &end].concat())
    }

    /// The file with `name` set; the line stays where it was.
    pub(crate) fn with(self, content: &[u8], name: &VariableName, value: &str, serial: &str) -> Vec<u8> {
        let line = self.line(name, value, serial);
        // At the end of a file without a last line end there is no room for a line: it goes to the top.
        let at_top = !content.is_empty() && !content.ends_with(b"\n");
        if at_top
            && !content
                .split(|byte| *byte == b'\n')
                .any(|old| self.is_about(old, name))
        {
            return [line.as_bytes(), b"\n", content].concat();
        }
        let mut changed = Vec::with_capacity(content.len() + line.len() + HEADER.len());
        let mut placed = false;
        for old in content.split_inclusive(|byte| *byte == b'\n') {
            if !self.is_about(old, name) {
                changed.extend_from_slice(old);
            } else if !placed {
                changed.extend_from_slice(line.as_bytes());
                changed.push(b'\n');
                placed = true;
            }
        }
        if !placed {
            if changed.is_empty() {
                changed.extend_from_slice(HEADER.as_bytes());
            }
            changed.extend_from_slice(line.as_bytes());
            changed.push(b'\n');
        }
        changed
    }

    /// The file without `name`; `None` when nothing of worth is left and the file can go.
    pub(crate) fn without(self, content: &[u8], name: &VariableName) -> Option<Vec<u8>> {
        let rest: Vec<u8> = content
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| !self.is_about(line, name))
            .collect::<Vec<_>>()
            .concat();
        (!rest.is_empty() && rest != HEADER.as_bytes()).then_some(rest)
    }

    /// What the file holds for `name`.
    pub(crate) fn entry(self, content: &[u8], name: &VariableName) -> Option<Entry> {
        content.split(|byte| *byte == b'\n').find_map(|line| {
            let line = std::str::from_utf8(line).ok()?;
            let serial = self.serial(line, name)?;
            let [before, end] = self.frame(name, &serial);
            let quoted = line.strip_prefix(&before)?.strip_suffix(&end)?;
            let value = match self {
                Self::Sh => quoting::from_sh(quoted),
                Self::Fish => quoting::from_fish(quoted),
                Self::Csh => quoting::from_csh(quoted),
                Self::PowerShell => quoting::from_power_shell(quoted),
                Self::Nu => quoting::from_nu(quoted),
                Self::EnvironmentD => quoting::from_environment_d(quoted),
            };
            Some(Entry {
                serial,
                value: Zeroizing::new(value?),
            })
        })
    }

    fn quote(self, value: &str) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Sh => quoting::sh(value),
            Self::Fish => quoting::fish(value),
            Self::Csh => quoting::csh(value),
            Self::PowerShell => quoting::power_shell(value),
            Self::Nu => quoting::nu(value),
            Self::EnvironmentD => quoting::environment_d(value),
        })
    }

    /// What stands before and after the quoted value.
    fn frame(self, name: &VariableName, serial: &str) -> [String; 2] {
        let start = self.start(name);
        match self {
            Self::Sh => [
                format!("{start}{serial}' ]; then export {name}="),
                format!("; export {name}{SERIAL_SUFFIX}='{serial}'; fi"),
            ],
            Self::Fish => [
                format!("{start}{serial}'; set -gx {name} "),
                format!("; set -gx {name}{SERIAL_SUFFIX} '{serial}'; end"),
            ],
            // Before either is compared both must be there: csh expands the whole line first.
            Self::Csh => [
                format!("{start}{serial}' ) setenv {name} "),
                format!("; setenv {name}{SERIAL_SUFFIX} '{serial}'"),
            ],
            Self::PowerShell => [
                format!("{start}{serial}') {{ $env:{name} = "),
                format!("; $env:{name}{SERIAL_SUFFIX} = '{serial}' }}"),
            ],
            Self::Nu => [
                format!("{start}{serial}') {{ $env.{name} = "),
                format!("; $env.{name}{SERIAL_SUFFIX} = '{serial}' }}"),
            ],
            Self::EnvironmentD => [start, String::new()],
        }
    }

    /// How every line about `name` starts, whatever its serial and value.
    fn start(self, name: &VariableName) -> String {
        match self {
            Self::Sh => format!(r#"if [ -z "${{{name}+x}}" ] || [ "${{{name}{SERIAL_SUFFIX}-}}" != '"#),
            Self::Fish => format!(r#"if not set -q {name}; or test "${name}{SERIAL_SUFFIX}" != '"#),
            Self::Csh => format!(
                "if ( ! ${{?{name}{SERIAL_SUFFIX}}} ) setenv {name}{SERIAL_SUFFIX} -; \
                 if ( ! ${{?{name}}} ) setenv {name}{SERIAL_SUFFIX} -; \
                 if ( \"${{{name}{SERIAL_SUFFIX}}}\" != '"
            ),
            Self::PowerShell => {
                format!("if (-not (Test-Path Env:{name}) -or $env:{name}{SERIAL_SUFFIX} -ne '")
            }
            Self::Nu => format!("if ($env.{name}? == null) or ($env.{name}{SERIAL_SUFFIX}? != '"),
            Self::EnvironmentD => format!("{name}="),
        }
    }

    fn is_about(self, line: &[u8], name: &VariableName) -> bool {
        line.starts_with(self.start(name).as_bytes())
    }

    fn serial(self, line: &str, name: &VariableName) -> Option<String> {
        let rest = line.strip_prefix(&self.start(name))?;
        match self {
            Self::Sh | Self::Fish | Self::Csh | Self::PowerShell | Self::Nu => {
                rest.split_once('\'').map(|(serial, _)| serial.to_owned())
            }
            Self::EnvironmentD => Some(String::new()),
        }
    }
}

/// Whether a file of secrets still holds any variable.
pub(crate) fn holds_any(content: &[u8]) -> bool {
    content.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"#")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Format; 6] = [
        Format::Sh,
        Format::Fish,
        Format::Csh,
        Format::PowerShell,
        Format::Nu,
        Format::EnvironmentD,
    ];

    fn name(text: &str) -> VariableName {
        VariableName::new(text).unwrap()
    }

    #[test]
    fn the_lines_are_exactly_these() {
        let (name, value) = (name("API"), "it's$\\");
        assert_eq!(
            *Format::Sh.line(&name, value, "7"),
            r#"if [ -z "${API+x}" ] || [ "${API__SERIAL-}" != '7' ]; then export API='it'\''s$\'; export API__SERIAL='7'; fi"#
        );
        assert_eq!(
            *Format::Fish.line(&name, value, "7"),
            r#"if not set -q API; or test "$API__SERIAL" != '7'; set -gx API 'it\'s$\\'; set -gx API__SERIAL '7'; end"#
        );
        assert_eq!(
            *Format::Csh.line(&name, value, "7"),
            r#"if ( ! ${?API__SERIAL} ) setenv API__SERIAL -; if ( ! ${?API} ) setenv API__SERIAL -; if ( "${API__SERIAL}" != '7' ) setenv API 'it'\''s$\'; setenv API__SERIAL '7'"#
        );
        assert_eq!(
            *Format::PowerShell.line(&name, value, "7"),
            r"if (-not (Test-Path Env:API) -or $env:API__SERIAL -ne '7') { $env:API = 'it''s$\'; $env:API__SERIAL = '7' }"
        );
        assert_eq!(
            *Format::Nu.line(&name, value, "7"),
            r"if ($env.API? == null) or ($env.API__SERIAL? != '7') { $env.API = r#'it's$\'#; $env.API__SERIAL = '7' }"
        );
        assert_eq!(*Format::EnvironmentD.line(&name, value, ""), r#"API="it's$$\\""#);
    }

    #[test]
    fn several_variables_live_side_by_side_and_leave_one_by_one() {
        for format in ALL {
            let one = format.with(b"", &name("API"), "first", "1");
            let two = format.with(&one, &name("API2"), "second", "2");
            let rotated = format.with(&two, &name("API"), "third", "3");
            assert_eq!(*format.entry(&rotated, &name("API")).unwrap().value, "third");
            assert_eq!(*format.entry(&rotated, &name("API2")).unwrap().value, "second");
            assert!(format.entry(&rotated, &name("API3")).is_none());
            let left = format
                .without(&rotated, &name("API"))
                .expect("API2 is still in it");
            assert_eq!(*format.entry(&left, &name("API2")).unwrap().value, "second");
            assert!(holds_any(&left));
            assert_eq!(
                format.without(&left, &name("API2")),
                None,
                "nothing is left, so the file can go"
            );
        }
    }

    #[test]
    fn lines_that_a_person_added_stay() {
        let content = b"# mine\nexport OTHER=1";
        let with = Format::Sh.with(content, &name("API"), "v", "1");
        assert_eq!(
            Format::Sh.without(&with, &name("API")).unwrap(),
            b"# mine\nexport OTHER=1",
            "every byte of it"
        );
    }

    /// Any text in which no line is about `API`.
    fn others(format: Format, content: &[u8]) -> bool {
        !content
            .split(|byte| *byte == b'\n')
            .any(|line| format.is_about(line, &name("API")))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

        /// What undo rests on, for the bytes of every file that holds a value.
        #[test]
        fn setting_rotating_and_removing_is_the_identity_on_any_file(
            before in prop_oneof![
                proptest::collection::vec(any::<u8>(), 1..80),
                "([ -~]{0,20}\n){0,3}[ -~]{0,20}".prop_map(String::into_bytes),
            ],
            format in proptest::sample::select(&ALL[..]),
            values in proptest::collection::vec("[!-~]{1,20}", 1..3),
        ) {
            let mut after = before.clone();
            for (serial, value) in values.iter().enumerate() {
                after = format.with(&after, &name("API"), value, &serial.to_string());
            }
            let worth = !before.is_empty() && before != HEADER.as_bytes();
            if others(format, &before) {
                prop_assert_eq!(format.without(&after, &name("API")), worth.then_some(before));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_written_is_read_back(value in "[!-~]{1,60}", serial in "[0-9a-z]{1,12}") {
            for format in ALL {
                let content = format.with(b"", &name("API"), &value, &serial);
                let entry = format.entry(&content, &name("API")).unwrap();
                prop_assert_eq!(&*entry.value, &value);
                prop_assert_eq!(&content, &format.with(&content, &name("API"), &value, &serial));
            }
        }
    }
}
