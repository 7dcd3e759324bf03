//! The personal token: one per user, shown again whenever its user asks. Its text lies in the store sealed by the
//! vault; *Generate new* replaces it, and the old one is refused from the next request on.

use jiff::Timestamp;
use store::{Event, NewToken, Personal, Record};
use token::{Days, Expiry, Grace, Limits, Scopes, Status, TokenId, TokenName};

use crate::authority::{Acting, Operation, Whose};
use crate::ledger::Ledger;
use crate::vault::Cell;
use crate::wire::{AppError, ClipboardState, PersonalToken, ShownSecret};
use crate::{Desk, SecretText, users};

/// What its record is called.
const NAME: &str = "Personal token";

impl Desk {
    /// Whether the person at the keyboard has a personal token, how it stands and when it was last used.
    ///
    /// # Errors
    /// Those of the store.
    pub fn personal_token(&self) -> Result<PersonalToken, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let acting = ledger.acting()?;
            let found = known(&ledger.store.read(), &acting)?;
            Ok(state(ledger, found, now))
        })
    }

    /// Makes the personal token, or a new one in its place: the old one is refused from here on. The text is sealed
    /// before anything changes, so that without a keyring the old one stays.
    ///
    /// # Errors
    /// [`AppError::Forbidden`], [`AppError::ClockSkew`], those of the vault and the store. Nothing was changed then.
    pub fn new_personal_token(&self) -> Result<PersonalToken, AppError> {
        let account = &self.inner.ports.account;
        let mut by = self.by_now();
        self.with_ledger(|ledger, rest| {
            ledger.trust(by.at)?;
            by.at = ledger.judge(by.at)?;
            ledger.acting()?.check(Operation::GenerateToken, Whose::Own)?;
            let expiry = longest(&ledger.store.read().policy()?, by.at);
            let (text, secret) = self.mint_secret(ledger, expiry, &by)?;
            let sealed = self
                .inner
                .vault
                .seal(&cell(&secret.id), text.expose().as_bytes())?;
            let fresh = self.with_generator(|rng| TokenId::generate(rng));
            let id = ledger.store.change(&by, |change| {
                let acting = Acting::of(change, account)?;
                acting.check(Operation::GenerateToken, Whose::Own)?;
                users::write_down(change, &acting, account)?;
                let before = known(change, &acting)?.map(|(_, record)| record);
                let before = before.filter(|record| record.status(change.at()) != Status::Revoked);
                let id = before.as_ref().map_or(fresh, |record| record.id);
                let event = event(before.as_ref(), &id, &acting);
                let mut recorded = change.record(event)?;
                match &before {
                    Some(_) => recorded.add_secret(&id, &secret, Grace::Now)?,
                    None => recorded.add_token(&new_token(id, &acting)?, &secret)?,
                }
                recorded.deliver(&secret.id)?;
                if before.is_some_and(|record| record.paused_at.is_some()) {
                    recorded.resume(&id)?;
                }
                let personal = Personal {
                    token_id: id,
                    secret_id: secret.id,
                    sealed,
                };
                recorded.put_personal(&acting.account, &personal)?;
                Ok::<_, AppError>(id)
            })?;
            for older in rest.held.take_of(id) {
                rest.tell(crate::DeskEvent::SecretGone(older.reveal.clone()));
            }
            tracing::info!(token = %id, "personal token made");
            let found = known(&ledger.store.read(), &ledger.acting()?)?;
            Ok(state(ledger, found, by.at))
        })
    }

    /// The text of the person's own personal token, for them to see or copy. The audit trail tells that it was asked
    /// for, and `how`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none or it is not kept; those of the vault and the store.
    pub fn open_personal_token(&self, how: &'static str) -> Result<SecretText, AppError> {
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let acting = ledger.acting()?;
            acting.check(Operation::GenerateToken, Whose::Own)?;
            let (personal, record) = known(&ledger.store.read(), &acting)?
                .filter(|(personal, record)| personal.secret_id == record.present.id)
                .ok_or(AppError::NotFound)?;
            let opened = self
                .inner
                .vault
                .open(&cell(&personal.secret_id), &personal.sealed)?;
            let text = String::from_utf8(opened.to_vec()).map_err(|_| AppError::SealBroken {
                table: TABLE.to_owned(),
            })?;
            let text = SecretText::new(text);
            ledger.store.change(&by, |change| {
                let event = Event::named("personal.opened").of(&record).fact("how", how);
                change.note(event)
            })?;
            Ok(text)
        })
    }
}

impl Desk {
    /// The characters of the person's own personal token, for a screen whose person pressed *Show*.
    ///
    /// # Errors
    /// As [`Desk::open_personal_token`].
    pub fn show_personal_token(&self) -> Result<ShownSecret, AppError> {
        let text = self.open_personal_token("shown")?;
        let hides_after_seconds = self.with_state(|state| state.settings.settings.reveal_seconds);
        Ok(ShownSecret {
            text: text.expose().to_owned(),
            hides_after_seconds,
        })
    }

    /// Puts the person's own personal token on the clipboard.
    ///
    /// # Errors
    /// As [`Desk::open_personal_token`], and [`AppError::ClipboardUnavailable`].
    pub fn copy_personal_token(&self) -> Result<ClipboardState, AppError> {
        let text = self.open_personal_token("copied")?;
        self.hold_on_clipboard(&text)?;
        Ok(self.clipboard_state())
    }
}

const TABLE: &str = "personal";

/// Where the text of one secret is sealed for. No other secret ever has its id.
fn cell(secret: &TokenId) -> Cell<'_> {
    Cell {
        table: TABLE,
        row: secret.as_str(),
        version: 1,
        column: "sealed",
    }
}

fn known(read: &store::Read<'_>, acting: &Acting) -> Result<Option<(Personal, Record)>, AppError> {
    let Some(personal) = read.personal(&acting.account)? else {
        return Ok(None);
    };
    let record = read.token(&personal.token_id)?;
    Ok(record
        .filter(|record| record.deleted_at.is_none())
        .map(|record| (personal, record)))
}

fn state(ledger: &Ledger, found: Option<(Personal, Record)>, now: Timestamp) -> PersonalToken {
    let is_kept = found
        .as_ref()
        .is_some_and(|(personal, record)| personal.secret_id == record.present.id);
    PersonalToken {
        token: found.map(|(_, record)| ledger.row(record, now)),
        is_kept,
    }
}

fn event(before: Option<&Record>, id: &TokenId, acting: &Acting) -> Event {
    match before {
        Some(record) => Event::named("personal.replaced").of(record),
        None => Event::named("personal.created").about(*id, NAME),
    }
    .fact("owner", &acting.account)
}

fn new_token(id: TokenId, acting: &Acting) -> Result<NewToken, AppError> {
    let name = TokenName::parse(NAME).map_err(|error| AppError::Unknown {
        detail: error.to_string(),
    })?;
    Ok(NewToken {
        id,
        name,
        owner: Some(acting.account.clone()),
        groups: acting.groups,
        scopes: Scopes::default(),
        limits: Limits::default(),
    })
}

/// It lives until it is replaced, or as long as the organisation allows.
fn longest(policy: &token::Policy, now: Timestamp) -> Expiry {
    match policy.check(Days::NEVER) {
        Ok(()) => Expiry::Never,
        Err(_) => policy.max_days().from(now),
    }
}
