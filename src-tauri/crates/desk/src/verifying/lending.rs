//! What the verifier lends is the desk's.

use verifier::{Borrow, Lending, Lent, NotLent, Return};
use zeroize::Zeroizing;

use crate::Desk;
use crate::resources::{Lender, TokenWish};
use crate::vault::KeptIn;
use crate::wire::{AppError, CheckIn, CheckOut, Field, VerifierLends};

impl Desk {
    /// Whether a verifier in this process has what it needs to lend the passwords of resources.
    ///
    /// # Errors
    /// Those of the vault's file and of the store.
    pub fn verifier_lends(&self) -> Result<VerifierLends, AppError> {
        let vault = &self.inner.vault;
        if vault.kept_in()? != Some(KeptIn::Passphrase) {
            return Ok(VerifierLends::Freely);
        }
        let is_closed = vault.is_closed()?;
        let nothing = self.with_any_ledger(|ledger, _| Ok(ledger.store.read().resources()?.is_empty()))?;
        Ok(match (nothing, is_closed) {
            (true, _) => VerifierLends::Freely,
            (false, false) => VerifierLends::Opened,
            (false, true) => VerifierLends::Closed,
        })
    }
}

/// Lends by way of a desk.
pub(super) struct DeskLending(pub(super) Desk);

impl Lending for DeskLending {
    fn check_out(&self, wish: &Borrow) -> Result<Lent, NotLent> {
        let asked = CheckOut {
            resource: wish.resource.clone(),
            reason: wish.reason.clone(),
            minutes: wish.minutes.clone(),
            email: wish.email.clone(),
            repeat: wish.repeat.clone(),
        };
        let given = Lender(&self.0).lend(&TokenWish {
            token: wish.token,
            wish: &asked,
        });
        let given = given.map_err(told)?;
        Ok(Lent {
            request: given.id,
            account: Zeroizing::new(given.account.expose().to_owned()),
            password: Zeroizing::new(given.password.expose().to_owned()),
        })
    }

    fn check_in(&self, wish: &Return) -> Result<(), NotLent> {
        let asked = CheckIn {
            id: wish.request.clone(),
            resource: Some(wish.resource.clone()),
        };
        Lender(&self.0).take_back(wish.token, &asked).map_err(told)
    }
}

fn told(error: AppError) -> NotLent {
    let rule = |field, rule| NotLent::Rule { field, rule };
    if let AppError::InvalidField { field, .. } = &error {
        let broken = [
            (
                Field::Reason,
                "reason",
                "is one line of 1 to 500 characters, without a token",
            ),
            (
                Field::Minutes,
                "duration",
                "is a whole number of minutes from 1 to 10080",
            ),
            (
                Field::Email,
                "emailid",
                "is an address with an @, of 254 characters at most, or empty",
            ),
            (
                Field::RepeatKey,
                "Idempotency-Key",
                "is one line of 1 to 200 characters, without a token",
            ),
        ];
        if let Some((_, name, what)) = broken.iter().find(|(own, _, _)| own == field) {
            return rule(name, what);
        }
    }
    if matches!(error, AppError::NoSuchResource { .. } | AppError::NoSuchCheckout) {
        return NotLent::Nothing;
    }
    if let AppError::ResourceOut { until, .. } = error {
        return NotLent::Out { until: Some(until) };
    }
    if matches!(error, AppError::ResourceRotating { .. }) {
        return NotLent::Rotating;
    }
    if error == AppError::Conflict {
        return NotLent::Out { until: None };
    }
    tracing::warn!(?error, "nothing is lent");
    if error == AppError::VaultClosed {
        return NotLent::Closed;
    }
    NotLent::Unavailable
}
