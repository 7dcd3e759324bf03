#[cfg(target_os = "linux")]
use rustix::net::SocketAddrUnix;
use store::{Event, Heard, Reader, Source};
use token::Expiry;

use crate::{Bench, sunday};

#[test]
fn whoever_listens_hears_of_every_change_before_it_is_acknowledged_and_of_nothing_else() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let (one, other) = (Heard::of(&bench.data()), Heard::of(&bench.data()));
    let (mut before, mut others) = (one.last().unwrap(), other.last());
    assert_eq!(one.last(), Some(before), "listening is no change");
    for _ in 0..50 {
        bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
        let after = one.last().unwrap();
        assert_ne!(after, before);
        assert_ne!(other.last(), others);
        (before, others) = (after, other.last());
        let refused: Result<(), store::Error> = bench.store.change(&crate::by_ann(sunday()), |_| {
            Err(store::Error::Newer { found: 9, known: 1 })
        });
        assert!(refused.is_err());
        assert_eq!(one.last(), Some(before), "what was not done is no change");
    }
}

#[test]
fn another_program_of_ours_is_heard_and_a_stranger_is_not_but_sqlite_tells_of_both() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let (heard, reader) = (Heard::of(&bench.data()), Reader::open(&bench.data()).unwrap());
    let (before, version) = (heard.last(), reader.version().unwrap());
    bench
        .stranger()
        .execute("UPDATE tokens SET paused_at = 1", [])
        .unwrap();
    assert_eq!(heard.last(), before);
    assert_ne!(reader.version().unwrap(), version);

    let mut another = store::Store::open(&bench.data(), sunday()).unwrap();
    let by = store::By {
        source: Source::Terminal,
        ..crate::by_ann(sunday())
    };
    another
        .change(&by, |change| {
            change.record(Event::named("token.revoked"))?.revoke(&id)
        })
        .unwrap();
    assert_ne!(heard.last(), before);
}

#[test]
fn where_nothing_can_be_heard_a_change_is_acknowledged_when_everybody_has_looked() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let path = bench.data().join("changed");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(bench.data().join("listening"), "in the way").unwrap();
    assert_eq!(
        Heard::of(&bench.data()).last(),
        None,
        "then SQLite is asked each time"
    );
    std::fs::create_dir(&path).unwrap();
    let mut deaf = store::Store::open(&bench.data(), sunday()).unwrap();
    let began = std::time::Instant::now();
    deaf.change(&crate::by_ann(sunday()), |change| {
        change.record(Event::named("token.paused"))?.pause(&id)
    })
    .unwrap();
    assert!(began.elapsed() >= store::LATEST);
}

#[test]
fn where_nobody_can_be_called_the_file_tells() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    std::fs::write(bench.data().join("listening"), "in the way").unwrap();
    let heard = Heard::of(&bench.data());
    let before = heard.last().unwrap();
    bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
    assert_ne!(heard.last().unwrap(), before);
}

#[cfg(target_os = "linux")]
fn sockets(bench: &Bench) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(bench.data().join("listening")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn who_listens_leaves_nothing_behind_and_what_a_dead_one_left_holds_nobody_up() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let heard = Heard::of(&bench.data());
    let [socket] = sockets(&bench).try_into().unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(bench.data().join("listening"))
            .unwrap()
            .permissions(),
    );
    assert_eq!(mode & 0o777, 0o700, "nobody else knocks");
    drop(heard);
    assert!(sockets(&bench).is_empty());

    // As a process that was killed leaves one.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let heard = Heard::of(&bench.data());
    let before = heard.last().unwrap();
    bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
    assert_ne!(heard.last().unwrap(), before);
    assert!(!socket.exists() && sockets(&bench).len() == 1);
}

#[cfg(target_os = "linux")]
#[test]
fn one_that_takes_no_note_is_waited_for_until_it_has_looked_for_itself() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    std::fs::create_dir(bench.data().join("listening")).unwrap();
    // As a process that was stopped: the system takes the call, and nobody answers it.
    let path = bench.data().join("listening/1.sock");
    let stopped = socket();
    rustix::net::bind(&stopped, &SocketAddrUnix::new(&path).unwrap()).unwrap();
    rustix::net::listen(&stopped, 1).unwrap();
    let heard = Heard::of(&bench.data());
    let before = heard.last().unwrap();
    let began = std::time::Instant::now();
    bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
    assert!(began.elapsed() >= store::LATEST);
    assert_ne!(heard.last().unwrap(), before, "the others have heard meanwhile");

    // And when more calls wait than the system takes.
    let knock = || {
        let ours = socket();
        let knocked = rustix::net::connect(&ours, &SocketAddrUnix::new(&path).unwrap());
        knocked.is_ok().then_some(ours)
    };
    let waiting: Vec<_> = std::iter::from_fn(knock).take(100).collect();
    assert!(waiting.len() < 100, "the system takes any number");
    let began = std::time::Instant::now();
    bench.change(sunday(), Event::named("token.resumed"), |write| write.resume(&id));
    assert!(began.elapsed() >= store::LATEST);
}

#[cfg(target_os = "linux")]
fn socket() -> rustix::fd::OwnedFd {
    use rustix::net::{AddressFamily, SocketFlags, SocketType};
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn who_can_no_longer_be_found_reads_the_file_instead() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let heard = Heard::of(&bench.data());
    let called = heard.last();
    for socket in sockets(&bench) {
        std::fs::remove_file(socket).unwrap();
    }
    heard.look();
    let read = heard.last();
    assert_ne!(read, called, "what may have been missed is looked up");
    bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
    assert_ne!(heard.last(), read);
}
