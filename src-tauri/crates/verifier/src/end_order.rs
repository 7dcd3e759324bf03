//! The system's word that a process is to end: `SIGTERM`, Ctrl-C, or what Windows has for it.

use std::fmt;
use std::io;
use std::pin::Pin;

use tokio::runtime::Runtime;

/// Hears that word from the moment it is made, also when it is waited for only later.
pub struct EndOrder<'a> {
    runtime: &'a Runtime,
    given: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<'a> EndOrder<'a> {
    pub(crate) fn heard_on(runtime: &'a Runtime) -> io::Result<Self> {
        let _inside = runtime.enter();
        Ok(Self {
            runtime,
            given: Box::pin(given()?),
        })
    }

    /// Waits until it is given.
    pub fn wait(self) {
        self.runtime.block_on(self.given);
    }
}

impl fmt::Debug for EndOrder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndOrder")
    }
}

#[cfg(unix)]
fn given() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn given() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    let (mut c, mut pause, mut close, mut shutdown) =
        (ctrl_c()?, ctrl_break()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(async move {
        tokio::select! {
            _ = c.recv() => {}
            _ = pause.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
        }
    })
}
