//! A resource that is a real PostgreSQL: a script is given its password, logs in with it, gives it back, and cannot log
//! in with it any more once the program of the resource has replaced it. The server is the test's own and no service.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::clients::{FETCHED, search_path};
use crate::gateways::free_address;
use crate::resources::{curls, headers, in_body, out_body, token_for};
use crate::verifier::Serving;
use crate::{Answer, Person};

const PATIENCE: Duration = Duration::from_secs(60);
/// PostgreSQL refuses to run as root, so a tester who is root lends it the account of nobody.
const NOBODY: u32 = 65_534;
const MASTER: &str = "master-8Kq2v5sPzN";
const FIRST: &str = "first-4Rt9w1mXcB";

/// A server of the test's own.
struct Database {
    programs: Programs,
    /// Its files, for as long as it runs.
    _folder: TempDir,
    server: Child,
    address: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        // Its own children end when it does.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Where the programs of PostgreSQL lie, and the libraries that were unpacked with them.
#[derive(Clone)]
struct Programs {
    folder: PathBuf,
    libraries: String,
}

impl Programs {
    fn found() -> Option<Self> {
        let fetched = Path::new(FETCHED).join("debian/usr");
        let system = search_path();
        let folder = versions_in(&fetched.join("lib/postgresql"))
            .chain(versions_in(Path::new("/usr/lib/postgresql")))
            .chain(std::env::split_paths(&system))
            .find(|folder| {
                ["initdb", "postgres", "psql"]
                    .iter()
                    .all(|name| folder.join(name).is_file())
            });
        if folder.is_none() {
            eprintln!("SKIPPED because PostgreSQL is not here: `cargo xtask test` fetches it");
        }
        let libraries: Vec<String> = fs::read_dir(fetched.join("lib"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.join("libpq.so.5").exists())
            .map(|path| path.display().to_string())
            .collect();
        Some(Self {
            folder: folder?,
            libraries: libraries.join(":"),
        })
    }

    /// The same ones below `folder`, where every account may run them: what was fetched may lie in a home of root's.
    fn copied_to(&self, folder: &Path) -> Self {
        let fetched = Path::new(FETCHED).join("debian");
        let Ok(programs) = self.folder.strip_prefix(&fetched) else {
            return self.clone();
        };
        let copied = Command::new("cp")
            .args(["--recursive", "--parents", "usr/lib", "usr/share/postgresql"])
            .arg(folder)
            .current_dir(&fetched)
            .status();
        assert!(copied.unwrap().success(), "{} is not copied", fetched.display());
        let lie_in = |libraries: &str| libraries.replace(fetched.to_str().unwrap(), folder.to_str().unwrap());
        Self {
            folder: folder.join(programs),
            libraries: lie_in(&self.libraries),
        }
    }

    fn command(&self, ann: &Person, name: &str) -> Command {
        let mut command = ann.command(self.folder.join(name).to_str().unwrap());
        if !self.libraries.is_empty() {
            command.env("LD_LIBRARY_PATH", &self.libraries);
        }
        command
    }
}

fn versions_in(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let versions = fs::read_dir(folder).into_iter().flatten().flatten();
    versions.map(|entry| entry.path().join("bin"))
}

impl Database {
    /// `None` where it cannot be had, which was said.
    fn of(ann: &Person) -> Option<Self> {
        let mut programs = Programs::found()?;
        let folder = tempfile::tempdir().unwrap();
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        fs::write(folder.path().join("master"), MASTER).unwrap();
        if is_root {
            for path in [folder.path().join("master"), folder.path().to_owned()] {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        let as_its_own = |programs: &Programs, name: &str| {
            let mut command = programs.command(ann, name);
            command.current_dir("/");
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        let runs = |programs: &Programs| {
            let version = as_its_own(programs, "postgres").arg("--version").output();
            version.is_ok_and(|answer| answer.status.success())
        };
        if is_root && !runs(&programs) {
            programs = programs.copied_to(folder.path());
        }
        if !runs(&programs) {
            eprintln!(
                "SKIPPED because {} cannot be run by an account that is not root's",
                programs.folder.display()
            );
            return None;
        }
        let as_its_own = |name: &str| as_its_own(&programs, name);
        let made = as_its_own("initdb")
            .args(["--username=master", "--auth=scram-sha-256", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync", "--pgdata"])
            .arg(folder.path().join("data"))
            .arg("--pwfile")
            .arg(folder.path().join("master"))
            .output();
        Answer::from(made.unwrap()).done();
        let (server, address) = serving(&folder, || as_its_own("postgres"));
        Some(Self {
            programs,
            _folder: folder,
            server,
            address,
        })
    }

    fn psql(&self, ann: &Person, account: &str, password: &str, sql: &str) -> Answer {
        let (host, port) = self.address.split_once(':').unwrap();
        let mut psql = self.programs.command(ann, "psql");
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname=postgres"])
            .args(["--host", host, "--port", port, "--username", account])
            .args(["--command", sql])
            .env("PGPASSWORD", password);
        Answer::from(psql.output().unwrap())
    }

    fn lets_in(&self, ann: &Person, password: &str) -> bool {
        let answer = self.psql(ann, "scanner", password, "SELECT current_user");
        if answer.exit == 0 {
            assert_eq!(answer.out, "scanner\n");
            return true;
        }
        assert!(
            answer.err.contains("password authentication failed"),
            "{}",
            answer.err
        );
        false
    }

    /// What a resource's program may look like: psql sets the new password with the old one. `then` follows.
    fn program(&self, ann: &Person, then: &str) -> PathBuf {
        let path = ann.folder.path().join("rotate");
        let text = format!(
            "#!/bin/sh\n\
             IFS= read -r resource\nIFS= read -r address\nIFS= read -r account\nIFS= read -r old\nIFS= read -r new\n\
             asks() {{\n\
             \x20 PGPASSWORD=\"$1\" LD_LIBRARY_PATH='{}' '{}/psql' --no-psqlrc --quiet --set ON_ERROR_STOP=1 \\\n\
             \x20   --dbname postgres --username \"$account\" --host \"${{address%:*}}\" --port \"${{address##*:}}\"\n\
             }}\n\
             # An attempt whose end nobody saw may have set it already.\n\
             echo 'SELECT 1' | asks \"$new\" && exit\n\
             asks \"$old\" <<SQL || exit\nALTER ROLE \"$account\" PASSWORD '$new';\nSQL\n\
             {then}\n",
            self.programs.libraries,
            self.programs.folder.display(),
        );
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    }
}

/// The server, once it listens, and where.
fn serving(folder: &TempDir, command: impl Fn() -> Command) -> (Child, String) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let address = free_address();
        let (host, port) = address.split_once(':').unwrap();
        let mut server = command()
            .args(["-F", "-c", "jit=off", "-h", host, "-p", port, "-k"])
            .arg(folder.path())
            .arg("-D")
            .arg(folder.path().join("data"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Somebody else may have taken the port meanwhile; then it ends.
        while server.try_wait().unwrap().is_none() {
            if TcpStream::connect(&address).is_ok() {
                return (server, address);
            }
            assert!(Instant::now() < deadline, "the server does not listen");
            thread::yield_now();
        }
        assert!(Instant::now() < deadline, "the server does not start");
    }
}

/// How far the replacing of the password is, once no program is due or runs.
fn settled(ann: &Person) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let list = ann.runs(&["resources", "list", "--json"]).done().out;
        let list: Value = serde_json::from_str(&list).unwrap();
        let state = &list[0]["rotation"]["state"];
        if !["due", "runs"].map(Value::from).contains(&state["state"]) {
            return state.clone();
        }
        assert!(Instant::now() < deadline, "it is still {state}");
    }
}

#[test]
fn a_script_logs_in_to_a_database_with_what_it_is_given_and_not_any_more_once_that_is_back() {
    let ann = Person::new();
    if ann.command("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED because curl cannot be run");
        return;
    }
    let Some(database) = Database::of(&ann) else {
        return;
    };
    let ready = Instant::now() + PATIENCE;
    let role = format!("CREATE ROLE scanner LOGIN PASSWORD '{FIRST}'");
    while database.psql(&ann, "master", MASTER, &role).exit != 0 {
        assert!(Instant::now() < ready, "the server takes no orders");
    }
    ann.runs(&["vault", "key-file"]).done();
    let program = database.program(&ann, "");
    let add = [
        "resources",
        "add",
        "plant-db",
        "--type",
        "database",
        "--address",
        &database.address,
        "--account",
        "scanner",
        "--group",
        "User",
        "--rotate-with",
        program.to_str().unwrap(),
    ];
    ann.runs_with(&add, format!("{FIRST}\n").as_bytes()).done();
    let token = token_for(&ann, "plant-db", "night job");
    let serving = Serving::of(&ann);
    let check_out = || {
        let body = out_body("plant-db", "night job", "30");
        let (status, told) = curls(&ann, &serving, "POST", "", &headers(&token), &body);
        assert_eq!(status, "200", "{told}");
        let told = &told["CheckOut"];
        assert_eq!(told["account"], "scanner");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&told["Request"]["id"]), text(&told["passwd"]))
    };
    let check_in = |id: &str| {
        let path = format!("/{id}");
        let body = in_body("plant-db");
        assert_eq!(
            curls(&ann, &serving, "PUT", &path, &headers(&token), &body).0,
            "200"
        );
    };

    let (id, first) = check_out();
    assert!(database.lets_in(&ann, &first));
    check_in(&id);
    assert_eq!(settled(&ann)["state"], "quiet");
    assert!(
        !database.lets_in(&ann, &first),
        "what the script was given is worth nothing after it gave it back"
    );

    let (id, second) = check_out();
    assert_ne!(second, first);
    assert!(database.lets_in(&ann, &second));
    fs::write(&program, "#!/bin/sh\nexit 3\n").unwrap();
    check_in(&id);
    let state = settled(&ann);
    assert_eq!(
        (&state["state"], &state["problem"]["code"]),
        (&"failed".into(), &3.into())
    );
    let (id, third) = check_out();
    assert_eq!(third, second, "a program that failed replaced nothing");
    assert!(database.lets_in(&ann, &third));

    database.program(&ann, "kill -9 $$");
    check_in(&id);
    assert_eq!(settled(&ann)["problem"]["problem"], "killed");
    assert!(!database.lets_in(&ann, &third), "it had come as far as that");
    database.program(&ann, "");
    ann.runs(&["resources", "rotate", "plant-db"]).done();
    let (_, fourth) = check_out();
    assert!(
        database.lets_in(&ann, &fourth),
        "the same new password was kept for the next attempt"
    );
}
