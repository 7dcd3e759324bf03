use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::bench::{Bench, hasty};
use crate::client::{ask, connect, ends, once, plain, read_reply};

fn authorization(token: &token::TokenText) -> String {
    format!("Authorization: Bearer {}", token.expose())
}

#[test]
fn whoever_takes_too_long_is_shown_out() {
    let bench = Bench::with(|config| config.limits = hasty());
    let mut silent = plain(&bench);
    let mut half_handshake = plain(&bench);
    half_handshake.write_all(&[0x16, 3, 1, 2, 0, 1]).unwrap();
    let mut half_head = connect(&bench);
    half_head
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: loc")
        .unwrap();
    let mut idle = connect(&bench);
    assert_eq!(ask(&mut idle, "GET /healthz", &[], "").status, 200);
    for stream in [&mut silent, &mut half_handshake] {
        assert!(ends(stream), "nothing more than silence, or half a handshake");
    }
    assert!(ends(&mut half_head), "half a head");
    assert!(ends(&mut idle), "nothing more after an answer");
}

#[test]
fn a_head_that_drips_is_too_slow_however_steadily_it_drips() {
    let bench = Bench::with(|config| config.limits = hasty());
    let mut stream = connect(&bench);
    let began = Instant::now();
    let dripped = (0..)
        .take_while(|_| began.elapsed() < Duration::from_secs(60))
        .any(|_| {
            let wrote = stream.write_all(b"A").and_then(|()| stream.flush());
            std::thread::yield_now();
            wrote.is_err()
        });
    assert!(dripped, "it was ended while it dripped");
}

#[test]
fn a_body_that_does_not_come_is_told_so() {
    let bench = Bench::with(|config| config.limits = hasty());
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    let head = format!(
        "POST /oauth2/introspect HTTP/1.1\r\nHost: localhost\r\n{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntoken=",
        authorization(&token)
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(read_reply(&mut stream, false).unwrap().status, 408);
    assert!(ends(&mut stream));
}

#[test]
fn when_there_is_no_room_the_oldest_stranger_gives_way_and_a_known_client_stays() {
    let bench = Bench::with(|config| config.most_connections = 8);
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
    for stranger in strangers.iter_mut().take(12) {
        assert!(ends(stranger), "the oldest had to go");
    }
    assert_eq!(
        ask(&mut known, "GET /v1/whoami", &[&authorization(&token)], "").status,
        200
    );
}

#[test]
fn three_hundred_slow_sockets_keep_no_honest_client_waiting() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
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
    let mut took: Vec<Duration> = (0..100)
        .map(|_| {
            let began = Instant::now();
            assert_eq!(
                once(&bench, "GET /v1/whoami", &[&authorization(&token)]).status,
                200
            );
            began.elapsed()
        })
        .collect();
    took.sort();
    println!(
        "99 of 100 honest requests within {:?}, new TLS connection each",
        took[98]
    );
    assert_eq!(held.len(), 300);
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
