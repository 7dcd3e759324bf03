use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use verifier::TimeLimits;

use crate::bench::Bench;
use crate::client::{ask, connect, ends, once, plain, read_reply};

fn authorization(token: &token::TokenText) -> String {
    format!("Authorization: Bearer {}", token.expose())
}

/// Longer than a client here waits.
fn endless() -> TimeLimits {
    let long = Duration::from_secs(600);
    TimeLimits {
        handshake: long,
        head: long,
        body: long,
        request: long,
        idle: long,
        unauthenticated: long,
    }
}

/// One limit is a second: what is ended is ended by that one.
fn alone(limit: impl Fn(&mut TimeLimits) -> &mut Duration) -> Bench {
    let mut limits = endless();
    *limit(&mut limits) = Duration::from_secs(1);
    Bench::with(|config| config.limits = limits)
}

/// A request whose body is still to come.
fn without_its_body(token: &token::TokenText) -> String {
    format!(
        "POST /oauth2/introspect HTTP/1.1\r\nHost: localhost\r\n{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntoken=",
        authorization(token)
    )
}

#[test]
fn silence_and_half_a_handshake_are_ended_by_the_limit_for_handshakes() {
    let bench = alone(|limits| &mut limits.handshake);
    let (mut silent, mut half) = (plain(&bench), plain(&bench));
    half.write_all(&[0x16, 3, 1, 2, 0, 1]).unwrap();
    for stream in [&mut silent, &mut half] {
        assert!(ends(stream));
    }
}

#[test]
fn half_a_head_is_ended_by_the_limit_for_heads() {
    let bench = alone(|limits| &mut limits.head);
    let mut stream = connect(&bench);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").unwrap();
    assert!(ends(&mut stream));
}

#[test]
fn silence_before_a_request_and_after_one_is_ended_by_the_limit_for_pauses() {
    let bench = alone(|limits| &mut limits.idle);
    let mut before = connect(&bench);
    before.conn.complete_io(&mut before.sock).unwrap();
    let mut after = connect(&bench);
    assert_eq!(ask(&mut after, "GET /healthz", &[], "").status, 200);
    for stream in [&mut before, &mut after] {
        assert!(ends(stream));
    }
}

#[test]
fn a_request_that_comes_to_no_end_is_ended_by_the_limit_for_requests() {
    let bench = alone(|limits| &mut limits.request);
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    stream.write_all(without_its_body(&token).as_bytes()).unwrap();
    assert!(ends(&mut stream));
}

#[test]
fn who_never_shows_a_good_token_is_ended_by_the_limit_for_strangers_and_who_did_stays() {
    let bench = alone(|limits| &mut limits.unauthenticated);
    let token = bench.rows.token(1, "x");
    let mut known = connect(&bench);
    let mut whoami = || ask(&mut known, "GET /v1/whoami", &[&authorization(&token)], "").status;
    assert_eq!(whoami(), 200);
    let mut stranger = connect(&bench);
    assert_eq!(ask(&mut stranger, "GET /healthz", &[], "").status, 200);
    assert!(ends(&mut stranger));
    assert_eq!(whoami(), 200);
}

#[test]
fn a_head_that_drips_is_too_slow_however_steadily_it_drips() {
    let bench = alone(|limits| &mut limits.head);
    let mut stream = connect(&bench);
    stream
        .sock
        .set_read_timeout(Some(Duration::from_millis(20)))
        .unwrap();
    let began = Instant::now();
    // Far from the largest head by then.
    let is_ended = (0..)
        .take_while(|_| began.elapsed() < Duration::from_secs(60))
        .any(|_| {
            let wrote = stream.write_all(b"A").and_then(|()| stream.flush());
            wrote.is_err() || ends(&mut stream)
        });
    assert!(is_ended, "it was ended while it dripped");
    assert!(began.elapsed() > Duration::from_millis(900), "not for its size");
}

#[test]
fn a_body_that_does_not_come_is_told_so() {
    let bench = alone(|limits| &mut limits.body);
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    stream.write_all(without_its_body(&token).as_bytes()).unwrap();
    assert_eq!(read_reply(&mut stream, false).unwrap().status, 408);
    assert!(ends(&mut stream));
}

#[test]
fn when_there_is_no_room_the_oldest_stranger_gives_way_and_a_known_client_stays() {
    let bench = Bench::with(|config| {
        config.most_connections = 8;
        config.limits = endless();
    });
    let token = bench.rows.token(1, "x");
    let mut known = connect(&bench);
    assert_eq!(
        ask(&mut known, "GET /v1/whoami", &[&authorization(&token)], "").status,
        200
    );
    let mut strangers: Vec<TcpStream> = (0..20).map(|_| plain(&bench)).collect();
    // The newcomer is served although strangers hold every other place.
    assert_eq!(
        once(&bench, "GET /v1/whoami", &[&authorization(&token)]).status,
        200
    );
    // Six places are left to them beside the two that showed a token.
    let (oldest, newest) = strangers.split_at_mut(14);
    for stranger in oldest {
        assert!(ends(stranger), "the oldest had to go");
    }
    for stranger in newest {
        stranger.set_nonblocking(true).unwrap();
        let nothing = stranger.read(&mut [0]).unwrap_err();
        assert_eq!(nothing.kind(), ErrorKind::WouldBlock, "the newest stay");
    }
    assert_eq!(
        ask(&mut known, "GET /v1/whoami", &[&authorization(&token)], "").status,
        200
    );
}

/// How long 99 of 100 honest requests took at most, a new TLS connection each.
fn honest(bench: &Bench, token: &token::TokenText) -> Duration {
    let mut took: Vec<Duration> = (0..100)
        .map(|_| {
            let began = Instant::now();
            assert_eq!(
                once(bench, "GET /v1/whoami", &[&authorization(token)]).status,
                200
            );
            began.elapsed()
        })
        .collect();
    took.sort();
    took[98]
}

#[test]
fn three_hundred_slow_sockets_keep_no_honest_client_waiting() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let quiet = honest(&bench, &token);
    let mut held = Vec::new();
    for number in 0..300 {
        let mut stream = plain(&bench);
        // One that was shown out already may refuse: that is what this is about.
        let _ = match number % 4 {
            0 => stream.write_all(b"GET /v1/whoami HTT"),
            1 => stream.write_all(
                b"POST /oauth2/introspect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
            ),
            2 => stream.write_all(&[0x16, 3, 1]),
            _ => Ok(()),
        };
        held.push(stream);
    }
    let slow = honest(&bench, &token);
    println!(
        "99 of 100 honest requests within {slow:?} beside {} slow ones, {quiet:?} before",
        held.len()
    );
    // A machine that was as slow before they came may be so still.
    assert!(
        slow <= Duration::from_millis(500).max(quiet * 4),
        "{slow:?} after {quiet:?}"
    );
    assert_eq!(held.len(), 300);
}

#[test]
fn a_service_that_is_told_to_stop_waits_five_seconds_for_a_request_and_no_longer() {
    let bench = Bench::with(|config| config.limits = endless());
    let token = bench.rows.token(1, "x");
    let mut begun = connect(&bench);
    begun
        .write_all(
            without_its_body(&token)
                .replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")
                .as_bytes(),
        )
        .unwrap();
    assert_eq!(read_reply(&mut begun, false).unwrap().status, 100);
    let began = Instant::now();
    bench.service.stop();
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(5), "{took:?}");
    // The client's own patience is 20 seconds, and the request has ten minutes.
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert!(ends(&mut begun));
}

#[test]
fn a_service_that_is_told_to_stop_answers_what_it_began_and_takes_nothing_more() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let address = bench.service.address();
    let mut begun = connect(&bench);
    assert_eq!(
        ask(&mut begun, "GET /v1/whoami", &[&authorization(&token)], "").status,
        200
    );
    let head = format!(
        "POST /oauth2/introspect HTTP/1.1\r\nHost: localhost\r\n{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n",
        authorization(&token)
    );
    begun.write_all(head.as_bytes()).unwrap();
    assert_eq!(
        read_reply(&mut begun, false).unwrap().status,
        100,
        "it waits for the body"
    );
    let stopping = std::thread::spawn(move || bench.service.stop());
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < deadline, "it still takes connections");
        std::thread::yield_now();
    }
    begun.write_all(b"token=x").unwrap();
    assert_eq!(read_reply(&mut begun, false).unwrap().body, "{\"active\":false}");
    assert!(ends(&mut begun));
    stopping.join().unwrap();
}
