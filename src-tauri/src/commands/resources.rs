//! Resources: what there is, who has it, changing it, and tokens for one.

use desk::Desk;
use desk::wire::{
    AppError, BoundDraft, CheckIn, Issued, ResourceChange, ResourceDraft, ResourceList, ResourceRef,
    ResourceRow, ResourceSampleRequest, ResourceSamples, ResourceTokens,
};
use tauri::State;

use super::off_the_window;

/// Those of the person at the keyboard, with who has them.
#[tauri::command]
pub(crate) async fn list_resources(desk: State<'_, Desk>) -> Result<ResourceList, AppError> {
    off_the_window(&desk, Desk::resources).await
}

/// Adds one.
#[tauri::command]
pub(crate) async fn add_resource(
    desk: State<'_, Desk>,
    request: ResourceDraft,
) -> Result<ResourceRow, AppError> {
    off_the_window(&desk, move |desk| desk.add_resource(&request)).await
}

/// Changes one.
#[tauri::command]
pub(crate) async fn edit_resource(
    desk: State<'_, Desk>,
    request: ResourceChange,
) -> Result<ResourceRow, AppError> {
    off_the_window(&desk, move |desk| desk.edit_resource(&request)).await
}

/// Removes one, and revokes the tokens that are for it.
#[tauri::command]
pub(crate) async fn remove_resource(
    desk: State<'_, Desk>,
    request: ResourceRef,
) -> Result<ResourceTokens, AppError> {
    off_the_window(&desk, move |desk| desk.remove_resource(&request.name)).await
}

/// Has its program replace the password now.
#[tauri::command]
pub(crate) async fn rotate_resource(
    desk: State<'_, Desk>,
    request: ResourceRef,
) -> Result<ResourceRow, AppError> {
    off_the_window(&desk, move |desk| desk.rotate_resource(&request.name)).await
}

/// Ends a check-out before its time.
#[tauri::command]
pub(crate) async fn check_in_resource(desk: State<'_, Desk>, request: CheckIn) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.check_in(&request)).await
}

/// Makes a token that is for one resource.
#[tauri::command]
pub(crate) async fn create_bound_token(
    desk: State<'_, Desk>,
    request: BoundDraft,
) -> Result<Issued, AppError> {
    off_the_window(&desk, move |desk| {
        desk.create_token_for(request.draft, &request.resource)
    })
    .await
}

/// The two calls of a script.
#[tauri::command]
pub(crate) async fn resource_samples(
    desk: State<'_, Desk>,
    request: ResourceSampleRequest,
) -> Result<ResourceSamples, AppError> {
    off_the_window(&desk, move |desk| desk.resource_samples(&request)).await
}
