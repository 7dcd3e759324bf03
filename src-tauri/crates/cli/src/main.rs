//! `tokendesk`: generate, place and revoke API tokens from a terminal, a server or a scheduled task. The use
//! cases are those of the window; this program reads arguments, asks `desk`, and writes down the answer.

mod arguments;
mod audit;
mod doctor;
mod exit;
mod failure;
mod generate;
mod identify;
mod in_place;
mod one_program;
mod output;
mod personal_token;
mod plain;
mod resources;
mod restore;
mod service;
mod settings_file;
mod setup;
mod table;
mod templates;
mod tokens;
mod unseen;
mod users;
mod variable;
mod vault;
mod verifier;
mod when;
mod words;

use std::process::ExitCode;

use clap::Parser;
use desk::{Desk, Places, Ports, Source, hardening};
use zeroizing_alloc::ZeroAlloc;

use arguments::{Arguments, Command};
use exit::Exit;
use failure::Failure;
use output::Output;

/// Freed memory is wiped: a token passes through buffers that nobody here owns.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let missed = hardening::harden();
    if let Some(code) = desk::run_if_asked() {
        return code;
    }
    let arguments = Arguments::parse();
    let output = Output::new(arguments.json);
    let exit = run(arguments, &output, &missed).unwrap_or_else(|failure| output.failure(&failure));
    exit.into()
}

fn run(arguments: Arguments, output: &Output, missed: &[String]) -> Result<Exit, Failure> {
    // Needs neither a home nor a store.
    if let Command::Completions { shell } = arguments.command {
        return arguments::completions(shell, output);
    }
    // Works for accounts without a home.
    if let Command::Run(wish) = arguments.command {
        return one_program::run(wish);
    }
    let places = Places::of_this_user().ok_or(Failure::NoHome)?;
    // A log that cannot be written must not keep a token from being revoked.
    if let Err(error) = desk::log::start(&places, arguments.log) {
        output.note(&format!("There is no log: {error}."));
    }
    missed
        .iter()
        .for_each(|missed| tracing::warn!(missed, "hardening"));
    let ports = Ports::of_this_machine(&places);
    let desk = Desk::new(places, ports, Source::Terminal);
    let done = match arguments.command {
        Command::Generate(wish) => generate::generate(&desk, output, wish),
        Command::Regenerate(wish) if wish.finish => in_place::regenerate(&desk, output, wish),
        Command::Regenerate(wish) => generate::regenerate(&desk, output, wish),
        Command::List { ics: true, .. } => tokens::calendar(&desk, output),
        Command::List { ends_soon: true, .. } => tokens::list_ending_soon(&desk, output),
        Command::List { status, .. } => tokens::list(&desk, output, status),
        Command::Show { token } => tokens::show(&desk, output, &token),
        Command::Rename { token, name } => tokens::rename(&desk, output, &token, name),
        Command::Pause { token } => tokens::pause(&desk, output, &token),
        Command::Resume { token } => tokens::resume(&desk, output, &token),
        Command::Revoke { tokens, expired } => tokens::revoke(&desk, output, &tokens, expired),
        Command::Users(action) => users::run(&desk, output, action),
        Command::Audit(action) => audit::run(&desk, output, action),
        Command::Groups => users::groups(&desk, output),
        Command::Resources(action) => resources::run(&desk, output, action),
        Command::Checkout(wish) => resources::check_out(&desk, output, wish),
        Command::Checkin { id } => resources::check_in(&desk, output, id),
        Command::PersonalToken(action) => personal_token::run(&desk, output, action),
        Command::Vault(action) => vault::run(&desk, output, action),
        Command::Templates(action) => templates::run(&desk, output, action),
        Command::Env(action) => variable::run(&desk, output, action),
        Command::SettingsFile(action) => settings_file::run(&desk, output, action),
        Command::Serve(wish) => verifier::serve(&desk, output, wish),
        Command::Verify { variable } => verifier::verify(&desk, output, variable),
        Command::Identify { revoke } => identify::run(&desk, output, revoke),
        Command::Ca(action) => verifier::authority(&desk, output, action),
        Command::TestSetup(wish) => setup::run(&desk, output, wish),
        Command::Service(action) => service::run(&desk, output, action),
        Command::Sample(wish) => verifier::sample(&desk, output, wish),
        Command::Run(wish) => one_program::run(wish),
        Command::Doctor { trust_clock: true } => doctor::trust_clock(&desk, output),
        Command::Doctor { trust_clock: false } => doctor::run(&desk, output),
        Command::Restore { list: true, .. } => restore::list(&desk, output),
        Command::Restore { copy, list: false } => restore::restore(&desk, output, copy),
        Command::Completions { shell } => arguments::completions(shell, output),
    };
    desk.close();
    done
}
