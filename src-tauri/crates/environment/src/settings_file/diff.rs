//! The changed lines as a person reads them: with their neighbours, and without any secret.

use super::lines::{self, Kind, Lines};
use super::patch::{EditKind, FilePlan, Wish};
use super::spelling;
use super::text::Text;
use crate::Secret;

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Their section, empty before the first.
    pub section: String,
    /// From top to bottom.
    pub lines: Vec<HunkLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HunkLine {
    /// What happens to it.
    pub mark: Mark,
    /// Its number, from 1: in the new file for an added line, else in the old one.
    pub number: usize,
    /// Its text, masked.
    pub text: String,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

pub(super) fn hunks(plan: &FilePlan, wish: &Wish<'_>) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let mut added_above = 0;
    let mut edits = plan.edits.iter().peekable();
    while let Some(first) = edits.next() {
        let mut of_line = vec![first];
        while let Some(next) = edits.next_if(|next| next.kind == EditKind::Within && next.line == first.line)
        {
            of_line.push(next);
        }
        let mut hunk = Vec::new();
        let after = match (first.kind, first.line) {
            (EditKind::Within, Some(line)) => {
                push_kept(&mut hunk, plan, line.checked_sub(1));
                hunk.push(HunkLine {
                    mark: Mark::Removed,
                    number: line + 1,
                    text: shown(&plan.text, &plan.lines, line, wish),
                });
                line
            }
            (EditKind::Lines | EditKind::Within, line) => {
                push_kept(&mut hunk, plan, line);
                line.map_or(0, |line| line + 1)
            }
        };
        let new = new_lines(plan, &of_line, wish);
        let number = after + 1 + added_above;
        added_above += new.len();
        if first.kind == EditKind::Within {
            added_above -= 1;
        }
        hunk.extend(new.into_iter().enumerate().map(|(nth, text)| HunkLine {
            mark: Mark::Added,
            number: number + nth,
            text,
        }));
        push_kept(
            &mut hunk,
            plan,
            Some(if first.kind == EditKind::Within {
                after + 1
            } else {
                after
            }),
        );
        let section = first.line.map_or(0, |line| plan.lines.all[line].section);
        hunks.push(Hunk {
            section: plan.lines.sections[section].clone(),
            lines: hunk,
        });
    }
    hunks
}

/// A neighbour, with the values of other keys left out: they may be secrets too.
fn push_kept(hunk: &mut Vec<HunkLine>, plan: &FilePlan, line: Option<usize>) {
    let Some((line, found)) = line.and_then(|line| Some((line, plan.lines.all.get(line)?))) else {
        return;
    };
    let units = &plan.text.units;
    let text = match &found.kind {
        Kind::Pair(pair) => {
            let key = plan.text.shown(&units[found.body.start..pair.sign.end]);
            format!("{}…", masked_words(&key, LONGEST_NAME))
        }
        Kind::Comment => without_secrets(&plan.text.shown(&units[found.body.clone()])),
        Kind::Section => {
            let line = plan.text.shown(&units[found.body.clone()]);
            let (name, remark) = line.split_at(line.find(']').map_or(line.len(), |at| at + 1));
            format!("{name}{}", without_secrets(remark))
        }
        Kind::Blank => plan.text.shown(&units[found.body.clone()]),
        Kind::Junk => "…".to_owned(),
    };
    hunk.push(HunkLine {
        mark: Mark::Kept,
        number: line + 1,
        text,
    });
}

/// The texts of the lines that come in place of one.
fn new_lines(plan: &FilePlan, edits: &[&super::patch::Edit], wish: &Wish<'_>) -> Vec<String> {
    let units = &plan.text.units;
    let mut new = Vec::new();
    match (edits[0].kind, edits[0].line) {
        (EditKind::Within, Some(line)) => {
            let body = &plan.lines.all[line].body;
            let mut from = body.start;
            for edit in edits {
                new.extend(&units[from..edit.old.start]);
                new.extend(&edit.new);
                from = edit.old.end;
            }
            new.extend(&units[from..body.end]);
        }
        (EditKind::Lines | EditKind::Within, _) => new.extend(&edits[0].new),
    }
    let text = Text {
        encoding: plan.text.encoding,
        units: new.into(),
    };
    let lines = Lines::of(&text);
    (0..lines.all.len())
        .filter(|line| !matches!(lines.all[*line].kind, Kind::Blank))
        .map(|line| shown(&text, &lines, line, wish))
        .collect()
}

/// A line of the key, its secret masked.
fn shown(text: &Text, lines: &Lines, line: usize, wish: &Wish<'_>) -> String {
    let body = lines.all[line].body.clone();
    match &lines.all[line].kind {
        Kind::Pair(pair) => {
            let value = text.shown(&text.units[pair.value.clone()]);
            let value = match spelling::holds(&value, wish.variable) {
                spelling::Holds::Literal => masked(&value),
                spelling::Holds::Correct
                | spelling::Holds::Repairable
                | spelling::Holds::Empty
                | spelling::Holds::Other(_) => value,
            };
            format!(
                "{}{value}{}",
                text.shown(&text.units[body.start..pair.value.start]),
                without_secrets(&text.shown(&text.units[pair.value.end..body.end]))
            )
        }
        Kind::Comment | Kind::Section | Kind::Blank | Kind::Junk => {
            without_secrets(&text.shown(&text.units[lines::trimmed(&text.units, body)]))
        }
    }
}

fn masked(value: &str) -> String {
    let inner = spelling::unquoted(value);
    let masked = Secret::new(inner.as_bytes().to_vec()).masked();
    value.replacen(inner, &masked, 1)
}

/// A remark with everything masked that is long and without blanks, and what follows a `=`.
fn without_secrets(remark: &str) -> String {
    if let Some((before, after)) = remark.split_once('=')
        && !after.trim().starts_with("${")
    {
        return format!("{}= …", masked_words(before, LONGEST_NAME));
    }
    masked_words(remark, LONGEST_WORD)
}

/// Longer words of a remark may be secrets.
const LONGEST_WORD: usize = 15;
/// Names of keys are longer; but a secret that ends in `=` reads like a key.
const LONGEST_NAME: usize = 31;

fn masked_words(text: &str, longest: usize) -> String {
    let words = text.split(' ').map(|word| {
        if word.chars().count() > longest && !is_a_reference(word) {
            Secret::new(word.as_bytes().to_vec()).masked()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `${NAME}` and nothing beside it: with something beside it, that may be the secret.
fn is_a_reference(word: &str) -> bool {
    word.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(spelling::is_a_name)
}
