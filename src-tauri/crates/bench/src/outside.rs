//! The same servers as their clients see them, each in a process of its own, asked in turns.

use std::path::Path;

use crate::clients::Clients;
use crate::clocks::median;
use crate::product::{DEAR, Tokens};
use crate::serving::{Kind, Served};
use crate::table::Table;

/// So many connections at once.
const CONNECTIONS: usize = 8;
/// So many requests of each round over connections that stay.
const KEPT: usize = 40_000;
/// So many tokens take turns in them.
const AMONG: usize = 1_000;
/// So many connections of one request each.
const ANEW: usize = 2_000;
/// In so many turns a round goes from server to server: other work on the machine comes and goes.
const TURNS: usize = 8;
/// So many requests that take an Argon2 run each.
const FEW: usize = 40;
/// So many show one new token at the same moment.
const AT_ONCE: usize = 64;

/// A server, and what is shown to it.
struct Guest {
    served: Served,
    shown: Vec<String>,
    /// Microseconds of CPU for a request of each round.
    kept: Vec<f64>,
    anew: Vec<f64>,
}

impl Guest {
    fn start(kind: Kind, folder: &Path, shown: Vec<String>) -> Self {
        Self {
            served: Served::start(kind, folder),
            shown,
            kept: Vec::new(),
            anew: Vec::new(),
        }
    }

    /// One round of all of them.
    fn round(guests: &mut [Self], clients: &Clients) {
        let mut sums = vec![(0.0, 0.0); guests.len()];
        for turn in 0..TURNS {
            // Each comes first as often as last: what one leaves behind is not always the same one's burden.
            for place in 0..guests.len() {
                let number = (turn + place) % guests.len();
                let (guest, (kept, anew)) = (&mut guests[number], &mut sums[number]);
                *kept += guest.each(KEPT / TURNS, |to, tokens| {
                    clients.show_all(to, tokens, CONNECTIONS)
                });
                *anew += guest.each(ANEW / TURNS, |to, tokens| {
                    clients.show_anew(to, tokens, CONNECTIONS)
                });
            }
        }
        for (guest, (kept, anew)) in guests.iter_mut().zip(sums) {
            guest.kept.push(kept / TURNS as f64);
            guest.anew.push(anew / TURNS as f64);
        }
    }

    fn each(&mut self, count: usize, show: impl Fn(std::net::SocketAddr, &[String]) -> usize) -> f64 {
        let tokens: Vec<String> = self.shown.iter().cycle().take(count).cloned().collect();
        let before = self.served.cpu();
        assert_eq!(show(self.served.address, &tokens), count);
        (self.served.cpu() - before).as_secs_f64() * 1e6 / count as f64
    }
}

pub(crate) fn measure(
    folder: &Path,
    tokens: &Tokens,
    prefixed: &[String],
    simplified: &[String],
    rounds: usize,
    table: &mut Table,
) {
    let ours: Vec<String> = tokens
        .cheap()
        .iter()
        .map(|text| text.expose().to_owned())
        .collect();
    let few = ours[..AMONG].to_vec();
    // The verifier first: it makes the certificate that all of them show.
    let product = Guest::start(Kind::Product, folder, few.clone());
    let clients = Clients::of(folder);
    let mut guests = [
        product,
        Guest::start(Kind::Nothing, folder, few.clone()),
        Guest::start(Kind::Still, folder, few.clone()),
        Guest::start(Kind::Prefixed, folder, prefixed[..AMONG].to_vec()),
        Guest::start(Kind::Nothing, folder, few),
    ];
    at_once(&clients, &mut guests[0].served, tokens, table);
    for guest in &mut guests {
        // What is seen for the first time is measured elsewhere.
        assert_eq!(
            clients.show_all(guest.served.address, &guest.shown, CONNECTIONS),
            AMONG
        );
    }
    for round in 1..=rounds {
        println!("round {round} of {rounds} over HTTPS …");
        Guest::round(&mut guests, &clients);
    }
    let [product, nothing, still, prefixed, again] = &mut guests;
    table.at_least(
        "HTTPS, connections kept: speed beside a server that checks nothing",
        0.90,
        ratio(&nothing.kept, &product.kept),
        "",
    );
    table.at_least(
        "HTTPS, a new connection each: the same",
        0.95,
        ratio(&nothing.anew, &product.anew),
        "",
    );
    table.told(
        "HTTPS, a request: the verifier · nothing checked",
        figures(product, nothing),
    );
    table.told(
        "a server that checks nothing beside itself: kept · new",
        format!(
            "{:.2} · {:.2}",
            ratio(&nothing.kept, &again.kept),
            ratio(&nothing.anew, &again.anew)
        ),
    );
    let share = 1.0 - 1.0 / ratio(&product.kept, &still.kept);
    table.at_most(
        "of a request over a kept connection, the store's change counter",
        10.0,
        share * 100.0,
        "%",
    );
    table.told(
        "prefixed-api-key behind that server, rows in memory: speed",
        format!("{:.2}", ratio(&nothing.kept, &prefixed.kept)),
    );
    let kept = median(nothing.kept.clone());
    table.told(
        "api-keys-simplified behind it: speed",
        format!("{:.4}", kept / slow(&clients, folder, simplified)),
    );
    memory(&clients, &mut product.served, &ours, table);
}

/// How many times faster the second is, in each round; the middle one.
fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other).collect())
}

fn figures(one: &Guest, other: &Guest) -> String {
    let middle = |values: &[f64]| median(values.to_vec());
    format!(
        "{:.1} · {:.1} µs kept, {:.0} · {:.0} µs new",
        middle(&one.kept),
        middle(&other.kept),
        middle(&one.anew),
        middle(&other.anew)
    )
}

fn at_once(clients: &Clients, served: &mut Served, tokens: &Tokens, table: &mut Table) {
    let dear = tokens.dear()[DEAR - 1].expose().to_owned();
    let before = clients.metric(served.address, "tokendesk_digests_total");
    let accepted = clients.show_all(served.address, &vec![dear; AT_ONCE], AT_ONCE);
    assert_eq!(accepted, AT_ONCE);
    let digests = clients.metric(served.address, "tokendesk_digests_total") - before;
    table.exactly("Argon2 runs for 64 connections with one new token", 1, digests);
}

/// Microseconds of CPU for a request that takes an Argon2 run.
fn slow(clients: &Clients, folder: &Path, keys: &[String]) -> f64 {
    let mut guest = Guest::start(Kind::Simplified, folder, keys.to_vec());
    guest.each(FEW, |to, tokens| clients.show_all(to, tokens, CONNECTIONS))
}

/// The verifier with everything in memory that it has ever been shown.
fn memory(clients: &Clients, served: &mut Served, tokens: &[String], table: &mut Table) {
    println!("{} tokens are shown to the verifier …", tokens.len());
    assert_eq!(
        clients.show_all(served.address, tokens, CONNECTIONS),
        tokens.len()
    );
    let remembered = clients.metric(served.address, "tokendesk_remembered");
    assert!(remembered >= tokens.len() as u64, "{remembered}");
    match served.memory() {
        0.0 => table.told(
            "memory with 100,000 known tokens",
            "SKIPPED because the system does not tell".to_owned(),
        ),
        memory => table.at_most("memory with 100,000 known tokens (PSS)", 40.0, memory, "MiB"),
    }
}
