//! Start-up files as people have them: linked, read-only, damaged, odd.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use environment::settings_file::{Key, Wish};
use environment::{Error, PlaceAction, PlaceKind, Plan, Warning};

use crate::home::{Home, name, now, value};

fn action(plan: &Plan, end: &str) -> Option<PlaceAction> {
    plan.places
        .iter()
        .find(|place| place.path.ends_with(end))
        .map(|place| place.action)
}

fn mode(home: &Home, inner: &str) -> u32 {
    fs::metadata(home.path(inner)).unwrap().permissions().mode() & 0o7777
}

#[test]
fn secrets_lie_in_files_for_their_owner_alone_and_nowhere_else() {
    let home = Home::usual();
    home.set(&name("API"), &value("tdk_canary"));
    assert_eq!(mode(&home, ".config/token-desk"), 0o700);
    let holding: Vec<_> = home
        .picture()
        .into_iter()
        .filter(|(_, (_, _, _, content))| content.windows(10).any(|window| window == b"tdk_canary"))
        .collect();
    assert!(!holding.is_empty());
    for (path, (_, mode, _, _)) in holding {
        assert_eq!(mode & 0o7777, 0o600, "{}", path.display());
        let inner = path.strip_prefix(home.path("")).unwrap();
        assert!(inner.starts_with(".config/token-desk") || inner.starts_with(".config/environment.d"));
    }
}

/// Not in a copy, not beside a file, not in the journal.
#[test]
fn after_a_rotation_the_older_value_is_nowhere() {
    let home = Home::usual();
    home.set(&name("API"), &value("tdk_the-older-value"));
    home.set(&name("API"), &value("tdk_the-newer-value"));
    let holds = |content: &[u8], text: &str| content.windows(text.len()).any(|part| part == text.as_bytes());
    let written: Vec<_> = home
        .picture()
        .into_values()
        .map(|(.., content)| content)
        .collect();
    assert!(written.iter().any(|content| holds(content, "the-newer-value")));
    let kept = fs::read_dir(home.journal()).unwrap().flatten();
    for content in kept.map(|entry| fs::read(entry.path()).unwrap()).chain(written) {
        assert!(
            !holds(&content, "the-older-value"),
            "{}",
            String::from_utf8_lossy(&content)
        );
    }
}

#[test]
fn bash_profile_is_never_made_but_served_where_it_is() {
    let home = Home::usual();
    home.set(&name("API"), &value("v"));
    assert!(!home.path(".bash_profile").exists() && !home.path(".bash_login").exists());
    home.remove(&name("API"));

    home.write(".bash_profile", "# only this is read\n");
    home.set(&name("API"), &value("v"));
    assert_eq!(home.run(&["bash", "-l", "-c", "printenv API"]), "v\n");
}

#[test]
fn a_linked_file_keeps_its_link_and_its_target_is_changed() {
    let home = Home::empty();
    home.write("dotfiles/bashrc", "x=1\n");
    symlink("dotfiles/bashrc", home.path(".bashrc")).unwrap();
    home.set(&name("API"), &value("v"));
    assert_eq!(
        fs::read_link(home.path(".bashrc")).unwrap().to_str(),
        Some("dotfiles/bashrc")
    );
    assert!(home.read("dotfiles/bashrc").ends_with("<<<\nx=1\n"));
}

/// As people have it who want every log-in to be the same.
#[test]
fn two_start_up_files_that_are_one_get_the_lines_once_and_lose_them_again() {
    let links = [(".bash_profile", ".profile"), (".zshenv", ".bashrc")];
    for content in [Some("PS1=x\n"), None] {
        let home = Home::empty();
        for (link, target) in links {
            if let Some(content) = content {
                home.write(target, content);
            }
            symlink(target, home.path(link)).unwrap();
        }
        let before = home.picture();
        for _ in 0..2 {
            home.set(&name("API"), &value("v"));
            for (_, target) in links {
                let text = home.read(target);
                assert_eq!(text.matches(">>> token-desk").count(), 1, "{text}");
            }
        }
        home.remove(&name("API"));
        assert_eq!(home.picture(), before, "{content:?}");
        home.set(&name("API"), &value("v"));
        let undoing = home.machine.plan_undo(&name("API")).unwrap().unwrap();
        home.machine.apply(&undoing.plan.unwrap(), now()).unwrap();
        assert_eq!(home.picture(), before, "{content:?}");
    }
}

#[test]
fn a_read_only_file_is_left_alone_and_its_lines_are_shown() {
    let home = Home::usual();
    home.write("store/bashrc", "x=1\n");
    fs::remove_file(home.path(".bashrc")).unwrap();
    symlink(home.path("store/bashrc"), home.path(".bashrc")).unwrap();
    fs::set_permissions(home.path("store/bashrc"), fs::Permissions::from_mode(0o444)).unwrap();
    let (plan, report) = home.set(&name("API"), &value("v"));
    assert_eq!(home.read("store/bashrc"), "x=1\n");
    assert_eq!(action(&plan, "/.bashrc"), Some(PlaceAction::Skip));
    let told = plan.warnings.iter().any(|warning| {
        matches!(warning, Warning::ReadOnlyFile { path, lines }
            if *path == home.path(".bashrc") && lines.contains("token-desk/env.sh"))
    });
    assert!(told && report.worked(), "{:?}", plan.warnings);
}

#[test]
fn a_damaged_or_doubled_block_stops_that_file_and_no_other() {
    let home = Home::usual();
    let damaged = "# >>> token-desk (managed) >>>\nx\n";
    home.write(".bashrc", damaged);
    let (plan, _) = home.set(&name("API"), &value("v"));
    assert_eq!(home.read(".bashrc"), damaged);
    assert!(plan.warnings.contains(&Warning::DamagedBlock {
        path: home.path(".bashrc")
    }));
    assert!(
        home.read(".profile")
            .starts_with("# >>> token-desk (managed) >>>\n")
    );
}

#[test]
fn odd_line_ends_and_bytes_survive() {
    let home = Home::empty();
    let content = b"a=1\r\n# \xe9\r\nlast line without end";
    home.write(".bashrc", content);
    home.set(&name("API"), &value("v"));
    assert!(fs::read(home.path(".bashrc")).unwrap().ends_with(content));
    home.remove(&name("API"));
    assert_eq!(fs::read(home.path(".bashrc")).unwrap(), content);
}

#[test]
fn modes_and_hard_links_are_respected() {
    let home = Home::usual();
    fs::set_permissions(home.path(".profile"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::hard_link(home.path(".bashrc"), home.path("second-name")).unwrap();
    let (plan, _) = home.set(&name("API"), &value("v"));
    assert_eq!(mode(&home, ".profile"), 0o640);
    assert_eq!(
        action(&plan, "/.bashrc"),
        Some(PlaceAction::Skip),
        "replacing would part the two names"
    );
}

#[test]
fn folders_pipes_and_dangling_links_in_place_of_a_file_are_left_alone() {
    let home = Home::empty();
    fs::create_dir(home.path(".bashrc")).unwrap();
    symlink("nowhere", home.path(".zshenv")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        home.path(".profile"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    for end in ["/.bashrc", "/.profile"] {
        assert_eq!(action(&plan, end), Some(PlaceAction::Skip), "{end}");
    }
    assert!(!home.path("nowhere").exists());
}

#[test]
fn a_link_in_place_of_the_secret_file_is_refused() {
    let home = Home::usual();
    home.write("public", "");
    fs::create_dir_all(home.path(".config/token-desk")).unwrap();
    symlink(home.path("public"), home.path(".config/token-desk/env.sh")).unwrap();
    let error = home
        .machine
        .plan_set(&name("API"), &value("v"), now())
        .unwrap_err();
    assert!(matches!(error, Error::NotAFile { .. }), "{error}");
    assert_eq!(home.read("public"), "");
}

#[test]
fn a_git_work_tree_around_the_secrets_is_reported() {
    let home = Home::usual();
    fs::create_dir_all(home.path(".config/.git")).unwrap();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    assert!(
        plan.warnings.contains(&Warning::InGitTree {
            path: home.path(".config")
        }),
        "{:?}",
        plan.warnings
    );
}

#[test]
fn a_file_that_changes_between_plan_and_write_stops_the_work() {
    let home = Home::usual();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    home.write(".bashrc", "changed meanwhile\n");
    let before = home.picture();
    let error = home.machine.apply(&plan, now()).unwrap_err();
    assert!(
        matches!(&error, Error::ChangedMeanwhile { path } if *path == home.path(".bashrc")),
        "{error}"
    );
    assert!(error.undone());
    assert_eq!(home.picture(), before);
}

#[test]
fn without_a_user_manager_the_plan_says_so() {
    let home = Home::usual();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    assert!(plan.warnings.contains(&Warning::ShellsOnly));
    assert!(
        plan.places
            .iter()
            .all(|place| place.kind != PlaceKind::UserManager)
    );
}

/// What `setfacl -m u:65534:r` writes (acl(5)): version 2, then tag, permissions and account of each entry.
fn access_list() -> Vec<u8> {
    let entries: [(u16, u16, u32); 5] = [
        (0x01, 6, u32::MAX),
        (0x02, 4, 65_534),
        (0x04, 4, u32::MAX),
        (0x10, 4, u32::MAX),
        (0x20, 0, u32::MAX),
    ];
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, account) in entries {
        list.extend(tag.to_le_bytes());
        list.extend(permissions.to_le_bytes());
        list.extend(account.to_le_bytes());
    }
    list
}

#[test]
fn an_access_list_and_a_persons_own_attributes_stay_on_start_up_files_and_settings_files() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let home = Home::usual();
    home.write("settings.ini", "token = a-secret-of-others-0123456789\n");
    let kept = [
        ("system.posix_acl_access", access_list()),
        ("user.comment", b"mine".to_vec()),
    ];
    let files = [".bashrc", "settings.ini"].map(|file| home.path(file));
    for file in &files {
        for (attribute, held) in &kept {
            if setxattr(file, *attribute, held, XattrFlags::empty()).is_err() {
                eprintln!("SKIPPED because the file system has no {attribute}: what hangs on a file");
                return;
            }
        }
    }
    let modes = [".bashrc", "settings.ini"].map(|file| mode(&home, file));
    let before = files.each_ref().map(|file| fs::read(file).unwrap());
    home.set(&name("API"), &value("v"));
    let (key, variable) = (Key::new("token").unwrap(), name("API"));
    let wish = Wish::of(&key, &variable);
    home.machine
        .apply_settings_file(&files[1], &wish, None, now())
        .unwrap();
    for (file, before) in files.iter().zip(before) {
        assert_ne!(fs::read(file).unwrap(), before, "it was written");
        for (attribute, held) in &kept {
            let mut now = vec![0_u8; 1024];
            let length = getxattr(file, *attribute, now.as_mut_slice()).unwrap();
            assert_eq!(&now[..length], held, "{}: {attribute}", file.display());
        }
    }
    assert_eq!([".bashrc", "settings.ini"].map(|file| mode(&home, file)), modes);
}
