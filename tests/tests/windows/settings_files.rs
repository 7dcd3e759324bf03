//! Settings files under wine: the writer that replaces by `ReplaceFileW`, and where documents lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::{Answer, Windows};

const SECRET: &str = "a-secret-of-others-0123456789";
const SHELL_FOLDERS: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders";

pub(super) fn all(windows: &Windows) {
    a_file_with_a_mark_and_windows_line_ends_is_patched_and_put_back_byte_for_byte(windows);
    a_file_of_wide_characters_stays_one(windows);
    a_file_that_another_program_has_open_is_left_alone(windows);
    what_is_no_settings_file_is_refused(windows);
    documents_are_where_the_account_moved_them(windows);
}

fn old() -> String {
    format!("\u{feff}[osprey]\r\n; käse\r\ntychoDataAPIToken = {SECRET} ; prod\r\nother=1")
}

fn new() -> String {
    let line = format!("tychoDataAPIToken = {SECRET} ; prod");
    old().replace(
        &line,
        "; prod\r\ntychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}",
    )
}

/// A folder of its own on the drive: the path as this system and as Windows names it.
fn folder(windows: &Windows, name: &str) -> (PathBuf, String) {
    let folder = windows.drive().join(name);
    fs::create_dir_all(&folder).expect("a folder on the drive");
    (folder, format!(r"C:\{name}\appsettings.ini"))
}

fn run(windows: &Windows, arguments: &[&str], input: &str) -> Answer {
    let program = windows.program("tokendesk.exe");
    windows.run(&[&[&*program, "settings-file"], arguments].concat(), input)
}

fn a_file_with_a_mark_and_windows_line_ends_is_patched_and_put_back_byte_for_byte(windows: &Windows) {
    let (folder, shown) = folder(windows, "Tycho Data");
    let file = folder.join("appsettings.ini");
    fs::write(&file, old()).expect("the file is written");
    let content = || fs::read_to_string(&file).expect("the file is there");

    let plan = run(windows, &["plan", &shown], "");
    plan.worked();
    assert!(
        plan.stdout
            .contains("+ tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}")
            && !plan.stdout.contains(SECRET),
        "{plan:?}"
    );
    assert_eq!(content(), old(), "a plan changes nothing");

    let applied = run(windows, &["apply", &shown], "");
    applied.worked();
    assert!(
        !applied.stdout.contains(SECRET) && !applied.stderr.contains(SECRET),
        "{applied:?}"
    );
    assert_eq!(content(), new());
    let names = || fs::read_dir(&folder).expect("the folder is there").count();
    assert_eq!(names(), 1, "nothing lies beside it");
    run(windows, &["apply", &shown], "").worked();
    assert_eq!(content(), new(), "a second time changes nothing");
    for kept in ["placements.json", "desk.log", "tokens.db"] {
        let found = find(&windows.drive(), kept);
        assert!(found.iter().all(|path| !holds(path, SECRET)), "{found:?}");
    }

    run(windows, &["undo", &shown], "").failed_with("--old-value");
    run(windows, &["undo", &shown, "--old-value"], "another").failed_with("");
    assert_eq!(content(), new());
    run(windows, &["undo", &shown, "--old-value"], SECRET).worked();
    assert_eq!(content(), old());
    assert_eq!(names(), 1);
}

fn a_file_of_wide_characters_stays_one(windows: &Windows) {
    let (folder, shown) = folder(windows, "Wide");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    fs::write(folder.join("appsettings.ini"), wide(&old())).expect("the file is written");
    run(windows, &["apply", &shown], "").worked();
    let content = fs::read(folder.join("appsettings.ini")).expect("the file is there");
    assert_eq!(content, wide(&new()));
}

fn a_file_that_another_program_has_open_is_left_alone(windows: &Windows) {
    let (folder, shown) = folder(windows, "Open");
    let file = folder.join("appsettings.ini");
    fs::write(&file, old()).expect("the file is written");
    let said = windows.prefix.path().join("holder");
    // Others may read it, and nobody may write it or put another in its place.
    let mut holder = windows
        .command(&[
            &windows.program("examples/variable.exe"),
            "hold",
            r"C:\Open",
            r"C:\desk",
            "appsettings.ini",
        ])
        .stdin(Stdio::piped())
        .stdout(fs::File::create(&said).expect("a file for the output"))
        .stderr(Stdio::null())
        .spawn()
        .expect("wine starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !fs::read_to_string(&said).is_ok_and(|text| text.contains("ready")) {
        assert!(Instant::now() < deadline, "the other program must start");
        thread::yield_now();
    }
    let refused = run(windows, &["apply", &shown], "");
    drop(holder.stdin.take());
    let _ = holder.wait();
    refused.failed_with("open in another program");
    let content = fs::read_to_string(&file).expect("the file is there");
    assert!(content.starts_with(&old()), "{content}");
    // wine's own `ReplaceFileW` leaves an empty file of its own at each try that fails.
    for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
        let (name, length) = (entry.file_name(), entry.metadata().map_or(0, |found| found.len()));
        assert!(
            name == "appsettings.ini" || length == 0,
            "{name:?} has {length} bytes"
        );
        assert!(
            !name.to_string_lossy().starts_with(".token-desk"),
            "{name:?} is left"
        );
    }
}

fn what_is_no_settings_file_is_refused(windows: &Windows) {
    let (folder, shown) = folder(windows, "Odd");
    run(windows, &["plan", &shown], "").failed_with("C:");
    run(windows, &["apply", r"C:\Odd"], "").failed_with("ordinary file");
    let large = fs::File::create(folder.join("appsettings.ini")).expect("a file");
    large.set_len(2 * 1024 * 1024 * 1024).expect("a sparse file");
    run(windows, &["apply", &shown], "").failed_with("too many for a settings file");
    fs::write(folder.join("appsettings.ini"), "a\0=\0b\0").expect("the file is written");
    run(windows, &["apply", &shown], "").failed_with("UTF-16 without the mark");
}

/// Documents that OneDrive or an administrator moved: `%USERPROFILE%\Documents` would be the wrong place.
fn documents_are_where_the_account_moved_them(windows: &Windows) {
    let before = windows.reg(&["query", SHELL_FOLDERS, "/v", "Personal"]);
    windows.reg(&[
        "add",
        SHELL_FOLDERS,
        "/v",
        "Personal",
        "/t",
        "REG_SZ",
        "/d",
        r"C:\Moved",
        "/f",
    ]);
    let (folder, _) = folder(windows, "Moved/Tycho Data/Osprey");
    fs::write(folder.join("appsettings.ini"), old()).expect("the file is written");
    let plan = run(windows, &["plan"], "");
    assert!(
        plan.success()
            && plan
                .stdout
                .contains(r"C:\Moved\Tycho Data\Osprey\appsettings.ini"),
        "{before}: {plan:?}"
    );
}

fn find(folder: &Path, name: &str) -> Vec<PathBuf> {
    files_below(folder, &|found| found == name)
}

pub(super) fn find_starting_with(folder: &Path, start: &str) -> Vec<PathBuf> {
    files_below(folder, &|found| found.starts_with(start))
}

fn files_below(folder: &Path, wanted: &impl Fn(&str) -> bool) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .flat_map(|entry| {
            let path = entry.path();
            // A prefix links its own drives and the home into itself.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                files_below(&path, wanted)
            } else if entry.file_name().to_str().is_some_and(wanted) {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read(path)
        .unwrap_or_default()
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}
