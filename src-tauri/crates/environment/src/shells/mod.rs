//! How shells and systemd are told: quoting, the secret files' entries, the managed block. Pure.

pub(crate) mod block;
pub(crate) mod entries;
pub(crate) mod quoting;
