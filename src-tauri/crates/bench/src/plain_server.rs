//! The verifier's server with nothing of the verifier in it: the same runtime, the same TLS with the same
//! certificate, the same HTTP, an answer of the same bytes. What checks the token is handed in; [`Nothing`] does not.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

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
const TOLD: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-request-id", "12345"),
    ("x-token-name", "Scanner 12345"),
    ("x-token-id", "0123456789abcdef"),
    ("x-token-owner", "ann@plant7"),
    ("x-token-expires", "never"),
];

/// Starts to serve for as long as the process lives. The verifier has been started in this folder before.
pub(crate) fn start(folder: &Path, check: impl Check) -> SocketAddr {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let (tls, check) = (tls(&folder.join("data/verifier")), Arc::new(check));
    std::thread::spawn(move || {
        runtime.block_on(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, tls.clone(), Arc::clone(&check)));
            }
        });
    });
    address
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

async fn serve(stream: TcpStream, tls: TlsAcceptor, check: Arc<impl Check>) {
    // As the verifier does it.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = tls.accept(stream).await else {
        return;
    };
    let answering = service_fn(|request: Request<Incoming>| {
        let answer = answer(&request, &*check);
        async move { Ok::<_, Infallible>(answer) }
    });
    let _ = http1::Builder::new()
        .half_close(false)
        .max_headers(64)
        .max_buf_size(16 * 1024)
        .pipeline_flush(true)
        .serve_connection(TokioIo::new(stream), answering)
        .await;
}

fn answer(request: &Request<Incoming>, check: &impl Check) -> Response<Full<Bytes>> {
    let shown = bearer(request.headers()).unwrap_or_default();
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = if check.is_good(shown) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::UNAUTHORIZED
    };
    for (name, value) in TOLD {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
        .headers_mut()
        .insert("x-token-groups", HeaderValue::from_static("Synchronizer,User"));
    answer
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
