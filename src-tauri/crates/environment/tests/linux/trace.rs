//! The test program under strace, which puts faults into its system calls, and under a limit on the size of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::home::{Home, driver, installed, text};

/// The test program, where it can be looked at.
pub(crate) struct Tracer {
    driver: PathBuf,
}

/// How a run under strace ended.
pub(crate) struct Traced {
    pub(crate) output: Output,
    pub(crate) log: String,
}

impl Traced {
    /// Whether the fault came about.
    pub(crate) fn was_hit(&self) -> bool {
        self.log.contains("INJECTED") || self.log.contains("killed by")
    }
}

impl Tracer {
    pub(crate) fn new() -> Option<Self> {
        let driver = driver()?;
        if !installed("strace") {
            return None;
        }
        let allowed = Command::new("strace")
            .args(["-o", "/dev/null", "true"])
            .output()
            .unwrap();
        if !allowed.status.success() {
            eprintln!("SKIPPED because strace may not look at programs here");
            return None;
        }
        Some(Self { driver })
    }

    /// Runs `action` with a fault put into the system call `call`, as strace writes it.
    pub(crate) fn inject(&self, home: &Home, action: &str, input: &str, call: &str, fault: &str) -> Traced {
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{fault}"));
        let mut options = vec!["-e", &trace, "-e", &inject];
        // Much faster, but a signal is not sent that way.
        if fault.starts_with("error=") {
            options.extend(["-f", "--seccomp-bpf"]);
        }
        self.run(home, action, input, &options)
    }

    /// Every system call of `action`, as its name and its number among those of that name: from the first that concerns
    /// the journal to the last before the end.
    pub(crate) fn calls(&self, home: &Home, action: &str, input: &str) -> Vec<(String, usize)> {
        let traced = self.run(home, action, input, &[]);
        assert!(traced.output.status.success(), "{}", text(&traced.output));
        let journal = format!("\"{}", home.journal().display());
        let mut counts = BTreeMap::<String, usize>::new();
        let mut begun = false;
        let mut calls = Vec::new();
        for line in traced.log.lines() {
            let Some((call, rest)) = line.split_once('(') else {
                continue;
            };
            let nth = counts.entry(call.to_owned()).or_default();
            *nth += 1;
            begun |= call != "execve" && rest.contains(&journal);
            if begun && call != "exit_group" {
                calls.push((call.to_owned(), *nth));
            }
        }
        calls
    }

    /// Runs `action` on the variable `API` with `input`, as strace's `options` say.
    pub(crate) fn run(&self, home: &Home, action: &str, input: &str, options: &[&str]) -> Traced {
        let log = home.journal().with_file_name("strace");
        let given = home.journal().with_file_name("input");
        fs::write(&given, input).unwrap();
        let output = Command::new("strace")
            .arg("-o")
            .arg(&log)
            .args(options)
            .arg(&self.driver)
            .arg(action)
            .args([home.path(""), home.journal()])
            .arg("API")
            .args(&home.programs)
            .stdin(fs::File::open(given).unwrap())
            .output()
            .unwrap();
        let log = fs::read_to_string(log).unwrap();
        Traced { output, log }
    }
}

/// What is put into a system call: a kill into any; a failing disk where the call knows such an error; a full one where
/// that shows.
pub(crate) fn faults_of(call: &str) -> Vec<&'static str> {
    let mut faults = vec!["signal=KILL"];
    // Memory, descriptors and numbers of accounts know no such error.
    if ![
        "brk",
        "mmap",
        "munmap",
        "sigaltstack",
        "fcntl",
        "close",
        "getrandom",
        "geteuid",
    ]
    .contains(&call)
    {
        faults.push("error=EIO");
    }
    if [
        "write",
        "fsync",
        "mkdir",
        "mkdirat",
        "openat",
        "rename",
        "renameat",
        "fsetxattr",
    ]
    .contains(&call)
    {
        faults.push("error=ENOSPC");
    }
    faults
}

/// The test program in a process whose files cannot grow over `limit` bytes, as with a quota. A write over it ends
/// the program on the spot, or, if it does not listen to that, is cut short.
pub(crate) fn run_limited(
    home: &Home,
    action: &str,
    input: &str,
    limit: usize,
    listens: bool,
) -> Option<Output> {
    let driver = driver()?;
    if !installed("prlimit") {
        return None;
    }
    let given = home.journal().with_file_name("input");
    fs::write(&given, input).unwrap();
    let mut command = Command::new("prlimit");
    command.arg(format!("--fsize={limit}"));
    if !listens {
        command.args(["env", "--ignore-signal=XFSZ"]);
    }
    command
        .arg(driver)
        .arg(action)
        .args([home.path(""), home.journal()])
        .arg("API")
        .args(&home.programs);
    Some(command.stdin(fs::File::open(given).unwrap()).output().unwrap())
}
