//! `audit`: what happened, by whom, and whether the trail that tells of it is as it was written.

use std::io;
use std::path::Path;

use desk::wire::{
    AuditAsk, AuditDamage, AuditForm, AuditIntegrity, AuditQuery, AuditRef, AuditRow, AuditTampering,
    ExportAudit, ExportedFile,
};
use desk::{Desk, Unwritten};

use crate::arguments::{Audit, FileForm};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::{table, when};

pub(crate) fn run(desk: &Desk, output: &Output, action: Audit) -> Result<Exit, Failure> {
    match action {
        Audit::List { which, count } => list(desk, output, which.into(), count),
        Audit::Show { seq } => show(desk, output, seq),
        Audit::Verify { against: None } => verified(output, &desk.check_audit()?),
        Audit::Verify { against: Some(end) } => verified(output, &desk.check_audit_against(&end)?),
        Audit::Export {
            which,
            file,
            form,
            replace,
        } => {
            let form = form.unwrap_or_else(|| by_ending(&file));
            export(desk, output, which.into(), &file, form, replace)
        }
    }
}

fn list(desk: &Desk, output: &Output, query: AuditQuery, count: u32) -> Result<Exit, Failure> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let left = count - u32::try_from(rows.len()).unwrap_or(count);
        let page = desk.audit_page(AuditAsk {
            query: query.clone(),
            before,
            count: left,
        })?;
        rows.extend(page.rows);
        before = page.next;
        if before.is_none() || rows.len() >= count as usize {
            break;
        }
    }
    output.answer(&rows, || {
        let lines: Vec<_> = rows
            .iter()
            .map(|row| {
                [
                    row.seq.to_string(),
                    when::local(&row.at),
                    row.event.clone(),
                    row.token_name.clone().unwrap_or_default(),
                    row.actor.clone(),
                    row.source.clone(),
                    facts_of(row),
                ]
            })
            .collect();
        table::columns(
            ["NUMBER", "TIME", "EVENT", "TOKEN", "BY", "SOURCE", "DETAILS"],
            &lines,
        )
    })?;
    Ok(Exit::Done)
}

fn show(desk: &Desk, output: &Output, seq: i64) -> Result<Exit, Failure> {
    let row = desk.audit_row(AuditRef { seq })?;
    output.answer(&row, || {
        let mut text = table::facts(&[
            ("Number", Some(row.seq.to_string())),
            ("Time", Some(when::local(&row.at))),
            ("Event", Some(row.event.clone())),
            ("Token", row.token_name.clone()),
            ("Token ID", row.token_id.clone()),
            ("By", Some(row.actor.clone())),
            ("Source", Some(row.source.clone())),
        ]);
        for (name, value) in &row.facts {
            text.push_str(&table::facts(&[(name, Some(value.clone()))]));
        }
        text
    })?;
    Ok(Exit::Done)
}

fn verified(output: &Output, found: &AuditIntegrity) -> Result<Exit, Failure> {
    output.answer(found, || {
        let mut lines = match &found.damage {
            None => format!("The audit trail is as it was written: {} rows.\n", found.rows),
            Some(damage) => format!(
                "The audit trail was changed outside Token Desk: {}\n",
                sentence(damage)
            ),
        };
        match &found.request_damage {
            None if found.requests > 0 => lines.push_str(&format!(
                "Recorded requests to verifiers are as they were written: {}.\n",
                found.requests
            )),
            None => {}
            Some(damage) => lines.push_str(&format!(
                "Recorded requests to verifiers were changed outside Token Desk: {}\n",
                sentence(damage)
            )),
        }
        lines
    })?;
    let is_sound = found.damage.is_none() && found.request_damage.is_none();
    if !is_sound && !output.json {
        output.note(NEXT);
    }
    Ok(if is_sound { Exit::Done } else { Exit::Failed })
}

/// What to do where the trail was changed.
pub(crate) const NEXT: &str = "Rows before the damage can be trusted. Find out who can write to the data folder, keep a \
                               copy of it, and compare with an export that you kept elsewhere.";

fn sentence(damage: &AuditDamage) -> String {
    let seq = damage.seq;
    match damage.kind {
        AuditTampering::Edited => format!("row {seq} was edited."),
        AuditTampering::Missing => format!("row {seq} is missing."),
        AuditTampering::Inserted => format!("row {seq} was put in by somebody else."),
        AuditTampering::Reordered => format!("row {seq} is not in its place."),
        AuditTampering::CutShort => format!("the last rows are gone, from row {seq} on."),
        AuditTampering::Replaced => format!("row {seq} is from another copy of the file."),
        AuditTampering::KeyLost => {
            format!("its key was lost or changed, so rows before row {seq} cannot be judged.")
        }
    }
}

fn export(
    desk: &Desk,
    output: &Output,
    query: AuditQuery,
    file: &Path,
    form: FileForm,
    replace: bool,
) -> Result<Exit, Failure> {
    let form = match form {
        FileForm::Csv => AuditForm::Csv,
        FileForm::Json => AuditForm::Json,
    };
    let is_standard_output = file == Path::new("-");
    if !is_standard_output && !replace && file.symlink_metadata().is_ok() {
        // Before the work, and before the trail tells of it.
        return Err(there(file));
    }
    let request = ExportAudit { query, form };
    if is_standard_output {
        return match desk.write_audit(request, io::stdout().lock()) {
            Ok(_) => Ok(Exit::Done),
            Err(Unwritten::Desk(error)) => Err(error.into()),
            Err(Unwritten::File(error)) => Err(Failure::Output(error)),
        };
    }
    let written = desk::write_whole(file, replace, |to| desk.write_audit(request, to));
    let rows = written.map_err(|error| match error {
        Unwritten::Desk(error) => error.into(),
        Unwritten::File(error) if error.kind() == io::ErrorKind::AlreadyExists => there(file),
        Unwritten::File(error) => Failure::File {
            path: file.to_owned(),
            error,
        },
    })?;
    let path = file.display().to_string();
    let sentence = format!("Wrote {rows} rows into {}.", crate::plain::plain(&path));
    output.done(&ExportedFile { path, rows }, &sentence)?;
    Ok(Exit::Done)
}

fn there(file: &Path) -> Failure {
    Failure::FileThere {
        path: file.to_owned(),
    }
}

fn by_ending(file: &Path) -> FileForm {
    match file.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("json") => FileForm::Json,
        Some(_) | None => FileForm::Csv,
    }
}

/// The facts of a row on one line.
pub(crate) fn facts_of(row: &AuditRow) -> String {
    let facts: Vec<_> = row
        .facts
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    facts.join(" ")
}
