//! Makes README's picture: the list of tokens in the real window, as it looks today.
//!
//! `cargo run --package tests --example picture --features token-desk/window-tests -- tests/references/tokens-light.png`
//! after `cargo xtask run`, which builds the window.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a person; it prints no secret"
)]

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    let Some(file) = std::env::args_os().nth(1).map(std::path::PathBuf::from) else {
        eprintln!("Usage: picture FILE.png");
        return ExitCode::from(2);
    };
    linux::take(&file);
    println!("The picture is {}.", file.display());
    ExitCode::SUCCESS
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The picture is taken off a virtual display, which is on Linux.");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;

    use tests::journey::{self, wait_for_row};
    use tests::{Bus, Desktop, Window};

    /// Name, days, groups.
    const TOKENS: [(&str, &str, &str); 7] = [
        ("Build server", "30", "Synchronizer"),
        ("Data hub sync", "0", "Synchronizer"),
        ("Nightly inventory", "90", "Synchronizer"),
        ("Old laptop", "30", "User"),
        ("PI Scanner Token", "365", "Synchronizer"),
        ("Quarterly report", "90", "User"),
        ("Warehouse import", "1", "Moderator"),
    ];

    pub(super) fn take(file: &Path) {
        let desktop = Desktop::with_screen(Bus::None, 1120, 760);
        for (name, days, group) in TOKENS {
            let generate = ["generate", "--name", name, "--days", days, "--group", group];
            desktop.terminal(&[&generate[..], &["--print"]].concat());
        }
        desktop.terminal(&["pause", "Quarterly report"]);
        desktop.terminal(&["revoke", "Old laptop"]);
        let window = Window::open(&desktop);
        journey::open_tokens_by_mouse(&window);
        wait_for_row(&window, "Old laptop", "Revoked");
        desktop.settle();
        desktop.save_screen(file);
        window.quit();
    }
}
