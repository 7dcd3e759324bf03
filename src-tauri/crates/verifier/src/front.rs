//! The HTTP front without its sockets, for the fuzz target that tries it. In no other build.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::check::Checker;
use crate::conversation::converse;
use crate::http::{Hosts, Http, Peer};
use crate::pulse::Pulse;
use crate::service::Config;

/// Answers connections.
pub struct Front(Http);

impl Front {
    /// A front on `localhost` that decides by `checker`.
    pub fn new(checker: Checker) -> Self {
        let mut config = Config::on_loopback(0, "nowhere".into());
        config.keys_in_query = true;
        let hosts = Hosts::new(&["localhost".to_owned()], 7443);
        Self(Http::new(checker, hosts, &config, None))
    }

    /// Has one conversation to its end. `is_private` as if it had come by TLS.
    pub async fn converse(&self, stream: impl AsyncRead + AsyncWrite + Unpin, is_private: bool) {
        let peer = Peer {
            address: SocketAddr::from(([127, 0, 0, 1], 50_000)),
            program: Arc::default(),
        };
        let (_never, stopping) = watch::channel(false);
        converse(
            stream,
            peer,
            is_private,
            &self.0,
            &Arc::new(Pulse::new()),
            stopping,
        )
        .await;
    }
}
