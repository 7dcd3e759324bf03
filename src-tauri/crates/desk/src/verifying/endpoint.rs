//! Where clients call the verifier: a host and a port, over HTTPS and in no other way.

use std::fmt;
use std::net::Ipv6Addr;

use super::VerifierWish;
use crate::wire::{AppError, Field, FieldProblem};

/// The lowest port that a program without special rights may listen on.
const LOWEST_PORT: u16 = 1024;
/// The longest name that DNS knows (RFC 1035 §2.3.4).
const LONGEST_HOST: usize = 253;

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// A name or an address; an IPv6 address in its brackets.
    pub(crate) host: String,
    /// The port.
    pub(crate) port: u16,
}

impl Endpoint {
    /// Reads `host`, `host:port` or the same after `https://`. Without a port it is the verifier's usual one.
    ///
    /// # Errors
    /// [`FieldProblem::NotHttps`] for another scheme, and what is wrong with the host or the port.
    pub(crate) fn parse(text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest.trim_end_matches('/'),
            Some(_) => return Err(wrong(Field::Host, FieldProblem::NotHttps)),
            None => text,
        };
        let (host, port) = match (rest.rsplit_once(':'), rest.ends_with(']')) {
            (Some((host, port)), false) => (host, Some(port)),
            _ => (rest, None),
        };
        let port = port.map_or(Ok(VerifierWish::PORT), port_of)?;
        match host {
            "" => Err(wrong(Field::Host, FieldProblem::Empty)),
            host if is_host(host) => Ok(Self {
                host: host.to_ascii_lowercase(),
                port,
            }),
            _ => Err(wrong(Field::Host, FieldProblem::BadHost)),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

fn port_of(text: &str) -> Result<u16, AppError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(port) if digits && port >= LOWEST_PORT => Ok(port),
        _ => Err(wrong(Field::Port, FieldProblem::BadPort)),
    }
}

/// It goes into samples that shells, nginx and Caddy read: nothing but what names and addresses are made of.
fn is_host(text: &str) -> bool {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match bracketed {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            text.len() <= LONGEST_HOST
                && text.split('.').all(|label| {
                    !label.is_empty()
                        && !label.starts_with('-')
                        && !label.ends_with('-')
                        && label
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                })
        }
    }
}

fn wrong(field: Field, problem: FieldProblem) -> AppError {
    AppError::InvalidField { field, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, FieldProblem> {
        match Endpoint::parse(text) {
            Ok(endpoint) => Ok(endpoint.to_string()),
            Err(AppError::InvalidField { problem, .. }) => Err(problem),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_host_is_read_with_and_without_port_and_scheme() {
        for (text, endpoint) in [
            ("localhost", "localhost:7443"),
            (" localhost:8443 ", "localhost:8443"),
            ("https://Scan.Plant7.example:9000/", "scan.plant7.example:9000"),
            ("HTTPS://127.0.0.1", "127.0.0.1:7443"),
            ("[::1]", "[::1]:7443"),
            ("https://[::1]:8443", "[::1]:8443"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(endpoint), "{text}");
        }
    }

    #[test]
    fn a_scheme_that_does_not_encrypt_is_refused_with_the_reason() {
        for text in ["http://localhost:7443", "HTTP://x", "ftp://x", "://x"] {
            assert_eq!(read(text), Err(FieldProblem::NotHttps), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_or_no_port_is_refused() {
        for text in [":7443", "", "https://"] {
            assert_eq!(read(text), Err(FieldProblem::Empty), "{text}");
        }
        for text in [
            "a b",
            "a/b",
            "x\ny",
            "$(id)",
            "user@host",
            "::1:7443",
            "[::x]:7443",
            "-a",
            "a..b",
            "münchen.example",
        ] {
            assert_eq!(read(text), Err(FieldProblem::BadHost), "{text}");
        }
        for text in ["x:0", "x:80", "x:65536", "x:", "x:+7443", "x:٣"] {
            assert_eq!(read(text), Err(FieldProblem::BadPort), "{text}");
        }
        assert_eq!(
            read(&format!("{}.x", "a".repeat(253))),
            Err(FieldProblem::BadHost)
        );
    }
}
