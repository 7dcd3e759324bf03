//! The built program, driven.

use std::fs;
use std::ops::Deref;
use std::path::PathBuf;
use std::process::Command;

use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::desktop::Desktop;
use crate::driver::Driver;
use crate::page::Page;
use crate::processes::{Listed, processes_below, runs, send};
use crate::programs;
use crate::until::{PATIENCE, until, within};

/// The program with its page. Dropping it ends it; the desktop stays.
pub struct Window {
    page: Page,
    driver: Driver,
    program: PathBuf,
    id: u32,
    /// Saves the screen; run when the test fails.
    picture: Command,
}

impl Window {
    /// Opens the window and waits until its page has something to show.
    pub fn open(desktop: &Desktop) -> Self {
        Self::open_with(desktop, &[])
    }

    /// The same with more variables in the program's environment.
    ///
    /// # Panics
    /// The window does not come up.
    #[allow(
        clippy::print_stderr,
        reason = "a start that was repeated is told where tests tell"
    )]
    pub fn open_with(desktop: &Desktop, variables: &[(&str, &str)]) -> Self {
        let mut states = Vec::new();
        // On a busy machine WebKitWebDriver now and then takes hold of the page in the middle of its first load.
        // The page then stays empty for good, which was not seen without a driver.
        while states.len() < 3 {
            match Self::attempt(desktop, variables) {
                Ok(window) => return window,
                Err(state) => {
                    eprintln!("the window is started over, as its page is empty: {state}");
                    states.push(state);
                }
            }
        }
        panic!("the page shows no heading: {states:?}");
    }

    /// A window whose page shows something, or what its page is instead.
    fn attempt(desktop: &Desktop, variables: &[(&str, &str)]) -> Result<Self, String> {
        let program = programs::window();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime: Runtime = runtime.expect("a thread can run tasks");
        let driver = Driver::start(desktop, variables);
        let client = driver.session(&runtime, &program);
        let id = until("the program's process", || {
            processes_below(driver.id())
                .iter()
                .find(|listed| listed.program == program)
                .map(|listed| listed.id)
        });
        let window = Self {
            page: Page::new(runtime, client),
            driver,
            program,
            id,
            picture: picture(desktop),
        };
        match within(PATIENCE, || window.exists("heading", None).then_some(())) {
            Some(()) => Ok(window),
            None => Err(window.state()),
        }
    }

    /// The program's process id.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The processes that the program started: the page's, the network's, the clipboard's keeper.
    pub fn helpers(&self) -> Vec<Listed> {
        processes_below(self.id)
    }

    /// The clipboard's keeper, while there is one.
    pub fn keeper(&self) -> Option<Listed> {
        self.helpers()
            .into_iter()
            .find(|listed| listed.program == self.program)
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        send(self.id, signal);
    }

    /// Waits until the program has ended by itself.
    pub fn wait_for_end(&self) {
        until("the window to close", || (!runs(self.id)).then_some(()));
    }

    /// Ends the program as a person does who logs out, and waits for its end.
    pub fn quit(self) {
        self.signal(Signal::TERM);
        self.wait_for_end();
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// Where the screen of a failed test is saved.
fn picture(desktop: &Desktop) -> Command {
    let folder = programs::target().join("window-tests");
    let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let _ = fs::create_dir_all(&folder);
    let mut import = desktop.command("import");
    import
        .args(["-silent", "-window", "root"])
        .arg(folder.join(format!("{name}.png")));
    import
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.picture.status();
        }
        if runs(self.id) {
            self.signal(Signal::TERM);
            let ended = within(std::time::Duration::from_secs(5), || {
                (!runs(self.id)).then_some(())
            });
            if ended.is_none() {
                self.signal(Signal::KILL);
            }
        }
        // What is left of its family would keep the display and the folders in use.
        for left in processes_below(self.driver.id()) {
            send(left.id, Signal::KILL);
        }
    }
}
