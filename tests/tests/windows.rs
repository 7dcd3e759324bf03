//! The Windows programs, built here and run under wine: wine's own `reg` and `cmd` say what they did.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test panics, and says why it was skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use screen::Screen;
use tempfile::TempDir;

#[path = "windows/clipboard.rs"]
mod clipboard;
#[path = "windows/interrupted.rs"]
mod interrupted;
#[path = "windows/own_tests.rs"]
mod own_tests;
#[path = "windows/scheduled.rs"]
mod scheduled;
#[path = "windows/screen.rs"]
mod screen;
#[path = "windows/settings_files.rs"]
mod settings_files;
#[path = "windows/terminal.rs"]
mod terminal;

const TARGET: &str = "x86_64-pc-windows-gnu";
const KEY: &str = r"HKCU\Environment";
const SYSTEM_KEY: &str = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment";

/// One Windows for all of it: making one takes longer than everything that is asked of it.
#[test]
fn the_windows_programs_do_under_wine_what_their_pages_say() {
    // The packages that `cargo xtask test` builds: with others the features of what they share would be others.
    let build = [
        ["-p", "token"],
        ["-p", "store"],
        ["-p", "environment"],
        ["-p", "verifier"],
        ["-p", "desk"],
        ["-p", "cli"],
        ["-p", "desk"],
        ["--example", "variable"],
        ["--example", "hung_window"],
        ["--example", "ended"],
        ["--bin", "tokendesk"],
        ["--bin", "desk-clipboard-probe"],
    ];
    let Some(windows) = Windows::with(&build.concat()) else {
        return;
    };
    own_tests::pass(&windows);
    a_percent_sign_arrives_unexpanded_and_goes_again(&windows);
    a_value_that_the_dialog_made_expandable_is_told(&windows);
    an_expandable_value_comes_back_as_it_was(&windows);
    a_value_that_is_no_text_is_left_alone(&windows);
    another_case_makes_no_second_value(&windows);
    a_system_variable_is_reported_and_the_accounts_own_wins(&windows);
    a_variable_of_this_log_in_shadows_the_accounts_own(&windows);
    a_value_changed_by_another_program_is_left_alone(&windows);
    the_longest_value_is_stored_whole(&windows);
    the_journal_holds_no_value(&windows);
    a_rotation_is_undone_by_the_session_that_made_it_and_by_no_other(&windows);
    a_hung_window_costs_a_second_and_its_program_is_named_as_stale(&windows);
    terminal::all(&windows);
    clipboard::all(&windows);
    scheduled::all(&windows);
    interrupted::all(&windows);
    settings_files::all(&windows);
}

/// Pitfall 1.
fn a_percent_sign_arrives_unexpanded_and_goes_again(windows: &Windows) {
    let before = windows.reg(&["query", KEY]);
    windows.variable("set", "PERCENT", "a%TEMP%b").worked();
    assert!(
        windows.query("PERCENT").contains("REG_SZ    a%TEMP%b"),
        "{}",
        windows.query("PERCENT")
    );
    assert_eq!(windows.cmd("set PERCENT"), "PERCENT=a%TEMP%b");
    windows.variable("verify", "PERCENT", "a%TEMP%b").worked();
    windows
        .variable("verify", "PERCENT", "another")
        .failed_with("something else");
    windows
        .variable("verify", "PERCENT", "")
        .failed_with("something else");
    windows.variable("set", "PERCENT", "a%TEMP%b").worked();
    windows.variable("remove", "PERCENT", "").worked();
    windows.variable("verify", "PERCENT", "").worked();
    assert_eq!(windows.reg(&["query", KEY]), before);
}

/// The dialog of Windows does that to every value with a `%` in it, whatever it was before.
fn a_value_that_the_dialog_made_expandable_is_told(windows: &Windows) {
    windows.variable("set", "FLIPPED", "a%TEMP%b").worked();
    let placements = || windows.variable("placements", "FLIPPED", "").stdout;
    assert!(placements().contains("FLIPPED Installed"), "{}", placements());
    let flip = [
        "add",
        KEY,
        "/v",
        "FLIPPED",
        "/t",
        "REG_EXPAND_SZ",
        "/d",
        "a%TEMP%b",
        "/f",
    ];
    windows.reg(&flip);
    assert!(placements().contains("FLIPPED Overwritten"), "{}", placements());
    windows
        .variable("verify", "FLIPPED", "a%TEMP%b")
        .failed_with("would be expanded");
    windows.variable("set", "FLIPPED", "a%TEMP%b").worked();
    assert!(windows.query("FLIPPED").contains("REG_SZ    a%TEMP%b"));
    windows.variable("remove", "FLIPPED", "").worked();
}

/// Pitfall 8.
fn an_expandable_value_comes_back_as_it_was(windows: &Windows) {
    windows.reg(&[
        "add",
        KEY,
        "/v",
        "EXPANDABLE",
        "/t",
        "REG_EXPAND_SZ",
        "/d",
        r"%TEMP%\old",
        "/f",
    ]);
    let before = windows.reg(&["query", KEY]);
    windows.variable("set-then-remove", "EXPANDABLE", "new").worked();
    assert_eq!(
        windows.reg(&["query", KEY]),
        before,
        "kind and text are as they were"
    );

    windows.variable("set", "EXPANDABLE", "new").worked();
    assert!(windows.query("EXPANDABLE").contains("REG_SZ    new"));
    windows.variable("remove", "EXPANDABLE", "").worked();
    assert_eq!(
        windows.query("EXPANDABLE"),
        "",
        "another session has no memory of it and leaves nothing"
    );
}

/// Pitfall 7.
fn a_value_that_is_no_text_is_left_alone(windows: &Windows) {
    windows.reg(&["add", KEY, "/v", "BINARY", "/t", "REG_BINARY", "/d", "00ff", "/f"]);
    let before = windows.query("BINARY");
    windows.variable("set", "BINARY", "new").failed_with("REG_BINARY");
    assert_eq!(windows.query("BINARY"), before);
}

/// Pitfall 9.
fn another_case_makes_no_second_value(windows: &Windows) {
    windows.reg(&["add", KEY, "/v", "Mixed_Case", "/d", "old", "/f"]);
    windows.variable("set", "MIXED_CASE", "new").worked();
    let listed = windows.reg(&["query", KEY]);
    assert_eq!(listed.to_uppercase().matches("MIXED_CASE").count(), 1, "{listed}");
    assert!(listed.contains("Mixed_Case    REG_SZ    new"), "{listed}");
    windows.variable("verify", "MIXED_CASE", "new").worked();
    windows.variable("remove", "mixed_case", "").worked();
}

/// Pitfall 10.
fn a_system_variable_is_reported_and_the_accounts_own_wins(windows: &Windows) {
    windows.reg(&["add", SYSTEM_KEY, "/v", "EVERYWHERE", "/d", "system", "/f"]);
    assert!(
        windows
            .variable("status", "EVERYWHERE", "")
            .stdout
            .contains("SystemVariable")
    );
    windows.variable("set", "EVERYWHERE", "own").worked();
    windows.variable("verify", "EVERYWHERE", "own").worked();
    windows.variable("remove", "EVERYWHERE", "").worked();
    assert_eq!(
        windows.cmd("set EVERYWHERE"),
        "EVERYWHERE=system",
        "the computer's own is not ours to remove"
    );
}

/// What a log-on script sets for one log-in, in a key of its own or of the session's.
fn a_variable_of_this_log_in_shadows_the_accounts_own(windows: &Windows) {
    windows.variable("set", "SHADOWED", "own").worked();
    let told = |action: &str| windows.variable(action, "SHADOWED", "").stdout;
    assert!(
        told("placements").contains("SHADOWED Installed"),
        "{}",
        told("placements")
    );
    for key in [r"HKCU\Volatile Environment", r"HKCU\Volatile Environment\1"] {
        windows.reg(&["add", key, "/v", "SHADOWED", "/d", "of-this-log-in", "/f"]);
        for action in ["placements", "status"] {
            let said = told(action);
            assert!(
                said.contains("Shadowed") && said.contains("Volatile Environment"),
                "{action}: {said}"
            );
        }
        windows.reg(&["delete", key, "/v", "SHADOWED", "/f"]);
    }
    assert!(told("placements").contains("SHADOWED Installed"));
    windows.variable("remove", "SHADOWED", "").worked();
}

fn a_value_changed_by_another_program_is_left_alone(windows: &Windows) {
    windows.variable("set", "CHANGED", "ours").worked();
    windows.reg(&["add", KEY, "/v", "CHANGED", "/d", "theirs", "/f"]);
    assert!(
        windows
            .variable("status", "CHANGED", "")
            .stdout
            .contains("placed false")
    );
    windows.variable("remove", "CHANGED", "").worked();
    assert!(windows.query("CHANGED").contains("theirs"));
}

/// Pitfalls 2 and 3: `setx` would cut it at 1,024. That nothing calls it is a rule of the checkout's.
fn the_longest_value_is_stored_whole(windows: &Windows) {
    let long = "x".repeat(8_000);
    windows.variable("set", "LONG", &long).worked();
    assert!(windows.query("LONG").contains(&long));
    windows.variable("remove", "LONG", "").worked();
}

/// Pitfall 28.
fn the_journal_holds_no_value(windows: &Windows) {
    windows
        .variable("set", "CANARY", "tdk_canary_value_0123456789")
        .worked();
    let journal = fs::read_to_string(windows.drive().join("desk/placements.json")).expect("the journal");
    assert!(
        journal.contains("CANARY") && !journal.contains("tdk_canary"),
        "{journal}"
    );
    windows.variable("remove", "CANARY", "").worked();
}

fn a_rotation_is_undone_by_the_session_that_made_it_and_by_no_other(windows: &Windows) {
    let undone = windows.variable("rotate-then-undo", "ROTATED", "the-older-value");
    undone.worked();
    assert!(undone.stdout.contains("restores_value: true"), "{undone:?}");
    assert!(windows.query("ROTATED").contains("REG_SZ    the-older-value"));
    let placements = windows.variable("placements", "ROTATED", "").stdout;
    assert!(placements.contains("ROTATED Installed"), "{placements}");

    windows.variable("set", "ROTATED", "the-newest-value").worked();
    let refused = windows.variable("undo", "ROTATED", "");
    assert!(refused.stdout.contains("FormerGone"), "{refused:?}");
    assert!(windows.query("ROTATED").contains("the-newest-value"));
    windows.reg(&["add", KEY, "/v", "ROTATED", "/d", "theirs", "/f"]);
    let changed = windows.variable("undo", "ROTATED", "").stdout;
    assert!(changed.contains("ChangedSince"), "{changed}");
    let placements = windows.variable("placements", "ROTATED", "").stdout;
    assert!(placements.contains("ROTATED Overwritten"), "{placements}");
    windows.reg(&["delete", KEY, "/v", "ROTATED", "/f"]);
    let placements = windows.variable("placements", "ROTATED", "").stdout;
    assert!(placements.contains("ROTATED Missing"), "{placements}");
}

/// Pitfalls 4 and 31.
fn a_hung_window_costs_a_second_and_its_program_is_named_as_stale(windows: &Windows) {
    if windows.screen.is_none() {
        eprintln!("SKIPPED because Xvfb is not installed: telling a window that hangs");
        return;
    }
    let said = windows.prefix.path().join("window");
    let mut hung = windows
        .command(&[&windows.program("examples/hung_window.exe")])
        .env("STALE", "the-older-value-of-a-program")
        .stdin(Stdio::null())
        .stdout(fs::File::create(&said).expect("a file for the output"))
        .stderr(Stdio::null())
        .spawn()
        .expect("wine starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !fs::read_to_string(&said).is_ok_and(|text| text.contains("ready")) {
        assert!(Instant::now() < deadline, "the window must open");
        thread::yield_now();
    }
    // On a busy machine other windows take their time too.
    let set = ["first", "second", "the-newer-value-of-a-program"]
        .map(|value| windows.variable("set", "STALE", value));
    let placements = windows.variable("placements", "STALE", "");
    let _ = hung.kill();
    let _ = hung.wait();
    for set in &set {
        set.worked();
    }
    // Had the window got the ten seconds that it takes, the rest would still be being told after three.
    assert!(
        set.iter()
            .any(|set| set.stdout.contains("some running programs did not answer")),
        "a window that hangs is no failure, and costs its second: {set:?}"
    );
    assert!(
        placements.stdout.contains("running hung_window.exe the-"),
        "{placements:?}"
    );
    windows.variable("remove", "STALE", "").worked();
}

/// A fresh Windows of wine's, with the programs built for it.
struct Windows {
    prefix: TempDir,
    /// The screen that its windows are on, where there can be one.
    screen: Option<Screen>,
    programs: PathBuf,
    wine: PathBuf,
}

/// What a program said and how it ended.
#[derive(Debug)]
struct Answer {
    stdout: String,
    stderr: String,
    /// In the words of Windows, or nothing if it was not run to its end.
    ended: String,
}

impl Answer {
    fn success(&self) -> bool {
        self.ended == "exit code: 0"
    }

    #[track_caller]
    fn worked(&self) {
        assert!(self.success(), "{self:?}");
    }

    #[track_caller]
    fn failed_with(&self, words: &str) {
        let said = [self.stdout.as_str(), &self.stderr].concat();
        assert!(!self.success() && said.contains(words), "{self:?}");
    }
}

impl Windows {
    /// Builds what `cargo build` is told and starts a Windows for it. `None`, with the reason printed, where
    /// that cannot be done.
    fn with(build: &[&str]) -> Option<Self> {
        let skipped = |reason: &str| {
            eprintln!("SKIPPED because {reason}: the Windows programs were not run");
            None
        };
        let wine = ["/usr/bin/wine", "/usr/lib/wine/wine64"]
            .map(PathBuf::from)
            .into_iter()
            .find(|w| w.exists());
        let Some(wine) = wine else {
            return skipped("wine is not installed");
        };
        if !Path::new("/usr/bin/x86_64-w64-mingw32-gcc").exists() {
            return skipped("x86_64-w64-mingw32-gcc is not installed");
        }
        if !target_is_installed() {
            return skipped("rustup has not installed the target x86_64-pc-windows-gnu");
        }
        let programs = built(build);
        let prefix = tempfile::tempdir().expect("a folder for wine");
        let windows = Self {
            prefix,
            screen: Screen::new(),
            programs,
            wine,
        };
        let started = windows.run(&["wineboot", "--init"], "");
        assert!(started.success(), "wine must start: {started:?}");
        Some(windows)
    }

    /// The crate's test program.
    fn variable(&self, action: &str, name: &str, input: &str) -> Answer {
        let program = self.program("examples/variable.exe");
        self.run(&[&program, action, "-", r"C:\desk", name], input)
    }

    /// The terminal program, with its data in a folder of this Windows.
    fn tokendesk(&self, arguments: &[&str]) -> Answer {
        let program = self.program("tokendesk.exe");
        self.run(&[&[&*program], arguments].concat(), "")
    }

    /// What `reg` prints; nothing if there is no such value.
    fn reg(&self, arguments: &[&str]) -> String {
        let answer = self.run(&[&["reg"], arguments].concat(), "");
        if answer.success() {
            answer.stdout
        } else {
            String::new()
        }
    }

    fn query(&self, name: &str) -> String {
        self.reg(&["query", KEY, "/v", name])
    }

    /// What the command interpreter prints, started afresh.
    fn cmd(&self, line: &str) -> String {
        self.run(&["cmd", "/d", "/c", line], "").stdout.trim().to_owned()
    }

    fn drive(&self) -> PathBuf {
        self.prefix.path().join("drive_c")
    }

    fn program(&self, inner: &str) -> String {
        self.programs.join(inner).to_string_lossy().into_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.wine);
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    fn surround(&self, command: &mut Command) {
        command
            .env("WINEPREFIX", self.prefix.path())
            .env("WINEDEBUG", "-all")
            // Mono and Gecko would be asked for in a window; the menu builder would write menus to the home.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=")
            .env("HOME", self.prefix.path());
        match &self.screen {
            Some(screen) => command.env("DISPLAY", &screen.name),
            None => command.env_remove("DISPLAY"),
        };
    }

    fn run(&self, arguments: &[&str], input: &str) -> Answer {
        self.run_by(Command::new(&self.wine), arguments, input)
    }

    /// The same, with wine started by the words `by`.
    fn under(&self, by: &[&str], arguments: &[String], input: &str) -> Answer {
        let mut starter = Command::new(by[0]);
        starter.args(&by[1..]).arg(&self.wine);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        self.run_by(starter, &arguments, input)
    }

    fn run_by(&self, mut starter: Command, arguments: &[&str], input: &str) -> Answer {
        let [given, said, complained] = ["input", "said", "complained"].map(|f| self.prefix.path().join(f));
        fs::write(&given, input).expect("a file for the input");
        let file = |path: &Path| fs::File::create(path).expect("a file for the output");
        let ended = self.drive().join("ended");
        let _ = fs::remove_file(&ended);
        self.surround(&mut starter);
        let _ = starter
            .args([&*self.program("examples/ended.exe"), r"C:\ended"])
            .args(arguments)
            .stdin(fs::File::open(&given).expect("the input"))
            // Files, not pipes: wine's services go on running, and a pipe that they have open never ends.
            .stdout(file(&said))
            .stderr(file(&complained))
            .status()
            .expect("wine starts");
        let text =
            |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("the output")).replace("\r\n", "\n");
        let ended = fs::read_to_string(&ended).unwrap_or_default();
        Answer {
            stdout: text(&said),
            stderr: text(&complained),
            ended,
        }
    }
}

impl Windows {
    /// Ends the programs of this prefix, and no others; the next one starts it anew.
    fn restart(&self) {
        for word in ["-k", "-w"] {
            let _ = Command::new("wineserver")
                .arg(word)
                .env("WINEPREFIX", self.prefix.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        }
    }
}

impl Drop for Windows {
    fn drop(&mut self) {
        self.restart();
    }
}

fn target_is_installed() -> bool {
    let rustc = option_env!("RUSTC").unwrap_or("rustc");
    let Ok(output) = Command::new(rustc).args(["--print", "sysroot"]).output() else {
        return false;
    };
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir()
}

/// The folder with the built programs.
fn built(arguments: &[&str]) -> PathBuf {
    let own = std::env::current_exe().expect("this test's path");
    let target = own
        .ancestors()
        .nth(3)
        .expect("the test lies in target/debug/deps")
        .to_owned();
    let output = cargo()
        .args(["build", "--target", TARGET, "--target-dir"])
        .arg(&target)
        .args(arguments)
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "the Windows build failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let programs = target.join(TARGET).join("debug");
    for folder in [programs.clone(), programs.join("examples"), programs.join("deps")] {
        add_missing_library(&folder);
    }
    programs
}

/// Cargo as a person would start it. What it tells a test of the test's own package would have build scripts of the
/// dependencies run again, here and at the next build without it.
fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy();
        let told = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if told.iter().any(|start| known.starts_with(start)) || known == "CARGO_ENCODED_RUSTFLAGS" {
            command.env_remove(&name);
        }
    }
    command
}

/// The standard library takes its randomness from `bcryptprimitives.dll`, which wine has only from 8.13 on. This
/// one forwards to the function that every wine has.
fn add_missing_library(folder: &Path) {
    const SOURCE: &str = "#include <windows.h>\n\
        BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);\n\
        __declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {\n\
            return SystemFunction036(buffer, (ULONG)length);\n\
        }\n";
    let library = folder.join("bcryptprimitives.dll");
    if library.exists() || !folder.is_dir() {
        return;
    }
    let work = tempfile::tempdir().expect("a folder to build in");
    let source = work.path().join("bcryptprimitives.c");
    let made = work.path().join("bcryptprimitives.dll");
    fs::write(&source, SOURCE).expect("the source is written");
    let status = Command::new("x86_64-w64-mingw32-gcc")
        .arg("-shared")
        .arg("-o")
        .args([&made, &source])
        .arg("-ladvapi32")
        .status()
        .expect("the compiler starts");
    assert!(status.success(), "the library must build");
    fs::copy(&made, &library).expect("the library is put beside the programs");
}
