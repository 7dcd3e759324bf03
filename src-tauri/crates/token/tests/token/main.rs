//! What must hold for every token, shown on thousands of them.

mod digests;
mod lives;
mod names;
mod sets;
mod texts;

use rand::SeedableRng;
use rand::rngs::StdRng;
use token::{Gate, GateKey, TokenText, mint};

fn gate() -> Gate {
    Gate::new(GateKey::from_bytes(&[42; 32]))
}

fn minted(seed: u64) -> TokenText {
    mint(&gate(), &mut StdRng::seed_from_u64(seed))
}
