//! The grammar of resources and check-outs.

use clap::{ArgAction, Args, Subcommand};

/// The end of `resources add --help` and of `resources edit --help`.
const HELP_OF_ROTATION: &str = "\
The program of --rotate-with:
  It is a file that only its owner may change. It gets no argument, and five lines at standard input: the resource, its
  address, the account, the password that is right now, and the one to set. Exit code 0 says that the new one is right
  from now on; anything else leaves the old one in place, which is told and written down. It has 60 seconds, and may be
  run again with the same two passwords. What it writes is not kept.";

#[derive(Subcommand)]
pub(crate) enum Resources {
    /// List those for you, and who has them.
    List,
    /// Add one. Its password is asked for, or read from standard input; it is no argument.
    #[command(after_help = HELP_OF_ROTATION)]
    Add {
        /// What scripts call it (runHost).
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        name: String,
        /// What it is: database, api or host.
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
        /// Where it is, for example db.plant7:5432.
        #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
        address: String,
        /// The account whose password is lent.
        #[arg(long, value_name = "USER", allow_hyphen_values = true)]
        account: String,
        /// A group whose users may check it out; may be given several times.
        #[arg(long = "group", value_name = "G", required = true)]
        groups: Vec<String>,
        /// Several may have it at once; otherwise one at a time.
        #[arg(long)]
        shared: bool,
        /// The whole path of a program of yours that replaces the password once it is back; see below.
        #[arg(long, value_name = "PROGRAM")]
        rotate_with: Option<String>,
    },
    /// Change one. What is not given stays.
    #[command(after_help = HELP_OF_ROTATION)]
    Edit {
        /// The resource.
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        resource: String,
        /// What scripts are to call it.
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        name: Option<String>,
        /// What it is: database, api or host.
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
        /// Where it is.
        #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
        address: Option<String>,
        /// The account whose password is lent.
        #[arg(long, value_name = "USER", allow_hyphen_values = true)]
        account: Option<String>,
        /// A group whose users may check it out; may be given several times.
        #[arg(long = "group", value_name = "G")]
        groups: Vec<String>,
        /// Whether several may have it at once.
        #[arg(long, value_name = "BOOL", action = ArgAction::Set)]
        shared: Option<bool>,
        /// Ask for a new password, or read it from standard input.
        #[arg(long)]
        password: bool,
        /// The whole path of a program of yours that replaces the password once it is back.
        #[arg(long, value_name = "PROGRAM")]
        rotate_with: Option<String>,
        /// Leave the password as it is once it is back.
        #[arg(long, conflicts_with = "rotate_with")]
        no_rotation: bool,
    },
    /// Write how a script gets the password of one and gives it back: it names the variable and the certificate,
    /// never a token.
    Sample {
        /// The resource.
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        resource: String,
        /// The variable that holds the token.
        #[arg(long, value_name = "NAME")]
        env: Option<String>,
    },
    /// Have its program replace the password now.
    Rotate {
        /// The resource.
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        resource: String,
    },
    /// Remove one, and revoke the tokens that are for it.
    Remove {
        /// The resource.
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        resource: String,
    },
}

#[derive(Args)]
pub(crate) struct Checkout {
    /// The resource.
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) resource: String,
    /// What for.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) reason: String,
    /// For how many minutes; then it is checked in by itself.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) minutes: String,
    /// Where to ask back.
    #[arg(long, value_name = "ADDRESS", default_value = "", allow_hyphen_values = true)]
    pub(crate) email: String,
}

#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Vault {
    /// Say where it is kept.
    Status,
    /// Keep it in the system's keyring. That is what happens by itself where there is one.
    Keyring,
    /// Keep it in the data folder, under a passphrase that is asked for or read from standard input.
    Passphrase,
    /// Keep it in a file in plain that only this account may read: for a server that starts unattended.
    KeyFile,
}
