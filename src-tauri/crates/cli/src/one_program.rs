//! `run`: one program gets a secret in a variable, and nothing else does.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::process::Command;

use desk::{Desk, OneProgram, Places, Ports, SecretText, Source, inherited_secret};
use zeroize::Zeroizing;

use crate::arguments::Run;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::variable;

/// Where a secret comes from. There is no way to write the secret itself.
enum From {
    /// One line of standard input.
    Input,
    /// Typed unseen.
    Prompt,
    /// An open file descriptor.
    Descriptor(u32),
    /// Another variable of this process.
    Variable(String),
}

pub(crate) fn run(wish: Run) -> Result<Exit, Failure> {
    let from = From::read(&wish.token_from).ok_or(Failure::Source)?;
    let desk = Places::of_this_user().map(|places| {
        let ports = Ports::of_this_machine(&places);
        Desk::new(places, ports, Source::Terminal)
    });
    let name = match (wish.env, &desk) {
        (Some(name), _) => name,
        (None, Some(desk)) => desk.settings()?.variable,
        (None, None) => return Err(Failure::NoHome),
    };
    // The name is judged before anybody types a secret.
    let variable = OneProgram::new(&name)?;
    let value = variable.value(&from.secret(variable.name())?)?;

    let (program, arguments) = wish.program.split_first().expect("the grammar asks for one");
    let mut command = Command::new(program);
    command.args(arguments);
    if let From::Variable(other) = &from {
        command.env_remove(other);
    }
    command.env(variable.name(), value.expose());
    if let Some((name, mark)) = desk.as_ref().and_then(|desk| variable.beside(desk)) {
        command.env(name, mark);
    }
    start(&mut command).map_err(|error| Failure::NotStarted {
        program: plain(&program.to_string_lossy()),
        error,
    })
}

impl From {
    fn read(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "stdin" => Some(Self::Input),
            None if text == "prompt" => Some(Self::Prompt),
            Some(("fd", number)) => number.parse().ok().map(Self::Descriptor),
            Some(("env", name)) if !name.is_empty() => Some(Self::Variable(name.to_owned())),
            None | Some(_) => None,
        }
    }

    fn secret(&self, variable: &str) -> Result<SecretText, Failure> {
        match self {
            Self::Input if io::stdin().is_terminal() => variable::typed(variable),
            Self::Input => line_of_input().map_err(Failure::Input).and_then(text),
            Self::Prompt => variable::typed(variable),
            Self::Descriptor(number) => everything_of(*number)
                .map_err(|error| Failure::Descriptor {
                    number: *number,
                    error,
                })
                .and_then(text),
            Self::Variable(name) => {
                inherited_secret(name).ok_or_else(|| Failure::NotSet { name: name.clone() })
            }
        }
    }
}

/// One line, read byte by byte from the descriptor itself: what follows belongs to the program.
fn line_of_input() -> io::Result<Zeroizing<Vec<u8>>> {
    #[cfg(unix)]
    let input = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let input = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    let mut input = File::from(input);
    // As long as it may become, so that no copy stays behind when it grows.
    let mut line = Zeroizing::new(Vec::with_capacity(variable::LONGEST_INPUT));
    let mut byte = Zeroizing::new([0]);
    while line.len() < variable::LONGEST_INPUT && input.read(&mut byte[..])? == 1 && byte[0] != b'\n' {
        line.push(byte[0]);
    }
    Ok(line)
}

#[cfg(unix)]
fn everything_of(number: u32) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut all = Zeroizing::new(Vec::with_capacity(variable::LONGEST_INPUT));
    File::open(format!("/dev/fd/{number}"))?
        .take(variable::LONGEST_INPUT as u64)
        .read_to_end(&mut all)?;
    Ok(all)
}

#[cfg(not(unix))]
fn everything_of(_: u32) -> io::Result<Zeroizing<Vec<u8>>> {
    Err(io::ErrorKind::Unsupported.into())
}

fn text(bytes: Zeroizing<Vec<u8>>) -> Result<SecretText, Failure> {
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::Input(io::Error::new(io::ErrorKind::InvalidData, "it is no text")))?;
    Ok(SecretText::new(variable::without_line_end(text).to_owned()))
}

/// The program takes this one's place: its signals, its exit code and its number are its own.
#[cfg(unix)]
fn start(command: &mut Command) -> io::Result<Exit> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

/// The program runs below this one, which waits. Ctrl+C reaches both: this one must outlive it to hand its exit
/// code on.
#[cfg(not(unix))]
fn start(command: &mut Command) -> io::Result<Exit> {
    let interrupted = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, interrupted)?;
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(Exit::Failed as i32))
}
