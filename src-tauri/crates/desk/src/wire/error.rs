//! The one error that screens and the terminal act on.

use serde::Serialize;

/// What went wrong, as the screen needs it. A variant exists only where a screen acts differently; the
/// sentence for people lives in `ui/messages` and in one table of `cli`. `detail` is plain English for
/// the *Copy details* button and logs; it never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AppError {
    /// The window or terminal is locked: unlock first.
    StoreLocked,
    /// The passphrase given to *Unlock* is not the right one.
    WrongPassphrase,
    /// The file cannot be opened or written: disk full, read-only, missing folder.
    StoreUnavailable {
        /// Plain English with the path, for the sentence's `{reason}`.
        reason: String,
    },
    /// The data folder belongs to another user of this computer.
    StoreNotOurs {
        /// The folder.
        path: String,
        /// Who owns it.
        owner: String,
    },
    /// The file is damaged. It was left as it is.
    StoreCorrupt {
        /// The damaged file.
        path: String,
        /// When the newest good copy was made, RFC 3339, if there is one.
        copy_from: Option<String>,
    },
    /// A newer Token Desk wrote the file. It was not touched.
    StoreNewer {
        /// The schema version in the file.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The token was changed by another window or program since it was read.
    Conflict,
    /// No such token.
    NotFound,
    /// What was asked is not possible for a token in this state (for example renaming a revoked one).
    WrongState {
        /// The state that the token is in.
        status: crate::wire::TokenStatus,
    },
    /// No variable that Token Desk placed holds the token, so there is no place to put a new secret into.
    NotInPlace,
    /// The person's groups do not allow it.
    Forbidden {
        /// A group that would.
        role: String,
    },
    /// The person at the keyboard is disabled, or the store does not know them though it has a SiteAdmin.
    NotAUser {
        /// Their account.
        account: String,
        /// Whether they are disabled.
        disabled: bool,
    },
    /// No such user.
    NoSuchUser {
        /// What was typed.
        account: String,
    },
    /// Nobody would be left to administer users.
    LastSiteAdmin,
    /// Nobody disables themselves or gives up SiteAdmin: they could not undo it.
    OwnAccount,
    /// A field of a form is wrong.
    InvalidField {
        /// Which field.
        field: Field,
        /// What is wrong with it.
        problem: FieldProblem,
    },
    /// There is no clipboard, or it refused.
    ClipboardUnavailable {
        /// Why, in plain English.
        detail: String,
    },
    /// The secret behind this reveal id is gone: Done, 15 minutes, lock or restart.
    RevealGone,
    /// The variable could not be written or removed.
    EnvWriteFailed {
        /// The variable's name.
        variable: String,
        /// Why, in plain English, with the path.
        reason: String,
        /// Whether everything done before the failure was taken back.
        undone: bool,
    },
    /// A program's settings file could not be read, written or put back.
    SettingsFile {
        /// The file.
        path: String,
        /// Why.
        problem: super::SettingsFileProblem,
    },
    /// The clock is so far off that expiry cannot be judged.
    ClockSkew {
        /// By how many minutes, as far as it can be told.
        minutes: u32,
    },
    /// Another program listens on the verifier's port.
    PortTaken {
        /// The port.
        port: u16,
        /// By whom, where the system tells.
        by: Option<PortUser>,
        /// The next one that is free.
        next: Option<u16>,
    },
    /// The system does not let this account listen there, or write what the verifier needs.
    VerifierNotPermitted {
        /// An address with a port, or a file.
        place: String,
    },
    /// The verifier ran, and ended without being told to.
    VerifierEnded {
        /// What is known, in plain English.
        detail: String,
    },
    /// The verifier could not be started: its certificate, its address.
    VerifierFailed {
        /// Why, in plain English, with the path.
        detail: String,
    },
    /// The system's service keeper did not do what was asked: nothing starts at sign-in that did not before.
    ServiceKeeper {
        /// Why, in plain English.
        detail: String,
    },
    /// No such resource, or none for this person.
    NoSuchResource {
        /// What was asked for.
        name: String,
    },
    /// An exclusive resource that somebody has already.
    ResourceOut {
        /// The resource.
        name: String,
        /// Until when at the latest, RFC 3339.
        until: String,
    },
    /// The password of a resource is being replaced: it is given to nobody and nothing is changed meanwhile.
    ResourceRotating {
        /// The resource.
        name: String,
    },
    /// The program that was to replace a password failed. The old one is still the right one.
    RotationFailed {
        /// The resource.
        name: String,
        /// How.
        problem: super::RotationProblem,
    },
    /// No such check-out, or none of this person's.
    NoSuchCheckout,
    /// The system's keyring did not give or take the key of what is sealed.
    Keyring {
        /// Why.
        problem: crate::vault::KeyringError,
    },
    /// What is sealed is kept under a passphrase that nobody has given since the program started.
    VaultClosed,
    /// The key of what is sealed is damaged, gone or another's.
    VaultUnusable {
        /// Why, in plain English, with the path.
        detail: String,
    },
    /// A sealed value was altered or moved by something else than Token Desk. It is not used.
    SealBroken {
        /// The table that it is in.
        table: String,
    },
    /// Anything else. Nothing was changed.
    Unknown {
        /// Plain English.
        detail: String,
    },
}

/// Who listens on a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PortUser {
    /// The program's file, without its folder.
    pub program: String,
    /// The process.
    pub process: u32,
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The token's name.
    Name,
    /// Days to live.
    Days,
    /// Whose token it is.
    Owner,
    /// What a company token is for.
    Description,
    /// What it may do.
    Groups,
    /// Scopes.
    Scopes,
    /// A template's name.
    Template,
    /// The key of a template's settings file.
    Key,
    /// The variable's name.
    Variable,
    /// The value for a variable: typed in a terminal, or pasted.
    Value,
    /// The passphrase.
    Passphrase,
    /// Longest life in the policy.
    MaxDays,
    /// How often a token is accepted.
    Rate,
    /// How many times a token is accepted.
    Uses,
    /// From where a token is accepted.
    Networks,
    /// The verifier's port, or the one that clients call.
    Port,
    /// The address that the verifier listens on.
    Address,
    /// The names that clients call the verifier by.
    HostNames,
    /// A user name.
    Account,
    /// The host that clients call.
    Host,
    /// What a resource is called.
    Resource,
    /// What a resource is.
    ResourceKind,
    /// Why a password is needed.
    Reason,
    /// For how many minutes a password is needed.
    Minutes,
    /// Where to ask back.
    Email,
    /// What a client calls its request.
    RepeatKey,
    /// The password of a resource.
    Password,
    /// The program that replaces it.
    RotateWith,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "problem", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum FieldProblem {
    /// Nothing was entered.
    Empty,
    /// More than `max` characters.
    TooLong {
        /// The most that is allowed.
        max: u32,
    },
    /// Fewer than `min` characters (passphrase).
    TooShort {
        /// The fewest that are allowed.
        min: u32,
    },
    /// The text is a token, part of one, or looks like one.
    LooksLikeToken,
    /// Control characters or line breaks.
    ControlCharacter,
    /// Another live token of the same owner has this name.
    Taken {
        /// The name as the other token spells it.
        name: String,
    },
    /// More of them than there may be.
    TooMany {
        /// The most that are allowed.
        max: u32,
    },
    /// Not a whole number.
    NotANumber,
    /// More days than the policy, or than 3,650, allows.
    OverCap {
        /// The most days that are allowed.
        max: u32,
        /// Whether the policy (and not the program) sets it.
        by_policy: bool,
    },
    /// 0 was entered and the policy asks for an end.
    NeverNotAllowed {
        /// The most days that are allowed.
        max: u32,
    },
    /// The owner has none of the groups that may hold tokens.
    OwnerLacksRole {
        /// The owner's name.
        owner: String,
    },
    /// The owner is disabled.
    OwnerDisabled {
        /// The owner's name.
        owner: String,
    },
    /// A value that does not exist, or that cannot be one.
    NotAllowed {
        /// Which.
        value: String,
    },
    /// A group that the owner is not in.
    NotTheirs {
        /// Which.
        value: String,
        /// The owner's name.
        owner: String,
    },
    /// Groups none of which may check the resource out that the token is to be for.
    NotForResource {
        /// The resource.
        resource: String,
        /// The groups that may.
        groups: Vec<String>,
    },
    /// A group above every group of the person who would give it.
    AboveOwn {
        /// Which.
        value: String,
    },
    /// Only a company token has it.
    OnlyForCompany,
    /// A date that is over.
    Past,
    /// Not of the form `100/min`.
    BadRate,
    /// No whole number from 1 to 1,000,000.
    BadUses,
    /// Something in it is no address and no network, or they are over 64.
    BadNetworks,
    /// No port from 1024 to 65535.
    BadPort,
    /// No IP address.
    BadAddress,
    /// Something in it is no host name, or they are over 16.
    BadHostNames,
    /// An address that is not `https://`.
    NotHttps,
    /// No name and no address of a computer.
    BadHost,
    /// Not of the form `[A-Za-z_][A-Za-z0-9_]*`, or over 200 characters.
    BadVariableName,
    /// A variable that programs depend on, such as PATH.
    ReservedVariable,
    /// The value has characters that a variable cannot hold safely, or is over 8,000 characters.
    BadVariableValue {
        /// Why, in plain English, without the value.
        detail: String,
    },
}
