//! A program's settings file: what would be written, writing it, and putting it back.

use std::path::{Path, PathBuf};

use environment::settings_file::{
    self, FilePlan, FileSight, Found, Holds, Key, Mark, Notice, Problem, Question, Refusal, Section,
    USUAL_KEY, Wish,
};
use environment::{Held, Secret, Truth, VariableName};
use store::Event;

use crate::variable::checked_name;
use crate::wire::{
    AppError, DiffHunk, DiffLine, DiffMark, FileEncoding, FoundKey, HeldInFile, LineEnds, PatchSettingsFile,
    PlacementTruth, SectionChoice, SettingsFileApplied, SettingsFilePlan, SettingsFileProblem,
    SettingsFileQuestion, SettingsFileRef, SettingsFileUndone, SettingsFileVerdict, SettingsFileWarning,
    TokenInFile, UsualSettingsFile,
};
use crate::{Desk, SecretText};

impl Desk {
    /// Where the scanner's settings file usually lies.
    ///
    /// # Errors
    /// A locked desk.
    pub fn usual_settings_file(&self) -> Result<UsualSettingsFile, AppError> {
        self.unlocked(|_| Ok(()))?;
        let path = self.inner.ports.machine.usual_settings_file();
        Ok(UsualSettingsFile {
            exists: path.as_deref().is_some_and(Path::is_file),
            path: path.map(|path| path.display().to_string()),
            key: USUAL_KEY.to_owned(),
            account: self.inner.ports.machine.account().to_owned(),
        })
    }

    /// What making a settings file name a variable would change. Changes nothing.
    ///
    /// # Errors
    /// A bad variable name, [`AppError::SettingsFile`] where the file cannot be looked at, and those of the store.
    pub fn plan_settings_file(&self, request: PatchSettingsFile) -> Result<SettingsFilePlan, AppError> {
        self.unlocked(|_| Ok(()))?;
        let asked = self.asked(&request)?;
        let sight = self
            .inner
            .ports
            .machine
            .plan_settings_file(&asked.path, &asked.wish());
        let sight = sight.map_err(|problem| refused(&asked.path, &problem))?;
        self.told_of_file(&asked, &sight)
    }

    /// Makes a settings file name a variable, if that is clear and the file is still as it was planned on.
    ///
    /// # Errors
    /// As [`Desk::plan_settings_file`]; nothing was changed.
    pub fn apply_settings_file(&self, request: PatchSettingsFile) -> Result<SettingsFileApplied, AppError> {
        self.unlocked(|_| Ok(()))?;
        let asked = self.asked(&request)?;
        let seen = request.seen.as_deref();
        let machine = &self.inner.ports.machine;
        let sight = machine.apply_settings_file(&asked.path, &asked.wish(), seen, self.now());
        let sight = sight.map_err(|problem| refused(&asked.path, &problem))?;
        let changed = !sight.plan.is_done();
        if changed {
            self.note_file("settings_file.changed", &asked.path, asked.variable.as_str())?;
        }
        Ok(SettingsFileApplied {
            plan: self.told_of_file(&asked, &sight)?,
            changed,
            lines: sight.plan.new_lines().into_iter().map(number).collect(),
        })
    }

    /// Puts a settings file back as it was before Token Desk's last change of `key` (of any key, if none is named).
    /// `given` is the old secret, where this program has not kept it.
    ///
    /// # Errors
    /// [`AppError::SettingsFile`]; nothing was changed.
    pub fn undo_settings_file_with(
        &self,
        request: SettingsFileRef,
        key: Option<&str>,
        given: Option<SecretText>,
    ) -> Result<SettingsFileUndone, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.put_back(&absolute(Path::new(&request.path))?, key, given)
    }

    /// The same for the window, which knows only what this program has kept.
    ///
    /// # Errors
    /// As [`Desk::undo_settings_file_with`].
    pub fn undo_settings_file(&self, request: SettingsFileRef) -> Result<SettingsFileUndone, AppError> {
        self.undo_settings_file_with(request, None, None)
    }

    /// Puts the file at an absolute path back.
    pub(crate) fn put_back(
        &self,
        path: &Path,
        key: Option<&str>,
        given: Option<SecretText>,
    ) -> Result<SettingsFileUndone, AppError> {
        let key = key
            .map(|key| Key::new(key).ok_or_else(|| bad_key(path)))
            .transpose()?;
        let given = given.map(|text| Secret::new(text.expose().as_bytes().to_vec()));
        let machine = &self.inner.ports.machine;
        let undone = machine
            .undo_settings_file(path, key.as_ref(), given.as_ref())
            .map_err(|problem| refused(path, &problem))?;
        self.note_file("settings_file.restored", path, "")?;
        Ok(SettingsFileUndone {
            token: self.token_in(path, &undone)?,
            path: path.display().to_string(),
            key: undone,
        })
    }

    fn asked(&self, request: &PatchSettingsFile) -> Result<Asked, AppError> {
        let machine = &self.inner.ports.machine;
        let path = match &request.path {
            Some(path) => absolute(Path::new(path))?,
            None => machine
                .usual_settings_file()
                .ok_or_else(|| AppError::SettingsFile {
                    path: String::new(),
                    problem: SettingsFileProblem::NotesUnusable {
                        reason: "the home folder is not known".to_owned(),
                    },
                })?,
        };
        Ok(Asked {
            key: Key::new(&request.key).ok_or_else(|| bad_key(&path))?,
            variable: checked_name(&request.variable)?,
            section: request.section.as_ref().map(|choice| match choice {
                SectionChoice::Named { name } => Section::Named(name.clone()),
                SectionChoice::Every => Section::Every,
            }),
            replace_other: request.replace_other,
            comment_out_extras: request.comment_out_extras,
            clean_comments: request.clean_comments,
            path,
        })
    }

    fn told_of_file(&self, asked: &Asked, sight: &FileSight) -> Result<SettingsFilePlan, AppError> {
        let plan = &sight.plan;
        let verdict = match (plan.is_done(), &sight.blocked, plan.questions.is_empty()) {
            (true, _, _) => SettingsFileVerdict::Correct,
            (false, Some(_), _) => SettingsFileVerdict::Refused,
            (false, None, false) => SettingsFileVerdict::Ask,
            (false, None, true) => SettingsFileVerdict::Change,
        };
        Ok(SettingsFilePlan {
            path: asked.path.display().to_string(),
            link_to: sight.link_to.as_ref().map(|path| path.display().to_string()),
            account: self.inner.ports.machine.account().to_owned(),
            key: asked.key.as_str().to_owned(),
            variable: asked.variable.to_string(),
            verdict,
            seen: sight.seen.clone(),
            encoding: match plan.encoding {
                settings_file::Encoding::Plain => FileEncoding::Plain,
                settings_file::Encoding::Utf8Bom => FileEncoding::Utf8Bom,
                settings_file::Encoding::Utf16Le => FileEncoding::Utf16Le,
                settings_file::Encoding::Utf16Be => FileEncoding::Utf16Be,
            },
            line_ends: match plan.line_ends {
                settings_file::LineEnds::None => LineEnds::None,
                settings_file::LineEnds::Lf => LineEnds::Lf,
                settings_file::LineEnds::Crlf => LineEnds::Crlf,
                settings_file::LineEnds::Cr => LineEnds::Cr,
                settings_file::LineEnds::Mixed => LineEnds::Mixed,
            },
            found: plan
                .found
                .iter()
                .map(|found| self.found_key(found))
                .collect::<Result<_, _>>()?,
            hunks: plan.hunks.iter().map(hunk).collect(),
            warnings: self.file_warnings(asked, sight),
            questions: plan.questions.iter().map(question).collect(),
            refusal: sight.blocked.as_ref().filter(|_| !plan.is_done()).map(problem),
            by_hand: plan.by_hand.clone(),
        })
    }

    fn found_key(&self, found: &Found) -> Result<FoundKey, AppError> {
        Ok(FoundKey {
            line: number(found.line),
            section: found.section.clone(),
            commented_out: found.commented_out,
            holds: match &found.holds {
                Holds::Correct => HeldInFile::Correct,
                Holds::Repairable => HeldInFile::Repairable,
                Holds::Empty => HeldInFile::Empty,
                Holds::Other(_) => HeldInFile::OtherVariable,
                Holds::Literal => HeldInFile::Literal,
            },
            names: match &found.holds {
                Holds::Other(name) => Some(name.clone()),
                Holds::Correct | Holds::Repairable | Holds::Empty | Holds::Literal => None,
            },
            masked: found.literal.as_ref().map(Secret::masked),
            token: found
                .literal
                .as_ref()
                .map_or(Ok(None), |literal| self.token_of(literal))?,
        })
    }

    /// The token of ours that a literal is, if it is one.
    fn token_of(&self, literal: &Secret) -> Result<Option<TokenInFile>, AppError> {
        let Some(text) = literal.expose_text() else {
            return Ok(None);
        };
        Ok(self.recognise(text)?.map(|ours| TokenInFile {
            id: ours.record,
            name: ours.name,
            alive: ours.alive,
        }))
    }

    /// The token of ours that stands in plain text behind `key` of a file.
    fn token_in(&self, path: &Path, key: &str) -> Result<Option<TokenInFile>, AppError> {
        let (Some(key), Ok(variable)) = (Key::new(key), VariableName::new("TOKEN_DESK_NONE")) else {
            return Ok(None);
        };
        let wish = Wish::of(&key, &variable);
        let Ok(sight) = self.inner.ports.machine.plan_settings_file(path, &wish) else {
            return Ok(None);
        };
        let literals = sight.plan.found.iter().filter(|found| !found.commented_out);
        for literal in literals.filter_map(|found| found.literal.as_ref()) {
            if let Some(token) = self.token_of(literal)? {
                return Ok(Some(token));
            }
        }
        Ok(None)
    }

    fn file_warnings(&self, asked: &Asked, sight: &FileSight) -> Vec<SettingsFileWarning> {
        let machine = &self.inner.ports.machine;
        let mut warnings: Vec<_> = sight.plan.notices.iter().map(notice).collect();
        if sight.names > 1 {
            let names = u32::try_from(sight.names).unwrap_or(u32::MAX);
            warnings.push(SettingsFileWarning::HardLink { names });
        }
        if let Some(profile) = machine.other_profile(&asked.path) {
            warnings.push(SettingsFileWarning::OtherProfile { profile });
        }
        match machine.status(&asked.variable).map(|status| status.held) {
            Ok(Held::Nothing) => warnings.push(SettingsFileWarning::VariableNotSet),
            Ok(Held::Value(_)) if has_literal(&sight.plan) => warnings.push(SettingsFileWarning::LiteralWins),
            Ok(Held::Value(_) | Held::CannotTell { .. }) | Err(_) => {}
        }
        warnings
    }

    /// The change is done; that it could not be noted is no reason to say it was not.
    pub(crate) fn note_file(&self, event: &'static str, path: &Path, variable: &str) -> Result<(), AppError> {
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            ledger.store.change(&by, |change| {
                let path = path.display().to_string();
                let event = Event::named(event).fact("path", &path).fact("variable", variable);
                change.record(event).map(drop).map_err(AppError::from)
            })
        })
    }
}

/// A request with its parts checked.
struct Asked {
    path: PathBuf,
    key: Key,
    variable: VariableName,
    section: Option<Section>,
    replace_other: bool,
    comment_out_extras: bool,
    clean_comments: bool,
}

impl Asked {
    fn wish(&self) -> Wish<'_> {
        Wish {
            key: &self.key,
            variable: &self.variable,
            section: self.section.clone(),
            replace_other: self.replace_other,
            comment_out_extras: self.comment_out_extras,
            clean_comments: self.clean_comments,
        }
    }
}

fn has_literal(plan: &FilePlan) -> bool {
    plan.found
        .iter()
        .any(|found| !found.commented_out && found.holds == Holds::Literal)
}

fn absolute(path: &Path) -> Result<PathBuf, AppError> {
    std::path::absolute(path).map_err(|_| AppError::SettingsFile {
        path: path.display().to_string(),
        problem: SettingsFileProblem::Missing,
    })
}

fn bad_key(path: &Path) -> AppError {
    AppError::SettingsFile {
        path: path.display().to_string(),
        problem: SettingsFileProblem::BadKey,
    }
}

pub(crate) fn refused(path: &Path, why: &Problem) -> AppError {
    AppError::SettingsFile {
        path: path.display().to_string(),
        problem: problem(why),
    }
}

fn problem(problem: &Problem) -> SettingsFileProblem {
    match problem {
        Problem::Missing => SettingsFileProblem::Missing,
        Problem::NotAFile => SettingsFileProblem::NotAFile,
        Problem::ReadOnly => SettingsFileProblem::ReadOnly,
        Problem::NotPermitted { owner } => SettingsFileProblem::NotPermitted {
            owner: owner.map(|owner| owner.to_string()),
        },
        Problem::InUse => SettingsFileProblem::InUse,
        Problem::Changed => SettingsFileProblem::Changed,
        Problem::ChangedSince(truth) => SettingsFileProblem::ChangedSince {
            truth: match truth {
                Truth::Installed => PlacementTruth::Installed,
                Truth::Overwritten => PlacementTruth::Overwritten { token_name: None },
                Truth::Missing => PlacementTruth::Missing,
                Truth::Shadowed { place } => PlacementTruth::Shadowed { place: place.clone() },
                Truth::CannotTell { reason } => PlacementTruth::CannotTell {
                    reason: reason.clone(),
                },
            },
        },
        Problem::Unanswered => SettingsFileProblem::Unanswered,
        Problem::StillThere => SettingsFileProblem::StillThere,
        Problem::NothingToUndo => SettingsFileProblem::NothingToUndo,
        Problem::OldValueGone => SettingsFileProblem::OldValueGone,
        Problem::NotTheOldValue => SettingsFileProblem::NotTheOldValue,
        Problem::Text(refusal) => match refusal {
            Refusal::TooLarge { bytes } => SettingsFileProblem::TooLarge { bytes: *bytes },
            Refusal::Utf16WithoutMark => SettingsFileProblem::Utf16WithoutMark,
            Refusal::Utf32 => SettingsFileProblem::Utf32,
            Refusal::NotText => SettingsFileProblem::NotText,
            Refusal::ColonLine { line } => SettingsFileProblem::ColonLine { line: number(*line) },
            Refusal::NoSuchSection => SettingsFileProblem::NoSuchSection,
            Refusal::Unclear => SettingsFileProblem::Failed {
                reason: refusal.to_string(),
                undone: true,
            },
        },
        // Most that is wrong with the notes is found before anything is written.
        Problem::Notes(error) if !error.undone() => SettingsFileProblem::Failed {
            reason: error.to_string(),
            undone: false,
        },
        Problem::Notes(error) => SettingsFileProblem::NotesUnusable {
            reason: error.to_string(),
        },
        Problem::Failed(error) => SettingsFileProblem::Failed {
            reason: error.to_string(),
            undone: error.undone(),
        },
    }
}

fn notice(notice: &Notice) -> SettingsFileWarning {
    match notice {
        Notice::LiteralSecret { line } => SettingsFileWarning::LiteralSecret { line: number(*line) },
        Notice::CommentedSecret { line } => SettingsFileWarning::CommentedSecret { line: number(*line) },
        Notice::Repaired { line } => SettingsFileWarning::Repaired { line: number(*line) },
        Notice::RemarkMoved { line } => SettingsFileWarning::RemarkMoved { line: number(*line) },
        Notice::Junk { line } => SettingsFileWarning::Junk { line: number(*line) },
        Notice::Duplicate { section, lines } => SettingsFileWarning::Duplicate {
            section: section.clone(),
            lines: lines.iter().copied().map(number).collect(),
        },
    }
}

fn question(question: &Question) -> SettingsFileQuestion {
    match question {
        Question::Section { several, choices } => SettingsFileQuestion::Section {
            several: *several,
            choices: choices.clone(),
        },
        Question::Other { line, names } => SettingsFileQuestion::OtherVariable {
            line: number(*line),
            names: names.clone(),
        },
    }
}

fn hunk(hunk: &settings_file::Hunk) -> DiffHunk {
    DiffHunk {
        section: hunk.section.clone(),
        lines: hunk
            .lines
            .iter()
            .map(|line| DiffLine {
                mark: match line.mark {
                    Mark::Kept => DiffMark::Kept,
                    Mark::Removed => DiffMark::Removed,
                    Mark::Added => DiffMark::Added,
                },
                number: number(line.number),
                text: line.text.clone(),
            })
            .collect(),
    }
}

pub(crate) fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
