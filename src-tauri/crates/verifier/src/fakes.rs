//! What tests of single parts need.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rand::SeedableRng;
use rand::rngs::StdRng;
use token::{Gate, Groups, Scopes, TokenId, TokenText, mint};

use crate::Subject;

pub(crate) fn minted(gate: &Gate, seed: u64) -> TokenText {
    mint(gate, &mut StdRng::seed_from_u64(seed))
}

pub(crate) fn subject(token: TokenId, name: &str) -> Subject {
    Subject {
        token,
        name: name.into(),
        owner: Some("ann@plant7".into()),
        groups: Groups::all(),
        scopes: Scopes::default(),
        resource: None,
        issued_at: "2026-11-22T20:30:00Z".parse().unwrap(),
    }
}
