//! How the window starts and ends: alone, without a display, twice, by a signal, in its old place.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tests::until::{until, within};
use tests::{Bus, Colour, Desktop, Running, programs};

/// `--bg-canvas` of the style sheet.
const LIGHT: Colour = (0xf5, 0xf7, 0xf9);
const DARK: Colour = (0x15, 0x17, 0x1c);
/// The screen behind the window.
const NOTHING: Colour = (0, 0, 0);

fn start(desktop: &Desktop) -> Running {
    Running::start(
        desktop
            .command(programs::window())
            .stdin(Stdio::null())
            .stderr(Stdio::null()),
    )
}

/// Waits until a window of ours is on the screen.
fn wait_for_window(desktop: &Desktop) -> String {
    until("a window on the screen", || desktop.shown_window()).to_string()
}

fn xdotool(desktop: &Desktop, arguments: &[&str]) -> String {
    let output = desktop
        .command("xdotool")
        .args(arguments)
        .output()
        .expect("xdotool is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn asked_for_help_or_its_version_it_answers_and_ends() {
    let desktop = Desktop::new(Bus::None);
    for (argument, word) in [("--help", "--home DIR"), ("--version", env!("CARGO_PKG_VERSION"))] {
        let output = desktop
            .command(programs::window())
            .arg(argument)
            .output()
            .unwrap();
        assert!(output.status.success());
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(word),
            "{argument} says {word}"
        );
    }
    let wrong = desktop
        .command(programs::window())
        .arg("--nonsense")
        .output()
        .unwrap();
    assert_eq!(
        wrong.status.code(),
        Some(2),
        "a wrong command line is told apart from a fault"
    );
}

#[test]
fn without_a_display_it_says_so_in_one_sentence() {
    let desktop = Desktop::new(Bus::None);
    let output = desktop
        .command(programs::window())
        .env_remove("DISPLAY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(
        said.trim().lines().count(),
        1,
        "one sentence, no backtrace: {said}"
    );
    assert!(
        said.contains("no display") && said.contains("tokendesk"),
        "what is wrong and what to do: {said}"
    );
}

#[test]
fn without_a_home_it_asks_where_the_data_belongs() {
    let desktop = Desktop::new(Bus::None);
    let mut command = desktop.command(programs::window());
    let output = command
        .env_remove("HOME")
        .env_remove("TOKEN_DESK_HOME")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("--home DIR"), "{said}");
}

#[test]
fn a_second_start_raises_the_first_window_and_ends() {
    let desktop = Desktop::new(Bus::None);
    let mut first = start(&desktop);
    let window = wait_for_window(&desktop);
    let second = desktop.command(programs::window()).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(second.status.success(), "being open already is no fault: {said}");
    assert!(said.contains("its window was brought to the front"), "{said}");
    assert_eq!(wait_for_window(&desktop), window, "there is still the one window");
    assert!(first.runs());

    let elsewhere = desktop.everything().join("elsewhere");
    let mut other = Running::start(
        desktop
            .command(programs::window())
            .arg("--home")
            .arg(&elsewhere)
            .stderr(Stdio::null()),
    );
    until("a second window for another data folder", || {
        let all = xdotool(&desktop, &["search", "--onlyvisible", "--class", "token-desk"]);
        (all.lines().count() == 2).then_some(())
    });
    assert!(other.runs(), "another data folder is another desk");
}

#[test]
fn told_to_end_it_ends_cleanly_with_all_its_processes() {
    for signal in [Signal::TERM, Signal::INT] {
        let desktop = Desktop::new(Bus::None);
        let mut window = start(&desktop);
        wait_for_window(&desktop);
        let helpers = tests::processes_below(window.id());
        assert!(!helpers.is_empty(), "the page has processes of its own");
        window.signal(signal);
        assert!(window.ended().success(), "a clean end has exit code 0");
        until("the page's processes to end", || {
            let left = helpers
                .iter()
                .any(|helper| fs::exists(format!("/proc/{}/exe", helper.id)).unwrap_or(false));
            (!left).then_some(())
        });
    }
}

/// Whether a graphics driver (Mesa's, old or new) is in the process's memory.
fn has_driver(window: &Running) -> bool {
    let maps = fs::read_to_string(format!("/proc/{}/maps", window.id())).expect("the process is ours");
    maps.lines()
        .any(|line| line.ends_with("_dri.so") || line.contains("/libgallium"))
}

#[test]
fn the_window_loads_a_graphics_driver_only_where_it_is_to_draw_by_one() {
    for accelerated in [false, true] {
        let desktop = Desktop::new(Bus::None);
        desktop.wish(&format!(r#"{{"hardwareAcceleration":{accelerated}}}"#));
        let window = start(&desktop);
        wait_for_window(&desktop);
        assert_eq!(
            has_driver(&window),
            accelerated,
            "hardwareAcceleration: {accelerated}"
        );
    }
}

#[test]
fn size_and_place_are_remembered() {
    let desktop = Desktop::new(Bus::None);
    let mut first = start(&desktop);
    let window = wait_for_window(&desktop);
    xdotool(&desktop, &["windowsize", "--sync", &window, "900", "700"]);
    xdotool(&desktop, &["windowmove", "--sync", &window, "120", "80"]);
    let geometry = |window: &str| xdotool(&desktop, &["getwindowgeometry", "--shell", window]);
    let placed = |geometry: &str| {
        ["WIDTH=900", "HEIGHT=700", "X=120", "Y=80"]
            .iter()
            .all(|part| geometry.lines().any(|line| line == *part))
    };
    until("the window to be moved", || {
        placed(&geometry(&window)).then_some(())
    });
    first.signal(Signal::TERM);
    assert!(first.ended().success());

    let _second = start(&desktop);
    let window = wait_for_window(&desktop);
    let there = within(Duration::from_secs(5), || {
        placed(&geometry(&window)).then_some(())
    });
    assert!(there.is_some(), "it opens where it was: {}", geometry(&window));
}

#[test]
fn the_first_frame_has_the_themes_colour_and_never_flashes_white() {
    for (choice, canvas) in [("light", LIGHT), ("dark", DARK)] {
        let desktop = Desktop::new(Bus::None);
        desktop.wish(&format!(r#"{{"theme":"{choice}"}}"#));
        let _window = start(&desktop);
        // The middle of the window, where a page has nothing but its background for a while.
        let first = until("a window on the screen", || {
            let frame = desktop.frame();
            let seen = frame.at(1000, 740);
            (seen != NOTHING).then_some(seen)
        });
        assert_eq!(first, canvas, "the first frame of the {choice} window");
        let begun = std::time::Instant::now();
        while begun.elapsed() < Duration::from_secs(2) {
            let frame = desktop.frame();
            let white = frame.share(1120, 760, |(red, green, blue)| {
                red > 0xf9 && green > 0xf9 && blue > 0xf9
            });
            if canvas == DARK {
                assert!(white < 0.2, "{white} of a dark window was white");
            }
        }
    }
}

#[test]
fn a_shipped_window_cannot_be_driven_nor_preloaded() {
    let Some(shipped) = programs::shipped_window() else {
        eprintln!("SKIPPED because TOKEN_DESK_SHIPPED_APP does not name a build without `window-tests`");
        return;
    };
    let desktop = Desktop::new(Bus::None);
    let mut window = Running::start(
        Command::new(&shipped)
            .envs(
                desktop
                    .command("true")
                    .get_envs()
                    .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))),
            )
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:0")
            .env("GTK_MODULES", "no-such-module")
            .env("LD_PRELOAD", "/no/such/library.so")
            .stderr(Stdio::null()),
    );
    wait_for_window(&desktop);
    assert!(window.runs());
    let environment = fs::read(format!("/proc/{}/environ", window.id())).unwrap();
    let environment = String::from_utf8_lossy(&environment).into_owned();
    for name in [
        "TAURI_WEBVIEW_AUTOMATION",
        "WEBKIT_INSPECTOR_SERVER",
        "GTK_MODULES",
        "LD_PRELOAD",
    ] {
        assert!(
            !environment.contains(&format!("{name}=")),
            "{name} must not reach the window"
        );
    }
    assert!(environment.contains("DISPLAY="), "the rest is left alone");
}
