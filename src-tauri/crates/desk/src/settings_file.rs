//! `settings.json`: read leniently, written whole, its values kept within bounds.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};
use token::{Days, Group};

use crate::files;
use crate::verifying::Endpoint;
use crate::wire::{AppError, Field, FieldProblem, Settings, SettingsChange};

/// The ports below need an administrator.
const LEAST_PORT: u16 = 1024;
/// So often a person is reminded of one token at most.
const MOST_REMINDERS: usize = 5;
/// So many days before its end.
const REMIND_DAYS: RangeInclusive<u32> = 1..=365;
/// So many names may stand in the verifier's certificate besides its own.
const MOST_NAMES: usize = 16;

/// The file.
pub(crate) fn file_in(config: &Path) -> PathBuf {
    config.join("settings.json")
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Loaded {
    /// The settings; what was missing or not usable is as at first start.
    pub(crate) settings: Settings,
    /// Where a file that was no settings file was put, to be told.
    pub(crate) set_aside: Option<PathBuf>,
    /// Fields whose value was not usable, to be told.
    pub(crate) ignored: Vec<String>,
}

/// Reads the file. A damaged one is set aside under another name, so that nothing that was in it is lost;
/// unknown fields are passed over; a field out of bounds is as at first start.
pub(crate) fn load(file: &Path, now: Timestamp) -> Loaded {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return damaged(file, now),
        Err(_) => return Loaded::default(),
    };
    match serde_json::from_str::<Map<String, Value>>(&text) {
        Ok(fields) => lenient(fields),
        Err(_) => damaged(file, now),
    }
}

fn damaged(file: &Path, now: Timestamp) -> Loaded {
    Loaded {
        set_aside: files::set_aside(file, now),
        ..Loaded::default()
    }
}

fn lenient(fields: Map<String, Value>) -> Loaded {
    let mut settings = Settings::default();
    let mut ignored = Vec::new();
    for (name, value) in fields {
        let change =
            serde_json::from_value::<SettingsChange>(Value::Object(Map::from_iter([(name.clone(), value)])));
        match change
            .map_err(|_| ())
            .and_then(|change| changed(&settings, change).map_err(|_| ()))
        {
            Ok(next) => settings = next,
            Err(()) => ignored.push(name),
        }
    }
    Loaded {
        settings,
        set_aside: None,
        ignored,
    }
}

/// Writes the file.
///
/// # Errors
/// It cannot be written; the old one is as it was.
pub(crate) fn save(file: &Path, settings: &Settings) -> Result<(), AppError> {
    files::replace_json(file, settings)
}

/// The settings with a change in them.
///
/// # Errors
/// A value is out of bounds.
pub(crate) fn changed(settings: &Settings, change: SettingsChange) -> Result<Settings, AppError> {
    let now = settings.clone();
    let next = Settings {
        theme: change.theme.unwrap_or(now.theme),
        text_size: change.text_size.unwrap_or(now.text_size),
        density: change.density.unwrap_or(now.density),
        motion: change.motion.unwrap_or(now.motion),
        language: change.language.unwrap_or(now.language),
        clipboard_seconds: change.clipboard_seconds.unwrap_or(now.clipboard_seconds),
        reveal_seconds: change.reveal_seconds.unwrap_or(now.reveal_seconds),
        lock_minutes: change.lock_minutes.unwrap_or(now.lock_minutes),
        default_days: change.default_days.unwrap_or(now.default_days),
        default_groups: change.default_groups.unwrap_or(now.default_groups),
        variable: change.variable.unwrap_or(now.variable),
        single_key_shortcuts: change.single_key_shortcuts.unwrap_or(now.single_key_shortcuts),
        hardware_acceleration: change.hardware_acceleration.unwrap_or(now.hardware_acceleration),
        record_every_use: change.record_every_use.unwrap_or(now.record_every_use),
        verifier_port: change.verifier_port.unwrap_or(now.verifier_port),
        verifier_address: change.verifier_address.unwrap_or(now.verifier_address),
        verifier_names: change.verifier_names.unwrap_or(now.verifier_names),
        verifier_keys_in_query: change
            .verifier_keys_in_query
            .unwrap_or(now.verifier_keys_in_query),
        verifier_with_window: change.verifier_with_window.unwrap_or(now.verifier_with_window),
        remind_days: change.remind_days.map_or(now.remind_days, most_first),
        remind_on_desktop: change.remind_on_desktop.unwrap_or(now.remind_on_desktop),
        tray: change.tray.unwrap_or(now.tray),
        endpoint: match change.endpoint {
            Some(text) => Endpoint::parse(&text)?.to_string(),
            None => now.endpoint,
        },
        auth_style: change.auth_style.unwrap_or(now.auth_style),
    };
    check(&next)?;
    Ok(next)
}

fn check(settings: &Settings) -> Result<(), AppError> {
    one_of("text size", Some(settings.text_size), &[100, 110, 125, 150])?;
    one_of(
        "clipboard seconds",
        settings.clipboard_seconds,
        &[15, 30, 60, 120, 300],
    )?;
    one_of("reveal seconds", settings.reveal_seconds, &[30, 60])?;
    one_of("lock minutes", settings.lock_minutes, &[5, 15, 30, 60])?;
    if settings
        .language
        .as_deref()
        .is_some_and(|tag| !is_language_tag(tag))
    {
        return Err(AppError::Unknown {
            detail: "the language is not a BCP 47 tag".to_owned(),
        });
    }
    Days::new(settings.default_days).map_err(|_| {
        let problem = FieldProblem::OverCap {
            max: Days::MOST.count(),
            by_policy: false,
        };
        AppError::InvalidField {
            field: Field::Days,
            problem,
        }
    })?;
    let wrong = |problem| AppError::InvalidField {
        field: Field::Groups,
        problem,
    };
    if settings.default_groups.is_empty() {
        return Err(wrong(FieldProblem::Empty));
    }
    for group in &settings.default_groups {
        group
            .parse::<Group>()
            .map_err(|_| wrong(FieldProblem::NotAllowed { value: group.clone() }))?;
    }
    check_reminders(&settings.remind_days)?;
    check_verifier(settings)?;
    crate::variable::checked_name(&settings.variable).map(drop)
}

/// However they were typed.
fn most_first(mut days: Vec<u32>) -> Vec<u32> {
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    days
}

fn check_reminders(days: &[u32]) -> Result<(), AppError> {
    if days.len() <= MOST_REMINDERS && days.iter().all(|days| REMIND_DAYS.contains(days)) {
        return Ok(());
    }
    Err(AppError::Unknown {
        detail: format!("up to {MOST_REMINDERS} reminders are given, {REMIND_DAYS:?} days before an end"),
    })
}

fn check_verifier(settings: &Settings) -> Result<(), AppError> {
    let wrong = |field, problem| Err(AppError::InvalidField { field, problem });
    if settings.verifier_port < LEAST_PORT {
        return wrong(Field::Port, FieldProblem::BadPort);
    }
    if settings.verifier_address.parse::<IpAddr>().is_err() {
        return wrong(Field::Address, FieldProblem::BadAddress);
    }
    let names = &settings.verifier_names;
    if names.len() > MOST_NAMES || !names.iter().all(|name| is_host_name(name)) {
        return wrong(Field::HostNames, FieldProblem::BadHostNames);
    }
    Ok(())
}

/// Letters, digits and hyphens between dots (RFC 952, RFC 1123 §2.1), or an address.
fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.parse::<IpAddr>().is_ok() || (name.len() <= 253 && name.split('.').all(is_label))
}

fn one_of(what: &str, value: Option<u32>, choices: &[u32]) -> Result<(), AppError> {
    match value {
        Some(value) if !choices.contains(&value) => Err(AppError::Unknown {
            detail: format!("{what} must be one of {choices:?}, not {value}"),
        }),
        _ => Ok(()),
    }
}

fn is_language_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
