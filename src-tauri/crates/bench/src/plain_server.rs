//! The verifier's server without its check: the same runtime, the same TLS with the same certificate, the same HTTP,
//! the same limits of time and the same end, one host and one list of paths, an answer of the same bytes with a number
//! of its own. What checks the token is handed in; [`Nothing`] does not.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::connections::{Admitted, Connections, TimeLimits};
use crate::pulse::{Felt, Phase};
use crate::told::until_told;

/// So many connections at once, and so often the slow ones are looked for: as the verifier does.
const MOST: usize = 256;
const ROUND: Duration = Duration::from_millis(250);

/// The one name that it answers to.
const NAME: &str = "localhost";

/// What can be asked, and how.
const ROUTES: [(&str, Method); 3] = [
    ("/v1/whoami", Method::GET),
    ("/v1/verify", Method::GET),
    ("/healthz", Method::GET),
];

/// Decides about a token.
pub(crate) trait Check: Send + Sync + 'static {
    /// Whether it is good.
    fn is_good(&self, token: &str) -> bool;
}

/// Everything is good, unread.
pub(crate) struct Nothing;

impl Check for Nothing {
    fn is_good(&self, _: &str) -> bool {
        true
    }
}

/// What the verifier says of a good token, as long as it says it.
const TOLD: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-token-name", "Scanner 12345"),
    ("x-token-id", "0123456789abcdef"),
    ("x-token-owner", "ann@plant7"),
    ("x-token-expires", "never"),
];

/// All that connections have in common.
struct Shared<C> {
    tls: TlsAcceptor,
    check: C,
    served: AtomicU64,
}

/// Starts to serve for as long as the process lives. The verifier has been started in this folder before.
pub(crate) fn start(folder: &Path, check: impl Check) -> SocketAddr {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let shared = Arc::new(Shared {
        tls: tls(&folder.join("data/verifier")),
        check,
        served: AtomicU64::new(0),
    });
    std::thread::spawn(move || runtime.block_on(accept(listener, shared)));
    address
}

async fn accept(listener: TcpListener, shared: Arc<Shared<impl Check>>) {
    let connections = Arc::new(Connections::new(MOST));
    let (limits, mut round) = (TimeLimits::default(), tokio::time::interval(ROUND));
    let (_stop, stopping) = watch::channel(false);
    loop {
        tokio::select! {
            taken = listener.accept() => {
                let (stream, _) = taken.unwrap();
                let Some((admitted, _)) = connections.admit() else { continue };
                let number = admitted.number;
                let serving = tokio::spawn(serve(stream, Arc::clone(&shared), admitted, stopping.clone()));
                connections.can_end(number, serving.abort_handle());
            }
            _ = round.tick() => {
                connections.close_slow(&limits);
            }
        }
    }
}

fn tls(folder: &Path) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    stream: TcpStream,
    shared: Arc<Shared<impl Check>>,
    admitted: Admitted,
    stopping: watch::Receiver<bool>,
) {
    // As the verifier does it.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = shared.tls.accept(stream).await else {
        return;
    };
    let pulse = &admitted.pulse;
    pulse.enter(Phase::Idle);
    let felt = Felt {
        stream,
        pulse: Arc::clone(pulse),
    };
    let answering = service_fn(|request: Request<Incoming>| {
        pulse.enter(Phase::Request);
        let answer = answer(&request, &shared);
        if answer.status() == StatusCode::NO_CONTENT {
            pulse.authenticate();
        }
        pulse.enter(Phase::Idle);
        async move { Ok::<_, Infallible>(answer) }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .half_close(false)
            .max_headers(64)
            .max_buf_size(16 * 1024)
            .pipeline_flush(true)
            .serve_connection(TokioIo::new(felt), answering)
    );
    if until_told(connection.as_mut(), stopping).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

fn answer(request: &Request<Incoming>, shared: &Shared<impl Check>) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = judge(request, shared);
    for (name, value) in TOLD {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let number = shared.served.fetch_add(1, Ordering::Relaxed);
    answer
        .headers_mut()
        .insert("x-request-id", HeaderValue::from(number));
    answer
        .headers_mut()
        .insert("x-token-groups", HeaderValue::from_static("Synchronizer,User"));
    answer
}

fn judge(request: &Request<Incoming>, shared: &Shared<impl Check>) -> StatusCode {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| host.eq_ignore_ascii_case(NAME)) {
        return StatusCode::MISDIRECTED_REQUEST;
    }
    let path = request.uri().path();
    if !ROUTES
        .iter()
        .any(|(own, method)| *own == path && method == request.method())
    {
        return StatusCode::NOT_FOUND;
    }
    if shared
        .check
        .is_good(bearer(request.headers()).unwrap_or_default())
    {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::UNAUTHORIZED
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
