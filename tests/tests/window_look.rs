//! How the window looks: the desktop's theme and contrast, zoom, and what assistive programs find.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use serde_json::json;
use tests::journey;
use tests::portal::Portal;
use tests::until::until;
use tests::{Bus, Colour, Desktop, Window, programs};

/// `--bg-canvas` of the style sheet.
const LIGHT: Colour = (0xf5, 0xf7, 0xf9);
const DARK: Colour = (0x15, 0x17, 0x1c);

/// A place below the cards of the first view, where only the page's background is.
const BACKGROUND: (usize, usize) = (60, 700);

fn wait_for(window: &Window, desktop: &Desktop, theme: &str, canvas: Colour) {
    until(&format!("a {theme} page"), || {
        let worn = window.run("return document.documentElement.dataset.theme", vec![]);
        let computed = window.run(
            "return getComputedStyle(document.documentElement).backgroundColor",
            vec![],
        );
        let (red, green, blue) = canvas;
        (worn == theme && computed == format!("rgb({red}, {green}, {blue})")).then_some(())
    });
    until(&format!("a {theme} window on the screen"), || {
        (desktop.frame().at(BACKGROUND.0, BACKGROUND.1) == canvas).then_some(())
    });
}

#[test]
fn the_window_follows_the_desktops_theme_while_it_is_open() {
    let desktop = Desktop::new(Bus::Own);
    let portal = Portal::on(desktop.bus(), 1);
    let window = Window::open(&desktop);
    wait_for(&window, &desktop, "dark", DARK);
    window.mark();
    portal.set_color_scheme(2);
    wait_for(&window, &desktop, "light", LIGHT);
    portal.set_color_scheme(1);
    wait_for(&window, &desktop, "dark", DARK);
    portal.set_contrast(1);
    until("more contrast", || {
        let worn = window.run("return document.documentElement.dataset.contrast", vec![]);
        (worn == "more").then_some(())
    });
    assert!(window.was_never_loaded_again(), "the page was not loaded again");
}

#[test]
fn the_persons_choice_wins_over_the_desktop_and_is_remembered() {
    let desktop = Desktop::new(Bus::Own);
    let portal = Portal::on(desktop.bus(), 2);
    let window = Window::open(&desktop);
    wait_for(&window, &desktop, "light", LIGHT);
    window.press("Ctrl+,");
    window.click("radio", "Dark");
    until("a dark page", || {
        let worn = window.run("return document.documentElement.dataset.theme", vec![]);
        (worn == "dark").then_some(())
    });
    portal.set_contrast(1);
    until("the desktop's news", || {
        let worn = window.run("return document.documentElement.dataset.contrast", vec![]);
        (worn == "more").then_some(())
    });
    let worn = window.run("return document.documentElement.dataset.theme", vec![]);
    assert_eq!(worn, "dark", "the desktop is still light; the person chose dark");
    window.quit();
    let again = Window::open(&desktop);
    wait_for(&again, &desktop, "dark", DARK);
}

#[test]
fn the_page_zooms_in_steps_and_remembers_how_far() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    let ratio = |window: &Window| window.run("return window.innerWidth", vec![]).as_f64().unwrap();
    let plain = ratio(&window);
    let until_scaled = |window: &Window, percent: f64| {
        until(&format!("{percent} %"), || {
            ((plain / ratio(window) * 100.0 - percent).abs() < 1.0).then_some(())
        });
    };
    window.press("Ctrl++");
    until_scaled(&window, 110.0);
    window.press("Ctrl++");
    until_scaled(&window, 125.0);
    window.press("Ctrl+-");
    until_scaled(&window, 110.0);
    window.quit();
    let again = Window::open(&desktop);
    until_scaled(&again, 110.0);
    again.press("Ctrl+0");
    until_scaled(&again, 100.0);
}

#[test]
fn axe_finds_nothing_wrong_in_the_real_window() {
    let axe = programs::checkout().join("ui/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` in ui", axe.display()));
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    window.run(&format!("{axe}; globalThis.axe = axe;"), vec![]);
    let violations = |window: &Window, state: &str| {
        let found = window.run_async(
            // What is still fading in has no colours to be judged.
            "const told = arguments[0]; Promise.all(document.getAnimations() \
             .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime)) \
             .map((each) => each.finished.catch(() => undefined))) \
             .then(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', \
             'wcag22aa', 'best-practice'] })).then((found) => told({ passes: found.passes.length, \
             violations: found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target)}`) }))",
            vec![],
        );
        assert!(found["passes"].as_u64().unwrap() > 10, "axe looked at {state}");
        assert_eq!(found["violations"], json!([]), "{state}");
    };
    violations(&window, "Home");
    journey::open_tokens_by_mouse(&window);
    journey::generate_by_mouse(&window, "Scanner", "30");
    violations(&window, "the one look at a new token");
    journey::copy_by_mouse(&window);
    journey::finish_by_mouse(&window, "Scanner");
    violations(&window, "the list of tokens");
    window.run(
        "document.body.append(Object.assign(document.createElement('input'), { type: 'text' }))",
        vec![],
    );
    let blind = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        violations(&window, "a nameless field")
    }));
    assert!(blind.is_err(), "axe must find a planted fault");
}
