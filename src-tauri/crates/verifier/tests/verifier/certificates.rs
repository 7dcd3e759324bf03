use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, RootCertStore};
use verifier::{Authority, AuthorityError};

use crate::bench::{Bench, evening};
use crate::client::{Stream, ask, connect_as, connect_at};

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
fn the_authority_may_vouch_for_its_own_names_and_for_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    Authority::open(
        folder.path(),
        &names(&["localhost", "127.0.0.1", "desk.example"]),
        evening(),
    )
    .unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let root = CertificateDer::from_pem_slice(read("ca.pem").as_bytes()).unwrap();
    // As a thief of its key would.
    let mut authority = CertificateParams::default();
    authority.distinguished_name = DistinguishedName::new();
    authority
        .distinguished_name
        .push(DnType::CommonName, "Token Desk of this machine");
    let issuer = Issuer::new(authority, KeyPair::from_pem(&read("ca.key")).unwrap());
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .unwrap();
    let now = Duration::from_secs(evening().as_second().try_into().unwrap());
    let judged = |name: &'static str| {
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        let name = ServerName::try_from(name).unwrap();
        verifier.verify_server_cert(leaf.der(), &[], &name, &[], UnixTime::since_unix_epoch(now))
    };
    for ours in ["localhost", "127.0.0.1", "desk.example"] {
        judged(ours).unwrap_or_else(|error| panic!("{ours}: {error}"));
    }
    for theirs in ["bank.example", "example", "127.0.0.2", "10.0.0.1", "::1"] {
        let refused = judged(theirs).unwrap_err();
        assert!(
            matches!(
                &refused,
                rustls::Error::InvalidCertificate(CertificateError::Other(why)) if why.to_string().contains("NameConstraint")
            ),
            "{theirs}: {refused:?}"
        );
    }
}

fn leaf(mut stream: Stream) -> Vec<u8> {
    stream.conn.complete_io(&mut stream.sock).unwrap();
    stream.conn.peer_certificates().unwrap()[0].to_vec()
}

#[test]
fn a_service_that_runs_for_a_year_renews_its_certificate_and_shows_the_new_one() {
    let bench = Bench::with(|config| config.renewal_round = Duration::from_millis(50));
    let authority = bench.authority();
    let first = leaf(connect_as(&bench, "localhost"));
    let later = SignedDuration::from_hours(24 * 380);
    bench.rows.clock(later);
    let deadline = Instant::now() + Duration::from_secs(60);
    let renewed = loop {
        let shown = leaf(connect_at(&bench, "localhost", evening() + later));
        if shown != first {
            break shown;
        }
        assert!(Instant::now() < deadline, "it still shows the old one");
    };
    assert_ne!(renewed, first);
    assert_eq!(bench.authority(), authority, "clients need nothing new");
    // By then the old one has ended.
    let mut stream = connect_at(
        &bench,
        "localhost",
        evening() + SignedDuration::from_hours(24 * 400),
    );
    assert_eq!(ask(&mut stream, "GET /healthz", &[], "").status, 200);
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
    for file in [
        "server.pem",
        "server-names.pem",
        "server.key",
        "made.json",
        "ca.pem",
        "ca.key",
    ] {
        let folder = tempfile::tempdir().unwrap();
        Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
        let path = folder.path().join(file);
        std::fs::write(&path, "nonsense").unwrap();
        match Authority::open(folder.path(), &names(&["localhost"]), evening()) {
            Err(AuthorityError::Damaged { path: named }) => {
                assert!(named.ends_with(file), "{file}: {}", named.display())
            }
            other => panic!("{file}: {other:?}"),
        }
        assert_eq!(std::fs::read(&path).unwrap(), b"nonsense");
    }
}

#[test]
fn what_is_left_of_another_authority_is_told_before_every_client_stumbles_over_it() {
    let [ours, theirs] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    for folder in [&ours, &theirs] {
        Authority::open(folder.path(), &names(&["localhost"]), evening()).unwrap();
    }
    for file in ["ca.pem", "ca.key", "server.key"] {
        let path = ours.path().join(file);
        let own = std::fs::read(&path).unwrap();
        std::fs::copy(theirs.path().join(file), &path).unwrap();
        let opened = Authority::open(ours.path(), &names(&["localhost"]), evening());
        assert!(
            matches!(opened, Err(AuthorityError::Damaged { .. })),
            "{file}: {opened:?}"
        );
        std::fs::write(&path, own).unwrap();
    }
    Authority::open(ours.path(), &names(&["localhost"]), evening()).unwrap();
}
