//! A part of the verifier fails while it runs, as nothing does that is known: here whoever writes its log does. What is
//! told, and that it can be started again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::fmt::Debug;
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::time::{Duration, Instant};

use desk::DeskEvent;
use desk::wire::{AppError, SettingsChange, VerifierState};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use testkit::TestDesk;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What the verifier says where the system has no file left for one more connection.
const LINE: &str = "a connection was not taken";

/// A log that fails at that line.
struct Failing;

impl Subscriber for Failing {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Reader);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Reader;

impl Visit for Reader {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        assert!(
            field.name() != "message" || format!("{value:?}") != LINE,
            "this log fails"
        );
    }
}

#[test]
fn a_verifier_that_ends_by_itself_is_told_as_such_leaves_its_port_and_starts_again() {
    tracing::subscriber::set_global_default(Failing).unwrap();
    let test = TestDesk::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let change = SettingsChange {
        verifier_port: Some(port),
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    let status = || test.desk.verifier_status().unwrap().own;
    test.desk.verifier_start().unwrap();
    assert!(matches!(status(), VerifierState::Running { .. }));
    test.events();

    // The one that connects has the last file that this process may open.
    let usual = getrlimit(Resource::Nofile);
    let last = u64::try_from(File::open("/dev/null").unwrap().as_raw_fd()).unwrap();
    let lowered = Rlimit {
        current: Some(last + 1),
        ..usual
    };
    setrlimit(Resource::Nofile, lowered).unwrap();
    let client = TcpStream::connect(("127.0.0.1", port));
    let deadline = Instant::now() + Duration::from_secs(60);
    while matches!(status(), VerifierState::Running { .. }) {
        assert!(Instant::now() < deadline, "it goes on");
        std::thread::yield_now();
    }
    setrlimit(Resource::Nofile, usual).unwrap();
    drop(client);

    let ended = status();
    assert!(
        matches!(
            &ended,
            VerifierState::Problem {
                error: AppError::VerifierEnded { .. },
                ..
            }
        ),
        "{ended:?}"
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    let is_told = |event: DeskEvent| matches!(event, DeskEvent::VerifierChanged(now) if now.own == ended);
    while !test.events().into_iter().any(is_told) {
        assert!(Instant::now() < deadline, "no window hears of it");
    }
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "nobody listens any more"
    );
    test.desk.verifier_restart().unwrap();
    assert!(matches!(status(), VerifierState::Running { .. }));
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    test.desk.close();
}
