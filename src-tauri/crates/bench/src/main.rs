//! How fast the verifier is, how large it becomes, and beside what: `cargo xtask bench verify`.
//!
//! Everything is measured in turns within one run and told as a ratio, so that a machine with other work on it tells
//! the same: the verifier's own server, the same server with nothing in it that checks, and two libraries that others
//! use, behind that server too. Times are CPU time, which a neighbour hardly moves. It is in no program that people get.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints figures, or fails"
)]

mod clients;
mod clocks;
// The verifier's own, for the server that checks nothing: it keeps the same limits of time, by the same means.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "no body is read here, and there is no outside"
)]
#[path = "../../verifier/src/connections.rs"]
mod connections;
mod inside;
mod others;
mod outside;
mod plain_server;
mod product;
#[path = "../../verifier/src/pulse.rs"]
mod pulse;
mod serving;
mod table;
#[path = "../../verifier/src/told.rs"]
mod told;

use std::path::Path;

use table::Table;

/// So many tokens there are.
const TOKENS: usize = 100_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", kind, folder] => serving::serve(kind.parse().unwrap(), Path::new(folder)),
        [] => measure(5),
        ["--rounds", number] => measure(number.parse().unwrap()),
        _ => println!("bench-verify [--rounds N]"),
    }
}

fn measure(rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    println!("{TOKENS} tokens are made …");
    let tokens = product::fill(folder.path(), TOKENS);
    let prefixed = others::fill_prefixed(folder.path(), TOKENS);
    let simplified = others::fill_simplified(folder.path());
    let mut table = Table::default();
    inside::measure(folder.path(), &tokens, rounds, &mut table);
    inside::measure_others(folder.path(), &prefixed, &simplified, rounds, &mut table);
    outside::measure(folder.path(), &tokens, &prefixed, &simplified, rounds, &mut table);
    println!("\n{}", table.printed());
}
