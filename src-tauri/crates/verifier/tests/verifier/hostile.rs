//! Requests that nobody should send. Whatever comes, the service answers something it was designed to answer or
//! ends the connection, and goes on.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::Shutdown;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::bench::Bench;
use crate::client::{connect, once, plain};

/// So many, from so many at once; over TLS every eighth, since what is mutated is what TLS carries.
const REQUESTS: u64 = 50_000;
const SENDERS: u64 = 8;
const DESIGNED: [&str; 17] = [
    "100", "200", "204", "400", "401", "403", "404", "405", "408", "413", "414", "415", "421", "429", "431",
    "501", "503",
];

fn mutated(rng: &mut StdRng, token: &str) -> Vec<u8> {
    let seeds = [
        format!("GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}x\r\n\r\n"),
        "GET /v1/verify?group=Admin&scope=read HTTP/1.1\r\nHost: localhost\r\nX-API-Key: abc\r\n\r\n".to_owned(),
        "POST /oauth2/introspect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n7\r\ntoken=a\r\n0\r\n\r\n".to_owned(),
        "GET /metrics HTTP/1.0\r\n\r\n".to_owned(),
        format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(80)),
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(20_000)),
    ];
    let mut bytes = seeds[rng.random_range(0..seeds.len())].clone().into_bytes();
    for _ in 0..rng.random_range(0..6) {
        if bytes.len() < 2 {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        match rng.random_range(0..5) {
            0 => bytes[at] = rng.random(),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, *b"\r\n\0: \t%".get(rng.random_range(0..7)).unwrap_or(&b'\n')),
            3 => bytes.truncate(at.max(1)),
            _ => {
                let piece = bytes[at..].to_vec();
                bytes.extend(piece);
            }
        }
    }
    bytes
}

fn statuses(answer: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(answer);
    text.split("HTTP/1.")
        .skip(1)
        .filter_map(|rest| rest.get(2..5))
        .map(str::to_owned)
        .collect()
}

/// Panics of the service's threads. One ends its connection without a word, and nobody else would notice.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn count_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some("verifier") {
            PANICS.fetch_add(1, Ordering::Relaxed);
        }
        usual(panic);
    }));
}

#[test]
fn no_request_at_all_brings_an_answer_that_was_not_designed_or_none_to_those_after_it() {
    count_panics();
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let authorization = format!("Authorization: Bearer {}", token.expose());
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (bench, token, authorization) = (&bench, token.expose(), &authorization);
            scope.spawn(move || {
                let mut rng = StdRng::seed_from_u64(20261122 + sender);
                for number in 0..REQUESTS / SENDERS {
                    let bytes = mutated(&mut rng, token);
                    for status in statuses(&answer(bench, &bytes, number % 8 == 0)) {
                        assert!(
                            DESIGNED.contains(&status.as_str()),
                            "{status} to {:?}",
                            String::from_utf8_lossy(&bytes)
                        );
                    }
                    if number % 500 == 0 {
                        assert_eq!(once(bench, "GET /v1/whoami", &[authorization]).status, 200);
                    }
                }
            });
        }
    });
    assert_eq!(once(&bench, "GET /v1/whoami", &[&authorization]).status, 200);
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}

/// What comes back, to the end of the connection.
fn answer(bench: &Bench, bytes: &[u8], encrypted: bool) -> Vec<u8> {
    let mut answer = Vec::new();
    if encrypted {
        let mut stream = connect(bench);
        let _ = stream.write_all(bytes).and_then(|()| stream.flush());
        stream.conn.send_close_notify();
        let _ = stream.flush();
        comes_to_an_end(stream.read_to_end(&mut answer), bytes);
    } else {
        let mut stream = plain(bench);
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        comes_to_an_end(stream.read_to_end(&mut answer), bytes);
    }
    answer
}

/// The connection may break, but not go on without a word for as long as a client waits.
fn comes_to_an_end(read: io::Result<usize>, bytes: &[u8]) {
    let hangs =
        matches!(&read, Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    assert!(!hangs, "no end after {:?}", String::from_utf8_lossy(bytes));
}
