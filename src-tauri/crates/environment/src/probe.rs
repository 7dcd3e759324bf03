//! A program of ours that is started only to say what it sees of one variable, as a salted hash: how a scheduled task
//! is asked.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use crate::journal::Fingerprint;

/// The first argument that makes a program of ours a probe. The variable's name and a file that is not there yet
/// follow.
const ARGUMENT: &str = "environment-probe";

/// Writes down what this process sees if it was started for that. Call it first thing in `main`; `Some` is the exit
/// code to leave with.
#[must_use]
pub fn run_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(ARGUMENT)) {
        return None;
    }
    let (Some(name), Some(file), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Some(ExitCode::FAILURE);
    };
    let written = write_down(own(&name).as_deref().map(Vec::as_slice), Path::new(&file));
    Some(written.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this process was started to tell what is in its environment"
)]
fn own(name: &OsStr) -> Option<Zeroizing<Vec<u8>>> {
    std::env::var_os(name)
        .map(OsString::into_encoded_bytes)
        .map(Zeroizing::new)
}

/// The hash of what is seen, or `null`. A file that is there already is another's, or a link to somewhere.
fn write_down(seen: Option<&[u8]>, file: &Path) -> io::Result<()> {
    let print = seen.map(Fingerprint::of).transpose()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(&serde_json::to_vec(&print)?)
}

#[cfg(any(windows, test))]
pub(crate) use errand::Errand;
#[cfg(windows)]
pub(crate) use errand::NoAnswer;

#[cfg(any(windows, test))]
mod errand {
    use std::fs;
    use std::path::PathBuf;
    use std::thread;
    use std::time::{Duration, Instant};

    use rand::{TryRng, rngs::SysRng};

    use super::{ARGUMENT, Fingerprint, Path, io};
    use crate::task::{Start, Task};
    use crate::{Secret, VariableName};

    /// The task's name. A later one takes the place of one that was left behind.
    const TASK: &str = "Token Desk probe";
    /// How the names of its two files begin.
    const FILES: &str = ".probe-";

    /// A question to the scheduler: what would a task of this account see?
    pub(crate) struct Errand<'a> {
        pub(crate) name: &'a VariableName,
        /// `DOMAIN\user`.
        pub(crate) account: &'a str,
        /// A program of ours, which is started.
        pub(crate) program: &'a Path,
        /// Where the files lie meanwhile; nobody else's.
        pub(crate) folder: &'a Path,
        /// How long the answer may take once the task is started.
        pub(crate) limit: Duration,
    }

    /// Why nothing was learnt.
    #[derive(Debug, thiserror::Error)]
    pub(crate) enum NoAnswer {
        #[error("the task’s files could not be written: {0}")]
        Files(#[from] io::Error),
        #[error("the task scheduler did not take the task")]
        NotTaken,
        #[error("the task scheduler did not start the task")]
        NotStarted,
        #[error("the task did not answer in five seconds")]
        Silent,
        #[error("the task “{TASK}” could not be deleted; delete it in the Task Scheduler")]
        NotDeleted,
    }

    impl Errand<'_> {
        /// Whether the task saw `wanted`; `Ok(None)` if it saw no such variable. The scheduler is told by `does`, as
        /// by [`crate::task::scheduler_does`].
        pub(crate) fn run(
            &self,
            wanted: Option<&Secret>,
            does: impl Fn(&[&str]) -> bool,
        ) -> Result<Option<bool>, NoAnswer> {
            sweep(self.folder);
            let mut random = [0_u8; 8];
            SysRng.try_fill_bytes(&mut random).map_err(io::Error::other)?;
            let file = |end: &str| {
                let number = u64::from_ne_bytes(random);
                self.folder.join(format!("{FILES}{number:016x}.{end}"))
            };
            let (recipe, answer) = (file("xml"), file("json"));
            let asked = self.ask(&recipe, &answer, &does);
            for file in [&recipe, &answer] {
                // Neither holds a secret, and the next question sweeps.
                let _ = fs::remove_file(file);
            }
            Ok(asked?.map(|print| wanted.is_some_and(|wanted| print.matches(wanted.expose()))))
        }

        fn ask(
            &self,
            recipe: &Path,
            answer: &Path,
            does: &impl Fn(&[&str]) -> bool,
        ) -> Result<Option<Fingerprint>, NoAnswer> {
            let task = Task {
                description: "Token Desk: what a task of this account sees of a variable",
                account: self.account,
                start: Start::WhenAsked,
                program: self.program,
                arguments: &format!("{ARGUMENT} {} \"{}\"", self.name, answer.display()),
            };
            fs::write(recipe, task.xml())?;
            if !does(&["/Create", "/TN", TASK, "/XML", &recipe.to_string_lossy(), "/F"]) {
                return Err(NoAnswer::NotTaken);
            }
            let seen = if does(&["/Run", "/TN", TASK]) {
                wait_for(answer, self.limit)
            } else {
                Err(NoAnswer::NotStarted)
            };
            if !does(&["/Delete", "/TN", TASK, "/F"]) {
                return Err(NoAnswer::NotDeleted);
            }
            seen
        }
    }

    /// Half an answer is none yet.
    fn wait_for(answer: &Path, limit: Duration) -> Result<Option<Fingerprint>, NoAnswer> {
        let deadline = Instant::now() + limit;
        loop {
            let text = fs::read(answer).unwrap_or_default();
            if let Ok(seen) = serde_json::from_slice(&text) {
                return Ok(seen);
            }
            if Instant::now() >= deadline {
                return Err(NoAnswer::Silent);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Deletes what a task that answered too late, or a program that died, left in `folder`.
    fn sweep(folder: &Path) {
        let left: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| {
                entry
                    .file_name()
                    .to_str()
                    .is_some_and(|name| name.starts_with(FILES))
            })
            .map(|entry| entry.path())
            .collect();
        for file in left {
            let _ = fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::{Secret, VariableName};

    /// A scheduler of the test's own: it reads the task that it is given, and starts it in an environment in which the
    /// variable holds `sees`, or as `refuses` says.
    struct Scheduler<'a> {
        sees: Option<&'a [u8]>,
        /// The first word of what it does not do.
        refuses: &'a str,
        starts_in_vain: bool,
        heard: RefCell<Vec<String>>,
        arguments: RefCell<String>,
    }

    impl<'a> Scheduler<'a> {
        fn new(sees: Option<&'a [u8]>) -> Self {
            Self {
                sees,
                refuses: "",
                starts_in_vain: false,
                heard: RefCell::default(),
                arguments: RefCell::default(),
            }
        }

        fn does(&self, told: &[&str]) -> bool {
            self.heard.borrow_mut().push(told.join(" "));
            match told {
                [word, ..] if *word == self.refuses => return false,
                ["/Create", "/TN", _, "/XML", file, "/F"] => {
                    *self.arguments.borrow_mut() = between(&wide(file), "Arguments");
                }
                ["/Run", ..] if !self.starts_in_vain => {
                    let line = self.arguments.borrow().clone();
                    let (words, quoted) = line.split_once(" \"").expect("a path in quotes");
                    assert_eq!(words, "environment-probe API");
                    write_down(self.sees, Path::new(quoted.trim_end_matches('"'))).unwrap();
                }
                ["/Run" | "/Delete", ..] => {}
                other => panic!("{other:?}"),
            }
            true
        }
    }

    fn wide(file: &str) -> String {
        let bytes = fs::read(file).unwrap();
        let (units, _) = bytes[2..].as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        String::from_utf16(&units).unwrap()
    }

    fn between(text: &str, tag: &str) -> String {
        let (_, rest) = text.split_once(&format!("<{tag}>")).unwrap();
        let (inner, _) = rest.split_once(&format!("</{tag}>")).unwrap();
        inner.replace("&quot;", "\"").replace("&amp;", "&")
    }

    /// What came of asking it, and that nothing is left of the question.
    fn ask(scheduler: &Scheduler<'_>) -> Result<Option<bool>, String> {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("Fish & Chips");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join(".probe-left-behind.json"), "null").unwrap();
        let name = VariableName::new("API").unwrap();
        let errand = Errand {
            name: &name,
            account: r"PLANT7\ann",
            program: Path::new(r"C:\Token Desk\tokendesk.exe"),
            folder: &inner,
            limit: Duration::from_millis(if scheduler.starts_in_vain { 50 } else { 60_000 }),
        };
        let wanted = Secret::new(b"tdk_wanted".to_vec());
        let answer = errand.run(Some(&wanted), |told| scheduler.does(told));
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 0, "no file is left");
        for told in scheduler.heard.borrow().iter() {
            assert!(!told.contains("tdk_"), "no secret is an argument: {told}");
        }
        answer.map_err(|no_answer| no_answer.to_string())
    }

    fn words(scheduler: &Scheduler<'_>) -> Vec<String> {
        let heard = scheduler.heard.borrow();
        heard
            .iter()
            .filter_map(|told| told.split(' ').next())
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_task_that_sees_the_value_another_one_or_none_is_told_apart_and_taken_away_again() {
        for (sees, told) in [
            (Some(&b"tdk_wanted"[..]), Some(true)),
            (Some(b"tdk_older"), Some(false)),
            (None, None),
        ] {
            let scheduler = Scheduler::new(sees);
            assert_eq!(ask(&scheduler), Ok(told));
            assert_eq!(words(&scheduler), ["/Create", "/Run", "/Delete"]);
        }
    }

    #[test]
    fn a_scheduler_that_does_not_do_something_is_told_and_no_task_stays() {
        for (refuses, words_of_it, heard) in [
            ("/Create", "did not take", &["/Create"][..]),
            ("/Run", "did not start", &["/Create", "/Run", "/Delete"]),
            (
                "/Delete",
                "delete it in the Task Scheduler",
                &["/Create", "/Run", "/Delete"],
            ),
        ] {
            let mut scheduler = Scheduler::new(Some(b"tdk_wanted"));
            scheduler.refuses = refuses;
            let told = ask(&scheduler).unwrap_err();
            assert!(told.contains(words_of_it), "{told}");
            assert_eq!(words(&scheduler), heard);
        }
        let mut silent = Scheduler::new(None);
        silent.starts_in_vain = true;
        assert!(ask(&silent).unwrap_err().contains("did not answer"));
        assert_eq!(words(&silent), ["/Create", "/Run", "/Delete"]);
    }

    #[test]
    fn what_is_written_down_is_a_hash_and_never_over_a_file_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answer");
        write_down(Some(b"tdk_secret"), &file).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("tdk_"), "{text}");
        let print: Option<Fingerprint> = serde_json::from_str(&text).unwrap();
        assert!(print.unwrap().matches(b"tdk_secret"));
        assert!(write_down(None, &file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}
