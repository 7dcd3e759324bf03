//! What a person sets, what their organisation allows, and the passphrase.

use std::io::Write as _;

use zeroize::Zeroizing;

use crate::events::DeskEvent;
use crate::settings_file::{self, Loaded};
use crate::wire::{
    AppError, ExportedFile, Field, FieldProblem, Policy, SetPassphrase, Settings, SettingsChange,
};
use crate::{Desk, files, passphrase};

impl Desk {
    /// The settings. A locked desk answers them too: they hold the theme and the language.
    ///
    /// # Errors
    /// None.
    pub fn settings(&self) -> Result<Settings, AppError> {
        Ok(self.with_state(|state| state.settings.settings.clone()))
    }

    /// Changes some fields, for this and every other window at once.
    ///
    /// # Errors
    /// A value out of bounds, or a file that cannot be written; the settings are then as before.
    pub fn change_settings(&self, change: SettingsChange) -> Result<Settings, AppError> {
        let file = settings_file::file_in(&self.inner.places.config);
        self.unlocked(|state| {
            // Another program may have changed other fields since.
            let read = settings_file::load(&file, self.inner.ports.clock.now());
            let next = settings_file::changed(&read.settings, change)?;
            settings_file::save(&file, &next)?;
            let set_aside = read.set_aside.or(state.settings.set_aside.take());
            state.settings = Loaded {
                settings: next.clone(),
                set_aside,
                ignored: Vec::new(),
            };
            state.tell(DeskEvent::SettingsChanged(next.clone()));
            Ok(next)
        })
    }

    /// Everything as at first start. The passphrase stays.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn reset_settings(&self) -> Result<Settings, AppError> {
        let file = settings_file::file_in(&self.inner.places.config);
        self.unlocked(|state| {
            let first = Settings::default();
            settings_file::save(&file, &first)?;
            state.settings.settings = first.clone();
            state.tell(DeskEvent::SettingsChanged(first.clone()));
            Ok(first)
        })
    }

    /// Writes the settings into the person's folder of downloads, without replacing what is there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn export_settings(&self) -> Result<ExportedFile, AppError> {
        let settings = self.unlocked(|state| Ok(state.settings.settings.clone()))?;
        let text = serde_json::to_string_pretty(&settings).map_err(|error| AppError::Unknown {
            detail: error.to_string(),
        })?;
        self.export("token-desk-settings", "json", |mut file| {
            file.write_all(text.as_bytes())?;
            Ok(1)
        })
    }

    /// What the organisation allows.
    ///
    /// # Errors
    /// Those of the store.
    pub fn policy(&self) -> Result<Policy, AppError> {
        self.with_ledger(|ledger, _| ledger.policy())
    }

    /// Changes what the organisation allows. Living tokens keep their end.
    ///
    /// # Errors
    /// Days out of bounds, a person who is no administrator, and those of the store.
    pub fn change_policy(&self, policy: Policy) -> Result<Policy, AppError> {
        let checked = token::Policy::new(policy.max_days, policy.never_allowed).map_err(|error| {
            let problem = match error {
                token::DaysError::Empty => FieldProblem::Empty,
                token::DaysError::NotWhole => FieldProblem::NotANumber,
                token::DaysError::OverCap => FieldProblem::OverCap {
                    max: token::Days::MOST.count(),
                    by_policy: false,
                },
            };
            AppError::InvalidField {
                field: Field::MaxDays,
                problem,
            }
        })?;
        self.with_ledger(|ledger, _| ledger.set_policy(&checked, self.by_now()))?;
        Ok(policy)
    }

    /// Sets, changes or takes away the passphrase of *Unlock*.
    ///
    /// # Errors
    /// [`AppError::WrongPassphrase`], one that is too short, or a file that cannot be written.
    pub fn set_passphrase(&self, request: SetPassphrase) -> Result<(), AppError> {
        self.unlocked(|_| Ok(()))?;
        let (current, new) = (
            request.current.map(Zeroizing::new),
            request.new.map(Zeroizing::new),
        );
        let file = passphrase::file_in(&self.inner.places.config);
        if !passphrase::opens(&file, current.as_ref().map(|text| text.as_str()))? {
            return Err(AppError::WrongPassphrase);
        }
        self.with_generator(|rng| passphrase::change(&file, new.as_ref(), rng))
    }

    /// Makes sure that the data folder is there to be opened. The window opens it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open_data_folder(&self) -> Result<(), AppError> {
        let folder = &self.inner.places.data;
        self.unlocked(|_| Ok(()))?;
        files::private_folder(folder).map_err(|error| files::unavailable(folder, &error))
    }
}
