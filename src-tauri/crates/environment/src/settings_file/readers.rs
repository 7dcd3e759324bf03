//! The changed file as programs will read it: strictly, as .NET's ini provider does, and leniently, as most
//! others do. Both must find the reference, and everything else as before.

use super::lines::{self, Kind, Lines};
use super::patch::{FilePlan, Wish, is_key};
use super::spelling;
use super::text::Text;
use crate::Secret;

/// A key of a file: its section, its name, its value.
type Entry = (usize, Vec<u16>, Vec<u16>);

/// Whether both readers find what is wished for and nothing else changed.
pub(super) fn agree(plan: &FilePlan, wish: &Wish<'_>, new: &Secret) -> bool {
    let Ok(text) = Text::of(new.expose()) else {
        return false;
    };
    let lines = Lines::of(&text);
    let changed: Vec<usize> = plan
        .hunks
        .iter()
        .filter_map(|hunk| plan.lines.section_named(&hunk.section))
        .collect();
    [strict, lenient].iter().all(|value| {
        let (before, after) = (
            entries(&plan.text, &plan.lines, *value),
            entries(&text, &lines, *value),
        );
        let is_ours = |entry: &&Entry| is_key(&entry.1, wish.key);
        let others_are_kept = before
            .iter()
            .filter(|entry| !is_ours(entry))
            .eq(after.iter().filter(|entry| !is_ours(entry)));
        let expected: Vec<u16> = spelling::reference(wish.variable).encode_utf16().collect();
        let ours_before: Vec<_> = before.iter().filter(is_ours).collect();
        let ours: Vec<_> = after.iter().filter(is_ours).collect();
        let mut in_changed = ours.iter().filter(|entry| changed.contains(&entry.0)).peekable();
        let is_there = in_changed.peek().is_some() || ours_before == ours;
        others_are_kept && is_there && in_changed.all(|entry| entry.2 == expected)
    })
}

fn entries(text: &Text, lines: &Lines, value: fn(&[u16]) -> &[u16]) -> Vec<Entry> {
    let pairs = lines.all.iter().filter_map(|line| match &line.kind {
        Kind::Pair(pair) => Some((
            line.section,
            text.units[pair.key.clone()].to_vec(),
            value(&text.units[pair.value.start..line.body.end]).to_vec(),
        )),
        Kind::Blank | Kind::Comment | Kind::Section | Kind::Junk => None,
    });
    pairs.collect()
}

/// Everything behind the sign belongs to the value; only `"…"` is taken off.
fn strict(rest: &[u16]) -> &[u16] {
    let value = &rest[lines::trimmed(rest, 0..rest.len())];
    let quoted = value.len() > 1 && value.starts_with(&[0x22]) && value.ends_with(&[0x22]);
    if quoted { &value[1..value.len() - 1] } else { value }
}

/// A remark behind a blank is none of the value; both kinds of quotes are taken off.
fn lenient(rest: &[u16]) -> &[u16] {
    let ends =
        (1..rest.len()).find(|at| lines::is_one_of(rest[*at], b";#") && lines::is_blank(rest[*at - 1]));
    let value = &rest[..ends.unwrap_or(rest.len())];
    let value = &value[lines::trimmed(value, 0..value.len())];
    let quoted = value.len() > 1
        && value.first() == value.last()
        && value
            .first()
            .is_some_and(|quote| lines::is_one_of(*quote, b"\"'"));
    if quoted { &value[1..value.len() - 1] } else { value }
}
