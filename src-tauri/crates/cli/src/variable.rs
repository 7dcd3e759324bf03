//! `env`: what the variable holds, and setting, proving and removing it.

use std::io::{self, IsTerminal, Read};

use desk::wire::{
    PlaceAction, PlacedIn, Placement, PlacementTruth, ProgramHolds, StepState, UndoAnswer, UndoPlacement,
    VariableOutcome, VariablePlan, VariableRef, VariableState, VariableStatus, VariableStep, VariableWarning,
};
use desk::{Desk, SecretText};
use zeroize::Zeroizing;

use crate::arguments::Env;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::settings_file;
use crate::unseen;
use crate::when;

/// More than any variable can hold; whoever sends more has mistaken the command.
pub(crate) const LONGEST_INPUT: usize = 64 * 1024;

pub(crate) fn run(desk: &Desk, output: &Output, action: Env) -> Result<Exit, Failure> {
    match action {
        Env::Status { variable } => {
            let status = desk.variable_status(VariableRef {
                name: name(desk, variable.name)?,
            })?;
            let (placement, files) = placed(desk, &status.name)?;
            output.answer(
                &StatusAnswer {
                    status: &status,
                    placement: &placement,
                    files: &files,
                },
                || {
                    let standing = placement.as_ref().map_or_else(String::new, standing);
                    let files: String = files.iter().map(settings_file::standing).collect();
                    format!("{}\n{standing}{files}", in_words(&status))
                },
            )?;
            Ok(Exit::Done)
        }
        Env::Plan { variable } => {
            let name = name(desk, variable.name)?;
            desk.variable_status(VariableRef { name: name.clone() })?;
            let value = read_value(&name)?;
            let plan = desk.plan_variable_from(VariableRef { name }, value)?;
            output.answer(&plan, || planned(&plan))?;
            Ok(Exit::Done)
        }
        Env::Undo { variable } => undo(desk, output, &name(desk, variable.name)?),
        Env::Set { variable } => {
            let name = name(desk, variable.name)?;
            // The name is judged before anybody types a secret.
            desk.variable_status(VariableRef { name: name.clone() })?;
            let value = read_value(&name)?;
            report(
                output,
                &desk.set_variable_from(VariableRef { name }, value)?,
                "is set",
            )
        }
        Env::Remove { variable } => {
            let name = name(desk, variable.name)?;
            report(output, &desk.remove_variable(VariableRef { name })?, "is removed")
        }
        Env::GiveSession => {
            desk.give_session()?;
            Ok(Exit::Done)
        }
        Env::Verify { variable } => {
            let name = name(desk, variable.name)?;
            report(
                output,
                &desk.verify_variable(VariableRef { name })?,
                "was checked",
            )
        }
    }
}

/// The variable with what became of what was placed in it, and the settings files that were made to name it.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusAnswer<'a> {
    #[serde(flatten)]
    status: &'a VariableStatus,
    placement: &'a Option<Placement>,
    files: &'a [Placement],
}

/// What was placed in a variable, and in settings files that name it.
fn placed(desk: &Desk, name: &str) -> Result<(Option<Placement>, Vec<Placement>), Failure> {
    let mut rows = desk.placements()?.rows;
    rows.retain(|row| row.variable == name);
    let of_variable = rows.iter().position(|row| row.place == PlacedIn::Variable);
    Ok((of_variable.map(|at| rows.remove(at)), rows))
}

fn undo(desk: &Desk, output: &Output, name: &str) -> Result<Exit, Failure> {
    let (Some(placement), _) = placed(desk, name)? else {
        let nothing = serde_json::json!({ "undone": false, "answer": null, "steps": [] });
        output.done(
            &nothing,
            &format!("{name}: Token Desk has placed nothing there, so there is nothing to undo."),
        )?;
        return Ok(Exit::Done);
    };
    let told = desk.undo_placement(UndoPlacement { id: placement.id })?;
    let mut lines: Vec<_> = told.steps.iter().map(step).collect();
    lines.push(match &told.answer {
        UndoAnswer::Possible { restores_value: true } => {
            format!("{name}: the value from before is back. Programs that run already have to be restarted.")
        }
        UndoAnswer::Possible { restores_value: false } => {
            format!("{name}: everything is as it was before.")
        }
        UndoAnswer::ChangedSince { places } => format!(
            "{name}: nothing was changed. Somebody changed this since: {}. Look at it, then use `tokendesk env remove` or `env set`.",
            plain(&places.join(", "))
        ),
        UndoAnswer::FormerGone => format!(
            "{name}: nothing was changed. The value from before was kept in memory only, and that program has ended. Use `tokendesk env remove`, or `env set` with the older value."
        ),
    });
    output.done(&told, &lines.join("\n"))?;
    let has_failed = told.steps.iter().any(|step| step.state == StepState::Failed);
    Ok(if told.undone && !has_failed {
        Exit::Done
    } else {
        Exit::Delivery
    })
}

fn planned(plan: &VariablePlan) -> String {
    let mut text = format!(
        "{} would get {}. Nothing is changed yet.\n",
        plan.now.name, plan.masked
    );
    for place in &plan.places {
        let action = match place.action {
            PlaceAction::Create => "make",
            PlaceAction::Change => "change",
            PlaceAction::Keep => "keep",
            PlaceAction::Skip => "skip",
            PlaceAction::Remove => "remove",
        };
        text.push_str(&format!("{action:6}  {}\n", plain(&place.path)));
        for line in place.lines.lines() {
            text.push_str(&format!("        {line}\n"));
        }
    }
    for told in &plan.warnings {
        text.push_str(&warning(told));
        text.push('\n');
    }
    text.push_str(
        "Every program of this account can read it; `tokendesk run` gives it to one program alone.\n",
    );
    text
}

/// What became of a placement, who still holds an older value, and whether it can be undone.
fn standing(placement: &Placement) -> String {
    let truth = match &placement.truth {
        PlacementTruth::Installed => "It is as it was placed.".to_owned(),
        PlacementTruth::HoldsOlder => {
            "The token has a newer value since: put that one in its place.".to_owned()
        }
        PlacementTruth::Overwritten { token_name: None } => {
            "Somebody put another value in its place.".to_owned()
        }
        PlacementTruth::Overwritten {
            token_name: Some(name),
        } => {
            format!("The token “{}” stands in its place.", plain(name))
        }
        PlacementTruth::Missing => "What was placed is gone: set it again.".to_owned(),
        PlacementTruth::Shadowed { place } => format!("{} sets it too and wins.", plain(place)),
        PlacementTruth::CannotTell { reason } => {
            format!("Whether it is still so can’t be told: {}.", plain(reason))
        }
    };
    let mut text = format!("{truth}\n");
    for program in &placement.programs {
        let holds = match &program.holds {
            ProgramHolds::OlderToken {
                token_name: Some(name),
            } => format!("holds the token “{}”", plain(name)),
            ProgramHolds::OlderToken { token_name: None } => "holds an older token".to_owned(),
            ProgramHolds::AnotherValue => "holds another value".to_owned(),
            ProgramHolds::Unknown => "was started before and can’t be looked at".to_owned(),
        };
        text.push_str(&format!(
            "restart {} ({}): it {holds}\n",
            plain(&program.name),
            program.pid
        ));
    }
    text
}

/// The variable that was named, or the one in the settings.
pub(crate) fn name(desk: &Desk, named: Option<String>) -> Result<String, Failure> {
    named.map_or_else(|| Ok(desk.settings()?.variable), Ok)
}

/// The steps, the warnings and what it comes to.
pub(crate) fn outcome(outcome: &VariableOutcome, done: &str) -> String {
    let mut lines: Vec<_> = outcome.steps.iter().map(step).collect();
    lines.extend(outcome.status.warnings.iter().map(warning));
    let has_failed = outcome.steps.iter().any(|step| step.state == StepState::Failed);
    lines.push(if has_failed {
        format!("{}: not everything worked; see above.", outcome.status.name)
    } else {
        format!(
            "{} {done}, for {}. Programs that run already have to be restarted.",
            outcome.status.name, outcome.status.account
        )
    });
    lines.join("\n")
}

fn report(output: &Output, told: &VariableOutcome, done: &str) -> Result<Exit, Failure> {
    output.done(told, &outcome(told, done))?;
    let has_failed = told.steps.iter().any(|step| step.state == StepState::Failed);
    Ok(if has_failed { Exit::Delivery } else { Exit::Done })
}

/// The value: typed unseen at a terminal, else everything that comes by standard input, without the line
/// break at its end.
pub(crate) fn read_value(name: &str) -> Result<SecretText, Failure> {
    if io::stdin().is_terminal() {
        return typed(name);
    }
    piped()
}

/// A secret that comes by standard input, without the line break at its end.
pub(crate) fn piped() -> Result<SecretText, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(LONGEST_INPUT));
    io::stdin()
        .lock()
        .take(LONGEST_INPUT as u64)
        .read_to_string(&mut text)
        .map_err(Failure::Input)?;
    Ok(SecretText::new(without_line_end(&text).to_owned()))
}

/// A value typed unseen at the terminal.
pub(crate) fn typed(name: &str) -> Result<SecretText, Failure> {
    unseen::ask(&format!("Value of {name} (it stays hidden): ")).map_err(Failure::Input)
}

pub(crate) fn without_line_end(text: &str) -> &str {
    let line = text.strip_suffix('\n').unwrap_or(text);
    line.strip_suffix('\r').unwrap_or(line)
}

fn in_words(status: &VariableStatus) -> String {
    let last4 = status
        .last4
        .as_deref()
        .map_or_else(String::new, |last4| format!(" that ends in {last4}"));
    let of = status
        .token_name
        .as_deref()
        .map_or_else(String::new, |name| format!(" from “{}”", plain(name)));
    let what = match status.state {
        VariableState::NotSet => "is not set".to_owned(),
        VariableState::Ours => format!("holds a token{last4}{of}"),
        VariableState::OursEnded => format!("holds a token{last4}{of} which has ended"),
        VariableState::Foreign => format!("holds a value{last4} that Token Desk didn’t make"),
        VariableState::CannotTell => "can’t be looked at".to_owned(),
    };
    let placed = match (&status.placed_at, status.placed_by_us) {
        (Some(at), true) => format!(" Set by Token Desk on {}.", when::local(at)),
        (None, true) => " Set by Token Desk.".to_owned(),
        (_, false) => String::new(),
    };
    let warnings: String = status
        .warnings
        .iter()
        .map(|told| format!("\n{}", warning(told)))
        .collect();
    format!(
        "{} {what}, for {}.{placed}{warnings}",
        status.name, status.account
    )
}

fn step(step: &VariableStep) -> String {
    let mark = match step.state {
        StepState::Done => "done   ",
        StepState::Skipped => "skipped",
        StepState::Failed => "FAILED ",
    };
    let what = match step.step.as_str() {
        "wrote" => "wrote",
        "removed" => "removed",
        "read_back" => "read back",
        "fresh_process" => "asked a new program:",
        "user_manager" => "told the user manager:",
        "notified" => "told running programs:",
        other => other,
    };
    let detail = step
        .detail
        .as_deref()
        .map_or_else(String::new, |detail| format!(" ({})", plain(detail)));
    format!("{mark}  {what} {}{detail}", plain(&step.subject))
}

fn warning(told: &VariableWarning) -> String {
    let sentence = match told {
        VariableWarning::SystemVariable => {
            "A system-wide variable of the same name exists; services and other accounts use that one."
                .to_owned()
        }
        VariableWarning::Shadowed { place } => format!("{} sets it too and wins there.", plain(place)),
        VariableWarning::StalePrograms { since, programs } => {
            let programs = if programs.is_empty() {
                "Programs".to_owned()
            } else {
                plain(&programs.join(", "))
            };
            let since = if since.is_empty() {
                "earlier".to_owned()
            } else {
                format!("before {}", when::local(since))
            };
            format!("{programs} started {since} and still have the old value. Restart them.")
        }
        VariableWarning::ReadOnlyFile { path, lines } => {
            format!(
                "{} can’t be written. Add these lines to it by hand:\n{lines}",
                plain(path)
            )
        }
        VariableWarning::DamagedBlock { path } => format!(
            "The lines of Token Desk in {} were changed by hand, so they were left alone. Remove them and try again.",
            plain(path)
        ),
        VariableWarning::InGitTree { path } => {
            format!(
                "The file with the secret lies in the git work tree {}. Keep it out of commits.",
                plain(path)
            )
        }
        VariableWarning::NotUtf8 { path } => {
            format!(
                "{} is not UTF-8, so systemd gives services none of the variables in its folder. Save it as UTF-8.",
                plain(path)
            )
        }
        VariableWarning::ShellsOnly => {
            "No user manager is running, so shells see it and other programs don’t.".to_owned()
        }
        VariableWarning::LongValue { length } => {
            format!("The value has {length} characters; some programs cut it short.")
        }
        VariableWarning::FormerValueGone => {
            "The value from before isn’t kept any longer, so removing can’t bring it back.".to_owned()
        }
    };
    format!("note: {sentence}")
}
