//! The files that launchd (macOS) and the task scheduler (Windows) take, and the lines that hand them over. They are
//! handed over by the person: neither has been tried on a device yet.
#![cfg_attr(
    test,
    allow(dead_code, reason = "every system tests the texts, and one of them uses each")
)]

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{BackgroundError, BackgroundState, Job};
use crate::{Places, files, places};

const LABEL: &str = "app.tokendesk.verifier";

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
    let shown = file.display();
    let line = if cfg!(windows) {
        format!(
            "schtasks /Create /TN \"Token Desk verifier\" /XML \"{shown}\" /F && schtasks /Run /TN \"Token Desk verifier\""
        )
    } else {
        format!("launchctl bootstrap gui/$(id -u) '{shown}'")
    };
    Ok(told(file, Some(line)))
}

pub(super) fn remove(places: &Places) -> Result<BackgroundState, BackgroundError> {
    let file = file(places)?;
    match fs::remove_file(&file) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(told(file, None)),
        Err(error) => return Err(BackgroundError::File { path: file, error }),
    }
    let line = if cfg!(windows) {
        "schtasks /End /TN \"Token Desk verifier\" & schtasks /Delete /TN \"Token Desk verifier\" /F"
            .to_owned()
    } else {
        format!("launchctl bootout gui/$(id -u)/{LABEL}")
    };
    Ok(told(file, Some(line)))
}

pub(super) fn state(places: &Places) -> Result<BackgroundState, BackgroundError> {
    let line = if cfg!(windows) {
        "schtasks /Query /TN \"Token Desk verifier\"".to_owned()
    } else {
        format!("launchctl print gui/$(id -u)/{LABEL}")
    };
    Ok(told(file(places)?, Some(line)))
}

/// Neither keeper wants to be told.
pub(super) fn tell_ready() {}

fn told(file: PathBuf, by_hand: Option<String>) -> BackgroundState {
    BackgroundState {
        installed: file.exists(),
        file,
        at_sign_in: None,
        running: None,
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
        .map(|word| format!("    <string>{}</string>\n", escaped(word)))
        .collect();
    let surroundings: String = job
        .surroundings
        .iter()
        .map(|(name, value)| format!("    <key>{name}</key><string>{}</string>\n", escaped(value)))
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

/// A task for the scheduler (schema 1.2): at sign-in, without a password, with the rights of a plain user, without a
/// limit of time. UTF-16, which `schtasks` asks for.
fn task(job: &Job) -> Vec<u8> {
    let program = escaped(&job.program.display().to_string());
    let words: Vec<String> = job.arguments.iter().map(|word| escaped(word)).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n\
         <RegistrationInfo><Description>Token Desk verifier</Description></RegistrationInfo>\r\n\
         <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>\r\n\
         <Principals><Principal id=\"Author\"><LogonType>InteractiveToken</LogonType>\
         <RunLevel>LeastPrivilege</RunLevel></Principal></Principals>\r\n\
         <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\
         <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\
         <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\
         <RestartOnFailure><Interval>PT1M</Interval><Count>5</Count></RestartOnFailure></Settings>\r\n\
         <Actions Context=\"Author\"><Exec><Command>{program}</Command><Arguments>{}</Arguments></Exec></Actions>\r\n\
         </Task>\r\n",
        words.join(" ")
    );
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job {
            program: "C:\\Fish & Chips\\tokendesk.exe".into(),
            arguments: vec!["serve".to_owned(), "--port".to_owned(), "7443".to_owned()],
            surroundings: vec![("TOKEN_DESK_HOME", "<x>".to_owned())],
        }
    }

    #[test]
    fn the_task_is_utf_16_starts_at_sign_in_and_runs_without_a_limit_of_time() {
        let bytes = task(&job());
        assert_eq!(bytes[..2], [0xFF, 0xFE]);
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        let text = String::from_utf16(&units).unwrap();
        for needed in [
            "<Command>C:\\Fish &amp; Chips\\tokendesk.exe</Command>",
            "<Arguments>serve --port 7443</Arguments>",
            "<LogonTrigger>",
            "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
            "LeastPrivilege",
        ] {
            assert!(text.contains(needed), "{needed}");
        }
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
