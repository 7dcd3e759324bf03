//! A desktop of the test's own: an X server, a bus, a home.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::pixels::Frame;
use crate::processes::Running;
use crate::programs;
use crate::until::{until, within};
use crate::xclip;

/// Whether programs find a session bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bus {
    /// None: the ordinary case of these tests.
    None,
    /// One of the test's own.
    Own,
}

/// An X server and a home. Dropping it ends and removes everything.
#[derive(Debug)]
pub struct Desktop {
    // Fields are dropped in this order: the bus before the server, the folders last.
    bus: Option<(Running, String)>,
    _server: Running,
    display: String,
    folder: TempDir,
}

impl Desktop {
    /// A screen of 1280 × 900 and an empty home.
    pub fn new(bus: Bus) -> Self {
        Self::with_screen(bus, 1280, 900)
    }

    /// A screen of any size and an empty home.
    pub fn with_screen(bus: Bus, width: u32, height: u32) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("token-desk-window-")
            .tempdir()
            .expect("the system has room for a temporary folder");
        for part in ["home", "desk", "run", "screen"] {
            let part = folder.path().join(part);
            fs::create_dir(&part).expect("the folder was made just now");
            fs::set_permissions(&part, fs::Permissions::from_mode(0o700)).expect("the folder is ours");
        }
        let (server, number) = Running::start_and_hear(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
                .arg(format!("{width}x{height}x24"))
                .arg("-fbdir")
                .arg(folder.path().join("screen")),
        );
        let bus = (bus == Bus::Own).then(|| {
            Running::start_and_hear(
                Command::new("dbus-daemon")
                    .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
                    .env("XDG_RUNTIME_DIR", folder.path().join("run"))
                    .env("XDG_DATA_DIRS", folder.path().join("no-services"))
                    .env("XDG_DATA_HOME", folder.path().join("no-services")),
            )
        });
        Self {
            bus,
            _server: server,
            display: format!(":{number}"),
            folder,
        }
    }

    /// The person's home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// What `TOKEN_DESK_HOME` names.
    pub fn desk(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.desk().join("data")
    }

    /// Writes the settings that the window begins with, as JSON.
    ///
    /// # Panics
    /// They cannot be written.
    pub fn wish(&self, settings: &str) {
        let config = self.desk().join("config");
        fs::create_dir_all(&config).expect("the folder is ours");
        fs::write(config.join("settings.json"), settings).expect("the folder is ours");
    }

    /// The token on the clipboard, once there is one.
    pub fn copied_token(&self) -> String {
        until("a token on the clipboard", || {
            self.clipboard().filter(|text| text.starts_with("tdk_"))
        })
    }

    /// Everything of this desktop: homes, data, what the programs wrote.
    pub fn everything(&self) -> &Path {
        self.folder.path()
    }

    /// The bus's address.
    pub fn bus(&self) -> &str {
        self.bus.as_ref().map_or("disabled:", |(_, address)| address)
    }

    /// A command that sees this desktop and nothing of the tester's own.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", programs::search_path())
            .env("HOME", self.home())
            .env("TOKEN_DESK_HOME", self.desk())
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("TMPDIR", "/tmp")
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus())
            .env("GTK_A11Y", "none")
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("SHELL", "/bin/bash")
            .env("USER", "tester")
            .current_dir(self.home());
        command
    }

    /// Runs `tokendesk` on the same data folder and answers what it printed.
    ///
    /// # Panics
    /// It fails.
    pub fn terminal(&self, arguments: &[&str]) -> String {
        let output = self
            .command(programs::terminal())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the terminal program can be started");
        assert!(
            output.status.success(),
            "tokendesk {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The text on the clipboard; `None` where nothing is.
    pub fn clipboard(&self) -> Option<String> {
        xclip::paste(|program| self.command(program), None)
    }

    /// Puts text on the clipboard, as another program would.
    ///
    /// # Panics
    /// `xclip` fails.
    pub fn set_clipboard(&self, text: &str) {
        xclip::copy(|program| self.command(program), text);
    }

    /// The window of ours that is on the screen, if one is.
    pub fn shown_window(&self) -> Option<u32> {
        self.found_window("--class", "token-desk")
    }

    /// Names a file in the system's own dialog that has this title, as a person does who knows the path.
    ///
    /// # Panics
    /// There is no such dialog, or it stays.
    pub fn choose_in_dialog(&self, title: &str, path: &Path) {
        self.focus_dialog(title);
        let typed = path.to_str().expect("a test's path is text");
        self.xdotool(&["key", "--clearmodifiers", "ctrl+l"]);
        self.xdotool(&["key", "--clearmodifiers", "ctrl+a"]);
        self.xdotool(&["type", "--clearmodifiers", "--delay", "20", typed]);
        self.xdotool(&["key", "--clearmodifiers", "Return"]);
        until("the dialog to go", || {
            self.found_window("--name", title).is_none().then_some(())
        });
    }

    /// Closes the system's own dialog that has this title, with nothing chosen.
    ///
    /// # Panics
    /// There is no such dialog, or it stays.
    pub fn leave_dialog(&self, title: &str) {
        self.focus_dialog(title);
        self.xdotool(&["key", "--clearmodifiers", "Escape"]);
        until("the dialog to go", || {
            self.found_window("--name", title).is_none().then_some(())
        });
    }

    fn focus_dialog(&self, title: &str) {
        let dialog = until(&format!("the dialog “{title}”"), || {
            self.found_window("--name", title)
        });
        give_keyboard(&self.display, dialog).expect("the X server moves the focus");
    }

    fn xdotool(&self, arguments: &[&str]) {
        let done = self.command("xdotool").args(arguments).status();
        assert!(done.expect("xdotool is installed").success());
    }

    fn found_window(&self, by: &str, what: &str) -> Option<u32> {
        let found = self
            .command("xdotool")
            .args(["search", "--onlyvisible", by, what])
            .output()
            .expect("xdotool is installed");
        String::from_utf8_lossy(&found.stdout)
            .lines()
            .next()?
            .parse()
            .ok()
    }

    /// Closes our window as a window manager does when the person presses the X in the title bar.
    ///
    /// # Panics
    /// There is no window, or the X server is gone.
    pub fn press_the_x(&self) {
        let window = self.shown_window().expect("a window of ours is on the screen");
        ask_to_close(&self.display, window).expect("the X server takes a message");
    }

    /// Makes our window so large.
    ///
    /// # Panics
    /// There is no window, or `xdotool` fails.
    pub fn resize_window(&self, width: u32, height: u32) {
        let window = self.shown_window().expect("a window of ours is on the screen");
        self.xdotool(&[
            "windowsize",
            &window.to_string(),
            &width.to_string(),
            &height.to_string(),
        ]);
    }

    /// Clicks at a place of the screen with the mouse.
    ///
    /// # Panics
    /// `xdotool` fails.
    pub fn click_at(&self, x: u32, y: u32) {
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    }

    /// Gives the keyboard to our window.
    ///
    /// # Panics
    /// There is no window, or the X server is gone.
    pub fn focus_window(&self) {
        let window = self.shown_window().expect("a window of ours is on the screen");
        give_keyboard(&self.display, window).expect("the X server moves the focus");
    }

    /// Gives the keyboard to no window, as when the person turns to another program.
    ///
    /// # Panics
    /// The X server is gone.
    pub fn focus_elsewhere(&self) {
        give_keyboard(&self.display, x11rb::NONE).expect("the X server moves the focus");
    }

    /// Takes every connection that the X server still has to give; it refuses new ones while the answer lives.
    ///
    /// # Panics
    /// The X server does not say what is wrong with one more.
    pub fn take_all_connections(&self) -> Vec<impl Sized> {
        let mut taken = Vec::new();
        while let Ok(connection) = x11rb::connect(Some(&self.display)) {
            taken.push(connection);
            assert!(taken.len() < 5_000, "an X server has a limit");
        }
        taken
    }

    /// The screen as it is now.
    pub fn frame(&self) -> Frame {
        Frame::read(&self.folder.path().join("screen").join("Xvfb_screen0"))
    }

    /// Waits until the picture stands still. A countdown never does, so the wait has an end.
    pub fn settle(&self) {
        let mut last = Vec::new();
        let mut since = Instant::now();
        let _ = within(Duration::from_secs(5), || {
            let frame = self.frame();
            let points = (0..frame.height)
                .step_by(8)
                .flat_map(|y| (0..frame.width).step_by(8).map(move |x| (x, y)));
            let now: Vec<_> = points.map(|(x, y)| frame.at(x, y)).collect();
            let colours = now.iter().collect::<std::collections::HashSet<_>>().len();
            if now != last {
                since = Instant::now();
                last = now;
            }
            // One or two colours are an empty window.
            (colours > 2 && since.elapsed() > Duration::from_millis(500)).then_some(())
        });
    }

    /// Saves the screen as a picture.
    ///
    /// # Panics
    /// ImageMagick is not installed, or the folder cannot be written.
    pub fn save_screen(&self, to: &Path) {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).expect("pictures have a folder that can be made");
        }
        let saved = self
            .command("import")
            .args(["-silent", "-window", "root"])
            .arg(to)
            .status()
            .expect("ImageMagick is installed");
        assert!(saved.success(), "{} could not be written", to.display());
    }
}

/// Sends `WM_DELETE_WINDOW` (ICCCM 4.2.8.1).
fn ask_to_close(display: &str, window: u32) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

    let (connection, _) = x11rb::connect(Some(display))?;
    let protocols = connection.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
    let delete = connection.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
    let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
    connection
        .send_event(false, window, EventMask::NO_EVENT, message)?
        .check()?;
    Ok(())
}

fn give_keyboard(display: &str, window: u32) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::protocol::xproto::{ConnectionExt as _, InputFocus};

    let (connection, _) = x11rb::connect(Some(display))?;
    connection
        .set_input_focus(InputFocus::NONE, window, x11rb::CURRENT_TIME)?
        .check()?;
    Ok(())
}
