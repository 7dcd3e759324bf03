//! The HTTP front, on any bytes: it never panics, never hangs, and answers nothing but what it was designed to answer.
#![no_main]

use std::cell::OnceCell;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use token::{Cost, Digest, Expiry, Gate, GateKey, Limits, Scopes, TokenId, TokenText, mint};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::runtime::{Builder, Runtime};
use verifier::front::Front;
use verifier::{Checker, Found, Lookup, Standing, Subject, Unavailable};

const DESIGNED: [&str; 17] = [
    "100", "200", "204", "400", "401", "403", "404", "405", "408", "413", "414", "415", "421", "429", "431", "501",
    "503",
];
/// So long nothing may be waited for, by a clock that runs ahead as soon as nothing is left to do.
const PATIENCE: Duration = Duration::from_secs(60);
/// A front that waited for bytes so long has answered all that it had.
const SILENCE: Duration = Duration::from_millis(1);

/// One token, in a store that is out of order where the input says so.
struct One {
    secret: TokenId,
    found: Found,
}

impl Lookup for One {
    fn version(&self) -> Result<i64, Unavailable> {
        Ok(1)
    }

    fn find(&self, secret: &TokenId) -> Result<Option<Found>, Unavailable> {
        Ok((*secret == self.secret).then(|| self.found.clone()))
    }

    fn now(&self) -> jiff::Timestamp {
        self.found.subject.issued_at
    }

    fn trusted(&self) -> Result<i64, Unavailable> {
        Ok(0)
    }

    fn spend(&self, _: &TokenId, _: u32) -> Result<bool, Unavailable> {
        Ok(true)
    }

    fn revoke(&self, _: &TokenId, _: &TokenId) -> Result<(), Unavailable> {
        Err(Unavailable::Store)
    }

    fn expose(&self, _: &TokenId, _: IpAddr) -> Result<(), Unavailable> {
        Ok(())
    }
}

struct Bench {
    runtime: Runtime,
    front: Front,
    token: TokenText,
}

impl Bench {
    fn new() -> Self {
        let rng = &mut StdRng::seed_from_u64(7);
        let key = GateKey::from_bytes(&[42; 32]);
        let token = mint(&Gate::new(GateKey::from_bytes(&[42; 32])), rng);
        let cheap = Cost { memory: 8, passes: 1 };
        let digest = Digest::with_cost(&token.expose().as_bytes()[21..64], cheap, rng);
        let found = Found {
            subject: Subject {
                token: TokenId::generate(rng),
                name: "Ärger \"x\"".into(),
                owner: Some("ann@plant7".into()),
                groups: "Synchronizer,User".parse().expect("groups"),
                scopes: Scopes::default(),
                resource: None,
                issued_at: "2026-11-22T20:30:00Z".parse().expect("an hour"),
            },
            standing: Standing::Good,
            expiry: Expiry::Never,
            limits: Limits::default(),
            beside_until: None,
            phc: digest.as_phc().to_owned(),
        };
        let one = One { secret: token.id(), found };
        let bench = Self {
            runtime: Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime"),
            front: Front::new(Checker::new(Gate::new(key), Arc::new(one))),
            token,
        };
        bench.prove();
        bench
    }

    /// The first check is a thread's work, which this clock does not wait for. From then on nothing is.
    fn prove(&self) {
        let request = format!("GET /v1/verify HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {}\r\n\r\n", self.token.expose());
        while !self.runtime.block_on(self.answered(request.as_bytes(), true)).starts_with(b"HTTP/1.1 204") {
            std::thread::yield_now();
        }
    }

    /// How a request starts that the input goes on with: the first bytes are hard to guess.
    fn start(&self, which: u8) -> String {
        let line = match which & 7 {
            0 => return String::new(),
            1 => "GET /v1/whoami",
            2 => "PUT /v1/verify?group=Admin&scope=read",
            3 | 4 => "POST /oauth2/introspect",
            5 => "POST /oauth2/revoke",
            6 => "GET /v1/verify/x?path=",
            _ => "GET /metrics",
        };
        let token = self.token.expose();
        let more = match which >> 3 & 3 {
            0 => return format!("{line} HTTP/1.1\r\nHost: localhost\r\n"),
            1 => String::new(),
            2 => format!("Authorization: Bearer {token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"),
            _ => format!("X-API-Key: {token}\r\nTransfer-Encoding: chunked\r\n"),
        };
        let end = if which & 32 == 0 { "" } else { "Content-Length: 9\r\n\r\n" };
        format!("{line} HTTP/1.1\r\nHost: localhost:7443\r\n{more}{end}")
    }

    async fn answered(&self, bytes: &[u8], is_private: bool) -> Vec<u8> {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let asking = ask(ours, bytes);
        let both = async { tokio::join!(self.front.converse(theirs, is_private), asking).1 };
        tokio::time::timeout(PATIENCE, both).await.expect("it hangs")
    }
}

/// Says it all, waits for what comes back, and hangs up.
async fn ask(mut stream: DuplexStream, bytes: &[u8]) -> Vec<u8> {
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    // One that has answered and closed need not listen to the rest.
    let _ = stream.write_all(bytes).await;
    while let Ok(Ok(length @ 1..)) = tokio::time::timeout(SILENCE, stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..length]);
    }
    answer
}

fn judge(answer: &[u8], asked: &[u8]) {
    let text = String::from_utf8_lossy(answer);
    for status in text.split("HTTP/1.").skip(1).filter_map(|rest| rest.get(2..5)) {
        assert!(DESIGNED.contains(&status), "{status} to {:?}", String::from_utf8_lossy(asked));
    }
}

thread_local! {
    static BENCH: OnceCell<Bench> = const { OnceCell::new() };
}

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    BENCH.with(|bench| {
        let bench = bench.get_or_init(Bench::new);
        let bytes = [bench.start(*which).as_bytes(), rest].concat();
        let is_private = which & 64 == 0;
        judge(&bench.runtime.block_on(bench.answered(&bytes, is_private)), &bytes);
    });
});
