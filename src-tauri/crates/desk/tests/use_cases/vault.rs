//! The vault as a person meets it: keyrings that are locked, gone, slow or another's, passphrases, a key file.

use std::fs;
use std::sync::{Arc, Barrier};

use desk::vault::{Cell, Keeping, KeptIn, KeyringError, Vault, VaultError};
#[cfg(target_os = "linux")]
use desk::vault::{Keyring as _, SystemKeyring};
use desk::wire::{AppError, Field};
use desk::{SecretText, VaultWish};
use testkit::{FakeKeyring, TestDesk, generator, leaks};

const CELL: Cell<'_> = Cell {
    table: "resources",
    row: "r-1",
    version: 1,
    column: "password",
};

struct Bench {
    folder: tempfile::TempDir,
    keyring: FakeKeyring,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyring: FakeKeyring::default(),
        }
    }

    /// The vault as another program finds it.
    fn vault(&self, seed: u64) -> Vault {
        Vault::new(
            self.folder.path(),
            Arc::new(self.keyring.clone()),
            generator(seed),
        )
    }
}

#[test]
fn another_program_opens_what_one_sealed() {
    let bench = Bench::new();
    let sealed = bench.vault(1).seal(&CELL, b"hunter2").unwrap();
    assert_eq!(*bench.vault(2).open(&CELL, &sealed).unwrap(), b"hunter2");
    assert_eq!(bench.keyring.names().len(), 1);
    assert_eq!(bench.vault(2).kept_in().unwrap(), Some(KeptIn::Keyring));
}

#[test]
fn programs_that_make_the_vault_at_the_same_moment_share_one() {
    let bench = Bench::new();
    let start = Barrier::new(8);
    let sealed: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let programs: Vec<_> = (0..8)
            .map(|seed| {
                let (vault, start) = (bench.vault(100 + seed), &start);
                scope.spawn(move || {
                    start.wait();
                    vault.seal(&CELL, b"one key for all").unwrap()
                })
            })
            .collect();
        programs
            .into_iter()
            .map(|program| program.join().unwrap())
            .collect()
    });
    let vault = bench.vault(3);
    for sealed in sealed {
        assert_eq!(*vault.open(&CELL, &sealed).unwrap(), b"one key for all");
    }
    assert_eq!(bench.keyring.names().len(), 1, "keys that lost were taken away");
}

#[test]
fn a_keyring_that_is_absent_locked_or_refuses_seals_nothing_and_leaves_nothing() {
    for problem in [
        KeyringError::Absent,
        KeyringError::Locked,
        KeyringError::Denied,
        KeyringError::Failed,
    ] {
        let bench = Bench::new();
        bench.keyring.refuse(Some(problem));
        let vault = bench.vault(1);
        let refused = vault.seal(&CELL, b"hunter2");
        assert!(matches!(refused, Err(VaultError::Keyring(told)) if told == problem));
        assert_eq!(
            fs::read_dir(bench.folder.path()).unwrap().count(),
            0,
            "no key is written in plain instead"
        );
        bench.keyring.refuse(None);
        vault.seal(&CELL, b"hunter2").unwrap();
    }
}

#[test]
fn a_keyring_that_hangs_is_given_up_and_asked_again_once_it_answers() {
    let bench = Bench::new();
    let vault = bench.vault(1);
    let sealed = vault.seal(&CELL, b"hunter2").unwrap();
    vault.close();
    bench.keyring.hang(true);
    let slow = |vault: &Vault| {
        matches!(
            vault.open(&CELL, &sealed),
            Err(VaultError::Keyring(KeyringError::Slow))
        )
    };
    assert!(slow(&vault));
    let asked = bench.keyring.calls();
    assert!(slow(&vault), "the one that hangs is not joined by another");
    assert_eq!(bench.keyring.calls(), asked);
    bench.keyring.hang(false);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while vault.open(&CELL, &sealed).is_err() {
        assert!(
            std::time::Instant::now() < deadline,
            "it answers, and nobody asks"
        );
        std::thread::yield_now();
    }
}

#[test]
fn a_key_that_was_lost_or_replaced_is_told_and_no_new_one_is_made() {
    let bench = Bench::new();
    let sealed = bench.vault(1).seal(&CELL, b"hunter2").unwrap();
    let unusable = |answer| matches!(answer, Err(VaultError::Unusable { .. }));
    for bytes in [&[7; 32][..], b"short"] {
        bench.keyring.overwrite_all(bytes);
        assert!(unusable(bench.vault(2).open(&CELL, &sealed)));
        assert!(
            unusable(bench.vault(2).seal(&CELL, b"x").map(Into::into)),
            "no new key is made"
        );
    }
    bench.keyring.clear();
    assert!(unusable(bench.vault(2).open(&CELL, &sealed)));
    fs::write(bench.folder.path().join("vault.json"), "{").unwrap();
    assert!(unusable(bench.vault(2).open(&CELL, &sealed)));
    fs::remove_file(bench.folder.path().join("vault.json")).unwrap();
    assert!(unusable(bench.vault(2).open(&CELL, &sealed)));
}

#[test]
fn under_a_passphrase_nothing_opens_without_it_and_nothing_with_another() {
    let bench = Bench::new();
    let first = bench.vault(1);
    let sealed = first.seal(&CELL, b"hunter2").unwrap();
    first.keep(&Keeping::Passphrase("correct horse")).unwrap();
    assert_eq!(bench.keyring.names(), [""; 0], "the keyring’s copy is gone");

    let vault = bench.vault(2);
    assert!(vault.is_closed().unwrap());
    assert!(matches!(vault.open(&CELL, &sealed), Err(VaultError::Closed)));
    assert!(matches!(vault.seal(&CELL, b"x"), Err(VaultError::Closed)));
    for wrong in ["", "correct hors", "Correct horse"] {
        assert!(matches!(vault.unlock(wrong), Err(VaultError::WrongPassphrase)));
    }
    vault.unlock("correct horse").unwrap();
    assert!(!vault.is_closed().unwrap());
    assert_eq!(*vault.open(&CELL, &sealed).unwrap(), b"hunter2");
}

#[test]
#[cfg(unix)]
fn a_key_file_is_for_this_account_alone_and_not_taken_from_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    bench.keyring.refuse(Some(KeyringError::Absent));
    bench.vault(1).keep(&Keeping::KeyFile).unwrap();
    let sealed = bench.vault(2).seal(&CELL, b"hunter2").unwrap();
    assert_eq!(*bench.vault(3).open(&CELL, &sealed).unwrap(), b"hunter2");
    let file = fs::read_dir(bench.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|kind| kind == "key"))
        .unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        bench.vault(4).open(&CELL, &sealed),
        Err(VaultError::Unusable { .. })
    ));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    bench.keyring.refuse(None);
    bench.vault(5).keep(&Keeping::Keyring).unwrap();
    assert!(!file.exists(), "the plain key is gone once the keyring has it");
    assert_eq!(*bench.vault(6).open(&CELL, &sealed).unwrap(), b"hunter2");
}

#[test]
fn what_is_remembered_belongs_to_the_folder() {
    let (one, other) = (Bench::new(), Bench::new());
    one.vault(1).remember("head", b"abc").unwrap();
    one.vault(1).remember("head", b"abcd").unwrap();
    assert_eq!(
        one.vault(2).recall("head").unwrap().as_deref(),
        Some(&b"abcd"[..])
    );
    assert_eq!(one.vault(2).recall("tail").unwrap(), None);
    let beside = Vault::new(other.folder.path(), Arc::new(one.keyring.clone()), generator(9));
    assert_eq!(beside.recall("head").unwrap(), None);
    one.keyring.refuse(Some(KeyringError::Locked));
    assert!(matches!(
        one.vault(2).recall("head"),
        Err(VaultError::Keyring(KeyringError::Locked))
    ));
}

#[test]
fn a_person_chooses_how_the_key_is_kept_and_it_is_told_in_the_log_without_the_passphrase() {
    let test = TestDesk::new();
    let desk = &test.desk;
    assert_eq!(desk.vault_state().unwrap().kept_in, None);
    let short = desk.keep_vault(&VaultWish::Passphrase(SecretText::new("short".into())));
    assert!(matches!(
        short,
        Err(AppError::InvalidField {
            field: Field::Passphrase,
            ..
        })
    ));
    let passphrase = "a long passphrase of nobody";
    let kept = desk
        .keep_vault(&VaultWish::Passphrase(SecretText::new(passphrase.into())))
        .unwrap();
    assert_eq!((kept.kept_in, kept.is_closed), (Some(KeptIn::Passphrase), false));

    let other = test.beside(desk::Source::Terminal);
    assert!(other.desk.vault_state().unwrap().is_closed);
    let wrong = other.desk.unlock_vault(&SecretText::new("something else".into()));
    assert_eq!(wrong, Err(AppError::WrongPassphrase));
    assert_eq!(
        other.desk.keep_vault(&VaultWish::Keyring),
        Err(AppError::VaultClosed)
    );
    other
        .desk
        .unlock_vault(&SecretText::new(passphrase.into()))
        .unwrap();
    let kept = other.desk.keep_vault(&VaultWish::Keyring).unwrap();
    assert_eq!(kept.kept_in, Some(KeptIn::Keyring));
    assert_eq!(leaks(test.folder(), passphrase), Vec::new());
}

#[test]
#[cfg(target_os = "linux")]
fn the_secret_service_of_a_desktop_keeps_the_key() {
    const ROLE: &str = "TOKEN_DESK_TEST_KEYRING";
    const NAME: &str = "vault::the_secret_service_of_a_desktop_keeps_the_key";
    if let Some(folder) = inherited(ROLE) {
        return with_a_real_keyring(folder.as_ref());
    }
    if let Some(missing) = ["dbus-run-session", "gnome-keyring-daemon"]
        .into_iter()
        .find(|program| !installed(program))
    {
        println!("SKIPPED because {missing} is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null \
                  && exec \"$0\" --exact \"$1\" --nocapture";
    let answer = std::process::Command::new("timeout")
        .args(["120", "dbus-run-session", "--", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .arg(NAME)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env(ROLE, home.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&answer.stdout);
    assert!(
        answer.status.success() && told.contains("1 passed"),
        "{told}{}",
        String::from_utf8_lossy(&answer.stderr)
    );
}

/// Within a session of its own, whose keyring is new and unlocked.
#[cfg(target_os = "linux")]
fn with_a_real_keyring(folder: &std::path::Path) {
    let vault = |seed| Vault::new(folder, Arc::new(SystemKeyring::default()), generator(seed));
    let sealed = vault(1).seal(&CELL, b"hunter2").unwrap();
    assert_eq!(*vault(2).open(&CELL, &sealed).unwrap(), b"hunter2");
    vault(1).remember("head", &[0, 255, 10]).unwrap();
    assert_eq!(vault(2).recall("head").unwrap(), Some(vec![0, 255, 10]));
    assert_eq!(
        SystemKeyring::default().read("nothing of this name").unwrap(),
        None
    );
    let third = vault(3);
    third.keep(&Keeping::Passphrase("long enough")).unwrap();
    assert!(matches!(vault(4).open(&CELL, &sealed), Err(VaultError::Closed)));
    third.keep(&Keeping::Keyring).unwrap();
    assert_eq!(*vault(5).open(&CELL, &sealed).unwrap(), b"hunter2");
}

#[cfg(target_os = "linux")]
#[allow(
    clippy::disallowed_methods,
    reason = "this test runs itself again in a session of its own"
)]
fn inherited(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

#[cfg(target_os = "linux")]
fn installed(program: &str) -> bool {
    ["/usr/bin", "/usr/local/bin", "/bin"]
        .iter()
        .any(|folder| std::path::Path::new(folder).join(program).exists())
}
