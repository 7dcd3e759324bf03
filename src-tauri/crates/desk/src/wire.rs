//! What crosses to the window and to `tokendesk --json`: requests, view models and coded errors.
//!
//! Requests derive `Deserialize`, answers `Serialize`. No answer here can hold a secret but [`ShownSecret`],
//! which exists for the one answer to *Show*. Instants travel as RFC 3339 text in UTC.

mod audit;
mod error;
mod finding;
mod identified;
mod in_place;
mod personal;
mod placement;
mod reminders;
mod resources;
mod secret;
mod session;
mod settings;
mod settings_file;
mod setup;
mod store;
mod template;
mod token;
mod users;
mod uses;
mod variable;
mod vault;
mod verifying;
mod window;

pub use audit::{
    AuditAsk, AuditDamage, AuditExtent, AuditForm, AuditIntegrity, AuditPage, AuditQuery, AuditRef,
    AuditTampering, ExportAudit,
};
pub use error::{AppError, Field, FieldProblem, PortUser};
pub use finding::{Finding, FindingState};
pub use identified::{FoundToken, FoundValue, Identified};
pub use in_place::{PlaceOutcome, RegeneratedInPlace, RenewedPlace};
pub use personal::PersonalToken;
pub use placement::{
    HoldingProgram, PlacedIn, Placement, PlacementTruth, Placements, ProgramHolds, Reach, UndoAnswer,
    UndoOutcome, UndoPlacement, WayOut, WayWord,
};
pub use reminders::{EndingToken, Reminder, Reminders};
pub use resources::{
    BoundDraft, CheckIn, CheckOut, CheckedOut, ResourceChange, ResourceDraft, ResourceHolding, ResourceKind,
    ResourceList, ResourceRef, ResourceRotation, ResourceRow, ResourceSampleRequest, ResourceSamples,
    ResourceTokens, RotationProblem, RotationState,
};
pub use secret::{
    ClipboardState, ClipboardWord, CopySnippet, ExtendClipboard, PlainText, RevealId, RevealRef, ShownSecret,
    Snippet, SnippetKind, SnippetRequest,
};
pub use session::{AuditRow, ExportedFile, HomeView, Person, Platform, Session, Unlock};
pub use settings::{Density, MotionChoice, Policy, SetPassphrase, Settings, SettingsChange, ThemeChoice};
pub use settings_file::{
    DiffHunk, DiffLine, DiffMark, FileEncoding, FoundKey, HeldInFile, LineEnds, PatchSettingsFile,
    SectionChoice, SettingsFileApplied, SettingsFilePlan, SettingsFileProblem, SettingsFileQuestion,
    SettingsFileRef, SettingsFileUndone, SettingsFileVerdict, SettingsFileWarning, TokenInFile,
    UsualSettingsFile,
};
pub use setup::{
    AuthStyle, LinkState, LinkWord, SampleKind, SampleRequest, SetupLine, SetupLink, SetupProblem,
    SetupReport, SetupToken, TestSetup, VerifierSample, VerifierSamples,
};
pub use store::{ClockTrusted, RestoreStore, StoreCopy, StoreRestored};
pub use template::{Template, TemplateFile, TemplateRef, Templates, TokenKind};
pub use token::{
    BulkFailure, BulkOutcome, BulkProgress, DraftCheck, FieldNote, Grace, Issued, Owner, Regenerate, Rename,
    RetiringSecret, TokenDetails, TokenDraft, TokenLike, TokenLimits, TokenList, TokenRef, TokenRefs,
    TokenRow, TokenStatus, TokensChanged, TokensUsed,
};
pub use users::{GroupRow, UserDraft, UserList, UserRef, UserRights, UserRow};
pub use uses::{Presentation, RecordedUse, RefusedAttempts, TokenUses};
pub use variable::{
    PastedValue, PastedVariableValue, PlaceAction, PlaceKind, PlanVariable, PlannedPlace, StepState,
    VariableOutcome, VariablePlan, VariableRef, VariableState, VariableStatus, VariableStep, VariableWarning,
};
pub use vault::{KeepVault, UnlockVault, VaultState};
pub use verifying::{
    OtherVerifier, TokenVerdict, VerifierAtSignIn, VerifierBackground, VerifierHost, VerifierLends,
    VerifierLog, VerifierRequests, VerifierState, VerifierStatus,
};
pub use window::{
    ChooseFile, ChosenFile, Contrast, DesktopNotice, DesktopNotified, LinkOpened, LinkPlace, Theme,
    ThemeChanged, TrayStanding, TrayState, TrayWords, Zoom, ZoomLevel, ZoomStep,
};
