//! A canary value on its way through every command that takes one: it is in the files that it belongs to, and in no
//! argument of any program that was started, no log, no journal, no temporary file, no output.

use std::fs;
use std::path::PathBuf;

use crate::{Answer, Person, files_below};

/// A person whose programs are watched as they are started.
struct Watched {
    ann: Person,
    canary: String,
}

impl Watched {
    fn new() -> Option<Self> {
        let ann = Person::new();
        let canary = format!("canary{}_0123456789abcdefghijklmnop", std::process::id());
        fs::create_dir(ann.folder.path().join("temporary")).unwrap();
        let can = ann
            .command("strace")
            .args(["-o", "/dev/null", "true"])
            .output()
            .is_ok_and(|ended| ended.status.success());
        if !can {
            eprintln!("SKIPPED because strace cannot watch programs here: the arguments of what is started");
        }
        can.then_some(Self { ann, canary })
    }

    /// Runs with the canary at standard input; answers how many programs were started.
    #[track_caller]
    fn runs(&self, arguments: &[&str]) -> usize {
        let folder = self.ann.folder.path();
        let (log, input) = (folder.join("started"), folder.join("given"));
        fs::write(&input, &self.canary).unwrap();
        let output = self
            .ann
            .command("strace")
            .args(["-f", "-e", "trace=execve,execveat", "-s", "4096", "-o"])
            .arg(&log)
            .arg(env!("CARGO_BIN_EXE_tokendesk"))
            .args(arguments)
            .env("TMPDIR", folder.join("temporary"))
            // Everything that can be said is said.
            .env("TOKEN_DESK_LOG", "trace")
            .stdin(fs::File::open(&input).unwrap())
            .output()
            .unwrap();
        fs::remove_file(input).unwrap();
        let answer = Answer::from(output).done();
        let said = [answer.out, answer.err].concat();
        assert!(!said.contains(&self.canary), "{arguments:?} said it");
        let started = fs::read_to_string(&log).unwrap();
        assert!(
            !started.contains(&self.canary),
            "{arguments:?}: an argument: {started}"
        );
        assert!(
            !started.contains("crontab"),
            "the line for cron is offered, never written"
        );
        fs::remove_file(log).unwrap();
        started.matches("execve(").count()
    }

    /// Whether there is a log. What these commands do writes nothing into it.
    fn has_log(&self) -> bool {
        let files = files_below(&self.ann.desk());
        files
            .iter()
            .any(|(path, _)| path.extension().is_some_and(|end| end == "log"))
    }

    /// The files that hold it.
    fn held_by(&self) -> Vec<PathBuf> {
        let holds = |content: &[u8]| {
            content
                .windows(self.canary.len())
                .any(|part| part == self.canary.as_bytes())
        };
        files_below(self.ann.folder.path())
            .into_iter()
            .filter(|(_, content)| holds(content))
            .map(|(path, _)| path)
            .collect()
    }
}

fn nowhere() -> Vec<PathBuf> {
    Vec::new()
}

#[test]
fn a_value_for_the_variable_is_in_its_files_and_nowhere_else() {
    let Some(watched) = Watched::new() else { return };
    let mut started = 0;
    started += watched.runs(&["env", "plan"]);
    assert_eq!(watched.held_by(), nowhere(), "a plan writes nothing");
    for arguments in [&["env", "set"][..], &["env", "status"], &["env", "verify"]] {
        started += watched.runs(arguments);
        let home = watched.ann.home();
        let allowed = [
            ".config/token-desk/",
            ".config/environment.d/99-token-desk.conf",
            ".config/nushell/autoload/",
        ];
        let held = watched.held_by();
        assert!(!held.is_empty());
        for path in held {
            let inner = path.strip_prefix(&home).map(|inner| inner.display().to_string());
            assert!(
                inner
                    .as_ref()
                    .is_ok_and(|inner| allowed.iter().any(|start| inner.starts_with(start))),
                "{arguments:?}: {}",
                path.display()
            );
        }
    }
    started += watched.runs(&["env", "undo"]);
    assert_eq!(watched.held_by(), nowhere(), "nothing of it is left");
    assert!(started > 10, "shells were asked, and watched: {started}");
    assert!(watched.has_log(), "there is a log that was looked at");
}

#[test]
fn a_secret_of_a_settings_file_is_in_that_file_until_it_is_patched_and_nowhere_else() {
    let Some(watched) = Watched::new() else { return };
    let path = watched.ann.home().join("scanner.ini");
    let shown = path.display().to_string();
    fs::write(
        &path,
        format!("[osprey]\ntychoDataAPIToken = \"{}\" ; prod\n", watched.canary),
    )
    .unwrap();
    watched.runs(&["settings-file", "plan", &shown]);
    watched.runs(&["settings-file", "plan", &shown, "--json"]);
    assert_eq!(watched.held_by(), std::slice::from_ref(&path));
    watched.runs(&["settings-file", "apply", &shown]);
    assert_eq!(watched.held_by(), nowhere());
    watched.runs(&["settings-file", "undo", &shown, "--old-value"]);
    assert_eq!(watched.held_by(), [path]);
}

#[test]
fn a_value_for_one_program_is_in_its_environment_and_nowhere_else() {
    let Some(watched) = Watched::new() else { return };
    let started = watched.runs(&["run", "--token-from", "stdin", "--", "true"]);
    assert!(started >= 2, "the program was started");
    assert_eq!(watched.held_by(), nowhere());
}
