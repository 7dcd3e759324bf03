//! A client that says exactly what it is told to, over TLS with the certificate checked.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::bench::{Bench, evening};

pub(crate) type Stream = StreamOwned<ClientConnection, TcpStream>;

/// The client's clock: certificates are made by the one that tests set, and are to be good by it, whatever the year.
#[derive(Debug)]
struct At(Timestamp);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        let since = u64::try_from(self.0.as_second()).unwrap();
        Some(UnixTime::since_unix_epoch(Duration::from_secs(since)))
    }
}

fn config(authority: &[u8], now: Timestamp) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_details(provider, Arc::new(At(now)))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

pub(crate) fn connect(bench: &Bench) -> Stream {
    connect_as(bench, "localhost")
}

pub(crate) fn connect_as(bench: &Bench, name: &'static str) -> Stream {
    connect_at(bench, name, evening())
}

/// By a client whose clock says `now`.
pub(crate) fn connect_at(bench: &Bench, name: &'static str, now: Timestamp) -> Stream {
    let name = ServerName::try_from(name).unwrap();
    let session = ClientConnection::new(config(&bench.authority(), now), name).unwrap();
    StreamOwned::new(session, plain(bench))
}

pub(crate) fn plain(bench: &Bench) -> TcpStream {
    let stream = TcpStream::connect(bench.service.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends a request of these lines with a `Host`, and reads its answer.
pub(crate) fn ask(stream: &mut (impl Read + Write), line: &str, headers: &[&str], body: &str) -> Reply {
    let mut request = format!("{line} HTTP/1.1\r\n");
    if !headers
        .iter()
        .any(|header| header.to_lowercase().starts_with("host:"))
    {
        request.push_str("Host: localhost\r\n");
    }
    for header in headers {
        request.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request.push_str(&format!("\r\n{body}"));
    stream.write_all(request.as_bytes()).unwrap();
    read_reply(stream, line.starts_with("HEAD ")).expect("an answer")
}

/// The next answer, or `None` where the other side closed before one.
pub(crate) fn read_reply(stream: &mut impl Read, is_head: bool) -> Option<Reply> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            Ok(_) => return None,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!(
                    "no answer and no end within the time: {:?}",
                    String::from_utf8_lossy(&head)
                )
            }
            Err(_) => return None,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap_or((line.trim_end_matches(':'), "")))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; if is_head { 0 } else { length }];
    stream.read_exact(&mut body).ok()?;
    Some(Reply {
        status,
        headers,
        body: String::from_utf8(body).unwrap(),
    })
}

/// One request on a connection of its own.
pub(crate) fn once(bench: &Bench, line: &str, headers: &[&str]) -> Reply {
    ask(&mut connect(bench), line, headers, "")
}

/// Whether the other side ends the connection, however late, without a word more.
pub(crate) fn ends(stream: &mut impl Read) -> bool {
    let mut rest = [0; 1024];
    loop {
        match stream.read(&mut rest) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        }
    }
}
