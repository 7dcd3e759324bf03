//! How far a connection is, so that one that keeps others waiting can be found. One clock and one list see to all
//! time-outs: nothing depends on a timer deep in a library being set.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing was said yet, or TLS is being agreed on.
    Handshake,
    /// Between two requests.
    Idle,
    /// The head of a request is coming in.
    Head,
    /// A request is being answered.
    Request,
}

/// A connection's phase, and since when.
#[derive(Debug)]
pub(crate) struct Pulse {
    began: Duration,
    /// The phase in the two low bits, above them the milliseconds after `began` at which it started.
    now: AtomicU64,
    authenticated: AtomicBool,
}

impl Pulse {
    pub(crate) fn new() -> Self {
        Self {
            began: about_now(),
            now: AtomicU64::new(Phase::Handshake as u64),
            authenticated: AtomicBool::new(false),
        }
    }

    pub(crate) fn enter(&self, phase: Phase) {
        let at = u64::try_from(self.age().as_millis()).unwrap_or(u64::MAX >> 2);
        self.now.store(at << 2 | phase as u64, Ordering::Relaxed);
    }

    /// What it is doing, and for how long.
    pub(crate) fn phase(&self) -> (Phase, Duration) {
        let now = self.now.load(Ordering::Relaxed);
        let phase = match now & 3 {
            0 => Phase::Handshake,
            1 => Phase::Idle,
            2 => Phase::Head,
            _ => Phase::Request,
        };
        let since = Duration::from_millis(now >> 2);
        (phase, self.age().saturating_sub(since))
    }

    fn is(&self, phase: Phase) -> bool {
        self.now.load(Ordering::Relaxed) & 3 == phase as u64
    }

    pub(crate) fn age(&self) -> Duration {
        about_now().saturating_sub(self.began)
    }

    /// A good token came by this connection.
    pub(crate) fn authenticate(&self) {
        self.authenticated.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.authenticated.load(Ordering::Relaxed)
    }
}

/// A clock that nobody sets, up to ten milliseconds late: phases last seconds, and each request begins three.
#[cfg(target_os = "linux")]
fn about_now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::MonotonicCoarse);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn about_now() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;

    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// A stream whose first byte after a pause begins a head.
pub(crate) struct Felt<S> {
    pub(crate) stream: S,
    pub(crate) pulse: Arc<Pulse>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Felt<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before && self.pulse.is(Phase::Idle) {
            self.pulse.enter(Phase::Head);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Felt<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
