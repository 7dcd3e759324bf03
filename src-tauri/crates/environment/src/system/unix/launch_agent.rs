//! The agent that gives the variables to launchd at every log-in on macOS: a file that names our own program and no
//! secret. Not yet run on a Mac.

use std::path::{Path, PathBuf};

use crate::task::in_xml;

/// By which launchd knows the agent.
pub(super) const LABEL: &str = "app.tokendesk.environment";

/// What stands after the program's path.
const ARGUMENT: &str = "give-session";

/// A log-in session that launchd runs.
#[derive(Debug, Clone)]
pub(super) struct Launchd {
    /// The program that the agent starts.
    pub(super) helper: PathBuf,
    /// The account's number, which is in the name of its session.
    pub(super) uid: u32,
}

impl Launchd {
    /// By which `launchctl` names the agent of this session.
    pub(super) fn service(&self) -> String {
        format!("gui/{}/{LABEL}", self.uid)
    }

    /// The agent's file, whole.
    pub(super) fn agent(&self) -> String {
        let helper = in_xml(&self.helper.to_string_lossy());
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
    <key>Label</key>
    <string>{LABEL}</string>
    <key>ProgramArguments</key>
    <array>
        <string>{helper}</string>
        <string>env</string>
        <string>{ARGUMENT}</string>
    </array>
    <key>RunAtLoad</key>
    <true/>
    <key>ProcessType</key>
    <string>Background</string>
</dict>
</plist>
"#
        )
    }
}

/// Where agents of an account lie.
pub(super) fn file(home: &Path) -> PathBuf {
    home.join(format!("Library/LaunchAgents/{LABEL}.plist"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::{Machine, VariableName, VariableValue};

    #[test]
    fn the_agent_names_the_program_and_what_xml_would_read_is_escaped() {
        let launchd = Launchd {
            helper: PathBuf::from("/Applications/A & B <1>.app/tokendesk"),
            uid: 501,
        };
        let agent = launchd.agent();
        assert!(agent.contains("<string>/Applications/A &amp; B &lt;1&gt;.app/tokendesk</string>"));
        assert!(agent.contains("<string>give-session</string>"));
        assert_eq!(launchd.service(), "gui/501/app.tokendesk.environment");
    }

    /// A stand-in for `launchctl` that notes how it was called and keeps what it was given.
    const LAUNCHCTL: &str = r#"#!/bin/sh
here=${0%/*}
printf '%s\n' "$1 $2" >>"$here/calls"
case $1 in
setenv) printf '%s\n' "$3" >"$here/$2" ;;
unsetenv) rm -f "$here/$2" ;;
getenv) [ ! -e "$here/$2" ] || cat "$here/$2" ;;
esac
"#;

    #[test]
    fn a_session_of_launchd_is_told_gets_an_agent_and_is_left_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let [home, bin] = ["home", "bin"].map(|inner| folder.path().join(inner));
        for folder in [&home, &bin] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(bin.join("launchctl"), LAUNCHCTL).unwrap();
        fs::set_permissions(bin.join("launchctl"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut machine = Machine::in_home(&home, folder.path().join("journal"));
        machine.around.search.insert(0, bin.clone());
        machine.around.launchd = Some(Launchd {
            helper: PathBuf::from("/Applications/Token Desk.app/Contents/MacOS/tokendesk"),
            uid: 501,
        });
        let name = VariableName::new("API").unwrap();
        let (value, _) = VariableValue::new("tdk_it's$a`value").unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;

        let plan = machine.plan_set(&name, &value, now).unwrap();
        assert!(
            !plan
                .places
                .iter()
                .any(|place| place.lines.contains(value.expose()))
        );
        assert!(machine.apply(&plan, now).unwrap().worked());
        let agent = fs::read_to_string(file(&home)).unwrap();
        assert!(
            agent.contains("Token Desk.app") && !agent.contains("tdk_"),
            "{agent}"
        );
        let held = || fs::read_to_string(bin.join("API")).unwrap();
        assert_eq!(held().trim_end(), value.expose());
        assert!(
            machine
                .verify(&name, crate::Expected::Value(&value))
                .unwrap()
                .worked()
        );

        fs::remove_file(bin.join("API")).unwrap();
        assert!(
            machine.give_session().unwrap().worked(),
            "what the agent does at the next log-in"
        );
        assert_eq!(held().trim_end(), value.expose());

        let plan = machine.plan_remove(&name).unwrap();
        assert!(machine.apply(&plan, now).unwrap().worked());
        assert!(!bin.join("API").exists());
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0, "no trace is left");
        let calls = fs::read_to_string(bin.join("calls")).unwrap();
        assert!(
            calls.contains("bootout gui/501/app.tokendesk.environment"),
            "{calls}"
        );
    }
}
