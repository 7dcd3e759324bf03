//! What the list of 10,000 tokens costs in the real window: prints `what; p95 in ms; goal in ms` lines, for
//! `cargo xtask bench`. The page is measured from inside, as it is in Chromium.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program that prints figures, or fails"
)]

#[cfg(target_os = "linux")]
#[path = "../tests/many/mod.rs"]
mod many;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The real window is measured on a virtual display, which is on Linux.");
}

#[cfg(target_os = "linux")]
fn main() {
    const MEASURE: &str = include_str!("../../ui/tests/bench/measure.js");

    let desktop = tests::Desktop::new(tests::Bus::None);
    let window = many::open(&desktop);
    window.run(MEASURE, vec![]);
    let report = |what: &str, act: &str, goal: &str| println!("{what}; {:.0}; {goal}", p95(&window, act));
    report("an empty frame", "frames", "-");
    report("search, one letter more", "search", "100");
    report("sort by a header", "sort", "100");
    report("filter chip", "filter", "100");
    report("select all", "selectAll", "100");
    report("scroll step of 600 px", "scroll", "100");
}

/// The p95 of so many milliseconds as 27 times `act` take.
#[cfg(target_os = "linux")]
fn p95(window: &tests::Window, act: &str) -> f64 {
    use serde_json::json;

    let script = "const [act, count, done] = arguments; bench[act](count).then(done)";
    let took = window.run_async(script, vec![json!(act), json!(27)]);
    let mut took: Vec<f64> = serde_json::from_value(took).unwrap();
    took.sort_by(f64::total_cmp);
    took[took.len() * 95 / 100]
}
