//! The personal token in the real window: a link leads to it; it is generated, shown, copied, replaced, and sealed under
//! a passphrase that the window asks for.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::process::Stdio;

use tests::curl::{Curl, free_port};
use tests::journey;
use tests::traces::{files_with, secret_part, text_holds};
use tests::until::until;
use tests::{Bus, Desktop, Running, Window, programs};

const LINK: &str = "token-desk://personal-token";
const PASSPHRASE: &str = "correct horse battery";

/// Follows a link as a program does that was told of the scheme.
fn follow(desktop: &Desktop, link: &str) {
    let output = desktop.command(programs::window()).arg(link).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("was brought to the front"),
        "{said}"
    );
}

/// Registers the window for its links as a package does, in this home alone; `false` where nothing here opens links.
fn registered(desktop: &Desktop) -> bool {
    let template = include_str!("../../src-tauri/bundle/token-desk.desktop");
    let entry = template
        .replace("{{name}}", "Token Desk")
        .replace("{{comment}}", "API tokens")
        .replace("{{exec}}", programs::window().to_str().unwrap())
        .replace("{{icon}}", "token-desk")
        .replace("{{mime_type}}", "x-scheme-handler/token-desk");
    let applications = desktop.home().join(".local/share/applications");
    fs::create_dir_all(&applications).unwrap();
    fs::create_dir_all(desktop.home().join(".config")).unwrap();
    fs::write(applications.join("token-desk.desktop"), entry).unwrap();
    let tells = ["default", "token-desk.desktop", "x-scheme-handler/token-desk"];
    let told = desktop.command("xdg-mime").args(tells).status();
    let is_there = told.is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("SKIPPED because xdg-utils is not installed: the link by way of the desktop");
    }
    is_there
}

/// A verifier that runs with the window, on the port that is answered.
fn verifier_with_window(desktop: &Desktop) -> u16 {
    let port = free_port();
    desktop.wish(&format!(r#"{{"verifierPort":{port},"verifierWithWindow":true}}"#));
    port
}

fn in_terminal(desktop: &Desktop) -> String {
    desktop
        .terminal(&["personal-token", "show"])
        .trim_end()
        .to_owned()
}

fn shown(window: &Window, token: &str) {
    window.click("button", "Show token");
    until("the token in the page", || {
        window.all_text().contains(token).then_some(())
    });
    window.click("button", "Hide token");
    until("the token gone from the page", || {
        (!text_holds(&window.markup(), secret_part(token))).then_some(())
    });
}

#[test]
fn a_link_leads_to_the_personal_token_which_is_shown_copied_and_replaced() {
    let desktop = Desktop::new(Bus::None);
    desktop.terminal(&["vault", "key-file"]);
    let port = verifier_with_window(&desktop);
    let window = Window::open(&desktop);
    window.see("button", "Verifier running");
    if registered(&desktop) {
        let opened = desktop.command("xdg-open").arg(LINK).status().unwrap();
        assert!(opened.success(), "the desktop knows who opens {LINK}");
        window.see("heading", "Personal token");
        journey::open_tokens_by_mouse(&window);
    }
    follow(&desktop, LINK);
    window.see("heading", "Personal token");

    window.click("button", "Generate personal token");
    journey::copy_by_mouse(&window);
    let first = desktop.copied_token();
    assert_eq!(in_terminal(&desktop), first, "one token for window and terminal");
    assert!(
        !text_holds(&window.markup(), secret_part(&first)),
        "not before Show"
    );
    shown(&window, &first);

    window.click("button", "Generate new…");
    window.read("was never used");
    window.click("button", "Keep token");
    assert_eq!(
        in_terminal(&desktop),
        first,
        "nothing is done before it is confirmed"
    );
    let curl = Curl::of(&desktop, port);
    if let Some(curl) = curl {
        assert_eq!(curl.basic(&first), "200");
        window.click("button", "Generate new…");
        window.read("Last used: ");
    } else {
        window.click("button", "Generate new…");
    }
    window.click("button", "Generate new token");
    let second = until("another token", || {
        Some(in_terminal(&desktop)).filter(|text| *text != first)
    });
    shown(&window, &second);
    for (token, wanted) in [(&first, "401"), (&second, "200")] {
        if let Some(curl) = curl {
            assert_eq!(curl.basic(token), wanted);
        }
    }
    window.quit();
    for token in [&first, &second] {
        assert_eq!(
            files_with(&desktop.desk(), secret_part(token)),
            Vec::<std::path::PathBuf>::new(),
            "what is kept is sealed"
        );
    }
}

#[test]
fn a_window_that_a_link_starts_begins_with_its_page() {
    let desktop = Desktop::new(Bus::None);
    let _window = Running::start(
        desktop
            .command(programs::window())
            .arg(LINK)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    until("the title of the page in the title bar", || {
        let found = desktop
            .command("xdotool")
            .args(["search", "--onlyvisible", "--name", "Personal token"])
            .output()
            .unwrap();
        (!found.stdout.is_empty()).then_some(())
    });
}

#[test]
fn without_a_keyring_a_passphrase_is_chosen_and_asked_for_once_after_each_start() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Personal token");
    window.click("button", "Generate personal token");
    window.read("There is no keyring in this session");
    window.click("button", "Choose a passphrase…");
    window.fill("textbox", "New passphrase", PASSPHRASE);
    window.fill("textbox", "New passphrase, again", PASSPHRASE);
    window.click("button", "Set passphrase");
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    window.quit();

    let window = Window::open(&desktop);
    journey::open_tab(&window, "Personal token");
    window.click("button", "Show token");
    window.see("heading", "Open sealed secrets");
    window.fill("textbox", "Passphrase of sealed secrets", "wrong horse battery");
    window.click("button", "Open");
    window.read("That isn’t the passphrase.");
    window.fill("textbox", "Passphrase of sealed secrets", PASSPHRASE);
    window.click("button", "Open");
    until("the token in the page", || {
        window.all_text().contains(&token).then_some(())
    });
    assert!(
        !window.markup().contains(PASSPHRASE),
        "what was typed is not left in the page"
    );
    window.click("button", "Hide token");
    shown(&window, &token);
}
