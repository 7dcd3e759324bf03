//! Programs of this account that run with an older value.

use std::time::Duration;

use jiff::Timestamp;

use super::calls::processes::{self, Process};
use crate::{Running, Secret, VariableName};

/// 1601-01-01, from which Windows counts, in seconds before 1970.
const WINDOWS_EPOCH: i64 = -11_644_473_600;

/// The programs of this account that were started before `placed` and hold another value than `value`, or cannot
/// be looked at and so may. Ordered by name and number.
pub(super) fn with_another(name: &VariableName, value: &[u8], placed: Timestamp) -> Vec<Running> {
    stale(processes::of_this_account(), name, value, placed)
}

fn stale(running: Vec<Process>, name: &VariableName, value: &[u8], placed: Timestamp) -> Vec<Running> {
    let mut programs: Vec<Running> = running
        .into_iter()
        .filter_map(|process| judged(process, name, value))
        .filter(|program| program.started <= placed)
        .collect();
    programs.sort_by(|one, other| (&one.name, one.pid).cmp(&(&other.name, other.pid)));
    programs
}

fn judged(process: Process, name: &VariableName, value: &[u8]) -> Option<Running> {
    let held = match &process.environment {
        None => None,
        Some(environment) => {
            let held = environment.iter().find_map(|(held, value)| {
                held.eq_ignore_ascii_case(name.as_str())
                    .then(|| Secret::new(value.as_bytes().to_vec()))
            })?;
            if held.expose() == value {
                return None;
            }
            Some(held)
        }
    };
    Some(Running {
        name: process.name,
        pid: process.pid,
        started: instant(process.started)?,
        held,
    })
}

/// `ticks` counts tenths of microseconds since 1601.
fn instant(ticks: u64) -> Option<Timestamp> {
    Timestamp::from_second(WINDOWS_EPOCH)
        .ok()?
        .checked_add(Duration::from_nanos(ticks % 10_000_000 * 100))
        .ok()?
        .checked_add(Duration::from_secs(ticks / 10_000_000))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-01-17, in tenths of microseconds since 1601.
    const STARTED: u64 = 133_500_000_000_000_000;

    fn process(pid: u32, environment: Option<&[(&str, &str)]>) -> Process {
        let owned =
            |(name, value): &(&str, &str)| ((*name).to_owned(), zeroize::Zeroizing::new((*value).to_owned()));
        Process {
            pid,
            name: "scanner.exe".to_owned(),
            started: STARTED,
            environment: environment.map(|environment| environment.iter().map(owned).collect()),
        }
    }

    #[test]
    fn who_holds_another_value_is_named_and_who_cannot_be_looked_at_by_its_start() {
        let name = VariableName::new("API").unwrap();
        let running = || {
            vec![
                process(5, None),
                process(4, Some(&[("OTHER", "older")])),
                process(3, Some(&[("Api", "newer")])),
                process(2, Some(&[("Api", "older")])),
            ]
        };
        let began = instant(STARTED).unwrap();
        let later = began + Duration::from_secs(1);
        let named = stale(running(), &name, b"newer", later);
        let told: Vec<_> = named
            .iter()
            .map(|program| {
                (
                    program.pid,
                    program.held.as_ref().map(|held| held.expose().to_vec()),
                )
            })
            .collect();
        assert_eq!(told, [(2, Some(b"older".to_vec())), (5, None)]);
        assert!(named.iter().all(|program| program.started == began));
        let earlier = began - Duration::from_secs(1);
        assert!(
            stale(running(), &name, b"newer", earlier).is_empty(),
            "they were started after the write"
        );
    }

    #[test]
    fn windows_counts_from_1601() {
        assert_eq!(
            instant(STARTED).unwrap().as_second(),
            13_350_000_000 - 11_644_473_600
        );
    }
}
