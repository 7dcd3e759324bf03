//! The grammar of the audit trail.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use desk::wire::AuditQuery;
use jiff::civil::Date;

/// What can be asked of the audit trail.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// List what happened, newest first.
    List {
        #[command(flatten)]
        which: Which,
        /// At most so many rows.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        count: u32,
    },
    /// Show one row.
    Show {
        /// Its number, as “tokendesk audit list” tells it.
        #[arg(value_name = "NUMBER")]
        seq: i64,
    },
    /// Say whether the trail, and the recorded requests to verifiers, are as they were written.
    Verify {
        /// A last row that “tokendesk audit verify --json” told earlier: whether it is still there.
        #[arg(long, value_name = "END")]
        against: Option<String>,
    },
    /// Write rows into a file, for a spreadsheet or as JSON. A file that is there is left alone.
    Export {
        #[command(flatten)]
        which: Which,
        /// The file; “-” is standard output.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The form; left out, by the file’s ending.
        #[arg(long, value_name = "F")]
        form: Option<FileForm>,
        /// Replace a file that is there.
        #[arg(long)]
        replace: bool,
    },
}

/// Which rows.
#[derive(Args)]
pub(crate) struct Which {
    /// From this day on, for example 2026-11-22.
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// Up to the end of this day.
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// Only this event, for example token.revoked, or a whole family such as token.
    #[arg(long, value_name = "E")]
    event: Option<String>,
    /// Only by somebody whose account has this in it.
    #[arg(long, value_name = "A")]
    actor: Option<String>,
    /// Only of the token with this id, or with this in its name.
    #[arg(long, value_name = "T")]
    token: Option<String>,
    /// Only what was done by the window, a terminal, or the program without being asked.
    #[arg(long, value_name = "S")]
    source: Option<SourceWord>,
    /// Only rows with this anywhere.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// By what something was done.
#[derive(Clone, Copy, ValueEnum)]
enum SourceWord {
    Window,
    Terminal,
    Program,
}

/// The form of a file.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FileForm {
    /// For a spreadsheet.
    Csv,
    /// For programs.
    Json,
}

impl From<Which> for AuditQuery {
    fn from(which: Which) -> Self {
        Self {
            since: which.since,
            until: which.until,
            event: which.event,
            actor: which.actor,
            token: which.token,
            source: which.source.map(|source| {
                match source {
                    SourceWord::Window => "window",
                    SourceWord::Terminal => "terminal",
                    SourceWord::Program => "program",
                }
                .to_owned()
            }),
            text: which.text,
        }
    }
}
