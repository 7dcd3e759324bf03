//! The two streams. Standard output carries what was asked for, and of a new token the token alone; standard
//! error carries the rest.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;

/// Where answers go, and in which form.
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Bytes to standard output.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)
            .and_then(|()| out.flush())
            .map_err(Failure::Output)
    }

    /// What was asked for, to standard output: as JSON where that was asked for, else as text.
    pub(crate) fn answer(
        &self,
        answer: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            let mut lines = serde_json::to_vec_pretty(answer).expect("answers are maps of text and numbers");
            lines.push(b'\n');
            self.write(&lines)
        } else {
            self.write(text().as_bytes())
        }
    }

    /// What was done: as JSON to standard output where that was asked for, else as a sentence to standard
    /// error.
    pub(crate) fn done(&self, answer: &impl Serialize, sentence: &str) -> Result<(), Failure> {
        if self.json {
            self.answer(answer, String::new)
        } else {
            self.note(sentence);
            Ok(())
        }
    }

    /// A sentence to standard error. Nobody may be listening there, which is no reason to fail.
    pub(crate) fn note(&self, sentence: &str) {
        let _ = writeln!(io::stderr().lock(), "{sentence}");
    }

    /// Why the run ended, to standard error, and its exit code.
    pub(crate) fn failure(&self, failure: &Failure) -> Exit {
        if matches!(failure, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            // Whoever read had enough, as `head` does. There is nobody to tell.
            return failure.exit();
        }
        let told = words::of(failure);
        if self.json {
            let error = match failure {
                Failure::App(error) | Failure::Undelivered { error, .. } => json!(error),
                Failure::NoHome => json!({ "code": "no_home" }),
                Failure::Output(_) | Failure::LostToken(_) => json!({ "code": "output_failed" }),
                Failure::Input(_) | Failure::Descriptor { .. } => json!({ "code": "input_failed" }),
                Failure::Source => json!({ "code": "no_source" }),
                Failure::NotSet { name } => json!({ "code": "not_set", "variable": name }),
                Failure::NotStarted { program, .. } => json!({ "code": "not_started", "program": program }),
                Failure::NoSuchCopy => json!({ "code": "no_such_copy" }),
                Failure::WouldReplace { last_used } => {
                    json!({ "code": "would_replace", "lastUsed": last_used })
                }
                Failure::NotDamaged => json!({ "code": "not_damaged" }),
                Failure::NoCertificate => json!({ "code": "no_certificate" }),
                Failure::Background(_) => json!({ "code": "service_failed" }),
                Failure::File { .. } => json!({ "code": "file_failed" }),
                Failure::FileThere { .. } => json!({ "code": "file_there" }),
            };
            self.note(&json!({ "error": error, "message": told.what, "next": told.next }).to_string());
        } else {
            self.note(&format!("tokendesk: {}\n{}", told.what, told.next));
        }
        failure.exit()
    }
}
