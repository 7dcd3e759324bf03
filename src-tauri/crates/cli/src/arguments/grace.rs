//! How long an old value lives on, as it is typed.

use clap::ValueEnum;
use desk::wire::Grace;

/// A grace as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum GraceWord {
    #[value(name = "now")]
    Now,
    #[value(name = "1h")]
    Hour,
    #[value(name = "24h")]
    Day,
    #[value(name = "7d")]
    Week,
    #[value(name = "30d")]
    Month,
}

impl From<GraceWord> for Grace {
    fn from(word: GraceWord) -> Self {
        match word {
            GraceWord::Now => Self::Now,
            GraceWord::Hour => Self::Hour,
            GraceWord::Day => Self::Day,
            GraceWord::Week => Self::Week,
            GraceWord::Month => Self::Month,
        }
    }
}
