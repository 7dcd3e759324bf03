//! Who is at the keyboard, the first view, lock and unlock, and what time brings.

use std::time::Duration;

use token::{Group, Scope};
use zeroize::Zeroizing;

use crate::authority::{Acting, Operation, Whose, allows};
use crate::clock::Jump;
use crate::desk::State;
use crate::events::{ClockJumped, DeskEvent};
use crate::held::HeldSecret;
use crate::wire::{
    AppError, ClockTrusted, HomeView, Person, Platform, RevealId, Session, TokenStatus, Unlock,
};
use crate::{Desk, passphrase, places, reminders, settings_file};

/// So many audit rows are on the first view.
const RECENT: u32 = 5;

impl Desk {
    /// Who, on what, with which settings. A locked desk answers it too.
    ///
    /// # Errors
    /// None: a store that cannot be opened is for the calls that need it to tell.
    pub fn session(&self) -> Result<Session, AppError> {
        let has_passphrase = passphrase::is_set(&passphrase::file_in(&self.inner.places.config));
        let clock_behind_minutes = self.clock_behind();
        let acting = self.acting_person();
        Ok(self.with_state(|state| Session {
            person: Person {
                name: acting.name,
                account: self.inner.ports.account.account.clone(),
                groups: acting
                    .groups
                    .iter()
                    .map(|group| group.name().to_owned())
                    .collect(),
            },
            platform: platform(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: self.inner.places.data.display().to_string(),
            groups: names_of_groups(),
            scopes: Scope::GIVEN.iter().map(|scope| scope.name().to_owned()).collect(),
            settings: state.settings.settings.clone(),
            locked: state.locked,
            has_passphrase,
            may_generate: allows(acting.groups, Operation::GenerateToken, Whose::Own),
            is_administrator: allows(acting.groups, Operation::ChangePolicy, Whose::Other),
            locale: state
                .settings
                .settings
                .language
                .clone()
                .unwrap_or_else(system_locale),
            clock_behind_minutes,
            settings_set_aside: state
                .settings
                .set_aside
                .as_ref()
                .map(|path| path.display().to_string()),
        }))
    }

    /// The person as the store knows them. Where it cannot be asked just now nothing is hidden from them: each call
    /// that needs it judges by itself.
    fn acting_person(&self) -> Acting {
        let account = &self.inner.ports.account;
        let known = self.with_state(|state| state.ledger.as_ref().and_then(|ledger| ledger.acting().ok()));
        known
            .or_else(|| {
                let reader = store::Reader::open(&self.inner.places.data).ok()?;
                Acting::of(&reader.read(), account).ok()
            })
            .unwrap_or_else(|| Acting::first(account))
    }

    /// The first view. How the variable stands is asked apart: fresh shells tell it, and those may take long to start.
    ///
    /// # Errors
    /// Those of the store.
    pub fn home(&self) -> Result<HomeView, AppError> {
        let list = self.list_tokens()?;
        let recent = self.with_ledger(|ledger, _| ledger.recent(RECENT))?;
        let days = self.with_state(|state| state.settings.settings.remind_days.clone());
        let (ends_soon, soon) = reminders::ending_soon(&list.tokens, &days, self.now());
        let active = list
            .tokens
            .iter()
            .filter(|row| row.status == TokenStatus::Active)
            .count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(HomeView {
            total: count(list.tokens.len()),
            active: count(active),
            ends_soon: count(ends_soon),
            soon,
            recent,
        })
    }

    /// Locks: wipes held secrets and our text on the clipboard; every command but session, settings and
    /// unlock is refused from here on.
    ///
    /// # Errors
    /// Those of the store, if a secret that was never delivered could not be voided. It is locked then too.
    pub fn lock(&self) -> Result<(), AppError> {
        let held = self.with_state(|state| {
            if !state.locked {
                state.locked = true;
                state.tell(DeskEvent::Locked(()));
            }
            state.pasted.clear();
            state.held.take_all()
        });
        self.clear_ours();
        self.let_go(held, true)
    }

    /// Unlocks.
    ///
    /// # Errors
    /// [`AppError::WrongPassphrase`].
    pub fn unlock(&self, request: Unlock) -> Result<(), AppError> {
        let typed = request.passphrase.map(Zeroizing::new);
        let file = passphrase::file_in(&self.inner.places.config);
        if !passphrase::opens(&file, typed.as_ref().map(|text| text.as_str()))? {
            return Err(AppError::WrongPassphrase);
        }
        let elapsed = self.elapsed();
        self.with_state(|state| {
            state.locked = false;
            state.last_touch = elapsed;
        });
        Ok(())
    }

    /// Does what time brings: wipes held secrets whose 15 minutes are over, locks after idling, tells which
    /// tokens ended. The window calls it at [`Desk::next_deadline`] and at most every 30 seconds.
    pub fn tick(&self) {
        let elapsed = self.elapsed();
        let (over, idle) = self.with_state(|state| {
            state.pasted.drop_over(elapsed);
            (state.held.take_over(elapsed), is_idle(state, elapsed))
        });
        if let Err(error) = self.let_go(over, true) {
            tracing::warn!(?error, "an undelivered secret is left for the next start");
        }
        if idle && let Err(error) = self.lock() {
            tracing::warn!(
                ?error,
                "locked, but an undelivered secret is left for the next start"
            );
        }
        if let Err(error) = self.tell_ended() {
            tracing::debug!(?error, "tokens that ended are not told");
        }
        if let Err(error) = self.purge_deleted() {
            tracing::warn!(?error, "deleted records are left for later");
        }
        self.settle_checkouts();
        self.tell_reminders();
        self.finish_interrupted();
        if let Err(error) = self.finish_regenerations() {
            tracing::warn!(?error, "a replaced secret is left for later");
        }
        self.look_for_other_verifiers();
    }

    /// How long until [`Desk::tick`] has something to do, as far as is known.
    pub fn next_deadline(&self) -> Option<Duration> {
        let (now, elapsed) = (self.now(), self.elapsed());
        self.with_state(|state| {
            let wiped = state.held.next_end().map(|end| end.saturating_sub(elapsed));
            let locks = idles_at(state).map(|end| end.saturating_sub(elapsed));
            let ends = state
                .next_end
                .map(|end| Duration::try_from(end.duration_since(now)).unwrap_or(Duration::ZERO));
            // A locked desk reminds of nothing, and must not be asked again and again.
            let reminds = state.reminding.look_in(now, elapsed).filter(|_| !state.locked);
            [wiped, locks, ends, reminds].into_iter().flatten().min()
        })
    }

    /// Reads what other processes changed, and tells the listeners.
    ///
    /// # Errors
    /// Those of the store.
    pub fn refresh(&self) -> Result<(), AppError> {
        self.refresh_settings();
        self.look_for_other_verifiers();
        self.refresh_tokens()
    }

    /// Ends the verifier that runs in this process, wipes held secrets, clears the clipboard if our text is still there (a terminal's outlives it), and
    /// closes the store.
    pub fn close(&self) {
        self.end_verifier();
        let held = self.with_state(|state| state.held.take_all());
        if let Err(error) = self.let_go(held, false) {
            tracing::warn!(?error, "an undelivered secret is left for the next start");
        }
        if self.inner.source == crate::Source::Window {
            self.clear_ours();
        }
        self.inner.vault.close();
        self.with_state(|state| state.ledger = None);
    }

    /// Reads what another program set.
    pub(crate) fn refresh_settings(&self) {
        let file = settings_file::file_in(&self.inner.places.config);
        let now = self.now();
        self.with_state(|state| {
            let read = settings_file::load(&file, now);
            if read.settings != state.settings.settings {
                state.tell(DeskEvent::SettingsChanged(read.settings.clone()));
                state.settings = read;
            }
        });
    }

    /// Says that the clock is right now, though it was ahead once. What is judged ended only because of that
    /// hour lives again; what a person revoked stays revoked.
    ///
    /// # Errors
    /// [`AppError::ClockSkew`] for a clock that was never set, and those of the store.
    pub fn trust_clock(&self) -> Result<ClockTrusted, AppError> {
        let by = self.by_now();
        let latest = self.with_ledger(|ledger, _| ledger.trust_clock(&by))?;
        Ok(ClockTrusted {
            now: by.at.to_string(),
            latest_seen: latest.to_string(),
            was_behind: latest > by.at,
        })
    }

    /// Tells once that the clock was set, or is behind the latest hour seen.
    pub(crate) fn tell_clock(&self) {
        let (now, elapsed) = (self.now(), self.elapsed());
        self.with_state(|state| {
            let set = state.clock_watch.jumped(now, elapsed);
            // Without the store it is not known whether the clock is behind: what was told last stands.
            let behind = match &state.ledger {
                Some(ledger) => ledger.behind(now).ok().flatten(),
                None => state.clock_behind,
            };
            let news = set
                .map(Jump::minutes)
                .or(behind.filter(|_| state.clock_behind.is_none()));
            state.clock_behind = match set {
                Some(Jump::Back(minutes)) => behind.or(Some(minutes)),
                Some(Jump::Ahead(_)) | None => behind,
            };
            if let Some(minutes) = news {
                state.tell(DeskEvent::ClockJumped(ClockJumped { minutes }));
            }
        });
    }

    /// Voids what was not delivered of secrets that are let go, and tells about those that the person did
    /// not let go themselves.
    pub(crate) fn let_go(&self, held: Vec<HeldSecret>, unasked: bool) -> Result<(), AppError> {
        if unasked {
            let gone: Vec<RevealId> = held.iter().map(|secret| secret.reveal.clone()).collect();
            self.with_state(|state| {
                gone.into_iter()
                    .for_each(|reveal| state.tell(DeskEvent::SecretGone(reveal)));
            });
        }
        self.void(held.into_iter().filter(|secret| !secret.delivered).collect())
    }
}

fn idles_at(state: &State) -> Option<Duration> {
    let minutes = state.settings.settings.lock_minutes?;
    (!state.locked).then(|| {
        state
            .last_touch
            .saturating_add(Duration::from_secs(u64::from(minutes) * 60))
    })
}

fn is_idle(state: &State, elapsed: Duration) -> bool {
    idles_at(state).is_some_and(|end| elapsed >= end)
}

fn names_of_groups() -> Vec<String> {
    Group::ALL.iter().map(|group| group.name().to_owned()).collect()
}

fn platform() -> Platform {
    if cfg!(windows) {
        Platform::Windows
    } else if cfg!(target_os = "macos") {
        Platform::Macos
    } else {
        Platform::Linux
    }
}

/// The locale of the session's environment as BCP 47. The window knows better on Windows and macOS.
fn system_locale() -> String {
    let from_environment = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| places::variable(name))
        .map(|value| value.to_string_lossy().into_owned());
    locale_tag(from_environment.as_deref().unwrap_or_default())
}

/// `de_CH.UTF-8@euro` is `de-CH`; `C` and `POSIX` are English.
fn locale_tag(posix: &str) -> String {
    let tag = posix
        .split(['.', '@'])
        .next()
        .unwrap_or_default()
        .replace('_', "-");
    if tag.is_empty() || tag == "C" || tag == "POSIX" {
        "en".to_owned()
    } else {
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posix_locale_becomes_a_language_tag() {
        for (posix, tag) in [
            ("de_CH.UTF-8@euro", "de-CH"),
            ("C.UTF-8", "en"),
            ("POSIX", "en"),
            ("", "en"),
            ("fr", "fr"),
        ] {
            assert_eq!(locale_tag(posix), tag);
        }
    }
}
