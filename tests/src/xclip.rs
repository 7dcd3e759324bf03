//! The screen's clipboard, as another program of the screen sees it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::until::until;

/// The exit code of `timeout` for a program that it ended.
const ENDED: i32 = 124;

/// The text on the clipboard, in the form `target` or in xclip's own; `None` where nothing is. `command` starts a program on
/// the screen.
///
/// # Panics
/// The clipboard does not answer. xclip that asks an owner who goes away at that moment waits for ever, so it is ended
/// and asks anew.
pub fn paste(command: impl Fn(&str) -> Command, target: Option<&str>) -> Option<String> {
    let output = until("an answer of the clipboard", || {
        let mut xclip = command("timeout");
        xclip.args(["5", "xclip", "-selection", "clipboard", "-out"]);
        if let Some(target) = target {
            xclip.args(["-target", target]);
        }
        let output = xclip
            .stdin(Stdio::null())
            .output()
            .expect("timeout is part of every system");
        (output.status.code() != Some(ENDED)).then_some(output)
    });
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Puts text on the clipboard.
///
/// # Panics
/// `xclip` fails.
pub fn copy(command: impl Fn(&str) -> Command, text: &str) {
    let mut xclip = command("xclip")
        .args(["-selection", "clipboard", "-in"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("xclip is installed");
    let mut input = xclip.stdin.take().expect("standard input was piped just now");
    input.write_all(text.as_bytes()).expect("xclip reads");
    drop(input);
    assert!(xclip.wait().expect("xclip was started").success());
}
