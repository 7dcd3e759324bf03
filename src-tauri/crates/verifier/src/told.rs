//! Work that goes on until somebody says that it is to stop.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio::sync::watch;

/// Goes on with `work` until it is done or `stopping` says so; then the answer is that it was stopped. The word is waited
/// for once: asking each time that there is something to read would cost a lock of all connections'.
pub(crate) async fn until_told(mut work: Pin<&mut impl Future>, mut stopping: watch::Receiver<bool>) -> bool {
    let seen = stopping.clone();
    let mut told = std::pin::pin!(stopping.changed());
    let mut is_waited_for = false;
    poll_fn(|context| {
        if !is_waited_for || !matches!(seen.has_changed(), Ok(false)) {
            is_waited_for = true;
            if told.as_mut().poll(context).is_ready() {
                return Poll::Ready(true);
            }
        }
        work.as_mut().poll(context).map(|_| false)
    })
    .await
}
