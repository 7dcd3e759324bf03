//! The window itself: shown, zoomed, closed.

use desk::Desk;
use desk::wire::{
    AppError, ChooseFile, ChosenFile, DesktopNotice, DesktopNotified, TrayStanding, TrayWords, Zoom,
    ZoomLevel,
};
use tauri::{AppHandle, State, WebviewWindow};

use super::off_the_window;
use crate::shell::{closing, file_dialog, notice, protect, tray, window};

/// The page's first themed frame is there.
#[tauri::command]
pub(crate) async fn page_painted(window: WebviewWindow) -> Result<(), AppError> {
    window::page_painted(&window).map_err(unexpected)
}

/// The page has nothing more to ask: close.
#[tauri::command]
pub(crate) async fn close_window(window: WebviewWindow) -> Result<(), AppError> {
    closing::go(&window);
    Ok(())
}

/// The page asks the person first, or the person went back.
#[tauri::command]
pub(crate) async fn keep_open(window: WebviewWindow) -> Result<(), AppError> {
    closing::stay(&window);
    Ok(())
}

/// The page shows no secret any more.
#[tauri::command]
pub(crate) async fn secret_hidden(window: WebviewWindow) -> Result<(), AppError> {
    protect(&window, false);
    Ok(())
}

/// Asks for a file in the system's own dialog.
#[tauri::command]
pub(crate) async fn choose_file(window: WebviewWindow, request: ChooseFile) -> Result<ChosenFile, AppError> {
    file_dialog::choose(&window, request).await.map_err(unexpected)
}

/// Makes everything on the page larger or smaller.
#[tauri::command]
pub(crate) async fn zoom(window: WebviewWindow, request: Zoom) -> Result<ZoomLevel, AppError> {
    window::zoom(&window, request.step).map_err(unexpected)
}

/// Hands a notice to the desktop.
#[tauri::command]
pub(crate) async fn notify_desktop(
    desk: State<'_, Desk>,
    request: DesktopNotice,
) -> Result<DesktopNotified, AppError> {
    off_the_window(&desk, move |_| {
        Ok(DesktopNotified {
            taken: notice::show(&request),
        })
    })
    .await
}

/// Shows the icon among the desktop's own, or gives it other words.
#[tauri::command]
pub(crate) async fn show_tray(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: TrayWords,
) -> Result<TrayStanding, AppError> {
    off_the_window(&desk, move |_| {
        Ok(TrayStanding {
            state: tray::show(&app, request),
        })
    })
    .await
}

/// Takes it away.
#[tauri::command]
pub(crate) async fn hide_tray(app: AppHandle, desk: State<'_, Desk>) -> Result<(), AppError> {
    off_the_window(&desk, move |_| {
        tray::hide(&app);
        Ok(())
    })
    .await
}

/// The person typed or clicked.
#[tauri::command]
pub(crate) async fn touch(desk: State<'_, Desk>) -> Result<(), AppError> {
    off_the_window(&desk, |desk| {
        desk.touch();
        Ok(())
    })
    .await
}

#[allow(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn unexpected(error: tauri::Error) -> AppError {
    AppError::Unknown {
        detail: error.to_string(),
    }
}
