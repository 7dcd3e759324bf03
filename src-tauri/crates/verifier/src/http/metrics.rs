//! Numbers for Prometheus, in its text format 0.0.4.

use std::fmt::Write as _;

use super::{Answer, answer};
use crate::check::Checker;
use crate::counts::{Count, Counts};

type Told = (&'static str, &'static str, fn(&Counts) -> &Count);

const COUNTS: [Told; 14] = [
    ("accepted", "Tokens accepted.", |counts| &counts.accepted),
    ("gate_refused", "Texts that were never minted here.", |counts| {
        &counts.gate_refused
    }),
    ("refused", "Tokens of ours that were refused.", |counts| {
        &counts.refused
    }),
    (
        "forbidden",
        "Good tokens without the group, scope or resource.",
        |counts| &counts.forbidden,
    ),
    ("limited", "Good tokens beyond their limits.", |counts| {
        &counts.limited
    }),
    ("digests", "Argon2id runs.", |counts| &counts.digests),
    ("renewals", "Rows read again after a change.", |counts| {
        &counts.renewals
    }),
    ("unavailable", "Requests that nobody could decide.", |counts| {
        &counts.unavailable
    }),
    ("malformed", "Requests that made no sense.", |counts| {
        &counts.malformed
    }),
    ("connections", "Connections taken.", |counts| &counts.connections),
    (
        "evicted",
        "Connections closed to make room or for being slow.",
        |counts| &counts.evicted,
    ),
    ("exposed", "Tokens that came unencrypted.", |counts| {
        &counts.exposed
    }),
    ("uses_kept", "Batches of uses written down.", |counts| {
        &counts.uses_kept
    }),
    ("uses_dropped", "Uses that nobody will see.", |counts| {
        &counts.uses_dropped
    }),
];

pub(super) fn answer(checker: &Checker) -> Answer {
    let mut text = String::with_capacity(2_048);
    for (name, help, count) in COUNTS {
        let name = format!("tokendesk_{name}_total");
        let number = count(checker.counts()).get();
        let _ = writeln!(
            text,
            "# HELP {name} {help}\n# TYPE {name} counter\n{name} {number}"
        );
    }
    let name = "tokendesk_remembered";
    let _ = writeln!(
        text,
        "# HELP {name} Tokens proven and remembered.\n# TYPE {name} gauge\n{name} {}",
        checker.remembered()
    );
    answer::text(text, "text/plain; version=0.0.4; charset=utf-8")
}
