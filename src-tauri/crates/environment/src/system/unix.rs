//! Linux and macOS: a secret file that shells source, and what hands variables to programs that no shell starts:
//! systemd's `environment.d` and running user manager, or launchd with an agent of ours.

mod applying;
mod conflicts;
mod launch_agent;
mod manager;
mod planning;
mod probes;
mod running;
mod standing;
mod surroundings;
mod targets;

use crate::journal::Journal;
use crate::name::SERIAL_SUFFIX;
use crate::shells::entries::{Entry, Format};
use crate::{Error, Expected, Held, Machine, Report, Secret, Status, VariableName, Warning, files};

pub(crate) use applying::{apply, give_session, settle};
pub(crate) use planning::{Work, plan_remove, plan_set, plan_undo};
pub(crate) use probes::verify;
pub(crate) use standing::standing;
pub(crate) use surroundings::Surroundings;

/// There is no scheduler that starts programs as the signed-in account.
pub(crate) fn verify_as_task(_: &Machine, _: &VariableName, _: Expected<'_>) -> Result<Report, Error> {
    Ok(Report::default())
}

pub(crate) fn status(machine: &Machine, name: &VariableName) -> Result<Status, Error> {
    let around = &machine.around;
    let journal = Journal::read(&machine.journal)?;
    let ours = own_entry(around, name)?;
    let mut warnings = conflicts::shadows(around, name);
    warnings.extend(conflicts::not_utf8(around));
    let system_wide = conflicts::system_wide(around, name);
    if system_wide.is_some() {
        warnings.push(Warning::SystemVariable);
    }
    let held = match &ours {
        Some(entry) => {
            let placed = journal.placed(name.as_str()).map(|placed| placed.at);
            let mut programs: Vec<_> = running::with_another(around, name, entry.value.as_bytes(), placed)
                .into_iter()
                .map(|program| program.name)
                .collect();
            programs.sort_unstable();
            programs.dedup();
            if !programs.is_empty() {
                warnings.push(Warning::StalePrograms { programs });
            }
            Held::Value(Secret::new(entry.value.as_bytes().to_vec()))
        }
        None => match probes::first_seen(around, name)? {
            Held::Nothing => system_wide.map_or(Held::Nothing, Held::Value),
            other @ (Held::Value(_) | Held::CannotTell { .. }) => other,
        },
    };
    let placed_at = journal.placed(name.as_str()).and_then(|placed| {
        let entry = ours.as_ref()?;
        placed
            .written
            .matches(entry.value.as_bytes())
            .then_some(placed.at)
    });
    Ok(Status {
        name: name.clone(),
        held,
        placed_at,
        account: around.account().to_owned(),
        warnings,
    })
}

pub(crate) fn mark_of_write(machine: &Machine, name: &VariableName) -> Option<(String, String)> {
    // A file that cannot be read is read by no shell either.
    let entry = own_entry(&machine.around, name).ok()??;
    Some((format!("{name}{SERIAL_SUFFIX}"), entry.serial))
}

/// What our own secret file holds for `name`.
fn own_entry(around: &Surroundings, name: &VariableName) -> Result<Option<Entry>, Error> {
    let snapshot = files::Snapshot::of(&targets::secret_file(around.home()?))?;
    Ok(Format::Sh.entry(snapshot.content(), name))
}
