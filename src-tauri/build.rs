//! Permissions for every command on the list, and a clear word where the page has not been built.

use std::path::Path;

macro_rules! commands {
    ($($screen:ident :: $name:ident ($request:ty) -> $response:ty;)*) => {
        /// Every command that the window may call.
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("crates/desk/src/command_list.rs");

fn main() {
    let page = Path::new("../ui/dist");
    println!("cargo::rerun-if-changed={}", page.display());
    println!("cargo::rerun-if-changed=crates/desk/src/command_list.rs");
    if !page.join("index.html").is_file() {
        println!(
            "cargo::error=The page has not been built: ui/dist/index.html is missing. Run `npm ci` and `npm run build` in `ui`, or `cargo xtask run`, which does both."
        );
        return;
    }
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={}", format!("{error:#}").replace('\n', " "));
    }
}
