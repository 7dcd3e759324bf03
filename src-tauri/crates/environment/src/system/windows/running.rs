//! Programs of this account that run with an older value.

use std::time::Duration;

use jiff::Timestamp;

use super::calls::processes::{self, Process};
use crate::{Running, Secret, VariableName};

/// 1601-01-01, from which Windows counts, in seconds before 1970.
const WINDOWS_EPOCH: i64 = -11_644_473_600;

/// The programs of this account that were started before `placed` and hold another value than `value`, or cannot
/// be looked at although they have a window and so may need the variable. Ordered by name and number.
pub(super) fn with_another(name: &VariableName, value: &[u8], placed: Timestamp) -> Vec<Running> {
    let mut programs: Vec<Running> = processes::of_this_account()
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

    #[test]
    fn windows_counts_from_1601() {
        assert_eq!(
            instant(133_500_000_000_000_000).unwrap().as_second(),
            13_350_000_000 - 11_644_473_600
        );
    }
}
