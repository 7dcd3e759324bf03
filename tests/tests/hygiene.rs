//! The checkout keeps its own rules: short files, none forgotten, no forbidden words, and a README that tells the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file past this is two files.
const LONGEST: usize = 600;
/// Folders that hold sources of ours.
const SOURCES: &[&str] = &["src-tauri", "tests", "ui/src", "ui/tests", "ui/scripts"];
const KINDS: &[&str] = &["rs", "ts", "js", "mjs", "svelte", "css", "json", "toml", "html"];
/// Folders that tools fill.
const GENERATED: &[&str] = &["node_modules", "dist", "dist-test", "paraglide", "gen", "target"];

/// A word, where it is looked for, and why it must not be there.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    (
        "setx ",
        "src-tauri",
        "it cuts values at 1,024 characters and shows them to other processes: the registry is written directly",
    ),
    ("--insecure", "", "no check of a certificate is ever turned off"),
    (
        "danger_accept_invalid",
        "",
        "no check of a certificate is ever turned off",
    ),
    (
        ".innerHTML",
        "ui/src",
        "names come from people and other programs: text nodes only",
    ),
    (
        "{@html",
        "ui/src",
        "names come from people and other programs: text nodes only",
    ),
    (
        "outerHTML",
        "ui/src",
        "names come from people and other programs: text nodes only",
    ),
    (
        "eval(",
        "ui/src",
        "the content security policy forbids it, and so do we",
    ),
    (
        "localStorage",
        "ui/src",
        "what the page remembers is in the settings, where a person can find it",
    ),
    (
        "unsafe-inline",
        "src-tauri",
        "the content security policy allows no inline code",
    ),
    ("todo!(", "src-tauri", "a half-built thing must not compile"),
    (
        "unimplemented!(",
        "src-tauri",
        "a half-built thing must not compile",
    ),
];

#[test]
fn no_file_is_longer_than_a_person_reads_in_one_go() {
    let long: Vec<_> = sources()
        .iter()
        .filter(|path| !is_data(path))
        .filter_map(|path| Some((shown(path), fs::read_to_string(path).ok()?.lines().count())))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(
        long.is_empty(),
        "split these by what they do:\n{}",
        long.join("\n")
    );
}

#[test]
fn forbidden_words_are_nowhere() {
    let found: Vec<_> = sources()
        .iter()
        .filter(|path| !is_of_tests(path))
        .flat_map(|path| forbidden_in(path))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_planted_forbidden_word_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("planted.ts");
    fs::write(&file, "fetch('x', { flags: '--insecure' });\n").expect("written");
    assert_eq!(
        forbidden_in(&file).len(),
        1,
        "the search itself must not be blind"
    );
}

#[test]
fn every_rust_file_is_a_module_of_something() {
    let rust: Vec<_> = sources()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .collect();
    let manifests = sources().into_iter().filter(|path| path.ends_with("Cargo.toml"));
    let everything: String = rust
        .iter()
        .cloned()
        .chain(manifests)
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect();
    let forgotten: Vec<_> = rust
        .into_iter()
        .filter(|path| !is_declared(path, &everything))
        .map(|path| shown(&path))
        .collect();
    assert!(
        forgotten.is_empty(),
        "no `mod` names these, so they are never compiled: {forgotten:?}"
    );
}

#[test]
fn every_journey_is_run() {
    let manifest = read("tests/Cargo.toml");
    assert!(
        !manifest.contains("autotests = false"),
        "cargo must find every file of tests/tests by itself"
    );
    let mut seen = 0;
    for path in files_in(&root().join("tests/tests"), &["rs"]) {
        if path.parent() != Some(&root().join("tests/tests")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source is text");
        assert!(
            text.contains("#[test]") || text.contains("::test]"),
            "{} holds no test",
            shown(&path)
        );
        seen += 1;
    }
    assert!(seen >= 2, "this file and the one beside it are there");
}

#[test]
fn only_what_asks_the_systems_themselves_opts_out_of_the_ban_on_unsafe_code() {
    const MAY: &[&str] = &[
        "src-tauri/crates/environment/examples/hung_window.rs",
        "src-tauri/crates/environment/src/programs.rs",
        "src-tauri/crates/environment/src/settings_file/place_windows.rs",
        "src-tauri/crates/environment/src/system/windows.rs",
    ];
    assert!(read("Cargo.toml").contains("\nunsafe_code = \"deny\""));
    let (manifests, files): (Vec<_>, Vec<_>) = sources()
        .into_iter()
        .partition(|path| path.ends_with("Cargo.toml"));
    for path in manifests.iter().filter(|path| !shown(path).contains("fuzz")) {
        let text = fs::read_to_string(path).expect("a manifest is text");
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{} takes no part in the lints",
            shown(path)
        );
    }
    assert!(manifests.len() > 10, "the members' manifests were not found");
    let out: BTreeSet<_> = files
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs") && !is_this_file(path))
        .filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains("unsafe_code")))
        .map(|path| shown(path))
        .collect();
    assert_eq!(out, MAY.iter().map(|path| (*path).to_owned()).collect());
}

#[test]
fn no_test_is_switched_off() {
    let off: Vec<_> = sources()
        .into_iter()
        .filter(|path| !is_this_file(path))
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            ["#[ignore", "it.only(", "test.only(", "describe.only("]
                .iter()
                .any(|mark| starts_a_line(&text, mark))
        })
        .map(|path| shown(&path))
        .collect();
    assert!(
        off.is_empty(),
        "a test that cannot run here says `SKIPPED because …` at run time: {off:?}"
    );
}

#[test]
fn a_test_that_cannot_run_here_says_so_in_the_words_that_are_counted() {
    let uncounted: Vec<_> = sources()
        .into_iter()
        .filter(|path| !is_this_file(path))
        .filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains("println!(\"skipped")))
        .map(|path| shown(&path))
        .collect();
    assert!(uncounted.is_empty(), "say `SKIPPED because …`: {uncounted:?}");
}

#[test]
fn every_defence_that_is_claimed_names_a_test_that_exists() {
    let everything: String = sources()
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect();
    let mut claimed = 0;
    for line in read("SECURITY.md").lines().filter(|line| line.starts_with("| ")) {
        let proof = line.rsplit(" | ").next().unwrap_or_default();
        for name in proof
            .split('`')
            .filter(|name| name.contains('_') && !name.contains(' '))
        {
            assert!(
                everything.contains(&format!("fn {name}(")),
                "SECURITY.md relies on `{name}`, which is no test"
            );
            claimed += 1;
        }
        for words in proof.split('“').skip(1).filter_map(|rest| rest.split('”').next()) {
            assert!(
                everything.contains(&format!("'{words}'")),
                "SECURITY.md relies on “{words}”, which is no test"
            );
            claimed += 1;
        }
    }
    assert!(claimed > 20, "the table was not found");
}

#[test]
fn every_event_of_the_audit_trail_has_a_sentence_in_the_window() {
    let sentences = read("ui/src/screens/home/sentences.ts");
    let told = |text: &str| -> Vec<String> {
        let after = ["Event::named(", "told("].map(|call| text.split(call).skip(1).map(str::trim_start));
        after
            .into_iter()
            .flatten()
            .filter_map(|rest| Some(rest.strip_prefix('"')?.split_once('"')?.0.to_owned()))
            .filter(|word| word.contains('.'))
            .collect()
    };
    let files = files_in(&root().join("src-tauri/crates/desk/src"), &["rs"]);
    // What a test of ours calls an event is none that happens.
    let files = files.iter().filter(|path| !path.ends_with("users/walk.rs"));
    let events: BTreeSet<_> = files
        .flat_map(|path| told(&fs::read_to_string(path).unwrap()))
        .collect();
    assert!(
        events.len() > 25 && events.contains("resource.checked_out"),
        "{events:?}"
    );
    let silent: Vec<_> = events
        .iter()
        .filter(|event| !sentences.contains(&format!("'{event}':")))
        .collect();
    assert!(
        silent.is_empty(),
        "these are shown by their bare words: {silent:?}"
    );
}

#[test]
fn the_readme_names_only_developer_commands_that_exist() {
    let usage = read("src-tauri/crates/xtask/src/main.rs");
    for command in commands_of("cargo xtask ") {
        for word in command
            .iter()
            .filter(|word| word.starts_with("--") || !word.starts_with(['-', '<']))
            .take(2)
        {
            assert!(
                usage.contains(word.as_str()),
                "README says `cargo xtask {}`, which xtask does not know",
                command.join(" ")
            );
        }
    }
}

#[test]
fn the_readme_names_only_terminal_commands_that_exist() {
    let Some(program) = terminal_program() else {
        println!("SKIPPED because tokendesk is not built yet: cargo build --package cli");
        return;
    };
    let commands = commands_of("tokendesk ");
    assert!(
        !commands.is_empty(),
        "README shows how to use the terminal program"
    );
    for command in commands {
        let words: Vec<_> = command.iter().take_while(|word| is_command_word(word)).collect();
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut best = None;
        let shortest = words.len().min(1);
        for length in (shortest..=words.len().min(2)).rev() {
            let mut help = Command::new(&program);
            help.args(&words[..length])
                .arg("--help")
                .env("HOME", home.path())
                .env("TOKEN_DESK_HOME", home.path());
            let output = help.output().expect("tokendesk starts");
            if output.status.success() {
                best = Some(String::from_utf8_lossy(&output.stdout).into_owned());
                break;
            }
        }
        let help = best.unwrap_or_else(|| {
            panic!(
                "README says `tokendesk {}`, which it does not know",
                command.join(" ")
            )
        });
        for flag in command.iter().filter(|word| word.starts_with("--")) {
            let flag = flag.split('=').next().unwrap_or(flag);
            assert!(
                help.contains(flag),
                "README says `tokendesk {}`, which does not know {flag}",
                command.join(" ")
            );
        }
    }
}

#[test]
fn the_top_level_holds_only_what_it_should() {
    const ALLOWED: &[&str] = &[
        ".cargo",
        ".ci",
        ".git",
        ".gitignore",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "SECURITY.md",
        "clippy.toml",
        "deny.toml",
        "docs",
        "icons",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "src-tauri",
        "target",
        "tests",
        "ui",
    ];
    let listed = Command::new("git")
        .args(["ls-files"])
        .current_dir(root())
        .output()
        .expect("git is here");
    if !listed.status.success() {
        println!("SKIPPED because this is not a git checkout");
        return;
    }
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut tops: Vec<_> = listed.lines().filter_map(|path| path.split('/').next()).collect();
    tops.dedup();
    let strangers: Vec<_> = tops.into_iter().filter(|name| !ALLOWED.contains(name)).collect();
    assert!(
        strangers.is_empty(),
        "each has its place further down: {strangers:?}"
    );
}

fn forbidden_in(path: &Path) -> Vec<String> {
    let Ok(text) = fs::read_to_string(path) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let applies = |folder: &str| path.starts_with(root().join(folder)) || folder.is_empty();
        for (word, _, why) in FORBIDDEN.iter().filter(|(_, folder, _)| applies(folder)) {
            if line.contains(word) && !is_comment(line) {
                found.push(format!("{}:{}: {}: {why}", shown(path), number + 1, word.trim()));
            }
        }
    }
    found
}

fn starts_a_line(text: &str, mark: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with(mark))
}

/// Comments may say why a thing is not done.
fn is_comment(line: &str) -> bool {
    ["//", "*", "/*", "#", "<!--"]
        .iter()
        .any(|mark| line.trim_start().starts_with(mark))
}

/// Some source names the file: `mod name;`, or its path in an attribute or an `include!`.
fn is_declared(path: &Path, everything: &str) -> bool {
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let folder = path.parent().expect("a file is in a folder");
    let own_program = ["examples", "bin", "benches"]
        .iter()
        .any(|name| folder.ends_with(name))
        || is_test_root(path);
    if matches!(stem, "main" | "lib" | "build") || own_program {
        return true;
    }
    let name = if stem == "mod" {
        folder
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
    } else {
        stem
    };
    everything.contains(&format!("mod {name};")) || everything.contains(&format!("{name}.rs\""))
}

/// `tests/x.rs` of a crate is a program of its own.
fn is_test_root(path: &Path) -> bool {
    let folder = path.parent().expect("a file is in a folder");
    folder.file_name().is_some_and(|name| name == "tests")
        && folder
            .parent()
            .is_some_and(|above| above.join("Cargo.toml").is_file())
}

/// The commands of the README's code that start with `start`, as words.
fn commands_of(start: &str) -> Vec<Vec<String>> {
    let readme = read("README.md");
    let mut commands = Vec::new();
    for line in readme.lines() {
        for piece in line
            .split(['`', '|', ';'])
            .map(|piece| piece.trim_start_matches(['$', ' ']))
        {
            if let Some(rest) = piece.strip_prefix(start) {
                let code = rest.split(" #").next().unwrap_or(rest).replace(['[', ']'], "");
                commands.push(code.split_whitespace().map(str::to_owned).collect());
            }
        }
    }
    commands
}

fn is_command_word(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '-')
        && !word.starts_with('-')
}

/// `target/debug/deps/hygiene-…` stands two folders below the programs.
fn terminal_program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let program = own
        .parent()?
        .parent()?
        .join(format!("tokendesk{}", std::env::consts::EXE_SUFFIX));
    program.is_file().then_some(program)
}

fn sources() -> Vec<PathBuf> {
    SOURCES
        .iter()
        .flat_map(|folder| files_in(&root().join(folder), KINDS))
        .collect()
}

fn files_in(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !GENERATED.iter().any(|generated| name == *generated) {
                found.extend(files_in(&path, kinds));
            }
        } else if path
            .extension()
            .and_then(|kind| kind.to_str())
            .is_some_and(|kind| kinds.contains(&kind))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Lists of words and types that a tool writes are as long as they must be.
fn is_data(path: &Path) -> bool {
    path.extension()
        .is_some_and(|kind| kind == "json" || kind == "toml")
        || path.ends_with("lib/ipc/bindings.ts")
}

/// Tests name what must not be there.
fn is_of_tests(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name.contains(".test.")
        || path
            .strip_prefix(root())
            .is_ok_and(|path| path.components().any(|part| part.as_os_str() == "tests"))
}

fn is_this_file(path: &Path) -> bool {
    path.ends_with("tests/tests/hygiene.rs")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} is there: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package is one folder below the root")
        .to_path_buf()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
