//! The files that launchd (macOS) and the task scheduler (Windows) take. `schtasks` is given its own by us, launchd by
//! the person: that has not been tried on a Mac yet.
#![cfg_attr(
    test,
    allow(dead_code, reason = "every system tests the texts, and one of them uses each")
)]

use std::fs;
use std::io;
use std::path::PathBuf;

use environment::task::{Start, Task, in_xml, scheduler_does};

use super::{BackgroundError, BackgroundState, Job};
use crate::{Places, files, places};

const LABEL: &str = "app.tokendesk.verifier";
/// The task's name.
const TASK: &str = "Token Desk verifier";

pub(super) fn install(job: &Job, places: &Places) -> Result<BackgroundState, BackgroundError> {
    let file = file(places)?;
    let bytes = if cfg!(windows) {
        task(job)
    } else {
        agent(job).into_bytes()
    };
    files::replace(&file, &bytes).map_err(|error| BackgroundError::File {
        path: file.clone(),
        error,
    })?;
    let shown = file.display().to_string();
    if !cfg!(windows) {
        return Ok(told(
            file,
            Some(format!("launchctl bootstrap gui/$(id -u) '{shown}'")),
        ));
    }
    if scheduler_does(&["/Create", "/TN", TASK, "/XML", &shown, "/F"]) {
        // At sign-in it runs in any case; now, if the scheduler can.
        let _ = scheduler_does(&["/Run", "/TN", TASK]);
        return Ok(told(file, None));
    }
    Ok(told(
        file,
        Some(format!(
            "schtasks /Create /TN \"{TASK}\" /XML \"{shown}\" /F && schtasks /Run /TN \"{TASK}\""
        )),
    ))
}

pub(super) fn remove(places: &Places) -> Result<BackgroundState, BackgroundError> {
    let file = file(places)?;
    match fs::remove_file(&file) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(told(file, None)),
        Err(error) => return Err(BackgroundError::File { path: file, error }),
    }
    if !cfg!(windows) {
        let line = format!("launchctl bootout gui/$(id -u)/{LABEL}");
        return Ok(told(file, Some(line)));
    }
    // One that doesn't run has nothing to be ended.
    let _ = scheduler_does(&["/End", "/TN", TASK]);
    let line = (!scheduler_does(&["/Delete", "/TN", TASK, "/F"]))
        .then(|| format!("schtasks /End /TN \"{TASK}\" & schtasks /Delete /TN \"{TASK}\" /F"));
    Ok(told(file, line))
}

pub(super) fn state(places: &Places) -> Result<BackgroundState, BackgroundError> {
    let line = (!cfg!(windows)).then(|| format!("launchctl print gui/$(id -u)/{LABEL}"));
    Ok(told(file(places)?, line))
}

/// Neither keeper wants to be told.
pub(super) fn tell_ready() {}

fn told(file: PathBuf, by_hand: Option<String>) -> BackgroundState {
    let installed = file.exists();
    BackgroundState {
        at_sign_in: cfg!(windows).then(|| installed && scheduler_does(&["/Query", "/TN", TASK])),
        installed,
        file,
        running: None,
        given_up: None,
        by_hand,
    }
}

fn file(places: &Places) -> Result<PathBuf, BackgroundError> {
    if cfg!(windows) {
        return Ok(places.data.join("verifier-task.xml"));
    }
    let home = places::variable("HOME").ok_or(BackgroundError::NoHome)?;
    Ok(PathBuf::from(home).join(format!("Library/LaunchAgents/{LABEL}.plist")))
}

/// A LaunchAgent (launchd.plist(5)).
fn agent(job: &Job) -> String {
    let program = job.program.display().to_string();
    let words: String = std::iter::once(&program)
        .chain(&job.arguments)
        .map(|word| format!("    <string>{}</string>\n", in_xml(word)))
        .collect();
    let surroundings: String = job
        .surroundings
        .iter()
        .map(|(name, value)| format!("    <key>{name}</key><string>{}</string>\n", in_xml(value)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key><string>{LABEL}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n  \
         <key>EnvironmentVariables</key>\n  <dict>\n{surroundings}  </dict>\n  \
         <key>RunAtLoad</key><true/>\n  <key>KeepAlive</key>\n  <dict><key>SuccessfulExit</key><false/></dict>\n  \
         <key>ProcessType</key><string>Background</string>\n</dict>\n</plist>\n"
    )
}

/// A task that starts it at sign-in.
fn task(job: &Job) -> Vec<u8> {
    Task {
        description: "Token Desk verifier",
        account: &job.account,
        start: Start::AtSignIn,
        program: &job.program,
        arguments: &job.arguments.join(" "),
    }
    .xml()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job {
            program: "C:\\Fish & Chips\\tokendesk.exe".into(),
            arguments: vec!["serve".to_owned(), "--port".to_owned(), "7443".to_owned()],
            surroundings: vec![("TOKEN_DESK_HOME", "<x>".to_owned())],
            account: "PLANT7\\ann".to_owned(),
        }
    }

    #[test]
    fn the_task_starts_the_program_with_its_words_at_sign_in() {
        let job = job();
        let wanted = Task {
            description: "Token Desk verifier",
            account: &job.account,
            start: Start::AtSignIn,
            program: &job.program,
            arguments: "serve --port 7443",
        };
        assert_eq!(task(&job), wanted.xml());
    }

    #[test]
    fn the_agent_holds_each_word_for_itself() {
        let text = agent(&job());
        assert!(
            text.contains("<string>C:\\Fish &amp; Chips\\tokendesk.exe</string>\n    <string>serve</string>")
        );
        assert!(text.contains("<key>TOKEN_DESK_HOME</key><string>&lt;x&gt;</string>"));
        assert!(text.contains("<key>RunAtLoad</key><true/>"));
    }
}
