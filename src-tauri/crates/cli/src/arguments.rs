//! The grammar of the command line.

mod audit;
mod grace;
mod personal_token;
mod resources;
mod templates;

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use desk::Sample;
use desk::wire::{AuthStyle, SampleKind, TokenStatus};

pub(crate) use audit::{Audit, FileForm};
pub(crate) use grace::GraceWord;
pub(crate) use personal_token::PersonalToken;
pub(crate) use resources::{Checkout, Resources, Vault};
pub(crate) use templates::{SaveTemplate, Templates};

use crate::exit::{self, Exit};
use crate::failure::Failure;
use crate::output::Output;

/// Generate API tokens, put them where programs find them, and end them again.
#[derive(Parser)]
#[command(name = "tokendesk", version, after_help = exit::HELP, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Answer as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Keep a log in the data folder; it never holds a secret.
    #[arg(long, global = true)]
    pub(crate) log: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Generate a token; it is written to standard output and cannot be shown again.
    Generate(Generate),
    /// List the tokens.
    List {
        /// Only those in this state.
        #[arg(long, value_name = "S")]
        status: Option<StatusWord>,
        /// Only those that end soon, the earliest end first.
        #[arg(long, conflicts_with_all = ["status", "ics"])]
        ends_soon: bool,
        /// When they end, as a calendar that reminds before.
        #[arg(long, conflicts_with_all = ["status", "json"])]
        ics: bool,
    },
    /// Show one token's record and what happened to it.
    Show {
        #[command(flatten)]
        token: Token,
    },
    /// Give a token another name.
    Rename {
        #[command(flatten)]
        token: Token,
        /// The new name.
        #[arg(allow_hyphen_values = true)]
        name: String,
    },
    /// Refuse a token until it is resumed.
    Pause {
        #[command(flatten)]
        token: Token,
    },
    /// Accept a paused token again.
    Resume {
        #[command(flatten)]
        token: Token,
    },
    /// Give a token a new value; its name, groups and access stay.
    Regenerate(Regenerate),
    /// End tokens for good.
    Revoke {
        /// Ids, or names that only one token has.
        #[arg(value_name = "ID", required_unless_present = "expired")]
        tokens: Vec<String>,
        /// All that have expired.
        #[arg(long, conflicts_with = "tokens")]
        expired: bool,
    },
    /// The users whom tokens act for.
    #[command(subcommand)]
    Users(Users),
    /// What happened, by whom, and whether the trail that tells of it is as it was written.
    #[command(subcommand)]
    Audit(Audit),
    /// List the groups: what each means and what it may do.
    Groups,
    /// Databases and other things with a password of their own, which tokens check out.
    #[command(subcommand)]
    Resources(Resources),
    /// Get the password of a resource for a while: to standard output, all else to standard error.
    Checkout(Checkout),
    /// Give the password of a resource back before its time.
    Checkin {
        /// The request's id, as checkout tells it.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Your personal token: the one that is kept and can be shown again.
    #[command(subcommand)]
    PersonalToken(PersonalToken),
    /// Where the key is kept that seals the secrets which are shown again, such as passwords of resources.
    #[command(subcommand)]
    Vault(Vault),
    /// What new tokens of some sort start with.
    #[command(subcommand)]
    Templates(Templates),
    /// The environment variable that carries a token to programs.
    #[command(subcommand)]
    Env(Env),
    /// Run one program with a secret in an environment variable that nothing else gets.
    #[command(after_help = exit::HELP_OF_RUN)]
    Run(Run),
    /// A program's settings file whose key is to name the variable.
    #[command(subcommand)]
    SettingsFile(SettingsFile),
    /// Answer over HTTPS whether a token is good, until the program is told to end.
    Serve(Serve),
    /// Have the verifier run in the background, from sign-in on.
    #[command(subcommand)]
    Service(Service),
    /// Say whether a token, read from standard input or a variable, would be accepted.
    Verify {
        /// The variable of this program's surroundings that holds it.
        #[arg(long, value_name = "NAME")]
        variable: Option<String>,
    },
    /// Say whose the tokens in a text are, such as a log read from standard input, and where they are placed.
    Identify {
        /// End those that are yours to end.
        #[arg(long)]
        revoke: bool,
    },
    /// The certificate by which clients know the verifier.
    #[command(subcommand)]
    Ca(Ca),
    /// Look at every link between the variable and the verifier, and say what to do where one is broken.
    TestSetup(TestSetup),
    /// Write how a program uses the verifier: it names the variable and the certificate, never a token.
    Sample(SampleOf),
    /// Look at everything that Token Desk stands on, and say what to do where something is wrong.
    Doctor {
        /// Say that the computer's clock is right now, though it was ahead once: tokens are judged by it again.
        #[arg(long)]
        trust_clock: bool,
    },
    /// Put a good copy in the place of a damaged token store. The damaged file is kept.
    Restore {
        /// The copy's time, as --list tells it; left out, the newest that is sound.
        #[arg(value_name = "COPY", conflicts_with = "list")]
        copy: Option<String>,
        /// List the copies instead.
        #[arg(long)]
        list: bool,
    },
    /// Write the completions of a shell to standard output.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// One token.
#[derive(Args)]
pub(crate) struct Token {
    /// Its id, the first 8 characters of it or more, or a name that only one token has.
    #[arg(id = "token", value_name = "ID")]
    pub(crate) text: String,
}

#[derive(Args)]
pub(crate) struct Generate {
    /// Where it will be used, for example "PI Scanner Token".
    #[arg(
        long,
        value_name = "N",
        allow_hyphen_values = true,
        required_unless_present = "like"
    )]
    pub(crate) name: Option<String>,
    /// Start with a template, as “tokendesk templates list” names it; what else is given here counts more.
    #[arg(long, value_name = "NAME", conflicts_with = "like")]
    pub(crate) template: Option<String>,
    /// Start with the settings of this token; without a name, under the next one that is free.
    #[arg(long, value_name = "ID")]
    pub(crate) like: Option<String>,
    /// Days until it ends; 0: never. Left out: as the settings say.
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub(crate) days: Option<String>,
    /// The last day of its life instead, such as 2027-11-23.
    #[arg(
        long,
        value_name = "DATE",
        allow_hyphen_values = true,
        conflicts_with = "days"
    )]
    pub(crate) until: Option<String>,
    /// The user whom it acts for, as “tokendesk users list” names them. Left out: you. For somebody else it lives a
    /// year and has all their groups if nothing else is said.
    #[arg(long, value_name = "USER", conflicts_with = "company")]
    pub(crate) owner: Option<String>,
    /// What it may do; may be given several times. Left out: as the settings say.
    #[arg(long = "group", value_name = "G")]
    pub(crate) groups: Vec<String>,
    /// Narrows it to read, write or a scope of your own, such as reports:read; may be given several times. Left out:
    /// everything its groups may do.
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// How often the verifier accepts it: a number per s, min, h or d, such as 100/min.
    #[arg(long, value_name = "N/SPAN", allow_hyphen_values = true)]
    pub(crate) rate: Option<String>,
    /// How many times the verifier accepts it in all.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) uses: Option<String>,
    /// An address or network that it may come from, such as 10.20.0.0/16; may be given several times.
    #[arg(long = "from", value_name = "CIDR")]
    pub(crate) networks: Vec<String>,
    /// A company token, which acts for nobody in particular.
    #[arg(long, requires = "description")]
    pub(crate) company: bool,
    /// What the company token is for, in a sentence.
    #[arg(long, value_name = "TEXT", requires = "company", allow_hyphen_values = true)]
    pub(crate) description: Option<String>,
    /// The one resource whose password it may check out; see “tokendesk resources list”.
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) resource: Option<String>,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

#[derive(Args)]
pub(crate) struct Regenerate {
    #[command(flatten)]
    pub(crate) token: Token,
    /// Put the new value where the old one is; the old one ends once a verifier sees the new one.
    #[arg(long, conflicts_with_all = ["copy", "env", "print"])]
    pub(crate) finish: bool,
    /// How long the old value lives on at most. Left out: not at all, and with --finish 7d.
    #[arg(long, value_name = "GRACE")]
    pub(crate) grace: Option<GraceWord>,
    /// Days until the new value ends; 0: never. Left out: as many as the old one had.
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub(crate) days: Option<String>,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

/// Where a new token goes. Nowhere else than asked: to standard output if nothing is.
#[derive(Args)]
pub(crate) struct Delivery {
    /// Put it on the clipboard, which is cleared after the time in the settings.
    #[arg(long)]
    pub(crate) copy: bool,
    /// Put it into an environment variable; without a name, the one of the template or in the settings.
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    pub(crate) env: Option<Option<String>>,
    /// Write it to standard output even with --copy or --env.
    #[arg(long)]
    pub(crate) print: bool,
}

#[derive(Args)]
pub(crate) struct Run {
    /// The variable; left out, the one in the settings.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) env: Option<String>,
    /// Where the secret comes from: stdin, prompt, fd:N or env:OTHER. Never the secret itself.
    #[arg(long, value_name = "SOURCE", allow_hyphen_values = true)]
    pub(crate) token_from: String,
    /// The program and its arguments, after “--”.
    #[arg(last = true, required = true, value_name = "PROGRAM")]
    pub(crate) program: Vec<OsString>,
}

#[derive(Subcommand)]
pub(crate) enum Users {
    /// List them.
    List,
    /// Add one.
    Add {
        /// The user name, for example datahub or ann@plant7. It stays the same.
        #[arg(value_name = "USER", required_unless_present = "me")]
        user: Option<String>,
        /// What to call them; left out, by the user name.
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        name: Option<String>,
        /// A group that they are in; may be given several times. “tokendesk groups” explains them.
        #[arg(long = "group", value_name = "G", required_unless_present = "me")]
        groups: Vec<String>,
        /// Yourself instead, as a SiteAdmin: for a store of yours that does not know your account any more.
        #[arg(long, conflicts_with_all = ["user", "name", "groups"])]
        me: bool,
    },
    /// Change what one is called, or put them into these groups instead of those they are in.
    Edit {
        /// The user name, or a name that only one user has.
        #[arg(value_name = "USER")]
        user: String,
        /// What to call them.
        #[arg(
            long,
            value_name = "N",
            allow_hyphen_values = true,
            required_unless_present = "groups"
        )]
        name: Option<String>,
        /// A group that they are in; may be given several times.
        #[arg(long = "group", value_name = "G")]
        groups: Vec<String>,
    },
    /// Have every token of a user refused, from the next request on.
    Disable {
        /// The user name, or a name that only one user has.
        #[arg(value_name = "USER")]
        user: String,
    },
    /// Have a disabled user's tokens accepted again.
    Enable {
        /// The user name, or a name that only one user has.
        #[arg(value_name = "USER")]
        user: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum Env {
    /// Say what the variable holds, never its value.
    Status {
        #[command(flatten)]
        variable: Variable,
    },
    /// Say what setting a value would write, and change nothing. The value is read like that of `set`.
    Plan {
        #[command(flatten)]
        variable: Variable,
    },
    /// Put a value into the variable, read from standard input or typed unseen.
    Set {
        #[command(flatten)]
        variable: Variable,
    },
    /// Take the last change back, or say what somebody changed since.
    Undo {
        #[command(flatten)]
        variable: Variable,
    },
    /// Take away what Token Desk wrote, leaving every file as it was.
    Remove {
        #[command(flatten)]
        variable: Variable,
    },
    /// Give every variable to the log-in session anew (for the agent on macOS).
    #[command(hide = true)]
    GiveSession,
    /// Ask newly started programs whether they see it.
    Verify {
        #[command(flatten)]
        variable: Variable,
    },
}

#[derive(Subcommand)]
pub(crate) enum SettingsFile {
    /// Show what would change, and change nothing.
    Plan(Patch),
    /// Make the key name the variable; no other line changes.
    Apply(Patch),
    /// Say which files were changed, and whether each still says what was written.
    Status {
        /// Only this file.
        #[arg(value_name = "FILE")]
        file: Option<String>,
    },
    /// Put the file back as it was before the last apply, byte for byte.
    Undo {
        /// The file; left out, the scanner's own in its usual place.
        #[arg(value_name = "FILE")]
        file: Option<String>,
        /// The key.
        #[arg(long, value_name = "K", default_value = "tychoDataAPIToken")]
        key: String,
        /// Accepted for symmetry with apply; the note of what was written knows the variable.
        #[arg(long, value_name = "NAME")]
        env: Option<String>,
        /// Read the secret that stood in the file from standard input: it was never kept.
        #[arg(long)]
        old_value: bool,
    },
    /// Forget a change whose file, or line, is gone for good; no file is touched.
    Forget {
        /// The file, as “status” tells it.
        #[arg(value_name = "FILE")]
        file: String,
        /// The key.
        #[arg(long, value_name = "K", default_value = "tychoDataAPIToken")]
        key: String,
    },
}

#[derive(Args)]
pub(crate) struct Patch {
    /// The file; left out, the scanner's own in its usual place.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<String>,
    /// The key.
    #[arg(long, value_name = "K", default_value = "tychoDataAPIToken")]
    pub(crate) key: String,
    /// The variable; left out, the one in the settings.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The section that the key belongs to; "" stands for the lines before the first.
    #[arg(long, value_name = "S", conflicts_with = "every_section")]
    pub(crate) section: Option<String>,
    /// Every section that has the key.
    #[arg(long)]
    pub(crate) every_section: bool,
    /// Replace the name of another variable.
    #[arg(long)]
    pub(crate) replace_other: bool,
    /// Put a ; before all lines of the key in its section but the first.
    #[arg(long)]
    pub(crate) comment_out_extras: bool,
    /// Take secrets out of commented-out lines of the key too.
    #[arg(long)]
    pub(crate) clean_comments: bool,
}

#[derive(Args)]
pub(crate) struct Serve {
    /// The address to listen on; left out, the one in the settings, at first 127.0.0.1, which only this computer reaches.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<IpAddr>,
    /// The port; 0: any that is free; left out, the one in the settings, at first 7443.
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Another name that clients call it by; may be given several times; left out, those in the settings.
    #[arg(long = "name", value_name = "HOST")]
    pub(crate) names: Vec<String>,
    /// Accept tokens in the address (?key=, ?api_key=), where logs keep them.
    #[arg(long)]
    pub(crate) keys_in_query: bool,
}

#[derive(Subcommand)]
pub(crate) enum Service {
    /// Install it and start it now; where it is installed, with these options instead.
    Install(Serve),
    /// End it and take it away.
    Remove,
    /// Say how it stands.
    Status,
}

#[derive(Subcommand)]
pub(crate) enum Ca {
    /// Say where it lies.
    Path,
    /// Write it to a file, or to standard output.
    Export {
        /// The file; it must not be there yet.
        file: Option<PathBuf>,
    },
    /// Say how programs are told of it.
    InstallHint,
}

#[derive(Args)]
pub(crate) struct TestSetup {
    /// The variable; left out, the one in the settings.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The program's settings file; left out, the scanner's own in its usual place, if it is there.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<String>,
    /// The key in it.
    #[arg(long, value_name = "K", default_value = "tychoDataAPIToken")]
    pub(crate) key: String,
    /// Where the verifier answers, as clients call it; left out, as in the settings.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) address: Option<String>,
    /// How the token is presented; left out, as in the settings.
    #[arg(long, value_name = "STYLE")]
    pub(crate) auth: Option<AuthWord>,
}

#[derive(Args)]
pub(crate) struct SampleOf {
    /// Whom it is for.
    pub(crate) kind: SampleWord,
    /// Where the verifier answers, as clients call it; left out, as in the settings.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) address: Option<String>,
    /// How the token is presented; left out, as in the settings.
    #[arg(long, value_name = "STYLE")]
    pub(crate) auth: Option<AuthWord>,
    /// The variable that holds the token; left out, the one in the settings.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// Where a gateway (nginx, Caddy) is to listen.
    #[arg(long, value_name = "HOST:PORT", default_value = Sample::LISTEN)]
    pub(crate) listen: String,
    /// What a gateway is to guard.
    #[arg(long, value_name = "HOST:PORT", default_value = Sample::BACKEND)]
    pub(crate) backend: String,
}

/// A way to present a token as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AuthWord {
    /// Authorization: Bearer …
    Bearer,
    /// Authorization: Token token=…
    Token,
    /// Authorization: Basic …, the token as user name, no password
    Basic,
}

impl From<AuthWord> for AuthStyle {
    fn from(word: AuthWord) -> Self {
        match word {
            AuthWord::Bearer => Self::Bearer,
            AuthWord::Token => Self::Token,
            AuthWord::Basic => Self::Basic,
        }
    }
}

/// A kind of sample as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SampleWord {
    Curl,
    Python,
    Powershell,
    Postman,
    Nginx,
    Caddy,
}

impl From<SampleWord> for SampleKind {
    fn from(word: SampleWord) -> Self {
        match word {
            SampleWord::Curl => Self::Curl,
            SampleWord::Python => Self::Python,
            SampleWord::Powershell => Self::PowerShell,
            SampleWord::Postman => Self::Postman,
            SampleWord::Nginx => Self::Nginx,
            SampleWord::Caddy => Self::Caddy,
        }
    }
}

#[derive(Args)]
pub(crate) struct Variable {
    /// The variable; left out, the one in the settings.
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) name: Option<String>,
}

/// A token's state as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum StatusWord {
    Active,
    Paused,
    Expired,
    Revoked,
}

impl From<StatusWord> for TokenStatus {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Active => Self::Active,
            StatusWord::Paused => Self::Paused,
            StatusWord::Expired => Self::Expired,
            StatusWord::Revoked => Self::Revoked,
        }
    }
}

/// Writes a shell's completions to standard output.
pub(crate) fn completions(shell: Shell, output: &Output) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tokendesk", &mut script);
    output.write(&script)?;
    Ok(Exit::Done)
}
