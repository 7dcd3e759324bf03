//! Tasks of Windows' scheduler: what registers one, and having the scheduler do something. The texts are made on any
//! system.

use std::path::Path;
use std::process::{Command, Stdio};

/// When a task is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Whenever its account signs in. It may run for ever, and is started again if it fails.
    AtSignIn,
    /// When somebody asks the scheduler to. It may run for a minute.
    WhenAsked,
}

/// A task of one account: it runs while that one is signed in, without a password, with the rights of a plain user.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// What people read in the scheduler's window.
    pub description: &'a str,
    /// `DOMAIN\user`. The sign-in of anybody would ask for an administrator.
    pub account: &'a str,
    /// When it is started.
    pub start: Start,
    /// What is started.
    pub program: &'a Path,
    /// The rest of its command line, as it stands there.
    pub arguments: &'a str,
}

impl Task<'_> {
    /// The task as `schtasks /Create /XML` takes it: schema 1.2, in UTF-16.
    #[must_use]
    pub fn xml(&self) -> Vec<u8> {
        let program = in_xml(&self.program.display().to_string());
        let [account, arguments, description] = [self.account, self.arguments, self.description].map(in_xml);
        let (triggers, settings) = match self.start {
            Start::AtSignIn => (
                format!("<LogonTrigger><Enabled>true</Enabled><UserId>{account}</UserId></LogonTrigger>"),
                "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\
                 <RestartOnFailure><Interval>PT1M</Interval><Count>5</Count></RestartOnFailure>",
            ),
            Start::WhenAsked => (
                String::new(),
                "<ExecutionTimeLimit>PT1M</ExecutionTimeLimit><Hidden>true</Hidden>",
            ),
        };
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n\
             <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n\
             <RegistrationInfo><Description>{description}</Description></RegistrationInfo>\r\n\
             <Triggers>{triggers}</Triggers>\r\n\
             <Principals><Principal id=\"Author\"><UserId>{account}</UserId><LogonType>InteractiveToken</LogonType>\
             <RunLevel>LeastPrivilege</RunLevel></Principal></Principals>\r\n\
             <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\
             <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\
             <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>{settings}</Settings>\r\n\
             <Actions Context=\"Author\"><Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec></Actions>\r\n\
             </Task>\r\n"
        );
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    }
}

/// Tells `schtasks` to do something, and answers whether it did. Its words are in the person's language, so nobody
/// looks at them.
#[must_use]
pub fn scheduler_does(arguments: &[&str]) -> bool {
    let mut schtasks = Command::new("schtasks");
    schtasks
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        /// No console appears for a moment (processthreadsapi.h).
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        schtasks.creation_flags(CREATE_NO_WINDOW);
    }
    schtasks.status().is_ok_and(|status| status.success())
}

/// The text as it stands between two tags, or in the quotes of an attribute.
#[must_use]
pub fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(start: Start) -> String {
        let task = Task {
            description: "Token Desk verifier",
            account: "PLANT7\\ann",
            start,
            program: Path::new("C:\\Fish & Chips\\tokendesk.exe"),
            arguments: "serve --port 7443",
        };
        let bytes = task.xml();
        assert_eq!(bytes[..2], [0xFF, 0xFE]);
        let (units, rest) = bytes[2..].as_chunks::<2>();
        assert!(rest.is_empty());
        let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn a_task_at_sign_in_is_utf_16_and_runs_without_a_limit_of_time() {
        let text = text(Start::AtSignIn);
        for needed in [
            "<Command>C:\\Fish &amp; Chips\\tokendesk.exe</Command>",
            "<Arguments>serve --port 7443</Arguments>",
            "<LogonTrigger><Enabled>true</Enabled><UserId>PLANT7\\ann</UserId></LogonTrigger>",
            "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
            "LeastPrivilege",
        ] {
            assert!(text.contains(needed), "{needed}");
        }
    }

    #[test]
    fn a_task_that_is_asked_for_starts_at_nothing_else_and_ends_after_a_minute() {
        let text = text(Start::WhenAsked);
        for needed in [
            "<Triggers></Triggers>",
            "<ExecutionTimeLimit>PT1M</ExecutionTimeLimit>",
            "<UserId>PLANT7\\ann</UserId><LogonType>InteractiveToken</LogonType>",
            "LeastPrivilege",
        ] {
            assert!(text.contains(needed), "{needed}");
        }
        assert!(!text.contains("RestartOnFailure"), "{text}");
    }
}
