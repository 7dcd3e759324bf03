//! The grammar of `templates`.

use clap::{Args, Subcommand, ValueEnum};
use desk::wire::{SnippetKind, TokenKind};

use super::AuthWord;

#[derive(Subcommand)]
pub(crate) enum Templates {
    /// List them: those that are always there, and your own.
    List,
    /// Show one.
    Show {
        /// What it is called.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Save one of your own, in the place of one of the same name if there is one.
    Save(Box<SaveTemplate>),
    /// Remove one of your own. Tokens made with it stay as they are.
    Remove {
        /// What it is called.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Args)]
pub(crate) struct SaveTemplate {
    /// What to call it.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Start with another template; left out, with “PI scanner”.
    #[arg(long, value_name = "NAME", default_value = "PI scanner")]
    pub(crate) from: String,
    /// What its tokens are for.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<KindWord>,
    /// Days to live; 0: they never end.
    #[arg(long, value_name = "D")]
    pub(crate) days: Option<u32>,
    /// A group; may be given several times.
    #[arg(long = "group", value_name = "G")]
    pub(crate) groups: Vec<String>,
    /// A scope; may be given several times.
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// The variable that its tokens go into.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The key in a program's settings file that is to name the variable.
    #[arg(long, value_name = "K")]
    pub(crate) key: Option<String>,
    /// That file; left out, the scanner's own in its usual place.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<String>,
    /// No settings file.
    #[arg(long, conflicts_with_all = ["key", "file"])]
    pub(crate) no_file: bool,
    /// How programs present its tokens.
    #[arg(long, value_name = "STYLE")]
    pub(crate) auth: Option<AuthWord>,
    /// The sample that the window begins with.
    #[arg(long, value_name = "SAMPLE")]
    pub(crate) sample: Option<SnippetWord>,
}

/// A kind of token as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum KindWord {
    /// For a program of your own
    Own,
    /// For a user who is chosen
    User,
    /// For one resource
    Resource,
    /// For nobody in particular
    Company,
}

impl From<KindWord> for TokenKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Own => Self::Own,
            KindWord::User => Self::User,
            KindWord::Resource => Self::Resource,
            KindWord::Company => Self::Company,
        }
    }
}

/// A sample beside a new token as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SnippetWord {
    Curl,
    CurlBasic,
    Python,
    Powershell,
    Postman,
    SettingsFile,
}

impl From<SnippetWord> for SnippetKind {
    fn from(word: SnippetWord) -> Self {
        match word {
            SnippetWord::Curl => Self::Curl,
            SnippetWord::CurlBasic => Self::CurlBasic,
            SnippetWord::Python => Self::Python,
            SnippetWord::Powershell => Self::PowerShell,
            SnippetWord::Postman => Self::Postman,
            SnippetWord::SettingsFile => Self::SettingsFile,
        }
    }
}
