//! The names that this service answers to. A web page that had its own name point here (DNS rebinding) asks for
//! another one.

use hyper::{Request, StatusCode, Version};

use super::{Answer, answer};
use crate::headers::Said;

/// The allowed values of `Host`, with and without the port.
#[derive(Debug)]
pub(crate) struct Hosts {
    names: Vec<String>,
    port: String,
}

impl Hosts {
    pub(crate) fn new(names: &[String], port: u16) -> Self {
        let in_host = |name: &String| {
            // RFC 3986 §3.2.2: an IPv6 address stands in brackets.
            if name.contains(':') {
                format!("[{name}]")
            } else {
                name.clone()
            }
        };
        Self {
            names: names.iter().map(in_host).collect(),
            port: port.to_string(),
        }
    }

    /// RFC 9112 §3.2: exactly one `Host`, which an absolute address has to agree with; RFC 9110 §15.5.20: 421 for
    /// a host that is not served here. `host` is what its headers say.
    pub(super) fn refused<B>(&self, request: &Request<B>, host: Said<'_>) -> Option<Answer> {
        match self.judge(request, host) {
            Ok(()) => None,
            Err(Wrong::Unclear) => Some(answer::problem(
                StatusCode::BAD_REQUEST,
                "Unclear host",
                "A request names its host exactly once.",
            )),
            Err(Wrong::Another) => Some(answer::problem(
                StatusCode::MISDIRECTED_REQUEST,
                "Not this host",
                "The service does not answer to this name; it can be added in the settings.",
            )),
        }
    }

    fn judge<B>(&self, request: &Request<B>, host: Said<'_>) -> Result<(), Wrong> {
        if host.is_repeated {
            return Err(Wrong::Unclear);
        }
        let named = match (host.first, request.uri().authority()) {
            (Some(host), None) => host.to_str().map_err(|_| Wrong::Unclear)?,
            (Some(host), Some(authority)) if host.as_bytes() == authority.as_str().as_bytes() => {
                authority.as_str()
            }
            // HTTP/1.0 has no `Host`; whoever speaks it came by the address.
            (None, None) if request.version() == Version::HTTP_10 => return Ok(()),
            (Some(_) | None, _) => return Err(Wrong::Unclear),
        };
        if self.serves(named) {
            Ok(())
        } else {
            Err(Wrong::Another)
        }
    }

    fn serves(&self, host: &str) -> bool {
        self.names.iter().any(|name| {
            let Some((start, rest)) = host.split_at_checked(name.len()) else {
                return false;
            };
            let is_port = |rest: &str| rest.strip_prefix(':').is_some_and(|port| port == self.port);
            start.eq_ignore_ascii_case(name) && (rest.is_empty() || is_port(rest))
        })
    }
}

enum Wrong {
    /// None, two, or two that differ.
    Unclear,
    /// One that is not served here.
    Another,
}

#[cfg(test)]
mod tests {
    use hyper::header::HOST;

    use super::*;
    use crate::headers::said;

    fn status(uri: &str, hosts: &[&str]) -> u16 {
        let names = ["localhost", "127.0.0.1", "::1", "desk.plant7.example"].map(str::to_owned);
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let request = request.body(()).unwrap();
        let [host] = said(request.headers(), ["host"]);
        let refused = Hosts::new(&names, 7443).refused(&request, host);
        refused.map_or(200, |answer| answer.status().as_u16())
    }

    #[test]
    fn only_the_names_of_the_service_are_served() {
        for host in [
            "localhost",
            "LOCALHOST:7443",
            "127.0.0.1",
            "127.0.0.1:7443",
            "[::1]",
            "[::1]:7443",
            "desk.plant7.example",
            "Desk.Plant7.Example:7443",
        ] {
            assert_eq!(status("/healthz", &[host]), 200, "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "localhost:80",
            "localhost:",
            "localhost:07443",
            "127.0.0.2",
            "::1",
            "",
            "localhost:7443:7443",
            "user@localhost",
            "127.1",
            "localhost.",
            "xlocalhost",
        ] {
            assert_eq!(status("/healthz", &[host]), 421, "{host}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        assert_eq!(status("/healthz", &[]), 400);
        assert_eq!(status("/healthz", &["localhost", "localhost"]), 400);
        assert_eq!(status("https://localhost/healthz", &["localhost"]), 200);
        assert_eq!(status("https://localhost/healthz", &["127.0.0.1"]), 400);
        assert_eq!(status("https://evil.example/healthz", &["evil.example"]), 421);
    }
}
