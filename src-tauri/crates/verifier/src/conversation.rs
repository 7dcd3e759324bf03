//! One connection: requests in, answers out, one after the other.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::http::{Http, Peer};
use crate::pulse::{Felt, Phase, Pulse};
use crate::told::until_told;

/// Bytes of a request's head, and headers in it.
const LARGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

/// Answers until either side ends it, or `stopping` says so: then what is being answered is finished.
/// `is_private` tells whether nobody on the way can read along.
pub(crate) async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    is_private: bool,
    http: &Http,
    pulse: &Arc<Pulse>,
    stopping: watch::Receiver<bool>,
) {
    pulse.enter(Phase::Idle);
    let felt = Felt {
        stream,
        pulse: Arc::clone(pulse),
    };
    let peer = &peer;
    let answering = service_fn(|request| async move {
        pulse.enter(Phase::Request);
        let answer = if is_private {
            http.answer(request, peer, pulse).await
        } else {
            Box::pin(http.answer_in_the_clear(&request, peer)).await
        };
        pulse.enter(Phase::Idle);
        Ok::<_, Infallible>(answer)
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .half_close(false)
            .max_headers(MOST_HEADERS)
            .max_buf_size(LARGEST_HEAD)
            .pipeline_flush(true)
            .serve_connection(TokioIo::new(felt), answering)
    );
    // How a client went away concerns nobody.
    if until_told(connection.as_mut(), stopping).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
