//! The test program under strace, which puts faults into its system calls, and under a limit on the size of files.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::home::{Home, driver, installed};

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
