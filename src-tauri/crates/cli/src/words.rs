//! The one table of sentences: what happened, and what to do next.

mod field;
mod keyring;
mod rotation;

pub(crate) use rotation::{of_problem, of_rotation};

use desk::wire::{AppError, SettingsFileProblem, TokenStatus};
use desk::{BackgroundError, Operation};

use crate::failure::Failure;
use crate::plain::plain;
use crate::when;

/// What happened, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) what: String,
    pub(crate) next: String,
}

pub(crate) fn words(what: impl Into<String>, next: impl Into<String>) -> Words {
    Words {
        what: what.into(),
        next: next.into(),
    }
}

pub(crate) fn of(failure: &Failure) -> Words {
    match failure {
        Failure::NoHome => words(
            "Your home folder isn’t known: HOME isn’t set.",
            "Set HOME, or set TOKEN_DESK_HOME to a folder of yours.",
        ),
        Failure::App(error) => of_app(error),
        Failure::Undelivered { error, is_new } => {
            let told = of_app(error);
            let kept = if *is_new {
                "The new token was revoked, since nobody has it."
            } else {
                "The old value stays as it was."
            };
            words(format!("{} {kept}", told.what), told.next)
        }
        Failure::Output(error) => words(
            format!("Standard output can’t be written: {error}."),
            "Check where it goes and run the command again.",
        ),
        Failure::LostToken(error) => words(
            format!("The token was generated but couldn’t be written to standard output: {error}."),
            "Nobody has it. Regenerate or revoke it; “tokendesk list” shows it.",
        ),
        Failure::NoSuchCopy => words(
            "There is no such copy of the token store.",
            "“tokendesk restore --list” shows the copies.",
        ),
        Failure::WouldReplace { last_used } => crate::personal_token::would_replace(last_used.as_deref()),
        Failure::NotDamaged => words(
            "The token store isn’t damaged, so nothing was restored.",
            "To go back to an older state all the same, name its copy: “tokendesk restore --list” shows them.",
        ),
        Failure::NoCertificate => words(
            "There is no certificate yet.",
            "Run “tokendesk serve” once: it makes one.",
        ),
        Failure::Background(error) => of_background(error),
        Failure::File { path, error } => words(
            format!("{}: {error}.", path.display()),
            "Choose another file, or a folder that you may write to.",
        ),
        Failure::FileThere { path } => words(
            format!("{} is there already.", path.display()),
            "Choose another file, or say --replace.",
        ),
        Failure::Input(error) => words(
            format!("No value came by standard input: {error}."),
            "Pipe the value in, or run the command in a terminal and type it.",
        ),
        Failure::Source => words(
            "--token-from says where the secret comes from; it is not the secret itself.",
            "Use stdin, prompt, fd:N or env:OTHER. If you wrote a secret there, other programs could read it: \
             regenerate it.",
        ),
        Failure::NotSet { name } => words(
            format!("The variable {name} isn’t set."),
            "Set it for this command, or take the secret from stdin, prompt or fd:N.",
        ),
        Failure::Descriptor { number, error } => words(
            format!("The secret can’t be read from file descriptor {number}: {error}."),
            format!("Open it for this command, for example {number}<FILE."),
        ),
        Failure::NotStarted { program, error } => words(
            format!("{program} can’t be started: {error}."),
            "Check its name and that you may run it; a path works too.",
        ),
    }
}

fn of_background(error: &BackgroundError) -> Words {
    let what = format!("{error}.");
    match error {
        BackgroundError::NoHome => words(what, "Set HOME."),
        BackgroundError::File { .. } => {
            words(what, "Check that the folder is yours and the disk isn’t full.")
        }
        BackgroundError::NoProgram { .. } => words(what, "Install “tokendesk” beside this program."),
        BackgroundError::NotOurs { .. } => words(what, "Look at it, and move it away if nothing needs it."),
        BackgroundError::NoKeeper { .. } => words(
            what,
            "Run this in a session of your own account (not by sudo), or start “tokendesk serve” by what starts programs here.",
        ),
        BackgroundError::Refused { .. } => words(
            what,
            "“journalctl --user --unit token-desk-verifier” says more; “tokendesk serve” with the same options shows it here.",
        ),
    }
}

pub(crate) fn of_app(error: &AppError) -> Words {
    match error {
        AppError::StoreLocked => words("Your token store is locked.", "Unlock it in the window."),
        AppError::WrongPassphrase => words("That isn’t the passphrase.", "Try again."),
        AppError::StoreUnavailable { reason } => words(
            format!("The token store can’t be opened: {reason}."),
            "Check that the disk isn’t full or read-only and that the folder is yours, then try again.",
        ),
        AppError::StoreNotOurs { path, owner } => words(
            format!("The data folder {path} belongs to {owner}."),
            "Sign in as that user, or set TOKEN_DESK_HOME to a folder of yours.",
        ),
        AppError::StoreCorrupt {
            path,
            copy_from: Some(made),
        } => words(
            format!("The token store {path} is damaged. It was left as it is."),
            format!(
                "There is a copy from {made}. Close the window and put the copy in its place: “tokendesk restore”. \
                 The damaged file is kept."
            ),
        ),
        AppError::StoreCorrupt {
            path,
            copy_from: None,
        } => words(
            format!("The token store {path} is damaged. It was left as it is, and there is no copy."),
            "Restore the file from a backup, or move it away to start with an empty store.",
        ),
        AppError::StoreNewer { found, known } => words(
            format!(
                "A newer Token Desk wrote the store (version {found}; this one knows {known}). It was not touched."
            ),
            "Install the newer version, or set TOKEN_DESK_HOME to another folder.",
        ),
        AppError::Conflict => words(
            "This token was changed elsewhere.",
            "Look at it with “tokendesk show” and try again.",
        ),
        AppError::NotFound => words("There is no such token.", "“tokendesk list” shows the ids."),
        AppError::NotInPlace => words(
            "No variable that Token Desk set has this token, so there is no place for a new value.",
            "Put one there: “tokendesk regenerate ID --env NAME”.",
        ),
        AppError::WrongState { status } => wrong_state(*status),
        AppError::Forbidden { role } => words(
            format!("You need the {role} role to do this."),
            format!("Ask somebody in {role} to do it."),
        ),
        AppError::NotAUser {
            account,
            disabled: true,
        } => words(
            format!("{account} is disabled here."),
            "A SiteAdmin can enable it: “tokendesk users enable”.",
        ),
        AppError::NotAUser {
            account,
            disabled: false,
        } => words(
            format!("{account} isn’t among the users of this token store."),
            "If the store is yours and your account was renamed, enter yourself: “tokendesk users add --me”.",
        ),
        AppError::NoSuchUser { account } => words(
            format!("There is no user “{}”.", plain(account)),
            "“tokendesk users list” shows them.",
        ),
        AppError::LastSiteAdmin => words(
            "That is the last SiteAdmin: nobody could administer users any more.",
            "Add another SiteAdmin first: “tokendesk users add USER --group SiteAdmin”.",
        ),
        AppError::OwnAccount => words(
            "You can’t disable yourself or give up SiteAdmin: you couldn’t take it back.",
            "Another SiteAdmin has to do it.",
        ),
        AppError::InvalidField { field, problem } => field::of(*field, problem),
        AppError::ClipboardUnavailable { detail } => words(
            format!("Couldn’t reach the clipboard: {detail}."),
            "Leave out --copy to have the token written to standard output, or use --env.",
        ),
        AppError::RevealGone => words(
            "This token can’t be shown any more.",
            "Regenerate it to get a new value: “tokendesk regenerate ID”.",
        ),
        AppError::EnvWriteFailed {
            variable,
            reason,
            undone,
        } => words(
            format!("Couldn’t set {variable}: {reason}."),
            if *undone {
                "Everything written before that was taken back. Put the cause right and try again."
            } else {
                "Not everything could be taken back: “tokendesk env status” shows what is there."
            },
        ),
        AppError::SettingsFile { path, problem } => file_words(path, problem),
        AppError::ClockSkew { minutes } => words(
            format!("This computer’s clock is off by {minutes} minutes, so expiry can’t be judged."),
            "Set the clock and try again. If it is right now and was ahead once, say so: “tokendesk doctor \
             --trust-clock”.",
        ),
        AppError::PortTaken { port, by, next } => words(
            by.as_ref().map_or_else(
                || format!("Port {port} is in use by another program."),
                |by| {
                    format!(
                        "Port {port} is in use by {} (process {}).",
                        plain(&by.program),
                        by.process
                    )
                },
            ),
            next.map_or_else(
                || "Stop that program, or choose another port with --port.".to_owned(),
                |next| format!("Stop that program, or use --port {next}."),
            ),
        ),
        AppError::VerifierNotPermitted { place } => words(
            format!("This account is not allowed to use {place}."),
            "Choose another address or port, or have an administrator allow it.",
        ),
        AppError::VerifierEnded { detail } => words(
            format!("The verifier ended by itself: {detail}."),
            "Start it again. With --log the log says what happened.",
        ),
        AppError::VerifierFailed { detail } => words(
            format!("The verifier couldn’t start: {detail}."),
            "Check its address. Certificates that are damaged are made anew once the folder “verifier” in the data folder is moved away.",
        ),
        AppError::ServiceKeeper { detail } => words(
            format!("The system’s service keeper did not do it: {detail}."),
            "“tokendesk service status” says how it stands.",
        ),
        AppError::NoSuchResource { name } => words(
            format!("There is no resource “{}” for you.", plain(name)),
            "“tokendesk resources list” shows those that there are for you.",
        ),
        AppError::ResourceOut { name, until } => words(
            format!(
                "Somebody has “{}”, until {} at the latest.",
                plain(name),
                when::local(until)
            ),
            "Wait until it is back, or ask whoever has it: “tokendesk resources list”.",
        ),
        AppError::ResourceRotating { name } => words(
            format!("The password of “{}” is being replaced just now.", plain(name)),
            "Try again in a minute.",
        ),
        AppError::RotationFailed { name, problem } => of_rotation(name, *problem),
        AppError::NoSuchCheckout => words(
            "There is no such check-out of yours.",
            "“tokendesk resources list” shows who has what.",
        ),
        AppError::Keyring { problem } => keyring::of(*problem),
        AppError::VaultClosed => words(
            "Sealed secrets are kept under a passphrase, which nobody has given yet.",
            "Run the command in a terminal: it asks for the passphrase. For a server that starts unattended: “tokendesk \
             vault key-file”.",
        ),
        AppError::VaultUnusable { detail } => words(
            format!("The key of sealed secrets can’t be used: {detail}."),
            "Put the keyring’s entry or the file back from a backup. If they are lost, what was sealed is lost too: move \
             vault.json away and enter the secrets again.",
        ),
        AppError::SealBroken { table } => words(
            format!(
                "A sealed secret in “{table}” was altered or moved by something else than Token Desk. It isn’t used."
            ),
            "Enter that secret again, and find out who writes to the data folder.",
        ),
        AppError::Unknown { detail } => words(
            format!("Something went wrong: {detail}."),
            "Nothing was changed. “tokendesk doctor” may tell more.",
        ),
    }
}

/// What a group means, in one sentence.
pub(crate) fn of_group(name: &str) -> &'static str {
    match name {
        "Synchronizer" => "Uploads what scanners and agents found.",
        "User" => "Reads what concerns it.",
        "Moderator" => "Corrects what others entered and sees everybody’s tokens.",
        "Admin" => "Administers one installation: users, their tokens, company tokens.",
        "SiteAdmin" => "Administers all installations, Admins and SiteAdmins included.",
        "Recognizer" => "Recognises products in raw findings.",
        _ => "",
    }
}

/// What somebody may do, in a few words.
pub(crate) fn of_operation(operation: Operation) -> &'static str {
    match operation {
        Operation::SeeToken => "see tokens",
        Operation::ExportTokens => "export the list of tokens",
        Operation::GenerateToken => "have a token made",
        Operation::GenerateCompanyToken => "have a company token made",
        Operation::RenameToken => "rename a token",
        Operation::PauseToken => "pause a token",
        Operation::ResumeToken => "resume a token",
        Operation::RegenerateToken => "regenerate a token",
        Operation::RevokeToken => "revoke a token",
        Operation::RemoveRecord => "delete a token’s record",
        Operation::SeeUser => "see users",
        Operation::AddUser => "add a user",
        Operation::EditUser => "edit a user",
        Operation::DisableUser => "disable a user",
        Operation::EnableUser => "enable a user",
        Operation::SeeAudit => "see what was done",
        Operation::ChangePolicy => "change the policy",
        Operation::TrustClock => "trust the clock again",
        Operation::RestoreStore => "restore the store",
        Operation::KeepVault => "move the key of secrets",
        Operation::SeeResource => "see a resource",
        Operation::KeepResource => "change a resource",
        Operation::CheckOut => "check a password out",
        Operation::CheckIn => "check a password in",
    }
}

/// Why a settings file cannot be changed, in one sentence.
pub(crate) fn of_file(path: &str, problem: &SettingsFileProblem) -> String {
    file_words(path, problem).what
}

fn file_words(path: &str, problem: &SettingsFileProblem) -> Words {
    let path = plain(path);
    let unusable = |why: &str, next: &str| words(format!("{path} {why}. Nothing was changed."), next);
    match problem {
        SettingsFileProblem::Missing => unusable(
            "isn’t there",
            "Check the path, or start the program once so that it writes its file.",
        ),
        SettingsFileProblem::NotAFile => {
            unusable("isn’t an ordinary file", "Name the file itself, not a folder.")
        }
        SettingsFileProblem::TooLarge { bytes } => unusable(
            &format!("has {bytes} bytes, too many for a settings file"),
            "Check that it is the right file.",
        ),
        SettingsFileProblem::Utf16WithoutMark => unusable(
            "is UTF-16 without the mark that says so",
            "Save it as UTF-8 or with a byte order mark in an editor, and try again.",
        ),
        SettingsFileProblem::Utf32 => unusable("is UTF-32", "Save it as UTF-8 in an editor, and try again."),
        SettingsFileProblem::NotText => unusable("isn’t text", "Check that it is the right file."),
        SettingsFileProblem::ReadOnly => unusable(
            "is read-only",
            "If another tool manages it, add the line there: “tokendesk settings-file plan” shows it.",
        ),
        SettingsFileProblem::NotPermitted { owner } => unusable(
            &match owner {
                Some(owner) => format!("may not be written by this account; it belongs to account {owner}"),
                None => "may not be written by this account".to_owned(),
            },
            "Ask the owner or an administrator to add the line: “tokendesk settings-file plan” shows it.",
        ),
        SettingsFileProblem::InUse => unusable(
            "is open in another program",
            "Close the scanner or the editor and try again.",
        ),
        SettingsFileProblem::Changed => unusable(
            "was changed by another program just now",
            "Look at the plan again, then apply it.",
        ),
        SettingsFileProblem::ChangedSince { .. } => unusable(
            "was changed since Token Desk wrote it, so it can’t be put back as it was",
            "Change the line by hand: “tokendesk settings-file plan” shows where it is.",
        ),
        SettingsFileProblem::ColonLine { line } => unusable(
            &format!("has the key in line {line} with a colon, which Token Desk doesn’t rewrite"),
            "Change that line by hand.",
        ),
        SettingsFileProblem::BadKey => words(
            "That can’t be a key of a settings file.",
            "Use 1 to 200 plain characters without “=”, not starting with “[”, “;”, “#” or “/”.",
        ),
        SettingsFileProblem::NoSuchSection => unusable(
            "has no such section",
            "“tokendesk settings-file plan” lists its sections.",
        ),
        SettingsFileProblem::Unanswered => unusable(
            "leaves a question open",
            "“tokendesk settings-file plan” shows it; answer with --section, --every-section or --replace-other.",
        ),
        SettingsFileProblem::StillThere => unusable(
            "still has the line, or another in its place",
            "Take it back instead: “tokendesk settings-file undo”.",
        ),
        SettingsFileProblem::NothingToUndo => unusable(
            "holds no change of Token Desk’s for that key",
            "There is nothing to put back.",
        ),
        SettingsFileProblem::OldValueGone => unusable(
            "held a secret, which Token Desk never keeps",
            "Give it again: add --old-value and pipe the old value in.",
        ),
        SettingsFileProblem::NotTheOldValue => unusable(
            "held another value",
            "Pipe in exactly what stood there, without quotes round the pipe’s text.",
        ),
        SettingsFileProblem::NotesUnusable { reason } => words(
            format!("The notes for undoing can’t be used: {reason}. Nothing was changed."),
            "“tokendesk doctor” may tell more.",
        ),
        SettingsFileProblem::Failed { reason, undone: true } => words(
            format!("Couldn’t change {path}: {reason}. Nothing was changed."),
            "Put the cause right and try again.",
        ),
        SettingsFileProblem::Failed {
            reason,
            undone: false,
        } => words(
            format!("Couldn’t finish changing {path}: {reason}."),
            "Some of it was written: “tokendesk settings-file plan” and “status” show what is there.",
        ),
    }
}

fn wrong_state(status: TokenStatus) -> Words {
    let (state, next) = match status {
        TokenStatus::Active => ("active", "Pause or revoke it first."),
        TokenStatus::Paused => ("paused", "Resume it first: “tokendesk resume ID”."),
        TokenStatus::Expired => (
            "expired",
            "Regenerate it to get a new value: “tokendesk regenerate ID”.",
        ),
        TokenStatus::Revoked => ("revoked", "Generate a new one: “tokendesk generate --name NAME”."),
    };
    words(format!("That can’t be done: the token is {state}."), next)
}
