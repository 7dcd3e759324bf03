//! *Generate*.

use store::{By, Change, Event, NewSecret, NewToken};
use token::{Digest, Expiry, TokenId, TokenText, mint};

use super::draft::{self, Checked};
use crate::authority::Acting;
use crate::ledger::Ledger;
use crate::wire::{AppError, FieldNote, Issued, TokenDraft};
use crate::{Desk, rows, users};

impl Desk {
    /// Makes a token. Its secret stays here, behind the answer's handle; nothing accepts it until it has been
    /// copied, shown, placed or printed.
    ///
    /// # Errors
    /// The draft's first problem, [`AppError::Forbidden`], [`AppError::NotAUser`], [`AppError::ClockSkew`], and those
    /// of the store. Nothing is made then.
    pub fn create_token(&self, draft: TokenDraft) -> Result<Issued, AppError> {
        self.create_token_with(draft, |_, _, _| Ok(()))
    }

    /// As [`Desk::create_token`], with something more in the same transaction, told of the new token by id and name.
    pub(crate) fn create_token_with(
        &self,
        draft: TokenDraft,
        more: impl FnOnce(&mut Change<'_>, &Acting, (TokenId, &str)) -> Result<(), AppError>,
    ) -> Result<Issued, AppError> {
        let account = &self.inner.ports.account;
        let (mut by, elapsed) = (self.by_now(), self.elapsed());
        self.with_ledger(|ledger, rest| {
            ledger.trust(by.at)?;
            by.at = ledger.judge(by.at)?;
            let (now, acting) = (self.hour(by.at), ledger.acting()?);
            let checked =
                draft::check(&draft, &acting, &now, &ledger.store.read(), rest.held)?.map_err(first)?;
            let (text, secret) = self.mint_secret(ledger, checked.expiry, &by)?;
            let id = self.with_generator(|rng| TokenId::generate(rng));
            ledger.store.change(&by, |change| {
                // Another program may have taken the name, or the right to it, since it was checked.
                let acting = Acting::of(change, account)?;
                let checked = draft::check(&draft, &acting, &now, change, rest.held)?.map_err(first)?;
                let description = checked.description.clone();
                let new = new_token(id, checked);
                if new.owner.as_ref() == Some(&acting.account) {
                    users::write_down(change, &acting, account)?;
                }
                let mut event = created(&new, &secret);
                if let Some(description) = &description {
                    event = event.fact("description", description);
                }
                let mut recorded = change.record(event)?;
                recorded.add_token(&new, &secret)?;
                if let Some(description) = &description {
                    recorded.describe(&id, description)?;
                }
                more(change, &acting, (new.id, new.name.as_str()))
            })?;
            let record = ledger.record(&id)?;
            let masked = text.masked();
            let reveal = self.with_generator(|rng| rest.held.hold(id, text, elapsed, rng));
            tracing::info!(token = %id, "token created");
            Ok(Issued {
                token: ledger.row(record, by.at),
                reveal,
                masked,
            })
        })
    }

    /// A secret that nobody has received, and what is stored of it.
    pub(crate) fn mint_secret(
        &self,
        ledger: &mut Ledger,
        expiry: Expiry,
        by: &By,
    ) -> Result<(TokenText, NewSecret), AppError> {
        let holder = ledger.holder()?;
        Ok(self.with_generator(|rng| {
            let text = mint(&ledger.gate, rng);
            let secret = NewSecret {
                id: text.id(),
                digest: Digest::of(&text.secret(), rng),
                last4: text.last4(),
                issued_at: by.at,
                expiry,
                holder,
            };
            (text, secret)
        }))
    }
}

fn new_token(id: TokenId, checked: Checked) -> NewToken {
    NewToken {
        id,
        name: checked.name,
        owner: checked.owner,
        groups: checked.groups,
        scopes: checked.scopes,
        limits: checked.limits,
    }
}

fn created(new: &NewToken, secret: &NewSecret) -> Event {
    let created = Event::named("token.created")
        .about(new.id, new.name.as_str())
        .fact("expires", ends(secret.expiry))
        .fact("groups", new.groups)
        .fact("scopes", &new.scopes)
        .fact("company", new.owner.is_none());
    let created = new
        .owner
        .iter()
        .fold(created, |created, owner| created.fact("owner", owner));
    let limits = rows::limits(&new.limits);
    [
        ("rate", limits.rate),
        ("uses", limits.uses),
        ("networks", limits.networks),
    ]
    .into_iter()
    .filter(|(_, limit)| !limit.is_empty())
    .fold(created, |created, (name, limit)| created.fact(name, limit))
}

/// An end as a fact of the audit trail.
pub(super) fn ends(expiry: Expiry) -> String {
    expiry
        .instant()
        .map_or_else(|| "never".to_owned(), |end| end.to_string())
}

/// A form is sent back for its first problem; the screen asked for all of them while it was filled in.
fn first(problems: Vec<FieldNote>) -> AppError {
    problems.into_iter().next().map_or_else(
        || AppError::Unknown {
            detail: "the draft was refused without a reason".to_owned(),
        },
        |note| AppError::InvalidField {
            field: note.field,
            problem: note.problem,
        },
    )
}
