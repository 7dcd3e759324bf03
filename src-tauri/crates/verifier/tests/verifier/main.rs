//! The verifier through its public doors: the checker over a store that tests write, the service over real sockets.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench;
mod certificates;
mod checking;
mod client;
mod flood;
mod hostile;
mod limits;
mod routes;
mod slow;
mod uses;
mod web;
