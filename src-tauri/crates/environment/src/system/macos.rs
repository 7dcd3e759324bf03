//! macOS: only the plan, to be carried out by hand. Nothing is written yet.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::shells::block;
use crate::shells::entries::Format;
use crate::{
    Error, Expected, Held, Machine, PlaceAction, PlaceKind, Plan, PlannedPlace, Report, Status, VariableName,
    VariableValue,
};

/// What surrounds the work.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    home: Option<PathBuf>,
    account: String,
}

/// Nothing is carried out.
#[derive(Debug)]
pub(crate) struct Work;

impl Surroundings {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one door to the process's environment"
    )]
    pub(crate) fn of_this_user() -> Self {
        Self {
            home: std::env::var_os("HOME")
                .map(PathBuf::from)
                .filter(|home| home.is_absolute()),
            account: std::env::var("USER").unwrap_or_else(|_| "this account".to_owned()),
        }
    }

    pub(crate) fn in_home(home: &Path) -> Self {
        Self {
            home: Some(home.to_owned()),
            account: "someone".to_owned(),
        }
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }
}

/// Nothing is written, so there is no mark.
pub(crate) fn mark_of_write(_: &Machine, _: &VariableName) -> Option<(String, String)> {
    None
}

pub(crate) fn status(machine: &Machine, name: &VariableName) -> Result<Status, Error> {
    Ok(Status {
        name: name.clone(),
        held: Held::CannotTell {
            reason: "variables cannot be read on this system yet".to_owned(),
        },
        placed_at: None,
        account: machine.around.account.clone(),
        warnings: Vec::new(),
    })
}

/// The lines to add by hand: the secret in a file of its own, and the start-up files that source it.
pub(crate) fn plan_set(
    machine: &Machine,
    name: &VariableName,
    value: &VariableValue,
    now: Timestamp,
) -> Result<Plan, Error> {
    let home = machine.around.home.as_deref().ok_or(Error::NoHome)?;
    let serial = now.as_millisecond().to_string();
    let secret = Format::Sh.line(name, &value.masked(), &serial);
    let block = block::around(
        r#"if [ -r "$HOME/.config/token-desk/env.sh" ]; then . "$HOME/.config/token-desk/env.sh"; fi"#,
    );
    let mut places = vec![by_hand(
        home.join(".config/token-desk/env.sh"),
        PlaceKind::SecretFile,
        &secret,
    )];
    let startup = |file: &str| by_hand(home.join(file), PlaceKind::StartupFile, &block);
    // bash reads .profile only where there is no .bash_profile.
    let bash = if home.join(".bash_profile").exists() {
        ".bash_profile"
    } else {
        ".profile"
    };
    places.extend([".zshenv", bash].map(startup));
    Ok(Plan {
        name: name.clone(),
        now: status(machine, name)?,
        masked: value.masked(),
        places,
        warnings: Vec::new(),
        work: Work,
    })
}

pub(crate) fn plan_remove(machine: &Machine, name: &VariableName) -> Result<Plan, Error> {
    Ok(Plan {
        name: name.clone(),
        now: status(machine, name)?,
        masked: String::new(),
        places: Vec::new(),
        warnings: Vec::new(),
        work: Work,
    })
}

pub(crate) fn apply(_: &Machine, _: &Plan, _: Timestamp) -> Result<Report, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn verify(_: &Machine, _: &VariableName, _: Expected<'_>) -> Result<Report, Error> {
    Err(Error::Unsupported)
}

/// Nothing is begun, so nothing can be left unfinished.
pub(crate) fn settle(_: &Machine, _: Timestamp) -> Result<Report, Error> {
    Ok(Report::default())
}

fn by_hand(path: PathBuf, kind: PlaceKind, lines: &str) -> PlannedPlace {
    PlannedPlace {
        path: path.display().to_string(),
        kind,
        action: PlaceAction::Skip,
        lines: lines.trim_end().to_owned(),
    }
}
