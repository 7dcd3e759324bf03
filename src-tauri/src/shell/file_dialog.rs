//! The system's own dialog to choose a file.

use std::path::{Path, PathBuf};

use desk::wire::{ChooseFile, ChosenFile};
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt;

/// Shows the dialog above the window and waits for the person, on a thread that may wait.
pub(crate) async fn choose(window: &WebviewWindow, request: ChooseFile) -> tauri::Result<ChosenFile> {
    let mut dialog = window.dialog().file().set_parent(window).set_title(request.title);
    if let Some(folder) = request.near.as_deref().and_then(nearest_folder) {
        dialog = dialog.set_directory(folder);
    }
    let chosen = tauri::async_runtime::spawn_blocking(move || dialog.blocking_pick_file()).await?;
    // A name that is no text cannot cross to the page. What is shown in its place is no file, and is told as such.
    let path = chosen
        .and_then(|chosen| chosen.into_path().ok())
        .map(|path| path.to_string_lossy().into_owned());
    Ok(ChosenFile { path })
}

/// The folder that holds it, or the first above that exists.
fn nearest_folder(path: &str) -> Option<PathBuf> {
    Path::new(path)
        .ancestors()
        .skip(1)
        .find(|folder| folder.is_absolute() && folder.is_dir())
        .map(Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialog_begins_in_the_nearest_folder_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let inside = |path: &str| folder.path().join(path).display().to_string();
        std::fs::create_dir(folder.path().join("Osprey")).unwrap();
        assert_eq!(
            nearest_folder(&inside("Osprey/appsettings.ini")),
            Some(folder.path().join("Osprey"))
        );
        assert_eq!(
            nearest_folder(&inside("none/none/appsettings.ini")),
            Some(folder.path().into())
        );
        for nowhere in ["", "appsettings.ini", "~/appsettings.ini"] {
            assert_eq!(nearest_folder(nowhere), None, "{nowhere}");
        }
    }
}
