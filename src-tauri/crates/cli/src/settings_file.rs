//! `settings-file`: what would change in a program's settings file, changing it, and putting it back.

use std::io::{self, Read};
use std::path::Path;

use desk::wire::{
    DiffMark, PatchSettingsFile, PlacedIn, Placement, PlacementTruth, SectionChoice, SettingsFilePlan,
    SettingsFileQuestion, SettingsFileRef, SettingsFileVerdict, SettingsFileWarning, TokenStatus,
    UndoPlacement,
};
use desk::{Desk, SecretText};
use zeroize::Zeroizing;

use crate::arguments::{Patch, SettingsFile};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::variable;
use crate::words;

/// A secret that stood in a file is not longer.
const LONGEST_INPUT: u64 = 64 * 1024;

pub(crate) fn run(desk: &Desk, output: &Output, action: SettingsFile) -> Result<Exit, Failure> {
    match action {
        SettingsFile::Plan(patch) => {
            let plan = desk.plan_settings_file(request(desk, patch)?)?;
            output.answer(&plan, || planned(&plan))?;
            Ok(match plan.verdict {
                SettingsFileVerdict::Change | SettingsFileVerdict::Correct => Exit::Done,
                SettingsFileVerdict::Ask => Exit::Refused,
                SettingsFileVerdict::Refused => Exit::Delivery,
            })
        }
        SettingsFile::Apply(patch) => {
            let done = desk.apply_settings_file(request(desk, patch)?)?;
            let path = plain(&done.plan.path);
            let mut lines = warnings(&done.plan);
            lines.push(if done.changed {
                let numbers: Vec<_> = done.lines.iter().map(u32::to_string).collect();
                let (noun, verb) = if numbers.len() == 1 {
                    ("Line", "changed")
                } else {
                    ("Lines", "changed")
                };
                format!("{noun} {} of {path} {verb}; nothing else.", numbers.join(", "))
            } else {
                format!("{path} is right already; nothing was written.")
            });
            lines.extend(offers(&done.plan));
            output.done(&done, &lines.join("\n"))?;
            Ok(Exit::Done)
        }
        SettingsFile::Status { file } => {
            let rows = written(desk, file.as_deref())?;
            output.answer(&StatusAnswer { files: &rows }, || {
                if rows.is_empty() {
                    return "Token Desk has changed no settings file here.\n".to_owned();
                }
                rows.iter().map(standing).collect()
            })?;
            Ok(Exit::Done)
        }
        SettingsFile::Undo {
            file,
            key,
            env: _,
            old_value,
        } => {
            let path = path(desk, file)?;
            let given = if old_value { Some(read_old_value()?) } else { None };
            let undone = desk.undo_settings_file_with(SettingsFileRef { path }, Some(&key), given)?;
            let sentence = format!("{} is as it was before, byte for byte.", plain(&undone.path));
            output.done(&undone, &sentence)?;
            Ok(Exit::Done)
        }
        SettingsFile::Forget { file, key } => {
            let rows = written(desk, Some(&file))?;
            let of_key = |row: &&Placement| match &row.place {
                PlacedIn::SettingsFile { key: written, .. } => written.eq_ignore_ascii_case(&key),
                PlacedIn::Variable => false,
            };
            // Without a row the desk says that there is nothing.
            let id = rows
                .iter()
                .find(of_key)
                .map_or_else(String::new, |row| row.id.clone());
            desk.forget_placement(UndoPlacement { id })?;
            let sentence = format!("{} is forgotten; no file was touched.", plain(&file));
            output.done(&serde_json::json!({ "forgotten": true, "path": file }), &sentence)?;
            Ok(Exit::Done)
        }
    }
}

/// The lines that were written, as they stand.
#[derive(serde::Serialize)]
struct StatusAnswer<'a> {
    files: &'a [Placement],
}

/// The lines of settings files that were written, the newest first; of one file, if one is named.
fn written(desk: &Desk, file: Option<&str>) -> Result<Vec<Placement>, Failure> {
    let named = file
        .map(std::path::absolute)
        .transpose()
        .map_err(Failure::Input)?;
    let mut rows = desk.placements()?.rows;
    rows.retain(|row| match &row.place {
        PlacedIn::SettingsFile { path, .. } => named.as_deref().is_none_or(|named| named == Path::new(path)),
        PlacedIn::Variable => false,
    });
    Ok(rows)
}

/// What became of a line, and what to do about it.
pub(crate) fn standing(row: &Placement) -> String {
    let PlacedIn::SettingsFile { path, key, line } = &row.place else {
        return String::new();
    };
    let number = line.map_or_else(String::new, |line| format!(":{line}"));
    let name = |name: &Option<String>| name.as_deref().map(|name| format!(" “{}”", plain(name)));
    let of_token = name(&row.token_name).unwrap_or_default();
    let truth = match &row.truth {
        PlacementTruth::Installed => format!("names {}, as it was written.", row.variable),
        PlacementTruth::HoldsOlder => format!(
            "names {}, which holds a value from before the token{of_token} was regenerated: set the variable again.",
            row.variable
        ),
        PlacementTruth::Overwritten { token_name: Some(_) } => {
            format!("the token{of_token} stands there in plain text: apply it again, then revoke that token.")
        }
        PlacementTruth::Overwritten { token_name: None } => {
            "something else stands there now: plan and apply it again if that was not meant.".to_owned()
        }
        PlacementTruth::Missing => "the file or the line is gone: plan and apply it again.".to_owned(),
        PlacementTruth::Shadowed { place } => {
            format!(
                "another line of the key stands at {} and may win: take it out.",
                plain(place)
            )
        }
        PlacementTruth::CannotTell { reason } => format!("it can’t be told: {}.", plain(reason)),
    };
    let mut text = format!("{}{number}  {}: {truth}\n", plain(path), plain(key));
    let ended = match row.token_status {
        Some(TokenStatus::Revoked) => Some("is revoked"),
        Some(TokenStatus::Expired) => Some("has expired"),
        Some(TokenStatus::Paused) => Some("is paused"),
        Some(TokenStatus::Active) | None => None,
    };
    if let Some(ended) = ended {
        text.push_str(&format!(
            "  The token{of_token} {ended}: whatever reads it here can’t sign in.\n"
        ));
    }
    text
}

fn request(desk: &Desk, patch: Patch) -> Result<PatchSettingsFile, Failure> {
    let section = patch.section.map(|name| SectionChoice::Named { name });
    Ok(PatchSettingsFile {
        path: patch.file,
        key: patch.key,
        variable: variable::name(desk, patch.env)?,
        section: section.or(patch.every_section.then_some(SectionChoice::Every)),
        replace_other: patch.replace_other,
        comment_out_extras: patch.comment_out_extras,
        clean_comments: patch.clean_comments,
        seen: None,
    })
}

fn path(desk: &Desk, named: Option<String>) -> Result<String, Failure> {
    match named {
        Some(path) => Ok(path),
        None => desk.usual_settings_file()?.path.ok_or(Failure::NoHome),
    }
}

/// The whole plan for a person.
fn planned(plan: &SettingsFilePlan) -> String {
    let mut lines = vec![format!("{}, as {}", plain(&plan.path), plain(&plan.account))];
    if let Some(link) = &plan.link_to {
        lines.push(format!("It is a link to {}, which is what changes.", plain(link)));
    }
    for hunk in &plan.hunks {
        for line in &hunk.lines {
            let mark = match line.mark {
                DiffMark::Kept => ' ',
                DiffMark::Removed => '-',
                DiffMark::Added => '+',
            };
            lines.push(format!("{:>5} {mark} {}", line.number, plain(&line.text)));
        }
    }
    lines.extend(warnings(plan));
    lines.extend(plan.questions.iter().map(question));
    lines.push(match (plan.verdict, &plan.refusal) {
        (SettingsFileVerdict::Correct, _) => "It is right already: nothing would be written.".to_owned(),
        (SettingsFileVerdict::Change, _) => {
            "Nothing was written; “tokendesk settings-file apply” does it.".to_owned()
        }
        (SettingsFileVerdict::Ask, _) => "Nothing is written until that is answered.".to_owned(),
        (SettingsFileVerdict::Refused, Some(problem)) => {
            format!(
                "{} By hand: {}",
                words::of_file(&plan.path, problem),
                plain(&plan.by_hand)
            )
        }
        (SettingsFileVerdict::Refused, None) => format!("By hand: {}", plain(&plan.by_hand)),
    });
    lines.extend(offers(plan));
    format!("{}\n", lines.join("\n"))
}

/// Tokens of ours that stood in the file in plain text and still work.
fn offers(plan: &SettingsFilePlan) -> Vec<String> {
    let tokens = plan
        .found
        .iter()
        .filter_map(|found| found.token.as_ref())
        .filter(|token| token.alive);
    let offers = tokens.filter_map(|token| {
        let (id, name) = (token.id.as_ref()?, token.name.as_deref().unwrap_or_default());
        let short = &id[..id.len().min(8)];
        Some(format!(
            "The token “{}” stood in this file in plain text: “tokendesk regenerate {short}” or “tokendesk revoke {short}”.",
            plain(name)
        ))
    });
    offers.collect()
}

fn warnings(plan: &SettingsFilePlan) -> Vec<String> {
    plan.warnings
        .iter()
        .map(|warning| match warning {
            SettingsFileWarning::LiteralSecret { line } => {
                format!("Line {line} holds a secret in plain text; whoever could read the file or a copy has it.")
            }
            SettingsFileWarning::CommentedSecret { line } => {
                format!("Line {line} is commented out and holds a secret; --clean-comments takes it out.")
            }
            SettingsFileWarning::Repaired { line } => format!("Line {line} spells the variable in a way the scanner can’t read."),
            SettingsFileWarning::RemarkMoved { line } => {
                format!("The remark in line {line} goes above it: some programs would read it as part of the value.")
            }
            SettingsFileWarning::Duplicate { section, lines } => {
                let lines: Vec<_> = lines.iter().map(u32::to_string).collect();
                format!(
                    "[{}] has the key more than once, in lines {}; some programs refuse that. --comment-out-extras helps.",
                    plain(section),
                    lines.join(", ")
                )
            }
            SettingsFileWarning::Junk { line } => format!("Line {line} is neither a section nor “key = value”; it stays as it is."),
            SettingsFileWarning::HardLink { names } => {
                format!("The file has {names} names; only this one gets the new text.")
            }
            SettingsFileWarning::OtherProfile { profile } => {
                format!("The file lies in the home of {}, another account.", plain(profile))
            }
            SettingsFileWarning::VariableNotSet => format!(
                "{} is not set for {}: “tokendesk env set {}”.",
                plan.variable,
                plain(&plan.account),
                plan.variable
            ),
            SettingsFileWarning::LiteralWins => format!(
                "{} is set, but as long as the file holds a literal the program uses that.",
                plan.variable
            ),
        })
        .collect()
}

fn question(question: &SettingsFileQuestion) -> String {
    match question {
        SettingsFileQuestion::Section { several, choices } => {
            let choices: Vec<_> = choices
                .iter()
                .map(|name| format!("--section \"{}\"", plain(name)))
                .collect();
            let what = if *several {
                "Several sections have the key. Which is meant: --every-section,"
            } else {
                "It isn’t clear which section the key belongs to:"
            };
            format!("{what} {}?", choices.join(", "))
        }
        SettingsFileQuestion::OtherVariable { line, names } => {
            format!(
                "Line {line} names the variable {}. Replace it? Then add --replace-other.",
                plain(names)
            )
        }
    }
}

/// Everything that comes by standard input, without the line break at its end.
fn read_old_value() -> Result<SecretText, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    io::stdin()
        .lock()
        .take(LONGEST_INPUT)
        .read_to_string(&mut text)
        .map_err(Failure::Input)?;
    Ok(SecretText::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}
