//! Everything fits in the real window, from its smallest size to a large screen, and enlarged. What does not is looked for by
//! the same script as in Chromium.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::journey;
use tests::until::until;
use tests::{Bus, Desktop, Window, programs};

/// How wide and how high a window is.
type Size = (u32, u32);

/// From the smallest that the window lets itself be made to the one that it has at first.
const SIZES: &[Size] = &[(640, 480), (860, 600), (1120, 760)];
/// Large screens, which are slow without a graphics card: for the screens that have the most to spread.
const LARGE: &[Size] = &[(1920, 1080), (3840, 2160)];
/// Twice as large, so that half of it is what the page has: 320 × 240 and up.
const ENLARGED: &[Size] = &[(640, 480), (640, 960), (1120, 760)];
/// So many letters are the most that a name may have.
const LONG: &str = "Messwerterfassungsgerätebeschriftungsvorlagenverwaltung der nördlichen Anlage 77";

/// The page has taken the window's size, and nothing moves or fades in any more.
fn settled(window: &Window, width: u32, zoom: u32) {
    until(&format!("a page for a window of {width}"), || {
        let across = window.run("return innerWidth", vec![]).as_f64()?;
        ((across * f64::from(zoom) / 100.0 - f64::from(width)).abs() < 3.0).then_some(())
    });
    let still = window.run_async(
        "const told = arguments[0]; Promise.all(document.getAnimations() \
         .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime)) \
         .map((each) => each.finished.catch(() => undefined))) \
         .then(() => requestAnimationFrame(() => requestAnimationFrame(() => told(true))))",
        vec![],
    );
    assert_eq!(still, true);
}

/// Looks at the page in every size.
fn fits(desktop: &Desktop, window: &Window, sizes: &[Size], zoom: u32, state: &str) {
    let script = fs::read_to_string(programs::checkout().join("ui/tests/harness/misfits.js")).unwrap();
    let look = format!("{script}\nreturn misfits()");
    for &(width, height) in sizes {
        desktop.resize_window(width, height);
        settled(window, width, zoom);
        // A change of size reaches lists and tabs a frame or more later than the page.
        let deadline = Instant::now() + Duration::from_secs(3);
        let mut found = window.run(&look, vec![]);
        while found != json!([]) && Instant::now() < deadline {
            found = window.run(&look, vec![]);
        }
        assert_eq!(found, json!([]), "{state} in {width} × {height} at {zoom} %");
    }
}

/// Whether the button can be pressed without scrolling.
fn in_sight(window: &Window, name: &str) -> bool {
    let script = "const all = [...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === arguments[0]);
        const button = all.at(-1);
        const box = button.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth && button.contains(top)";
    window.run(script, vec![json!(name)]) == Value::Bool(true)
}

/// Walks through the main job and looks at every screen of it. By keys: where the page is enlarged, the driver's mouse misses.
fn walk(desktop: &Desktop, window: &Window, (sizes, large, zoom): (&[Size], &[Size], u32)) {
    let fits = |state: &str| fits(desktop, window, sizes, zoom, state);
    let fits_large = |state: &str| self::fits(desktop, window, large, zoom, state);
    let press = |button: &str| {
        window.tab_to("button", button);
        window.press("Enter");
    };
    fits("the first view");
    fits_large("the first view");
    window.press("Ctrl+1");
    window.see("heading", "General");
    fits("General");
    window.press("Ctrl+2");
    window.see("heading", "API tokens");
    fits("the list of tokens");
    window.press("Ctrl+n");
    window.wait_for_focus("textbox", "Name");
    window.press("Enter");
    window.read("Enter a name so you can recognise this token later.");
    fits("Generate with what is wrong");
    window.wait_for_focus("textbox", "Name");
    window.type_text(LONG);
    window.press("Enter");
    window.wait_for_focus("button", "Copy token");
    journey::copy_by_keys(window);
    press("Show token");
    window.see("button", "Hide token");
    fits("the one look at a new token");
    fits_large("the one look at a new token");
    press("Set environment variable…");
    window.read("/.profile");
    fits("Set environment variable");
    window.press("Escape");
    window.see("heading", "Copy your token now");
    press("Done");
    journey::wait_for_row(window, LONG, "Active");
    fits_large("the list of tokens");
    until("the focus on the new row", || {
        (window.focused().role == "gridcell").then_some(())
    });
    window.press("Enter");
    window.see("heading", "Token details");
    fits("the details");
    window.press("Escape");
    window.press("Delete");
    window.see("heading", &format!("Revoke “{LONG}”?"));
    fits("Revoke");
    window.press("Escape");
}

#[test]
fn every_screen_of_the_main_job_fits_in_every_size() {
    let desktop = Desktop::with_screen(Bus::None, 3840, 2160);
    desktop.terminal(&["generate", "--name", "Scanner", "--print"]);
    let window = Window::open(&desktop);
    walk(&desktop, &window, (SIZES, LARGE, 100));
    // The look itself must not be blind.
    window.run(
        "const cut = document.createElement('button'); cut.textContent = 'words that are cut'; \
         Object.assign(cut.style, { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap' }); \
         (document.querySelector('[role=dialog]') ?? document.querySelector('main')).append(cut)",
        vec![],
    );
    let blind = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        fits(
            &desktop,
            &window,
            &SIZES[..1],
            100,
            "a button whose words are cut",
        );
    }));
    assert!(blind.is_err(), "a planted misfit must be found");
}

#[test]
fn every_screen_of_the_main_job_fits_at_twice_the_size() {
    let desktop = Desktop::new(Bus::None);
    desktop.terminal(&["generate", "--name", "Scanner", "--print"]);
    let window = Window::open(&desktop);
    for _ in 0..8 {
        window.press("Ctrl++");
    }
    settled(&window, 1120, 200);
    walk(&desktop, &window, (ENLARGED, &[], 200));
}

#[test]
fn the_main_button_is_in_sight_in_the_smallest_window() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    desktop.resize_window(640, 480);
    settled(&window, 640, 100);
    journey::open_tokens_by_mouse(&window);
    assert!(in_sight(&window, "Generate token"), "on the list");
    window.press("Ctrl+n");
    window.see("heading", "Generate API token");
    settled(&window, 640, 100);
    assert!(in_sight(&window, "Generate token"), "in the dialog");
    window.type_text("Scanner");
    window.press("Enter");
    window.see("heading", "Copy your token now");
    settled(&window, 640, 100);
    assert!(in_sight(&window, "Copy token") && in_sight(&window, "Done"));
    window.click("button", "Set environment variable…");
    window.read("/.profile");
    settled(&window, 640, 100);
    assert!(in_sight(&window, "Set variable"));
}
