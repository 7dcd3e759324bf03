//! The account and its computer, as values. The one door to this process's own state.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::launch_agent::Launchd;
use crate::journal::Placed;
use crate::programs::{self, Answer, Question};
use crate::{Error, VariableName, VariableValue};

/// Where programs are looked for besides `PATH`.
const USUAL_FOLDERS: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/bin"];

/// What surrounds the work.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    pub(super) home: Option<PathBuf>,
    /// This process's `XDG_CONFIG_HOME`, which fish reads too.
    pub(super) config_home: Option<PathBuf>,
    /// An exported `ZDOTDIR`, which zsh reads instead of the home folder.
    pub(super) zdotdir: Option<PathBuf>,
    pub(super) user: String,
    pub(super) login_shell: PathBuf,
    /// Where programs are looked for.
    pub(super) search: Vec<PathBuf>,
    /// How the user manager can be reached: `XDG_RUNTIME_DIR` and the bus address.
    pub(super) runtime: Option<PathBuf>,
    pub(super) bus: Option<OsString>,
    /// The system's own list of variables for log-ins.
    pub(super) etc_environment: Option<PathBuf>,
    /// Where running programs can be looked at.
    pub(super) processes: Option<PathBuf>,
    /// The log-in session where launchd runs it (macOS).
    pub(super) launchd: Option<Launchd>,
    /// Whether programs are asked what they see, and where they look.
    pub(super) asks: bool,
    account: String,
    /// Values of ours that this session replaced by others, by variable. They are in no file.
    replaced: Arc<Mutex<HashMap<String, Replaced>>>,
}

/// A value of ours that was replaced by another, with all that it takes to put it back as it was.
#[derive(Debug, Clone)]
pub(super) struct Replaced {
    pub(super) placed: Placed,
    pub(super) value: VariableValue,
    pub(super) serial: String,
}

impl Surroundings {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one door to the process's environment"
    )]
    pub(crate) fn of_this_user() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let folder = |name: &str| {
            variable(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let search = search_path(variable("PATH").as_deref(), folder("APPDIR").as_deref());
        let uid = rustix::process::geteuid().as_raw();
        let passwd = passwd_line(uid, &search).unwrap_or_default();
        let field = |index: usize| passwd.split(':').nth(index).filter(|field| !field.is_empty());
        // A Mac keeps its accounts elsewhere; there the log-in tells.
        let told = |name: &str| {
            variable(name)
                .filter(|_| cfg!(target_os = "macos"))
                .and_then(|value| value.into_string().ok())
        };
        let user = field(0)
            .map(str::to_owned)
            .or_else(|| told("USER"))
            .unwrap_or_else(|| uid.to_string());
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        Self {
            home: folder("HOME"),
            config_home: folder("XDG_CONFIG_HOME"),
            zdotdir: folder("ZDOTDIR"),
            account: match host.trim() {
                "" => user.clone(),
                host => format!("{user}@{host}"),
            },
            user,
            login_shell: field(6)
                .map(PathBuf::from)
                .or_else(|| told("SHELL").map(PathBuf::from))
                .unwrap_or_else(|| PathBuf::from("/bin/sh")),
            search,
            runtime: folder("XDG_RUNTIME_DIR"),
            bus: variable("DBUS_SESSION_BUS_ADDRESS"),
            etc_environment: Some(PathBuf::from("/etc/environment")),
            processes: cfg!(target_os = "linux").then(|| PathBuf::from("/proc")),
            launchd: cfg!(target_os = "macos").then(|| Launchd {
                helper: helper(),
                uid,
            }),
            asks: true,
            replaced: Arc::default(),
        }
    }

    pub(crate) fn in_home(home: &Path) -> Self {
        Self {
            home: Some(home.to_owned()),
            config_home: None,
            zdotdir: None,
            user: "someone".to_owned(),
            login_shell: PathBuf::from("/bin/sh"),
            search: USUAL_FOLDERS.map(PathBuf::from).to_vec(),
            runtime: None,
            bus: None,
            etc_environment: None,
            processes: None,
            launchd: None,
            asks: true,
            account: "someone@here".to_owned(),
            replaced: Arc::default(),
        }
    }

    /// From now on programs are looked for in `folder` alone, and none is asked.
    pub(crate) fn silence(&mut self, folder: PathBuf) {
        self.search = vec![folder];
        self.asks = false;
    }

    /// Keeps what was just replaced, for this session.
    pub(super) fn remember(&self, name: &VariableName, former: Option<Replaced>) {
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        match former {
            Some(former) => drop(replaced.insert(name.to_string(), former)),
            None => drop(replaced.remove(name.as_str())),
        }
    }

    /// The value that `placed` replaced, if this session did it.
    pub(super) fn replaced(&self, placed: &Placed) -> Option<Replaced> {
        let replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced
            .get(&placed.name)
            .filter(|former| placed.previous.as_ref() == Some(&former.placed.written))
            .cloned()
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    /// The account's home folder, whether it is there or not.
    pub(crate) fn home_folder(&self) -> Option<PathBuf> {
        self.home.clone()
    }

    /// Where the account keeps documents: as the desktop's own list says, else `Documents`.
    pub(crate) fn documents(&self) -> Option<PathBuf> {
        let home = self.home.as_ref()?;
        let config = self.config_home.clone().unwrap_or_else(|| home.join(".config"));
        let list = fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default();
        let named = list
            .lines()
            .find_map(|line| {
                line.trim()
                    .strip_prefix("XDG_DOCUMENTS_DIR=")?
                    .strip_prefix('"')?
                    .strip_suffix('"')
            })
            .map(|folder| match folder.strip_prefix("$HOME") {
                Some(rest) => home.join(rest.trim_start_matches('/')),
                None => PathBuf::from(folder),
            })
            .filter(|folder| folder.is_absolute());
        Some(named.unwrap_or_else(|| home.join("Documents")))
    }

    /// The home folder, if it is there and not another account's.
    pub(super) fn home(&self) -> Result<&Path, Error> {
        let home = self
            .home
            .as_deref()
            .filter(|home| home.is_absolute())
            .ok_or(Error::NoHome)?;
        let metadata = fs::metadata(home).ok().filter(fs::Metadata::is_dir);
        let Some(metadata) = metadata else {
            return Err(Error::HomeMissing {
                path: home.to_owned(),
            });
        };
        if rustix::process::geteuid().is_root() && metadata.uid() != 0 {
            let owner = metadata.uid();
            return Err(Error::NotOurHome {
                path: home.to_owned(),
                owner: user_name(owner).unwrap_or_else(|| owner.to_string()),
            });
        }
        Ok(home)
    }

    /// Where `program` is, if it is installed.
    pub(super) fn program(&self, program: &str) -> Option<PathBuf> {
        programs::find(program, &self.search)
    }

    /// A program to be run as at a fresh log-in: nothing but `HOME`, `USER`, `LOGNAME`, `SHELL` and `PATH`.
    pub(super) fn question(&self, program: PathBuf, arguments: &[&str]) -> Result<Question, Error> {
        let home = self.home()?;
        let path = std::env::join_paths(&self.search).unwrap_or_else(|_| USUAL_FOLDERS.join(":").into());
        let environment = [
            ("HOME", home.as_os_str()),
            ("USER", OsStr::new(&self.user)),
            ("LOGNAME", OsStr::new(&self.user)),
            ("SHELL", self.login_shell.as_os_str()),
            ("PATH", &path),
        ];
        Ok(Question {
            program,
            arguments: arguments.iter().map(OsString::from).collect(),
            environment: environment
                .map(|(name, value)| (name.into(), value.to_owned()))
                .to_vec(),
            directory: home.to_owned(),
        })
    }
}

/// The terminal program beside this one, which the agent starts; this one itself if it is that.
fn helper() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let beside = own.with_file_name("tokendesk");
    if beside.is_file() { beside } else { own }
}

/// `PATH` and the usual folders, without those that an AppImage put there for itself.
fn search_path(path: Option<&OsStr>, bundle: Option<&Path>) -> Vec<PathBuf> {
    let mut search: Vec<PathBuf> = Vec::new();
    let usual = USUAL_FOLDERS.map(PathBuf::from);
    for folder in path.map(std::env::split_paths).into_iter().flatten().chain(usual) {
        let bundled = bundle.is_some_and(|bundle| folder.starts_with(bundle));
        if folder.is_absolute() && !bundled && !search.contains(&folder) {
            search.push(folder);
        }
    }
    search
}

/// The account's line in the user database; `getent` knows accounts of directory services too.
fn passwd_line(uid: u32, search: &[PathBuf]) -> Option<String> {
    let number = uid.to_string();
    let has_number = |line: &&str| line.split(':').nth(2) == Some(number.as_str());
    let local = fs::read_to_string("/etc/passwd").unwrap_or_default();
    if let Some(line) = local.lines().find(has_number) {
        return Some(line.to_owned());
    }
    let question = Question {
        program: programs::find("getent", search)?,
        arguments: vec!["passwd".into(), number.clone().into()],
        environment: Vec::new(),
        directory: PathBuf::from("/"),
    };
    match programs::ask(&question, programs::LIMIT, |_| false) {
        Answer::Said { output, .. } => std::str::from_utf8(&output)
            .ok()?
            .lines()
            .find(has_number)
            .map(str::to_owned),
        Answer::TimedOut | Answer::NotStarted(_) => None,
    }
}

fn user_name(uid: u32) -> Option<String> {
    let line = passwd_line(uid, &USUAL_FOLDERS.map(PathBuf::from))?;
    line.split(':').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_appimage_put_into_the_path_is_left_out() {
        let search = search_path(
            Some(OsStr::new("/tmp/.mount_x/usr/bin:/opt/tools:relative:/usr/bin")),
            Some(Path::new("/tmp/.mount_x")),
        );
        let expected = ["/opt/tools", "/usr/bin", "/usr/local/bin", "/bin"].map(PathBuf::from);
        assert_eq!(search, expected);
    }

    #[test]
    fn a_missing_home_is_told_apart_from_an_unset_one() {
        let mut around = Surroundings::in_home(Path::new("/nowhere/at/all"));
        assert!(matches!(around.home(), Err(Error::HomeMissing { .. })));
        around.home = None;
        assert!(matches!(around.home(), Err(Error::NoHome)));
        around.home = Some(PathBuf::from("relative"));
        assert!(matches!(around.home(), Err(Error::NoHome)));
    }

    #[test]
    fn root_does_not_write_into_another_accounts_home() {
        if !rustix::process::geteuid().is_root() {
            eprintln!("SKIPPED because this needs root: refusing another account's home");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(Surroundings::in_home(folder.path()).home().is_ok());
        std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_534)).unwrap();
        let error = Surroundings::in_home(folder.path()).home().unwrap_err();
        assert!(matches!(error, Error::NotOurHome { .. }), "{error}");
    }
}
