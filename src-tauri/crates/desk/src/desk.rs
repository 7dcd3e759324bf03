//! The front door. (Each use case moves into a file of its own.)

use std::sync::Arc;
use std::time::Duration;

use crate::wire::*;
use crate::{DeskEvent, Places, Ports, SecretText, Source};

/// All use cases, for the window and the terminal. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

#[allow(dead_code, reason = "read by the use cases to come")]
struct Inner {
    places: Places,
    ports: Ports,
    source: Source,
}

fn unfinished<T>() -> Result<T, AppError> {
    Err(AppError::Unknown {
        detail: "not written yet".to_owned(),
    })
}

#[allow(missing_docs, clippy::missing_errors_doc)]
impl Desk {
    /// A desk over the person's files. Never fails: the store is opened at the first call that needs it, and
    /// every such call answers why it could not be.
    pub fn new(places: Places, ports: Ports, source: Source) -> Self {
        Self {
            inner: Arc::new(Inner {
                places,
                ports,
                source,
            }),
        }
    }

    /// Calls `listener` at every event, from whatever thread it happens on.
    pub fn subscribe(&self, listener: impl Fn(&DeskEvent) + Send + Sync + 'static) {
        let _ = listener;
    }

    /// Does what time brings: wipes held secrets whose 15 minutes are over, locks after idling, settles
    /// expired tokens. The window calls it at [`Desk::next_deadline`] and at most every 30 seconds.
    pub fn tick(&self) {}

    /// How long until [`Desk::tick`] has something to do, as far as is known.
    pub fn next_deadline(&self) -> Option<Duration> {
        None
    }

    /// Reads what other processes changed, and tells the listeners.
    pub fn refresh(&self) -> Result<(), AppError> {
        unfinished()
    }

    /// The person did something: idling starts anew.
    pub fn touch(&self) {}

    /// Wipes held secrets, clears the clipboard if our text is still there, and closes the store.
    pub fn close(&self) {}

    // Terminal only.

    /// The characters for standard output. The secret counts as delivered from here on.
    pub fn deliver_to_stdout(&self, _held: RevealRef) -> Result<SecretText, AppError> {
        unfinished()
    }

    /// Puts a value that did not come from a token of ours (or came by standard input) into a variable.
    pub fn set_variable_from(
        &self,
        _variable: VariableRef,
        _value: SecretText,
    ) -> Result<VariableOutcome, AppError> {
        unfinished()
    }

    /// Looks at everything that Token Desk stands on.
    pub fn doctor(&self) -> Vec<Finding> {
        Vec::new()
    }

    /// The one token meant by an id, a prefix, the beginning of either (8 characters or more), or a name
    /// that only one token has.
    pub fn resolve_token(&self, _text: &str) -> Result<TokenRow, AppError> {
        unfinished()
    }

    /// The tokens in one state; all of them for `None`.
    pub fn list_tokens_in(&self, _status: Option<TokenStatus>) -> Result<TokenList, AppError> {
        unfinished()
    }

    /// Revokes every expired token.
    pub fn revoke_expired(&self) -> Result<BulkOutcome, AppError> {
        unfinished()
    }

    // One per command.

    pub fn session(&self) -> Result<Session, AppError> {
        unfinished()
    }

    pub fn home(&self) -> Result<HomeView, AppError> {
        unfinished()
    }

    pub fn lock(&self) -> Result<(), AppError> {
        unfinished()
    }

    pub fn unlock(&self, _request: Unlock) -> Result<(), AppError> {
        unfinished()
    }

    pub fn list_tokens(&self) -> Result<TokenList, AppError> {
        unfinished()
    }

    pub fn token_details(&self, _request: TokenRef) -> Result<TokenDetails, AppError> {
        unfinished()
    }

    pub fn check_draft(&self, _request: TokenDraft) -> Result<DraftCheck, AppError> {
        unfinished()
    }

    pub fn create_token(&self, _request: TokenDraft) -> Result<Issued, AppError> {
        unfinished()
    }

    pub fn rename_token(&self, _request: Rename) -> Result<TokenRow, AppError> {
        unfinished()
    }

    pub fn pause_token(&self, _request: TokenRef) -> Result<TokenRow, AppError> {
        unfinished()
    }

    pub fn resume_token(&self, _request: TokenRef) -> Result<TokenRow, AppError> {
        unfinished()
    }

    pub fn regenerate_token(&self, _request: Regenerate) -> Result<Issued, AppError> {
        unfinished()
    }

    pub fn revoke_tokens(&self, _request: TokenRefs) -> Result<BulkOutcome, AppError> {
        unfinished()
    }

    pub fn delete_record(&self, _request: TokenRef) -> Result<(), AppError> {
        unfinished()
    }

    pub fn restore_record(&self, _request: TokenRef) -> Result<TokenRow, AppError> {
        unfinished()
    }

    pub fn export_tokens(&self, _request: TokenRefs) -> Result<ExportedFile, AppError> {
        unfinished()
    }

    pub fn copy_secret(&self, _request: RevealRef) -> Result<ClipboardState, AppError> {
        unfinished()
    }

    pub fn copy_snippet(&self, _request: CopySnippet) -> Result<ClipboardState, AppError> {
        unfinished()
    }

    pub fn copy_text(&self, _request: PlainText) -> Result<(), AppError> {
        unfinished()
    }

    pub fn extend_clipboard(&self, _request: ExtendClipboard) -> Result<ClipboardState, AppError> {
        unfinished()
    }

    pub fn clear_clipboard(&self) -> Result<ClipboardState, AppError> {
        unfinished()
    }

    pub fn reveal_secret(&self, _request: RevealRef) -> Result<ShownSecret, AppError> {
        unfinished()
    }

    pub fn hide_secret(&self, _request: RevealRef) -> Result<(), AppError> {
        unfinished()
    }

    pub fn discard_secret(&self, _request: RevealRef) -> Result<(), AppError> {
        unfinished()
    }

    pub fn snippets(&self, _request: SnippetRequest) -> Result<Vec<Snippet>, AppError> {
        unfinished()
    }

    pub fn variable_status(&self, _request: VariableRef) -> Result<VariableStatus, AppError> {
        unfinished()
    }

    pub fn plan_variable(&self, _request: PlanVariable) -> Result<VariablePlan, AppError> {
        unfinished()
    }

    pub fn set_variable(&self, _request: PlanVariable) -> Result<VariableOutcome, AppError> {
        unfinished()
    }

    pub fn verify_variable(&self, _request: VariableRef) -> Result<VariableOutcome, AppError> {
        unfinished()
    }

    pub fn remove_variable(&self, _request: VariableRef) -> Result<VariableOutcome, AppError> {
        unfinished()
    }

    pub fn settings(&self) -> Result<Settings, AppError> {
        unfinished()
    }

    pub fn change_settings(&self, _request: SettingsChange) -> Result<Settings, AppError> {
        unfinished()
    }

    pub fn reset_settings(&self) -> Result<Settings, AppError> {
        unfinished()
    }

    pub fn export_settings(&self) -> Result<ExportedFile, AppError> {
        unfinished()
    }

    pub fn policy(&self) -> Result<Policy, AppError> {
        unfinished()
    }

    pub fn change_policy(&self, _request: Policy) -> Result<Policy, AppError> {
        unfinished()
    }

    pub fn set_passphrase(&self, _request: SetPassphrase) -> Result<(), AppError> {
        unfinished()
    }

    pub fn open_data_folder(&self) -> Result<(), AppError> {
        unfinished()
    }
}
