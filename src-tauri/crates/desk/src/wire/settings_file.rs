//! A program's settings file (an ini file) whose key is made to name the variable.

use serde::{Deserialize, Serialize};

use super::PlacementTruth;

/// Which file, by its path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsFileRef {
    /// The path as the person names it.
    pub path: String,
}

/// Where the scanner's settings file usually lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UsualSettingsFile {
    /// The full path; null where the account's documents folder is not known.
    pub path: Option<String>,
    /// Whether a file is there.
    pub exists: bool,
    /// The key that is looked for when the person names no other.
    pub key: String,
    /// Whose documents folder it is, `DOMAIN\user` or `user@host`.
    pub account: String,
}

/// What to make the file say, and what the person has answered so far. The same request plans and applies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PatchSettingsFile {
    /// The file; null: the usual place.
    pub path: Option<String>,
    /// The key, for example `tychoDataAPIToken`.
    pub key: String,
    /// The variable that it is to name, not yet checked.
    pub variable: String,
    /// The answer to [`SettingsFileQuestion::Section`].
    pub section: Option<SectionChoice>,
    /// The answer to [`SettingsFileQuestion::OtherVariable`].
    pub replace_other: bool,
    /// Put a `;` before all lines of the key in its section but the first.
    pub comment_out_extras: bool,
    /// Make commented-out lines of the key that hold a secret name the variable too.
    pub clean_comments: bool,
    /// [`SettingsFilePlan::seen`] of the plan that the person agreed to. When the file has changed since,
    /// nothing is written. Null plans and applies in one go (terminal). Ignored when planning.
    pub seen: Option<String>,
}

/// Which section the key belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SectionChoice {
    /// The one with this name; the empty name stands for the lines before the first section.
    Named {
        /// Without brackets.
        name: String,
    },
    /// Every section that has the key.
    Every,
}

/// What would be written, before it is. It changes nothing. No secret is in it: old values are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsFilePlan {
    /// The full path.
    pub path: String,
    /// Where the file really lies, if the path is a link.
    pub link_to: Option<String>,
    /// The account that would write it.
    pub account: String,
    /// The key as asked for.
    pub key: String,
    /// The variable.
    pub variable: String,
    /// What applying this plan comes to.
    pub verdict: SettingsFileVerdict,
    /// Hand it back in [`PatchSettingsFile::seen`].
    pub seen: String,
    /// How the file is written.
    pub encoding: FileEncoding,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// Every line that has the key, in the file's order; empty if none has.
    pub found: Vec<FoundKey>,
    /// The changed lines with their neighbours; empty if nothing changes.
    pub hunks: Vec<DiffHunk>,
    /// What must be known.
    pub warnings: Vec<SettingsFileWarning>,
    /// What has to be answered first.
    pub questions: Vec<SettingsFileQuestion>,
    /// Why the file cannot be written, though it can be read. `by_hand` says what to change then.
    pub refusal: Option<SettingsFileProblem>,
    /// The line to paste where the person changes the file by hand.
    pub by_hand: String,
}

/// What applying a plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SettingsFileVerdict {
    /// Lines change.
    Change,
    /// It is right already: nothing is written.
    Correct,
    /// Questions have to be answered first.
    Ask,
    /// It cannot be written; see `refusal`.
    Refused,
}

/// How a file is written. It stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FileEncoding {
    /// UTF-8, or an older one in which ASCII stands for itself; no mark at the start.
    Plain,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, the low byte first, with a byte order mark.
    Utf16Le,
    /// UTF-16, the high byte first, with a byte order mark.
    Utf16Be,
}

/// How a file's lines end. They stay so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LineEnds {
    /// It has one line or none, without an end.
    None,
    /// Line feed (Linux, macOS).
    Lf,
    /// Carriage return and line feed (Windows).
    Crlf,
    /// Carriage return alone.
    Cr,
    /// Some of each.
    Mixed,
}

/// A line that has the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FoundKey {
    /// The line's number, from 1.
    pub line: u32,
    /// Its section, empty before the first.
    pub section: String,
    /// Whether it is commented out.
    pub commented_out: bool,
    /// What it holds.
    pub holds: HeldInFile,
    /// The name of the variable that it names, where it names one.
    pub names: Option<String>,
    /// The value, masked, where it is a literal.
    pub masked: Option<String>,
    /// The token that it is, where that is one of ours: offer to revoke or regenerate it.
    pub token: Option<TokenInFile>,
}

/// What a line of the key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HeldInFile {
    /// `${NAME}`, to the letter.
    Correct,
    /// The variable in another spelling, such as `\${NAME}`.
    Repairable,
    /// Nothing.
    Empty,
    /// Another variable.
    OtherVariable,
    /// A secret in plain text.
    Literal,
}

/// A token of ours that a file holds in plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenInFile {
    /// Its record, if there still is one.
    pub id: Option<String>,
    /// The record's name.
    pub name: Option<String>,
    /// Whether it is still accepted: then revoking or regenerating it is worth offering.
    pub alive: bool,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiffHunk {
    /// The section that they are in, empty before the first.
    pub section: String,
    /// From top to bottom; what goes stands before what comes in its place.
    pub lines: Vec<DiffLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiffLine {
    /// What happens to it.
    pub mark: DiffMark,
    /// Its number: in the old file for kept and removed lines, in the new one for added lines.
    pub number: u32,
    /// Its text without the line end. Values of other keys are left out (`…`), secrets masked.
    pub text: String,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DiffMark {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// Something to tell the person about a settings file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SettingsFileWarning {
    /// A secret stands in the file in plain text; whoever could read the file, a copy or a backup has it.
    LiteralSecret {
        /// Its line.
        line: u32,
    },
    /// A commented-out line holds a secret; `cleanComments` takes it out.
    CommentedSecret {
        /// Its line.
        line: u32,
    },
    /// The spelling is put right, for example the backslash that a web page shows.
    Repaired {
        /// The line.
        line: u32,
    },
    /// A remark behind the value moves to a line of its own above, because some readers take it as part of the
    /// value.
    RemarkMoved {
        /// The line.
        line: u32,
    },
    /// The key is there more than once in one section; .NET refuses such a file. `commentOutExtras` helps.
    Duplicate {
        /// The section.
        section: String,
        /// The lines.
        lines: Vec<u32>,
    },
    /// A line that is neither a section, a remark nor `key = value`; strict readers refuse the file. It stays.
    Junk {
        /// The line.
        line: u32,
    },
    /// The file has several names (hard links). Only this one gets the new text.
    HardLink {
        /// How many names.
        names: u32,
    },
    /// The file lies in another account's home folder.
    OtherProfile {
        /// The account's name.
        profile: String,
    },
    /// The variable is not set for this account: set it too.
    VariableNotSet,
    /// The variable is set, but the file holds a literal: until that is replaced the program uses the literal.
    LiteralWins,
}

/// What has to be answered before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SettingsFileQuestion {
    /// Which section? Answered by `section`.
    Section {
        /// Whether several sections have the key (they may use different tokens); else none has.
        several: bool,
        /// The sections to choose from; the empty name stands for the lines before the first. `Every` is a
        /// choice only when `several`.
        choices: Vec<String>,
    },
    /// The key names another variable. Replace it? Answered by `replaceOther`.
    OtherVariable {
        /// The line.
        line: u32,
        /// The variable that it names now.
        names: String,
    },
}

/// Why a settings file cannot be read or written. Nothing was changed, unless `undone` is false.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "problem", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SettingsFileProblem {
    /// There is no file.
    Missing,
    /// A folder, a device or a link that leads nowhere.
    NotAFile,
    /// Over 1 MiB: not a settings file.
    TooLarge {
        /// How many bytes.
        bytes: u64,
    },
    /// UTF-16 without the mark that says so.
    Utf16WithoutMark,
    /// UTF-32.
    Utf32,
    /// It holds NUL bytes or is damaged UTF-16: not text.
    NotText,
    /// Its owner made it read-only, or a tool manages it.
    ReadOnly,
    /// This account may not write it.
    NotPermitted {
        /// Who may: the owner's name, else a number.
        owner: Option<String>,
    },
    /// Another program has it open: close the scanner or the editor and try again.
    InUse,
    /// It was changed after it was planned. Plan again.
    Changed,
    /// The key is written `key : value`, which is not ours to rewrite.
    ColonLine {
        /// The line.
        line: u32,
    },
    /// It was changed by another program since Token Desk wrote it, so it cannot be put back as it was.
    ChangedSince {
        /// What became of the key.
        truth: PlacementTruth,
    },
    /// The key cannot be one: empty, over 200 characters, or with `=`, `[`, line breaks or a comment sign first.
    BadKey,
    /// The section that was named is not in the file.
    NoSuchSection,
    /// Questions of the plan are open.
    Unanswered,
    /// What was written there is not gone, so it is not forgotten.
    StillThere,
    /// There is nothing of ours to undo in this file.
    NothingToUndo,
    /// The old line held a secret, which is kept only as long as the program runs. In the terminal it can be given
    /// again by standard input.
    OldValueGone,
    /// The value that was given is not the one that stood there.
    NotTheOldValue,
    /// The home folder is gone, or the folder in which undo notes are kept cannot be used.
    NotesUnusable {
        /// Why, in plain English, with the path.
        reason: String,
    },
    /// Reading or writing failed.
    Failed {
        /// Why, in plain English.
        reason: String,
        /// Whether everything done before the failure was taken back.
        undone: bool,
    },
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsFileApplied {
    /// The plan that was carried out.
    pub plan: SettingsFilePlan,
    /// Whether anything was written; else it was right already.
    pub changed: bool,
    /// The numbers of the new lines, in the new file.
    pub lines: Vec<u32>,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsFileUndone {
    /// The full path of the file, which is byte for byte as it was before Token Desk wrote it.
    pub path: String,
    /// The key that was put back.
    pub key: String,
    /// Whether what is there again is a token of ours in plain text.
    pub token: Option<TokenInFile>,
}
