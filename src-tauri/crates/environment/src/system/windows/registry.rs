//! Values of the registry as raw bytes with their kind: nothing is converted, so all of it can be put back.

use std::borrow::Cow;
use std::fmt;
use std::io;

use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, RegType};
use winreg::{RegKey, RegValue};
use zeroize::Zeroizing;

use crate::{Error, Secret, VariableName};

/// Where the computer's own variables are.
const SYSTEM: &str = r"System\CurrentControlSet\Control\Session Manager\Environment";
/// Where the variables of one log-in are; they win over the account's.
const VOLATILE: &str = "Volatile Environment";

/// A value with its kind, as it lies in the registry.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Raw {
    /// The name as it is spelled there.
    pub(super) spelling: String,
    /// The registry's number for the kind.
    pub(super) kind: u32,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({}, {}, …)", self.spelling, self.kind_word())
    }
}

impl Raw {
    /// Plain text: never REG_EXPAND_SZ, in which a `%` of a token would be expanded.
    pub(super) fn plain(spelling: &str, text: &str) -> Self {
        let bytes = text
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect();
        Self {
            spelling: spelling.to_owned(),
            kind: number(&RegType::REG_SZ),
            bytes: Zeroizing::new(bytes),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.kind == number(&RegType::REG_SZ)
    }

    pub(super) fn is_text(&self) -> bool {
        self.is_plain() || self.kind == number(&RegType::REG_EXPAND_SZ)
    }

    /// The text, up to its closing NUL; for expandable text as it is written.
    pub(super) fn text(&self) -> Option<Secret> {
        let (units, rest) = self.bytes.as_chunks::<2>();
        if !self.is_text() || !rest.is_empty() {
            return None;
        }
        let units: Zeroizing<Vec<u16>> = Zeroizing::new(
            units
                .iter()
                .map(|unit| u16::from_le_bytes(*unit))
                .take_while(|u| *u != 0)
                .collect(),
        );
        String::from_utf16(&units)
            .ok()
            .map(|text| Secret::new(text.into_bytes()))
    }

    pub(super) fn masked(&self) -> String {
        self.text().map_or_else(|| "…".to_owned(), |text| text.masked())
    }

    /// The registry's word for the kind.
    pub(super) fn kind_word(&self) -> String {
        kinds()
            .into_iter()
            .find(|kind| number(kind) == self.kind)
            .map_or_else(|| format!("kind {}", self.kind), |kind| format!("{kind:?}"))
    }
}

/// The value `name` of `key`, whatever the case of its letters.
pub(super) fn read(key: &str, name: &VariableName) -> Result<Option<Raw>, Error> {
    let failed = |error| Error::failed(format!(r"HKEY_CURRENT_USER\{key}"), error);
    let found = match RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(key, KEY_READ) {
        Ok(key) => find(&key, name).map_err(failed)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    Ok(found)
}

/// Writes `raw` to `key`, or takes the value `name` away.
pub(super) fn write(key: &str, name: &VariableName, raw: Option<&Raw>) -> Result<(), Error> {
    let failed = |error| Error::failed(format!(r"HKEY_CURRENT_USER\{key}"), error);
    let (opened, _) = RegKey::predef(HKEY_CURRENT_USER)
        .create_subkey(key)
        .map_err(failed)?;
    match raw {
        Some(raw) => {
            let kind = kinds()
                .into_iter()
                .find(|kind| number(kind) == raw.kind)
                .ok_or_else(|| {
                    failed(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a kind of value that is not known",
                    ))
                })?;
            let value = RegValue {
                bytes: Cow::Borrowed(&raw.bytes),
                vtype: kind,
            };
            opened.set_raw_value(&raw.spelling, &value).map_err(failed)
        }
        None => match opened.delete_value(name.as_str()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other.map_err(failed),
        },
    }
}

/// Writes down for this account what a program is called that shows notices under `id`.
pub(crate) fn register_program(id: &str, name: &str) -> Result<(), Error> {
    let path = format!(r"Software\Classes\AppUserModelId\{id}");
    RegKey::predef(HKEY_CURRENT_USER)
        .create_subkey(&path)
        .and_then(|(key, _)| key.set_value("DisplayName", &name))
        .map_err(|error| Error::failed(format!(r"HKEY_CURRENT_USER\{path}"), error))
}

/// Whether the computer itself has a variable of this name, for services and other accounts.
pub(super) fn system_has(name: &VariableName) -> bool {
    RegKey::predef(HKEY_LOCAL_MACHINE)
        .open_subkey_with_flags(SYSTEM, KEY_READ)
        .is_ok_and(|key| key.get_raw_value(name.as_str()).is_ok())
}

/// Whether the present log-in has a variable of this name, which wins over the account's.
pub(super) fn volatile_has(name: &VariableName) -> bool {
    let Ok(key) = RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(VOLATILE, KEY_READ) else {
        return false;
    };
    let has = |key: &RegKey| key.get_raw_value(name.as_str()).is_ok();
    has(&key)
        || key.enum_keys().flatten().any(|session| {
            key.open_subkey_with_flags(session, KEY_READ)
                .is_ok_and(|key| has(&key))
        })
}

fn find(key: &RegKey, name: &VariableName) -> io::Result<Option<Raw>> {
    for value in key.enum_values() {
        let (spelling, value) = value?;
        if spelling.eq_ignore_ascii_case(name.as_str()) {
            let bytes = Zeroizing::new(value.bytes.into_owned());
            return Ok(Some(Raw {
                spelling,
                kind: number(&value.vtype),
                bytes,
            }));
        }
    }
    Ok(None)
}

fn number(kind: &RegType) -> u32 {
    kind.clone() as u32
}

fn kinds() -> [RegType; 12] {
    use RegType::*;
    [
        REG_NONE,
        REG_SZ,
        REG_EXPAND_SZ,
        REG_BINARY,
        REG_DWORD,
        REG_DWORD_BIG_ENDIAN,
        REG_LINK,
        REG_MULTI_SZ,
        REG_RESOURCE_LIST,
        REG_FULL_RESOURCE_DESCRIPTOR,
        REG_RESOURCE_REQUIREMENTS_LIST,
        REG_QWORD,
    ]
}
