//! One question to a verifier that runs, asked as any program asks it: over TLS, the certificate checked.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, version};
use thiserror::Error;
use zeroize::Zeroizing;

/// The longest that one step may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// `HTTP/1.1 204`.
const STATUS_LINE: usize = 12;

/// Why there was no answer.
#[derive(Debug, Error)]
pub enum AskError {
    /// The name cannot be one of a service.
    #[error("{0:?} is no name of a service")]
    Name(String),
    /// The certificate that clients are given is none.
    #[error("the certificate for clients cannot be read")]
    Authority,
    /// The system knows no computer of this name.
    #[error("{0}")]
    Unresolved(io::Error),
    /// Nothing listens there.
    #[error("{0}")]
    NotReached(io::Error),
    /// What listens there has another certificate.
    #[error("{0}")]
    Certificate(rustls::Error),
    /// What listens there speaks something else, or went away.
    #[error("{0}")]
    NotHttps(io::Error),
}

/// In which way a token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer,
    /// `Authorization: Token token=…`.
    Token,
    /// `Authorization: Basic …`, the token as user name with an empty password (RFC 7617).
    Basic,
}

/// Asks the verifier at `host` and `port`, trusting `authority` (PEM) alone, whether `token` is good. Answers the
/// status: 204 if it is (`/v1/verify`), 401 if it is not or if there is none.
///
/// # Errors
/// [`AskError`]
pub fn ask(
    host: &str,
    port: u16,
    authority: &[u8],
    token: Option<(&str, Presented)>,
) -> Result<u16, AskError> {
    let no_name = || AskError::Name(host.to_owned());
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).map_err(|_| no_name())?;
    let header = token.map_or(Ok(Zeroizing::default()), header)?;
    let session = ClientConnection::new(Arc::new(config(authority)?), name).map_err(AskError::Certificate)?;
    let mut stream = StreamOwned::new(session, connect(bare, port)?);
    let request = Zeroizing::new(format!(
        "GET /v1/verify HTTP/1.1\r\nHost: {host}:{port}\r\n{}Connection: close\r\n\r\n",
        header.as_str()
    ));
    stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.flush())
        .map_err(broken)?;
    let mut line = [0; STATUS_LINE];
    stream.read_exact(&mut line).map_err(broken)?;
    std::str::from_utf8(&line)
        .ok()
        .and_then(|line| line.strip_prefix("HTTP/1.1 ")?.parse().ok())
        .ok_or_else(|| AskError::NotHttps(io::ErrorKind::InvalidData.into()))
}

/// The line of the request that holds the token.
fn header((token, presented): (&str, Presented)) -> Result<Zeroizing<String>, AskError> {
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        // It could end the header that it is sent in.
        return Err(AskError::NotHttps(io::ErrorKind::InvalidInput.into()));
    }
    Ok(Zeroizing::new(match presented {
        Presented::Bearer => format!("Authorization: Bearer {token}\r\n"),
        Presented::Token => format!("Authorization: Token token={token}\r\n"),
        Presented::Basic => {
            let pair = Zeroizing::new(format!("{token}:"));
            let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
            format!("Authorization: Basic {}\r\n", encoded.as_str())
        }
    }))
}

fn config(authority: &[u8]) -> Result<ClientConfig, AskError> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(authority).map_err(|_| AskError::Authority)?;
    roots.add(certificate).map_err(|_| AskError::Authority)?;
    Ok(ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .expect("the provider has suites for both")
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn connect(host: &str, port: u16) -> Result<TcpStream, AskError> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in (host, port).to_socket_addrs().map_err(AskError::Unresolved)? {
        let connected = TcpStream::connect_timeout(&address, PATIENCE).and_then(|stream| {
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            Ok(stream)
        });
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(AskError::NotReached(last))
}

/// TLS tells of a certificate through an error of the stream.
fn broken(error: io::Error) -> AskError {
    let refused = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
        .filter(|inner| matches!(inner, rustls::Error::InvalidCertificate(_)));
    match refused {
        Some(refused) => AskError::Certificate(refused.clone()),
        None => AskError::NotHttps(error),
    }
}
