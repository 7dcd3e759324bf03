//! *Test this setup*, and samples of one.

use desk::Desk;
use desk::wire::{AppError, SampleRequest, SetupReport, TestSetup, VerifierSamples};
use tauri::State;

use super::off_the_window;

/// Looks at every link between a variable and the verifier.
#[tauri::command]
pub(crate) async fn test_setup(desk: State<'_, Desk>, request: TestSetup) -> Result<SetupReport, AppError> {
    off_the_window(&desk, move |desk| desk.test_setup(request)).await
}

/// How programs use the verifier.
#[tauri::command]
pub(crate) async fn verifier_samples(
    desk: State<'_, Desk>,
    request: SampleRequest,
) -> Result<VerifierSamples, AppError> {
    off_the_window(&desk, move |desk| desk.verifier_samples(request)).await
}
