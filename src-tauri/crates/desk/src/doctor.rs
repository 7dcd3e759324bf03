//! A look at everything that Token Desk stands on.

use crate::wire::{AppError, Finding, FindingState, VariableRef, VariableState};
use crate::{Desk, settings_file};

impl Desk {
    /// Looks at the data folder, the store, the settings, the clock, the clipboard and the default variable.
    pub fn doctor(&self) -> Vec<Finding> {
        let mut findings = vec![self.look_at_store(), self.look_at_clock()];
        findings.extend(self.look_at_gate());
        findings.push(self.look_at_audit());
        findings.extend(self.look_at_settings());
        findings.push(self.look_at_clipboard());
        findings.push(self.look_at_variable());
        findings
    }

    fn look_at_store(&self) -> Finding {
        let folder = self.inner.places.data.display().to_string();
        match self.with_ledger(|ledger, _| Ok(ledger.store.read().tokens()?.len())) {
            Ok(count) => finding("store", FindingState::Fine, format!("{folder}: {count} tokens")),
            Err(error) => finding("store", FindingState::Broken, told(&error)),
        }
    }

    fn look_at_clock(&self) -> Finding {
        let clock = self.now();
        match self.with_ledger(|ledger, _| ledger.trust(clock).and_then(|()| ledger.behind(clock))) {
            Ok(None) => finding("clock", FindingState::Fine, clock.to_string()),
            Ok(Some(minutes)) => finding(
                "clock",
                FindingState::Note,
                format!(
                    "{clock}: {minutes} minutes behind the latest hour seen; tokens are judged by that one"
                ),
            ),
            Err(AppError::ClockSkew { minutes }) => finding(
                "clock",
                FindingState::Broken,
                format!("{clock}: {minutes} minutes behind; set the clock to generate tokens"),
            ),
            Err(error) => finding("clock", FindingState::Note, told(&error)),
        }
    }

    fn look_at_gate(&self) -> Option<Finding> {
        let lost = self.with_ledger(|ledger, _| Ok(ledger.gate.is_open()));
        lost.unwrap_or(false).then(|| {
            let detail = "the key that marks tokens was lost; tokens from before still work, but made-up ones are \
                          told from them only at the price of a slow check, so few a minute: regenerate the old \
                          tokens, then delete gate.lost beside the store";
            finding("gate", FindingState::Note, detail.to_owned())
        })
    }

    fn look_at_audit(&self) -> Finding {
        match self.check_audit() {
            Ok(found) => match found.damage.or(found.request_damage) {
                None => finding(
                    "audit",
                    FindingState::Fine,
                    format!("{} rows as they were written", found.rows),
                ),
                Some(damage) => finding(
                    "audit",
                    FindingState::Broken,
                    format!(
                        "not as it was written from row {} on ({})",
                        damage.seq,
                        damage.kind.word()
                    ),
                ),
            },
            Err(error) => finding("audit", FindingState::Note, told(&error)),
        }
    }

    fn look_at_settings(&self) -> Vec<Finding> {
        let file = settings_file::file_in(&self.inner.places.config);
        let name = file.display().to_string();
        self.with_state(|state| {
            let mut notes = Vec::new();
            if let Some(aside) = &state.settings.set_aside {
                let detail = format!("{name} was damaged; it is kept as {}", aside.display());
                notes.push(finding("settings", FindingState::Note, detail));
            }
            if !state.settings.ignored.is_empty() {
                let fields = state.settings.ignored.join(", ");
                notes.push(finding(
                    "settings",
                    FindingState::Note,
                    format!("{name}: not usable: {fields}"),
                ));
            }
            if notes.is_empty() {
                notes.push(finding("settings", FindingState::Fine, name));
            }
            notes
        })
    }

    fn look_at_clipboard(&self) -> Finding {
        match self.inner.ports.clipboard.probe() {
            Ok(()) => finding("clipboard", FindingState::Fine, "there is one".to_owned()),
            Err(refused) => finding("clipboard", FindingState::Note, refused.detail),
        }
    }

    fn look_at_variable(&self) -> Finding {
        let name = self.with_state(|state| state.settings.settings.variable.clone());
        match self.variable_status(VariableRef { name: name.clone() }) {
            Ok(status) => {
                let (state, what) = match status.state {
                    VariableState::NotSet => (FindingState::Note, "not set"),
                    VariableState::Ours => (FindingState::Fine, "set to a token of ours"),
                    VariableState::OursEnded => (FindingState::Broken, "set to a token that has ended"),
                    VariableState::Foreign => {
                        (FindingState::Note, "set to a value that Token Desk did not make")
                    }
                    VariableState::CannotTell => (FindingState::Note, "cannot be told"),
                };
                finding(
                    "variable",
                    state,
                    format!("{name} is {what}, for {}", status.account),
                )
            }
            Err(error) => finding("variable", FindingState::Broken, told(&error)),
        }
    }
}

fn finding(check: &str, state: FindingState, detail: String) -> Finding {
    Finding {
        check: check.to_owned(),
        state,
        detail,
    }
}

/// The facts of an error, for a person who looks into things.
fn told(error: &AppError) -> String {
    serde_json::to_string(error).unwrap_or_else(|_| format!("{error:?}"))
}
