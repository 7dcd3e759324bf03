//! What the tests share: a throw-away home and a picture of everything in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use environment::{Machine, Plan, Report, VariableName, VariableValue};
use jiff::Timestamp;
use tempfile::TempDir;

/// A home folder and, beside it, a journal.
pub(crate) struct Home {
    folder: TempDir,
    /// Where its programs lie, if none of them is to be started.
    pub(crate) programs: Option<PathBuf>,
    pub(crate) machine: Machine,
}

/// What an entry of a tree is: kind, mode, owner and group, content or link target. No times.
pub(crate) type Picture = BTreeMap<PathBuf, (char, u32, (u32, u32), Vec<u8>)>;

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

pub(crate) fn later() -> Timestamp {
    Timestamp::from_second(1_800_000_900).unwrap()
}

pub(crate) fn name(text: &str) -> VariableName {
    VariableName::new(text).unwrap()
}

pub(crate) fn value(text: &str) -> VariableValue {
    VariableValue::new(text).unwrap().0
}

impl Home {
    pub(crate) fn empty() -> Self {
        Self::below(tempfile::tempdir().unwrap())
    }

    /// An empty home in memory, where there is such a folder: for tests that make hundreds.
    pub(crate) fn quick() -> Self {
        Self::below(tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap()))
    }

    /// An empty home in memory on a computer that has those of [`SHELLS`] that `which` has a bit for; none is started.
    pub(crate) fn silent(which: u8) -> Self {
        let mut home = Self::quick();
        let programs = silent_shells(which);
        home.machine = home.machine.with_silent_programs(&programs);
        home.programs = Some(programs);
        home
    }

    fn below(folder: TempDir) -> Self {
        fs::create_dir(folder.path().join("home")).unwrap();
        let machine = Machine::in_home(folder.path().join("home"), folder.path().join("journal"));
        Self {
            folder,
            programs: None,
            machine,
        }
    }

    /// A home as Debian makes it, with a `.bashrc` that returns early.
    pub(crate) fn usual() -> Self {
        Self::empty().furnished()
    }

    /// Puts in it what Debian does.
    pub(crate) fn furnished(self) -> Self {
        let home = self;
        home.write(
            ".profile",
            "if [ -n \"$BASH_VERSION\" ]; then\n    . \"$HOME/.bashrc\"\nfi\n",
        );
        home.write(
            ".bashrc",
            "case $- in\n    *i*) ;;\n      *) return;;\nesac\nPS1='$ '\n",
        );
        home
    }

    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join("home").join(inner)
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    pub(crate) fn write(&self, inner: &str, content: impl AsRef<[u8]>) {
        let path = self.path(inner);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, inner: &str) -> String {
        fs::read_to_string(self.path(inner)).unwrap()
    }

    pub(crate) fn set(&self, name: &VariableName, value: &VariableValue) -> (Plan, Report) {
        let plan = self.machine.plan_set(name, value, now()).unwrap();
        let report = self.machine.apply(&plan, now()).unwrap();
        (plan, report)
    }

    pub(crate) fn remove(&self, name: &VariableName) -> Report {
        self.machine
            .apply(&self.machine.plan_remove(name).unwrap(), later())
            .unwrap()
    }

    /// Every file, folder and link in the home.
    pub(crate) fn picture(&self) -> Picture {
        let mut picture = Picture::new();
        add(&self.path(""), &mut picture);
        picture
    }

    /// What comes of a program with this home, a usual search path, `surroundings` and nothing else.
    pub(crate) fn runs(
        &self,
        program: &Path,
        arguments: &[&str],
        surroundings: &[(&str, &str)],
        input: &str,
    ) -> Output {
        let given = self.journal().with_file_name("input");
        fs::write(&given, input).unwrap();
        Command::new(program)
            .args(arguments)
            .env_clear()
            .env("HOME", self.path(""))
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .envs(surroundings.iter().copied())
            .current_dir(self.path(""))
            .stdin(fs::File::open(given).unwrap())
            .output()
            .unwrap()
    }

    /// What a program started like that prints.
    pub(crate) fn run(&self, command: &[&str]) -> String {
        let output = self.runs(Path::new(command[0]), &command[1..], &[], "");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Shells that a computer may have.
pub(crate) const SHELLS: [&str; 6] = ["bash", "zsh", "fish", "tcsh", "pwsh", "nu"];

/// A folder with empty files of the names of some of them.
fn silent_shells(which: u8) -> PathBuf {
    let which = which % (1 << SHELLS.len());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("silent-shells/{which}"));
    for (_, shell) in SHELLS.iter().enumerate().filter(|(bit, _)| which >> bit & 1 == 1) {
        let file = folder.join(shell);
        if !file.exists() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
    folder
}

pub(crate) fn installed(program: &str) -> bool {
    let there = ["/usr/local/bin", "/usr/bin", "/bin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists());
    if !there {
        eprintln!("SKIPPED because {program} is not installed");
    }
    there
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The test program that drives the crate in a process of its own; cargo builds it with the tests.
pub(crate) fn driver() -> Option<PathBuf> {
    let own = std::env::current_exe().unwrap();
    let path = own
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("examples/variable");
    if !path.exists() {
        eprintln!("SKIPPED because the example `variable` was not built with the tests");
        return None;
    }
    Some(path)
}

fn add(path: &Path, picture: &mut Picture) {
    let metadata = fs::symlink_metadata(path).unwrap();
    let (kind, content) = if metadata.is_symlink() {
        (
            'l',
            fs::read_link(path).unwrap().into_os_string().into_encoded_bytes(),
        )
    } else if metadata.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            add(&entry.unwrap().path(), picture);
        }
        ('d', Vec::new())
    } else if metadata.is_file() {
        ('f', fs::read(path).unwrap())
    } else {
        ('s', Vec::new())
    };
    picture.insert(
        path.to_owned(),
        (
            kind,
            metadata.permissions().mode(),
            (metadata.uid(), metadata.gid()),
            content,
        ),
    );
}

/// Everything that a program said.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
