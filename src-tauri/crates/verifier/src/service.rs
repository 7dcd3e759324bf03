//! The service: a socket, TLS, and an orderly end.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, AuthorityError};
use crate::check::Checker;
use crate::connections::{Admitted, Connections, TimeLimits};
use crate::conversation::converse;
use crate::counts::Counts;
use crate::end_order::EndOrder;
use crate::ending::Ending;
use crate::http::{Hosts, Http, Peer};
use crate::program::Programs;
use crate::uses::Uses;

/// Threads that answer. First checks have their own.
const THREADS: usize = 2;
/// What is being answered has so long after the service was told to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// How often slow connections are looked for.
const ROUND: Duration = Duration::from_millis(250);
/// A TLS record begins with this byte (RFC 8446 §5.1: handshake); no HTTP request does.
const TLS_HANDSHAKE: u8 = 0x16;

/// How a service runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens. Port 0: any that is free.
    pub listen: SocketAddr,
    /// The names that clients call it by, besides `localhost` and the loopback addresses.
    pub names: Vec<String>,
    /// Whether `?key=` and `?api_key=` are accepted.
    pub keys_in_query: bool,
    /// Where the certificates lie.
    pub folder: PathBuf,
    /// How many connections are open at once.
    pub most_connections: usize,
    /// How long each may take.
    pub limits: TimeLimits,
    /// How often the certificate's end is looked at.
    pub renewal_round: Duration,
}

impl Config {
    /// Loopback on `port`, certificates in `folder`, everything else as it is best for most.
    pub fn on_loopback(port: u16, folder: PathBuf) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::from([127, 0, 0, 1]), port),
            names: Vec::new(),
            keys_in_query: false,
            folder,
            most_connections: 256,
            limits: TimeLimits::default(),
            renewal_round: Duration::from_secs(60 * 60),
        }
    }

    /// Every name that the certificate and the `Host` header may hold.
    fn all_names(&self) -> Vec<String> {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        let address = self.listen.ip();
        if !address.is_loopback() && !address.is_unspecified() {
            names.push(address.to_string());
        }
        for name in &self.names {
            let name = name.to_ascii_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Why a service did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {} is taken", address.port())]
    PortTaken {
        /// Where.
        address: SocketAddr,
    },
    /// The system does not let this account listen there, or has no such address.
    #[error("{address} cannot be listened on: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// There is no certificate to serve with.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The system has no thread or timer left.
    #[error("the system refused threads: {0}")]
    System(io::Error),
}

/// A running service. It stops when it is told to, or dropped.
#[derive(Debug)]
pub struct Service {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    runtime: Option<Runtime>,
    ending: Ending,
    uses: Option<Arc<Uses>>,
    counts: Arc<Counts>,
}

impl Service {
    /// Starts to listen. Requests are answered from here on.
    ///
    /// # Errors
    /// [`StartError`]; nothing listens then.
    pub fn start(config: Config, checker: Checker) -> Result<Self, StartError> {
        let names = config.all_names();
        let authority = Authority::open(&config.folder, &names, checker.lookup().now())?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("verifier")
            .enable_all()
            .build()
            .map_err(StartError::System)?;
        let listener = runtime
            .block_on(TcpListener::bind(config.listen))
            .map_err(|error| refused(config.listen, error))?;
        let address = listener.local_addr().map_err(StartError::System)?;
        let (stop, stopping) = watch::channel(false);
        let ending = Ending::default();
        let counts = Arc::clone(checker.counts());
        let uses = checker
            .book()
            .map(|book| Arc::new(Uses::new(Arc::clone(book), Arc::clone(checker.counts()))));
        let shared = Arc::new(Shared {
            tls: TlsAcceptor::from(Arc::new(authority.server_config())),
            http: Http::new(checker, Hosts::new(&names, address.port()), &config, uses.clone()),
            programs: Programs::new(),
            address,
            connections: Arc::new(Connections::new(config.most_connections)),
            authority,
            limits: config.limits,
            renewal_round: config.renewal_round,
        });
        let teller = ending.told_by(stopping.clone());
        runtime.spawn(async move {
            let _teller = teller;
            run(listener, shared, stopping).await;
        });
        Ok(Self {
            address,
            stop,
            runtime: Some(runtime),
            ending,
            uses,
            counts,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sees it end, from any thread.
    pub fn ending(&self) -> Ending {
        self.ending.clone()
    }

    /// What happened so far.
    pub fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// Takes no more connections, lets what is being answered finish for at most five seconds, and ends.
    pub fn stop(mut self) {
        self.wind_down();
    }

    /// Listens for the system's word that this process is to end. Until then that word ends it where it stands.
    ///
    /// # Errors
    /// The system does not say when.
    pub fn end_order(&self) -> io::Result<EndOrder<'_>> {
        let runtime = self.runtime.as_ref();
        EndOrder::heard_on(runtime.ok_or_else(|| io::Error::other("the service has stopped"))?)
    }

    fn wind_down(&mut self) {
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        self.stop.send_replace(true);
        if self.ending.wait(DRAIN).is_none() {
            tracing::warn!("some answers were not finished in time");
        }
        runtime.shutdown_background();
        if let Some(uses) = &self.uses {
            uses.finish();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.wind_down();
    }
}

fn refused(address: SocketAddr, error: io::Error) -> StartError {
    if error.kind() == io::ErrorKind::AddrInUse {
        StartError::PortTaken { address }
    } else {
        StartError::Listen { address, error }
    }
}

struct Shared {
    tls: TlsAcceptor,
    http: Http,
    connections: Arc<Connections>,
    authority: Authority,
    limits: TimeLimits,
    renewal_round: Duration,
    programs: Programs,
    address: SocketAddr,
}

async fn run(listener: TcpListener, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    let mut round = tokio::time::interval(ROUND);
    let mut renewal = tokio::time::interval(shared.renewal_round);
    loop {
        tokio::select! {
            _ = stopping.changed() => break,
            taken = listener.accept() => match taken {
                Ok((stream, peer)) => take(stream, peer, &shared, &mut tasks, &stopping),
                Err(error) => {
                    // No file descriptors left, most likely: the next round makes room.
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            },
            _ = round.tick() => {
                for _ in 0..shared.connections.close_slow(&shared.limits) {
                    shared.http.counts().evicted.add();
                }
            }
            _ = renewal.tick() => renew(&shared),
            Some(_) = tasks.join_next() => {}
        }
    }
    drop(listener);
    while tasks.join_next().await.is_some() {}
}

fn renew(shared: &Arc<Shared>) {
    let shared = Arc::clone(shared);
    let renewing = move || match shared.authority.renew_if_due(shared.http.now()) {
        Ok(false) => {}
        Ok(true) => tracing::info!("the certificate was renewed"),
        Err(error) => tracing::warn!(%error, "the certificate could not be renewed"),
    };
    // A system that has no thread left for this has one in an hour, and everybody is answered meanwhile.
    if let Err(error) = thread::Builder::new().name("renewal".to_owned()).spawn(renewing) {
        tracing::warn!(%error, "the certificate’s end could not be looked at");
    }
}

fn take(
    stream: TcpStream,
    peer: SocketAddr,
    shared: &Arc<Shared>,
    tasks: &mut JoinSet<()>,
    stopping: &watch::Receiver<bool>,
) {
    let Some((admitted, closed_another)) = shared.connections.admit() else {
        shared.http.counts().evicted.add();
        return;
    };
    shared.http.counts().connections.add();
    if closed_another {
        shared.http.counts().evicted.add();
    }
    let number = admitted.number;
    let peer = Peer {
        address: peer,
        program: shared
            .programs
            .ask(peer, stream.local_addr().unwrap_or(shared.address)),
    };
    let end = tasks.spawn(serve(
        stream,
        peer,
        Arc::clone(shared),
        admitted,
        stopping.clone(),
    ));
    shared.connections.can_end(number, end);
}

async fn serve(
    stream: TcpStream,
    peer: Peer,
    shared: Arc<Shared>,
    admitted: Admitted,
    stopping: watch::Receiver<bool>,
) {
    // Answers are small and whole: nothing is gained by waiting for more. A socket that refuses is slower only.
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    if !matches!(stream.peek(&mut first).await, Ok(1)) {
        return;
    }
    if first[0] == TLS_HANDSHAKE {
        if let Ok(stream) = shared.tls.accept(stream).await {
            converse(stream, peer, true, &shared.http, &admitted.pulse, stopping).await;
        }
    } else {
        converse(stream, peer, false, &shared.http, &admitted.pulse, stopping).await;
    }
}
