//! Clients that ask as fast as they are answered, over TLS with the certificate checked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A way to connections.
#[derive(Clone)]
pub(crate) struct Clients {
    config: Arc<ClientConfig>,
}

impl Clients {
    /// They trust the authority in this folder. Each connection is new to the server: nothing is resumed.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut roots = RootCertStore::empty();
        let authority = folder.join("data/verifier/ca.pem");
        roots
            .add(CertificateDer::from_pem_file(authority).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        Self {
            config: Arc::new(config),
        }
    }

    fn connect(&self, to: SocketAddr) -> Stream {
        let name = ServerName::try_from("localhost").unwrap();
        let session = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        let stream = TcpStream::connect(to).unwrap();
        stream.set_nodelay(true).unwrap();
        StreamOwned::new(session, stream)
    }

    /// Shows each of `tokens` once, over so many connections at once; how many were accepted.
    pub(crate) fn show_all(&self, to: SocketAddr, tokens: &[String], connections: usize) -> usize {
        let share = tokens.len().div_ceil(connections);
        self.at_once(tokens.chunks(share), |tokens| {
            let mut stream = self.connect(to);
            tokens
                .iter()
                .filter(|token| is_accepted(&mut stream, token))
                .count()
        })
    }

    /// Shows each of `tokens` once, each over a connection of its own, so many at a time; how many were accepted.
    pub(crate) fn show_anew(&self, to: SocketAddr, tokens: &[String], at_once: usize) -> usize {
        let share = tokens.len().div_ceil(at_once);
        self.at_once(tokens.chunks(share), |tokens| {
            tokens
                .iter()
                .filter(|token| is_accepted(&mut self.connect(to), token))
                .count()
        })
    }

    fn at_once<'a>(
        &self,
        shares: impl Iterator<Item = &'a [String]>,
        work: impl Fn(&'a [String]) -> usize + Sync,
    ) -> usize {
        let work = &work;
        std::thread::scope(|scope| {
            let threads: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        })
    }

    /// A counter of the verifier's own.
    pub(crate) fn metric(&self, of: SocketAddr, name: &str) -> u64 {
        let mut stream = self.connect(of);
        write!(
            stream,
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut told = Vec::new();
        // The end of the connection is the end of the answer.
        let _ = stream.read_to_end(&mut told);
        let told = String::from_utf8(told).unwrap();
        let line = told
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {told}"))
            .trim()
            .parse()
            .unwrap()
    }
}

fn is_accepted(stream: &mut Stream, token: &str) -> bool {
    let request =
        format!("GET /v1/verify HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let (mut answer, mut length) = ([0; 4096], 0);
    while !answer[..length].ends_with(b"\r\n\r\n") {
        match stream.read(&mut answer[length..]).unwrap() {
            0 => panic!("no answer: {}", String::from_utf8_lossy(&answer[..length])),
            more => length += more,
        }
    }
    answer[..length].starts_with(b"HTTP/1.1 204")
}
