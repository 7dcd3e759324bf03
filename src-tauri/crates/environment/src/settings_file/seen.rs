//! Whether what was written to a settings file is still there, and whether it can be put back.

use super::machine::{former, is_before};
use super::place::Place;
use super::{FileStanding, Found, Holds, Key, Problem, Wish, plan};
use crate::journal::PlacedLine;
use crate::{Secret, Truth, Undo, VariableName};

/// What is to be seen of a line that was written.
pub(super) struct Seen {
    pub(super) truth: Truth,
    /// The line that tells it.
    line: Option<usize>,
    /// The secret that stands there instead, if one does.
    held: Option<Secret>,
}

impl Seen {
    fn nothing_of(truth: Truth) -> Self {
        Self {
            truth,
            line: None,
            held: None,
        }
    }
}

/// A line that was written, as it stands now; `None` where the note of it is damaged.
pub(super) fn standing_of(line: &PlacedLine) -> Option<FileStanding> {
    let seen = seen_of(line);
    Some(FileStanding {
        path: line.path.clone(),
        section: line.section.clone(),
        key: line.key.clone(),
        line: seen.line,
        variable: VariableName::new(&line.variable).ok()?,
        at: line.at,
        undo: undo_of(line),
        truth: seen.truth,
        held: seen.held,
    })
}

/// Whether a line still says what was written, and what it says instead.
pub(super) fn seen_of(line: &PlacedLine) -> Seen {
    let cannot_tell = |reason: String| Seen::nothing_of(Truth::CannotTell { reason });
    let place = match Place::of(&line.path) {
        Ok(place) => place,
        Err(Problem::Missing) => return Seen::nothing_of(Truth::Missing),
        Err(problem) => return cannot_tell(problem.to_string()),
    };
    let (Some(key), Ok(variable)) = (Key::new(&line.key), VariableName::new(&line.variable)) else {
        return cannot_tell("the note of it is damaged".to_owned());
    };
    let wish = Wish::of(&key, &variable);
    let found = match plan(place.content(), &wish) {
        Ok(plan) => plan.found,
        Err(refusal) => return cannot_tell(refusal.to_string()),
    };
    let in_section = |found: &Found| {
        let section = line.section.as_deref();
        !found.commented_out && section.is_none_or(|section| found.section.eq_ignore_ascii_case(section))
    };
    let active: Vec<_> = found.into_iter().filter(in_section).collect();
    judged(line, &place, &active)
}

/// By the lines of the key that readers of the file see.
fn judged(line: &PlacedLine, place: &Place, active: &[Found]) -> Seen {
    let right = active.iter().find(|found| found.holds == Holds::Correct);
    let wrong = active.iter().find(|found| found.holds != Holds::Correct);
    let is_as_written = line.written.matches(place.content());
    match (right, wrong) {
        (right, _) if is_as_written => Seen {
            truth: Truth::Installed,
            line: right.or(wrong).map(|found| found.line),
            held: None,
        },
        (None, None) => Seen::nothing_of(Truth::Missing),
        (Some(right), None) => Seen {
            truth: Truth::Installed,
            line: Some(right.line),
            held: None,
        },
        (Some(_), Some(wrong)) => Seen {
            truth: Truth::Shadowed {
                place: format!("{}:{}", line.path.display(), wrong.line),
            },
            line: Some(wrong.line),
            held: wrong.literal.clone(),
        },
        (None, Some(wrong)) => Seen {
            truth: Truth::Overwritten,
            line: Some(wrong.line),
            held: wrong.literal.clone(),
        },
    }
}

fn undo_of(line: &PlacedLine) -> Undo {
    let Ok(place) = Place::of(&line.path) else {
        return changed(line);
    };
    let possible = Undo::Possible {
        restores_value: !["missing", "empty"].contains(&line.kind_before.as_str()),
    };
    if is_before(line, place.content()) {
        // Somebody else put it back: only the note of it is left.
        return possible;
    }
    if !line.written.matches(place.content()) {
        return changed(line);
    }
    match former(line, place.content(), None) {
        Ok(_) => possible,
        Err(_) => Undo::FormerGone,
    }
}

fn changed(line: &PlacedLine) -> Undo {
    Undo::ChangedSince {
        places: vec![line.path.display().to_string()],
    }
}
