//! The JSON of every error, as the window reads it. A change here is a change of the contract.

use desk::vault::KeyringError;
use desk::wire::{
    AppError, Field, FieldProblem, PortUser, RotationProblem, SettingsFileProblem, TokenStatus,
};

/// One of each. The match below does not compile with a variant missing from this list's sight.
fn all() -> Vec<AppError> {
    let text = || "text".to_owned();
    let field = |problem| AppError::InvalidField {
        field: Field::Name,
        problem,
    };
    let mut errors = vec![
        AppError::StoreLocked,
        AppError::WrongPassphrase,
        AppError::StoreUnavailable { reason: text() },
        AppError::StoreNotOurs {
            path: text(),
            owner: text(),
        },
        AppError::StoreCorrupt {
            path: text(),
            copy_from: Some(text()),
        },
        AppError::StoreNewer { found: 9, known: 1 },
        AppError::Conflict,
        AppError::NotFound,
        AppError::NotInPlace,
        AppError::WrongState {
            status: TokenStatus::Revoked,
        },
        AppError::Forbidden { role: text() },
        AppError::NotAUser {
            account: text(),
            disabled: true,
        },
        AppError::NoSuchUser { account: text() },
        AppError::LastSiteAdmin,
        AppError::OwnAccount,
        AppError::ClipboardUnavailable { detail: text() },
        AppError::RevealGone,
        AppError::EnvWriteFailed {
            variable: text(),
            reason: text(),
            undone: true,
        },
        AppError::SettingsFile {
            path: text(),
            problem: SettingsFileProblem::TooLarge { bytes: 7 },
        },
        AppError::ClockSkew { minutes: 7 },
        AppError::PortTaken {
            port: 7443,
            by: Some(PortUser {
                program: text(),
                process: 7,
            }),
            next: Some(7444),
        },
        AppError::VerifierNotPermitted { place: text() },
        AppError::VerifierEnded { detail: text() },
        AppError::VerifierFailed { detail: text() },
        AppError::ServiceKeeper { detail: text() },
        AppError::NoSuchResource { name: text() },
        AppError::ResourceOut {
            name: text(),
            until: text(),
        },
        AppError::ResourceRotating { name: text() },
        AppError::RotationFailed {
            name: text(),
            problem: RotationProblem::Failed { code: 3 },
        },
        AppError::NoSuchCheckout,
        AppError::Keyring {
            problem: KeyringError::Absent,
        },
        AppError::VaultClosed,
        AppError::VaultUnusable { detail: text() },
        AppError::SealBroken { table: text() },
        AppError::Unknown { detail: text() },
    ];
    errors.extend(
        [
            FieldProblem::Empty,
            FieldProblem::TooLong { max: 80 },
            FieldProblem::TooShort { min: 8 },
            FieldProblem::LooksLikeToken,
            FieldProblem::ControlCharacter,
            FieldProblem::Taken { name: text() },
            FieldProblem::NotANumber,
            FieldProblem::OverCap {
                max: 90,
                by_policy: true,
            },
            FieldProblem::NeverNotAllowed { max: 90 },
            FieldProblem::OwnerLacksRole { owner: text() },
            FieldProblem::OwnerDisabled { owner: text() },
            FieldProblem::NotAllowed { value: text() },
            FieldProblem::NotTheirs {
                value: text(),
                owner: text(),
            },
            FieldProblem::AboveOwn { value: text() },
            FieldProblem::Past,
            FieldProblem::BadRate,
            FieldProblem::BadUses,
            FieldProblem::BadNetworks,
            FieldProblem::BadPort,
            FieldProblem::BadAddress,
            FieldProblem::BadHostNames,
            FieldProblem::BadVariableName,
            FieldProblem::ReservedVariable,
            FieldProblem::BadVariableValue { detail: text() },
        ]
        .map(field),
    );
    errors
}

/// A new variant has to be added to [`all`] before this compiles again.
fn is_in_the_list(error: &AppError) -> bool {
    match error {
        AppError::StoreLocked
        | AppError::WrongPassphrase
        | AppError::StoreUnavailable { .. }
        | AppError::StoreNotOurs { .. }
        | AppError::StoreCorrupt { .. }
        | AppError::StoreNewer { .. }
        | AppError::Conflict
        | AppError::NotFound
        | AppError::NotInPlace
        | AppError::WrongState { .. }
        | AppError::Forbidden { .. }
        | AppError::NotAUser { .. }
        | AppError::NoSuchUser { .. }
        | AppError::LastSiteAdmin
        | AppError::OwnAccount
        | AppError::InvalidField { .. }
        | AppError::ClipboardUnavailable { .. }
        | AppError::RevealGone
        | AppError::EnvWriteFailed { .. }
        | AppError::SettingsFile { .. }
        | AppError::ClockSkew { .. }
        | AppError::PortTaken { .. }
        | AppError::VerifierNotPermitted { .. }
        | AppError::VerifierEnded { .. }
        | AppError::VerifierFailed { .. }
        | AppError::ServiceKeeper { .. }
        | AppError::NoSuchResource { .. }
        | AppError::ResourceOut { .. }
        | AppError::ResourceRotating { .. }
        | AppError::RotationFailed { .. }
        | AppError::NoSuchCheckout
        | AppError::Keyring { .. }
        | AppError::VaultClosed
        | AppError::VaultUnusable { .. }
        | AppError::SealBroken { .. }
        | AppError::Unknown { .. } => true,
    }
}

#[test]
fn the_json_of_every_error_is_as_it_was() {
    let errors = all();
    assert!(errors.iter().all(is_in_the_list));
    let lines: Vec<String> = errors
        .iter()
        .map(|error| serde_json::to_string(error).unwrap())
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
