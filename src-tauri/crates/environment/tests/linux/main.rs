//! Real files, real shells and the real systemd generator, each test in a home of its own.
#![cfg(target_os = "linux")]

mod accounts;
mod dotfiles;
mod faults;
mod home;
mod interrupted;
mod secrecy;
mod shells;
mod undo;
