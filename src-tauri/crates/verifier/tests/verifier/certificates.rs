use std::io::Write as _;

use jiff::SignedDuration;
use verifier::{Authority, AuthorityError};

use crate::bench::{Bench, evening};
use crate::client::{ask, connect_as};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_client_that_trusts_the_authority_reaches_the_service_by_each_of_its_names_and_no_other() {
    let bench = Bench::with(|config| config.names = vec!["desk.plant7.example".into()]);
    for name in ["localhost", "127.0.0.1", "::1", "desk.plant7.example"] {
        let mut stream = connect_as(&bench, name);
        assert_eq!(ask(&mut stream, "GET /healthz", &[], "").status, 200, "{name}");
    }
    assert!(connect_as(&bench, "evil.example").write_all(b"x").is_err());
}

#[test]
fn the_keys_are_for_their_owner_alone() {
    let bench = Bench::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = bench.folder.path().join("verifier");
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        for key in ["ca.key", "server.key"] {
            assert_eq!(mode(&folder.join(key)), 0o600);
        }
    }
    drop(bench);
}

#[test]
fn the_authority_stays_and_the_certificate_is_renewed_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let ours = names(&["localhost"]);
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let authority = Authority::open(folder.path(), &ours, evening()).unwrap();
    let (ca, leaf) = (read("ca.pem"), read("server.pem"));
    let days = |count: i64| {
        evening()
            .saturating_add(SignedDuration::from_hours(24 * count))
            .unwrap()
    };

    assert!(!authority.renew_if_due(days(366)).unwrap());
    Authority::open(folder.path(), &ours, days(366)).unwrap();
    assert_eq!(
        (&read("ca.pem"), &read("server.pem")),
        (&ca, &leaf),
        "nothing is due yet"
    );

    assert!(
        authority.renew_if_due(days(367)).unwrap(),
        "thirty days before its end"
    );
    assert_eq!(read("ca.pem"), ca, "clients need nothing new");
    assert_ne!(read("server.pem"), leaf);
}

/// 127.0.0.1 as a certificate has it (RFC 5280 §4.2.1.6: `iPAddress`).
const LOOPBACK: [u8; 6] = [0x87, 4, 127, 0, 0, 1];

#[test]
fn who_asks_for_a_name_is_shown_a_certificate_without_addresses() {
    let bench = Bench::new();
    let shown = |name: &'static str| {
        let mut stream = connect_as(&bench, name);
        stream.conn.complete_io(&mut stream.sock).unwrap();
        let leaf = &stream.conn.peer_certificates().unwrap()[0];
        leaf.windows(LOOPBACK.len()).any(|bytes| bytes == LOOPBACK)
    };
    assert!(!shown("localhost"), "BoringSSL refuses limits on addresses");
    assert!(shown("127.0.0.1"));
}

#[test]
fn a_folder_of_an_earlier_version_is_given_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
    let authority = std::fs::read(folder.path().join("ca.pem")).unwrap();
    std::fs::remove_file(folder.path().join("server-names.pem")).unwrap();
    Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
    assert!(folder.path().join("server-names.pem").exists());
    assert_eq!(std::fs::read(folder.path().join("ca.pem")).unwrap(), authority);
}

#[test]
fn another_name_needs_another_authority_since_the_old_one_may_not_vouch_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let read = || std::fs::read(folder.path().join("ca.pem")).unwrap();
    Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
    let first = read();
    Authority::open(folder.path(), &names(&["localhost", "desk.example"]), evening()).unwrap();
    assert_ne!(read(), first);
}

#[test]
fn damaged_files_are_named_and_left_alone() {
    for file in ["server.pem", "server-names.pem", "server.key", "made.json"] {
        let folder = tempfile::tempdir().unwrap();
        Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
        let path = folder.path().join(file);
        std::fs::write(&path, "nonsense").unwrap();
        match Authority::open(folder.path(), &names(&["localhost"]), evening()) {
            Err(AuthorityError::Damaged { path: named }) => {
                assert!(named.ends_with(file) || file == "server.pem")
            }
            other => panic!("{file}: {other:?}"),
        }
        assert_eq!(std::fs::read(&path).unwrap(), b"nonsense");
    }
}
