//! Where windows of wine's open.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A screen that nobody sees.
pub(super) struct Screen {
    server: Child,
    pub(super) name: String,
}

impl Screen {
    pub(super) fn new() -> Option<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        let read = BufReader::new(server.stdout.take()?).read_line(&mut number);
        if read.is_err() || number.trim().is_empty() {
            let _ = server.kill();
            let _ = server.wait();
            return None;
        }
        Some(Self {
            server,
            name: format!(":{}", number.trim()),
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
