//! A text's lines: where each starts and ends, and what an ini reader takes it for.

use std::ops::Range;

use super::text::Text;

/// How a file's lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnds {
    /// None does.
    None,
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    Crlf,
    /// Carriage return alone.
    Cr,
    /// Some of each.
    Mixed,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its units without the line end.
    pub(super) body: Range<usize>,
    /// Where the next line starts.
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Which of [`Lines::sections`] it is in.
    pub(super) section: usize,
}

/// What an ini reader takes a line for.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Blank,
    Comment,
    Section,
    Pair(Pair),
    Junk,
}

/// `key = value ; remark`, cut into its parts.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// The key without blanks.
    pub(super) key: Range<usize>,
    /// From the end of the key to the start of the value: `=` and the blanks round it.
    pub(super) sign: Range<usize>,
    /// The value without blanks and remark, quotes included.
    pub(super) value: Range<usize>,
    /// A remark behind it, from its sign to its last character.
    pub(super) remark: Option<Range<usize>>,
}

/// A text in lines.
pub(super) struct Lines {
    pub(super) all: Vec<Line>,
    /// The names of the sections in order, equal names (but for case) once; the first is the empty one.
    pub(super) sections: Vec<String>,
    pub(super) ends: LineEnds,
    /// The most frequent line end, if there is any.
    pub(super) usual_end: Option<&'static [u16]>,
}

pub(super) const LF: &[u16] = &[0x0a];
pub(super) const CRLF: &[u16] = &[0x0d, 0x0a];
const CR: &[u16] = &[0x0d];

impl Lines {
    pub(super) fn of(text: &Text) -> Self {
        let units = &text.units;
        let cr_ends_lines = !units.contains(&0x0a);
        let mut lines = Self {
            all: Vec::new(),
            sections: vec![String::new()],
            ends: LineEnds::None,
            usual_end: None,
        };
        let mut counts = [(CRLF, 0_usize), (LF, 0), (CR, 0)];
        let (mut start, mut section) = (0, 0);
        while start < units.len() {
            let (body, end) = cut(units, start, cr_ends_lines);
            if let Some(count) = counts.iter_mut().find(|(kind, _)| *kind == &units[body.end..end]) {
                count.1 += 1;
            }
            let kind = kind_of(units, body.clone());
            if matches!(kind, Kind::Section) {
                section = lines.section(text, &body);
            }
            lines.all.push(Line {
                body,
                end,
                kind,
                section,
            });
            start = end;
        }
        let used: Vec<_> = counts.iter().filter(|(_, count)| *count > 0).collect();
        lines.ends = match used.as_slice() {
            [] => LineEnds::None,
            [(kind, _)] if *kind == CRLF => LineEnds::Crlf,
            [(kind, _)] if *kind == LF => LineEnds::Lf,
            [_] => LineEnds::Cr,
            _ => LineEnds::Mixed,
        };
        lines.usual_end = used
            .iter()
            .rev()
            .max_by_key(|(_, count)| *count)
            .map(|(kind, _)| *kind);
        lines
    }

    /// The number of a section, which is added if it is new.
    fn section(&mut self, text: &Text, line: &Range<usize>) -> usize {
        let name = text.shown(&text.units[section_name(&text.units, trimmed(&text.units, line.clone()))]);
        let name = name.trim().to_owned();
        self.section_named(&name).unwrap_or_else(|| {
            self.sections.push(name);
            self.sections.len() - 1
        })
    }

    /// Whether a return stands within a line: some readers take it for a line end, others do not.
    pub(super) fn has_a_return_within(&self, text: &Text) -> bool {
        self.all
            .iter()
            .any(|line| text.units[line.body.clone()].contains(&0x0d))
    }

    pub(super) fn section_named(&self, name: &str) -> Option<usize> {
        self.sections
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The line that starts at `start`: its body, and where the next one starts.
fn cut(units: &[u16], start: usize, cr_ends_lines: bool) -> (Range<usize>, usize) {
    let ends_here = |unit: &u16| *unit == 0x0a || cr_ends_lines && *unit == 0x0d;
    match units[start..].iter().position(ends_here) {
        None => (start..units.len(), units.len()),
        Some(length) => {
            let end = start + length;
            let returns = units[start..end]
                .iter()
                .rev()
                .take_while(|unit| **unit == 0x0d)
                .count();
            let body_end = if units[end] == 0x0a { end - returns } else { end };
            (start..body_end, end + 1)
        }
    }
}

pub(super) fn kind_of(units: &[u16], body: Range<usize>) -> Kind {
    let inner = trimmed(units, body.clone());
    let Some(first) = units[inner.clone()].first().copied() else {
        return Kind::Blank;
    };
    if is_one_of(first, b";#/") {
        return Kind::Comment;
    }
    if is_one_of(first, b"[") && has_a_section_end(units, inner.clone()) {
        return Kind::Section;
    }
    pair(units, inner, body.end).map_or(Kind::Junk, Kind::Pair)
}

/// Cuts `key = value ; remark` at the first `=`.
///
/// `line_end` is where the line's body ends: an empty value stands behind all blanks.
pub(super) fn pair(units: &[u16], inner: Range<usize>, line_end: usize) -> Option<Pair> {
    let equals = inner.start
        + units[inner.clone()]
            .iter()
            .position(|unit| is_one_of(*unit, b"="))?;
    let key = trimmed_of_wide_blanks(units, inner.start..equals);
    let start = after_blanks(units, equals + 1..line_end);
    let (value, remark) = value_and_remark(units, start..inner.end.max(start));
    Some(Pair {
        sign: key.end..start,
        key,
        value,
        remark,
    })
}

/// A remark starts at `;` or `#` behind a blank, or right where the value would; not inside double quotes.
fn value_and_remark(units: &[u16], rest: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let mut from = rest.start;
    if units[rest.clone()]
        .first()
        .is_some_and(|unit| is_one_of(*unit, b"\""))
        && let Some(closing) = units[rest.start + 1..rest.end]
            .iter()
            .position(|unit| is_one_of(*unit, b"\""))
    {
        from = rest.start + 1 + closing + 1;
    }
    let starts_a_remark =
        |at: &usize| is_one_of(units[*at], b";#") && (*at == rest.start || is_blank(units[*at - 1]));
    match (from..rest.end).find(starts_a_remark) {
        Some(at) => (trimmed(units, rest.start..at), Some(at..rest.end)),
        None => (rest, None),
    }
}

/// `[name]`, or `[name]` with a remark behind it.
fn has_a_section_end(units: &[u16], inner: Range<usize>) -> bool {
    let Some(close) = units[inner.clone()]
        .iter()
        .position(|unit| is_one_of(*unit, b"]"))
    else {
        return false;
    };
    let rest = trimmed(units, inner.start + close + 1..inner.end);
    rest.is_empty()
        || is_one_of(units[inner.end - 1], b"]")
        || units[rest].first().is_some_and(|unit| is_one_of(*unit, b";#"))
}

fn section_name(units: &[u16], inner: Range<usize>) -> Range<usize> {
    let is_close = |unit: &u16| is_one_of(*unit, b"]");
    let close = if is_close(&units[inner.end - 1]) {
        inner.end - 1
    } else {
        inner.start
            + units[inner.clone()]
                .iter()
                .position(is_close)
                .unwrap_or(inner.len() - 1)
    };
    inner.start + 1..close.max(inner.start + 1)
}

pub(super) fn is_blank(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0b | 0x0c | 0x20)
}

pub(super) fn is_one_of(unit: u16, ascii: &[u8]) -> bool {
    u8::try_from(unit).is_ok_and(|byte| ascii.contains(&byte))
}

/// `range` without the blanks at its ends.
pub(super) fn trimmed(units: &[u16], range: Range<usize>) -> Range<usize> {
    let start = after_blanks(units, range.clone());
    let length = units[start..range.end]
        .iter()
        .rposition(|unit| !is_blank(*unit))
        .map_or(0, |last| last + 1);
    start..start + length
}

pub(super) fn after_blanks(units: &[u16], range: Range<usize>) -> usize {
    units[range.clone()]
        .iter()
        .position(|unit| !is_blank(*unit))
        .map_or(range.end, |at| range.start + at)
}

/// The same, taking no-break spaces for blanks too, as .NET does: in UTF-8, in Latin-1 and in UTF-16.
fn trimmed_of_wide_blanks(units: &[u16], range: Range<usize>) -> Range<usize> {
    let mut range = trimmed(units, range);
    loop {
        let inner = &units[range.clone()];
        let next = if inner.ends_with(&[0xc2, 0xa0]) {
            range.start..range.end - 2
        } else if let Some(count) = lone_wide_blanks(inner) {
            range.start..range.end - count
        } else if inner.starts_with(&[0xc2, 0xa0]) {
            range.start + 2..range.end
        } else if inner.first() == Some(&0xa0) {
            range.start + 1..range.end
        } else {
            return range;
        };
        range = trimmed(units, next);
    }
}

/// How many no-break spaces of Latin-1 or UTF-16 stand at the end. Behind a unit that is not ASCII the same byte is the
/// end of a letter in UTF-8, such as `à`.
fn lone_wide_blanks(units: &[u16]) -> Option<usize> {
    let count = units.iter().rev().take_while(|unit| **unit == 0xa0).count();
    let before = units.len().checked_sub(count + 1).map(|at| units[at]);
    (count > 0 && before.is_none_or(|unit| unit < 0x80)).then_some(count)
}
