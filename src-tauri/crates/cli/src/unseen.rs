//! Typing that does not show.

use std::io;

use desk::SecretText;

/// Asks at the terminal and reads what is typed, unseen from before the question on: whoever types, or pastes, as soon
/// as they see it is not shown either.
pub(crate) fn ask(question: &str) -> io::Result<SecretText> {
    #[cfg(unix)]
    let _quiet = Quiet::begin();
    rpassword::prompt_password(question).map(SecretText::new)
}

/// The terminal shows nothing of what is typed for as long as this lives.
#[cfg(unix)]
struct Quiet {
    terminal: std::fs::File,
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Quiet {
    /// `None` where there is no terminal to be made quiet; then the question says why it cannot be asked.
    fn begin() -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let terminal = std::fs::File::open("/dev/tty").ok()?;
        let before = tcgetattr(&terminal).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&terminal, OptionalActions::Now, &quiet).ok()?;
        Some(Self { terminal, before })
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        let now = rustix::termios::OptionalActions::Now;
        // A terminal that is gone by now shows nothing anyway.
        let _ = rustix::termios::tcsetattr(&self.terminal, now, &self.before);
    }
}
