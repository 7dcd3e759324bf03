//! Finds the lines of the key, and decides for each what becomes of it.

use std::ops::Range;

use super::lines::{self, CRLF, Kind, LF, Line, Lines, Pair};
use super::patch::{
    Edit, EditKind, FilePlan, Found, OldPiece, Question, Refusal, Section, Wish, ascii, is_key,
};
use super::spelling::{self, Holds};
use super::text::Text;
use super::{Notice, diff};
use crate::Secret;

/// A line of the key.
struct Hit {
    line: usize,
    pair: Pair,
    holds: Holds,
}

pub(super) struct Planning<'a> {
    wish: &'a Wish<'a>,
    text: Text,
    lines: Lines,
    hits: Vec<Hit>,
    commented: Vec<Hit>,
    notices: Vec<Notice>,
    questions: Vec<Question>,
    edits: Vec<Edit>,
    chosen: Option<usize>,
}

impl<'a> Planning<'a> {
    pub(super) fn new(wish: &'a Wish<'a>, text: Text, lines: Lines) -> Result<Self, Refusal> {
        let chosen = match &wish.section {
            Some(Section::Named(name)) => Some(lines.section_named(name).ok_or(Refusal::NoSuchSection)?),
            Some(Section::Every) | None => None,
        };
        Ok(Self {
            wish,
            text,
            lines,
            hits: Vec::new(),
            commented: Vec::new(),
            notices: Vec::new(),
            questions: Vec::new(),
            edits: Vec::new(),
            chosen,
        })
    }

    /// Finds the lines of the key, commented out or not, and what is odd.
    pub(super) fn look(&mut self) -> Result<(), Refusal> {
        for (number, line) in self.lines.all.iter().enumerate() {
            if !matches!(line.kind, Kind::Comment | Kind::Section) && self.is_colon_line(line) {
                return Err(Refusal::ColonLine { line: number + 1 });
            }
            match &line.kind {
                Kind::Pair(pair) if self.is_key(&pair.key) => {
                    let hit = self.hit(number, pair.clone());
                    self.hits.push(hit);
                }
                Kind::Comment => {
                    if let Some(pair) = self.commented_pair(line) {
                        let hit = self.hit(number, pair);
                        self.commented.push(hit);
                    }
                }
                Kind::Junk => self.notices.push(Notice::Junk { line: number + 1 }),
                Kind::Blank | Kind::Section | Kind::Pair(_) => {}
            }
        }
        Ok(())
    }

    fn hit(&self, line: usize, pair: Pair) -> Hit {
        let holds = spelling::holds(&self.shown(&pair.value), self.wish.variable);
        Hit { line, pair, holds }
    }

    pub(super) fn decide(&mut self) -> Result<(), Refusal> {
        let mut sections: Vec<usize> = self.hits.iter().map(|hit| self.section_of(hit)).collect();
        sections.sort_unstable();
        sections.dedup();
        let all_right = self.hits.iter().all(|hit| hit.holds == Holds::Correct);
        if sections.len() > 1 && self.wish.section.is_none() && !all_right {
            let choices = sections
                .iter()
                .map(|section| self.lines.sections[*section].clone())
                .collect();
            self.questions.push(Question::Section {
                several: true,
                choices,
            });
            return Ok(());
        }
        let hits = std::mem::take(&mut self.hits);
        let (here, elsewhere): (Vec<_>, Vec<_>) = hits
            .into_iter()
            .partition(|hit| self.chosen.is_none_or(|chosen| self.section_of(hit) == chosen));
        if here.is_empty() {
            self.insert();
        } else {
            self.rewrite(&here, &sections);
        }
        self.hits = here;
        self.hits.extend(elsewhere);
        self.hits.sort_by_key(|hit| hit.line);
        self.clean_comments();
        Ok(())
    }

    fn rewrite(&mut self, hits: &[Hit], sections: &[usize]) {
        for section in sections {
            let of_it: Vec<_> = hits
                .iter()
                .filter(|hit| self.section_of(hit) == *section)
                .collect();
            if of_it.len() > 1 {
                self.notices.push(Notice::Duplicate {
                    section: self.lines.sections[*section].clone(),
                    lines: of_it.iter().map(|hit| hit.line + 1).collect(),
                });
            }
            for (nth, hit) in of_it.into_iter().enumerate() {
                if let (Holds::Other(names), false) = (&hit.holds, self.wish.replace_other) {
                    self.questions.push(Question::Other {
                        line: hit.line + 1,
                        names: names.clone(),
                    });
                } else {
                    self.rewrite_line(hit, nth > 0 && self.wish.comment_out_extras);
                }
            }
        }
    }

    fn rewrite_line(&mut self, hit: &Hit, comment_out: bool) {
        let line = &self.lines.all[hit.line];
        let (start, end) = (line.body.start, line.end);
        let indent = start
            ..hit
                .pair
                .key
                .start
                .min(lines::after_blanks(&self.text.units, line.body.clone()));
        let line_end = if line.body.end < end {
            self.text.units[line.body.end..end].to_vec()
        } else {
            self.usual_end().to_vec()
        };
        let mut moved = None;
        if let Some(remark) = &hit.pair.remark {
            let mut new = self.text.units[indent.clone()].to_vec();
            let from = new.len();
            new.extend(&self.text.units[remark.clone()]);
            new.extend(&line_end);
            self.notices.push(Notice::RemarkMoved { line: hit.line + 1 });
            moved = Some((from, remark.clone()));
            self.edits
                .push(self.edit(start..start, new, Vec::new(), hit.line, EditKind::Within));
        }
        if comment_out {
            let at = indent.end;
            self.edits
                .push(self.edit(at..at, ascii("; "), Vec::new(), hit.line, EditKind::Within));
        }
        if hit.holds != Holds::Correct || moved.is_some() {
            let edit = self.value_edit(hit, moved.filter(|_| !comment_out));
            self.edits.push(edit);
        }
    }

    /// The value becomes the reference; what stood there is noted in pieces.
    fn value_edit(&mut self, hit: &Hit, moved: Option<(usize, Range<usize>)>) -> Edit {
        let value = hit.pair.value.clone();
        match hit.holds {
            Holds::Literal => self.notices.push(Notice::LiteralSecret { line: hit.line + 1 }),
            Holds::Repairable => self.notices.push(Notice::Repaired { line: hit.line + 1 }),
            Holds::Correct | Holds::Empty | Holds::Other(_) => {}
        }
        let mut new = Vec::new();
        if value.is_empty() && hit.pair.sign.end == self.after_equals(&hit.pair) {
            // `K =` has no blank behind the sign to go by, but perhaps one before it.
            let before = self.text.units[hit.pair.sign.start];
            new.extend(lines::is_blank(before).then_some(before));
        }
        new.extend(ascii(&spelling::reference(self.wish.variable)));
        let mut pieces = if hit.holds == Holds::Literal {
            self.secret(&value)
        } else {
            vec![OldPiece::Plain(value.clone())]
        };
        let mut old = value;
        if let Some(remark) = &hit.pair.remark {
            pieces.push(OldPiece::Plain(old.end..remark.start));
            pieces.push(match moved {
                Some((from, _)) => OldPiece::InPrevious(from, remark.len()),
                // It stands two edits before this one; such a line is put back from memory only.
                None => OldPiece::Secret(remark.clone()),
            });
            old = old.start..remark.end;
        }
        self.edit(old, new, pieces, hit.line, EditKind::Within)
    }

    /// A value that is secret; the quotes around it are not.
    fn secret(&self, value: &Range<usize>) -> Vec<OldPiece> {
        let units = &self.text.units[value.clone()];
        let quoted = units.len() >= 2
            && units.first() == units.last()
            && units.first().is_some_and(|unit| lines::is_one_of(*unit, b"\"'"));
        if !quoted {
            return vec![OldPiece::Secret(value.clone())];
        }
        vec![
            OldPiece::Plain(value.start..value.start + 1),
            OldPiece::Secret(value.start + 1..value.end - 1),
            OldPiece::Plain(value.end - 1..value.end),
        ]
    }

    fn after_equals(&self, pair: &Pair) -> usize {
        let sign = &self.text.units[pair.sign.clone()];
        let equals = sign
            .iter()
            .position(|unit| lines::is_one_of(*unit, b"="))
            .unwrap_or_default();
        pair.sign.start + equals + 1
    }

    /// A new line where the key is missing, if it is clear where.
    fn insert(&mut self) {
        let in_reach = |section: usize| self.chosen.is_none_or(|chosen| chosen == section);
        let commented: Vec<usize> = self
            .commented
            .iter()
            .map(|hit| hit.line)
            .filter(|line| in_reach(self.lines.all[*line].section))
            .collect();
        let siblings = self.siblings(in_reach);
        let keys: Vec<usize> = (0..self.lines.all.len())
            .filter(|line| matches!(self.lines.all[*line].kind, Kind::Pair(_)))
            .collect();
        if let Some(line) = self.last_of_one_section(&commented) {
            let pair = self
                .commented
                .iter()
                .find(|hit| hit.line == line)
                .map(|hit| hit.pair.clone());
            self.insert_after(Some(line), pair.map(|pair| (pair, true)));
        } else if let Some(line) = self.last_of_one_section(&siblings) {
            self.insert_after(Some(line), self.pair_of(line).map(|pair| (pair, false)));
        } else if let Some(chosen) = self.chosen {
            let in_it = |line: &&usize| self.lines.all[**line].section == chosen;
            match keys.iter().rev().find(in_it) {
                Some(line) => self.insert_after(Some(*line), self.pair_of(*line).map(|pair| (pair, false))),
                None => self.insert_after(self.start_of(chosen), None),
            }
        } else if keys.is_empty() {
            self.insert_after(self.lines.all.len().checked_sub(1), None);
        } else {
            self.questions.push(Question::Section {
                several: false,
                choices: self.lines.sections.clone(),
            });
        }
    }

    /// Keys of the same family: `tychoData…`.
    fn siblings(&self, in_reach: impl Fn(usize) -> bool) -> Vec<usize> {
        const FAMILY: &str = "tychodata";
        let is_family = |text: &str| text.to_ascii_lowercase().starts_with(FAMILY);
        if !is_family(self.wish.key.as_str()) {
            return Vec::new();
        }
        let is_sibling = |line: &Line| match &line.kind {
            Kind::Pair(pair) => in_reach(line.section) && is_family(&self.shown(&pair.key)),
            Kind::Blank | Kind::Comment | Kind::Section | Kind::Junk => false,
        };
        (0..self.lines.all.len())
            .filter(|line| is_sibling(&self.lines.all[*line]))
            .collect()
    }

    fn last_of_one_section(&self, lines: &[usize]) -> Option<usize> {
        let last = *lines.last()?;
        let section = self.lines.all[last].section;
        lines
            .iter()
            .all(|line| self.lines.all[*line].section == section)
            .then_some(last)
    }

    /// The line after which a section without keys begins; of the first, there may be none.
    fn start_of(&self, section: usize) -> Option<usize> {
        if section == 0 {
            return self
                .lines
                .all
                .iter()
                .position(|line| line.section != 0)
                .map_or(self.lines.all.len().checked_sub(1), |first| first.checked_sub(1));
        }
        self.lines
            .all
            .iter()
            .rposition(|line| line.section == section && matches!(line.kind, Kind::Section))
    }

    /// Adds a line that looks like its neighbour.
    fn insert_after(&mut self, line: Option<usize>, neighbour: Option<(Pair, bool)>) {
        let units = &self.text.units;
        let mut key = ascii(self.wish.key.as_str());
        let (mut indent, mut sign) = (Vec::new(), ascii(" = "));
        if let (Some(line), Some((pair, commented_out))) = (line, &neighbour) {
            let body = self.lines.all[line].body.clone();
            indent = units[body.start..lines::after_blanks(units, body)].to_vec();
            if *commented_out {
                key = units[pair.key.clone()].to_vec();
            }
            sign = units[pair.sign.clone()].to_vec();
            if pair.value.is_empty() && self.after_equals(pair) == pair.sign.end && lines::is_blank(sign[0]) {
                sign.push(sign[0]);
            }
        }
        let mut new = [indent, key, sign, ascii(&spelling::reference(self.wish.variable))].concat();
        let end = self.usual_end();
        let at = match line.map(|line| &self.lines.all[line]) {
            Some(line) if line.body.end == line.end => {
                new.splice(0..0, end.iter().copied());
                line.end
            }
            Some(line) => {
                new.extend(end);
                line.end
            }
            None => {
                new.extend(end);
                0
            }
        };
        self.edits.push(Edit {
            old: at..at,
            new,
            pieces: Vec::new(),
            line,
            kind: EditKind::Lines,
        });
    }

    fn clean_comments(&mut self) {
        let commented = std::mem::take(&mut self.commented);
        for hit in &commented {
            if !self.holds_secret(hit) {
                continue;
            }
            self.notices.push(Notice::CommentedSecret { line: hit.line + 1 });
            if self.wish.clean_comments {
                let edit = self.edit(
                    hit.pair.value.clone(),
                    ascii(&spelling::reference(self.wish.variable)),
                    self.secret(&hit.pair.value),
                    hit.line,
                    EditKind::Within,
                );
                self.edits.push(edit);
            }
        }
        self.commented = commented;
    }

    fn holds_secret(&self, hit: &Hit) -> bool {
        hit.holds == Holds::Literal && !spelling::is_a_placeholder(&self.shown(&hit.pair.value))
    }

    pub(super) fn finish(mut self) -> FilePlan {
        if !self.questions.is_empty() {
            self.edits.clear();
        }
        self.edits.sort_by_key(|edit| (edit.old.start, edit.old.end));
        let mut found: Vec<Found> = self.hits.iter().map(|hit| self.found(hit, false)).collect();
        found.extend(self.commented.iter().map(|hit| self.found(hit, true)));
        found.sort_by_key(|found| found.line);
        self.notices.sort_by_key(Notice::place);
        let by_hand = format!(
            "{} = {}",
            self.wish.key.as_str(),
            spelling::reference(self.wish.variable)
        );
        let mut plan = FilePlan {
            encoding: self.text.encoding,
            line_ends: self.lines.ends,
            found,
            notices: self.notices,
            questions: self.questions,
            hunks: Vec::new(),
            by_hand,
            text: self.text,
            lines: self.lines,
            edits: self.edits,
        };
        plan.hunks = diff::hunks(&plan, self.wish);
        plan
    }

    fn found(&self, hit: &Hit, commented_out: bool) -> Found {
        let literal = hit.holds == Holds::Literal && (!commented_out || self.holds_secret(hit));
        let value = self.shown(&hit.pair.value);
        Found {
            line: hit.line + 1,
            section: self.lines.sections[self.section_of(hit)].clone(),
            commented_out,
            holds: hit.holds.clone(),
            literal: literal.then(|| Secret::new(spelling::unquoted(&value).as_bytes().to_vec())),
        }
    }

    fn edit(
        &self,
        old: Range<usize>,
        new: Vec<u16>,
        pieces: Vec<OldPiece>,
        line: usize,
        kind: EditKind,
    ) -> Edit {
        Edit {
            old,
            new,
            pieces,
            line: Some(line),
            kind,
        }
    }

    fn section_of(&self, hit: &Hit) -> usize {
        self.lines.all[hit.line].section
    }

    fn pair_of(&self, line: usize) -> Option<Pair> {
        match &self.lines.all[line].kind {
            Kind::Pair(pair) => Some(pair.clone()),
            Kind::Blank | Kind::Comment | Kind::Section | Kind::Junk => None,
        }
    }

    fn usual_end(&self) -> &'static [u16] {
        let native = if cfg!(windows) { CRLF } else { LF };
        self.lines.usual_end.unwrap_or(native)
    }

    fn is_key(&self, range: &Range<usize>) -> bool {
        is_key(&self.text.units[range.clone()], self.wish.key)
    }

    /// `key : value`, as some other formats write it.
    fn is_colon_line(&self, line: &Line) -> bool {
        let body = &self.text.units[line.body.clone()];
        let colon = body.iter().position(|unit| lines::is_one_of(*unit, b":="));
        colon.is_some_and(|at| {
            lines::is_one_of(body[at], b":")
                && self.is_key(&lines::trimmed(
                    &self.text.units,
                    line.body.start..line.body.start + at,
                ))
        })
    }

    fn commented_pair(&self, line: &Line) -> Option<Pair> {
        let units = &self.text.units;
        let inner = lines::trimmed(units, line.body.clone());
        let sign = |unit: &u16| lines::is_one_of(*unit, b";#/") || lines::is_blank(*unit);
        let skipped = units[inner.clone()].iter().take_while(|unit| sign(unit)).count();
        lines::pair(units, inner.start + skipped..inner.end, line.body.end)
            .filter(|pair| self.is_key(&pair.key))
    }

    fn shown(&self, range: &Range<usize>) -> String {
        self.text.shown(&self.text.units[range.clone()])
    }
}
