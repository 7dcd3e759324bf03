//! Every open connection, how long each may take, and which gives way when there are too many.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;

use crate::pulse::{Phase, Pulse};

/// How long a connection may take for what it is doing.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// From connecting to the end of the TLS handshake.
    pub handshake: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// For a body.
    pub body: Duration,
    /// From the end of a head to the answer.
    pub request: Duration,
    /// Between two requests, or before the first one.
    pub idle: Duration,
    /// In all, for a connection that never showed a good token.
    pub unauthenticated: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            request: Duration::from_secs(15),
            idle: Duration::from_secs(15),
            unauthenticated: Duration::from_secs(60),
        }
    }
}

impl TimeLimits {
    fn is_over(&self, pulse: &Pulse) -> bool {
        let (phase, since) = pulse.phase();
        let limit = match phase {
            Phase::Handshake => self.handshake,
            Phase::Idle => self.idle,
            Phase::Head => self.head,
            Phase::Request => self.request,
        };
        since > limit || !pulse.is_authenticated() && pulse.age() > self.unauthenticated
    }
}

/// The open connections, oldest first.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    taken: u64,
    by_age: BTreeMap<u64, Connection>,
}

#[derive(Debug)]
struct Connection {
    pulse: Arc<Pulse>,
    end: Option<AbortHandle>,
}

impl Connections {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            open: Mutex::default(),
        }
    }

    /// Takes one more in. Where there is no room, the oldest that never showed a good token is closed; `None`
    /// where every other one did, and it is the new one that has to go. The number says whether one was closed.
    pub(crate) fn admit(self: &Arc<Self>) -> Option<(Admitted, bool)> {
        let mut open = self.open();
        let mut closed = false;
        if open.by_age.len() >= self.most {
            let stranger = open
                .by_age
                .iter()
                .find(|(_, connection)| !connection.pulse.is_authenticated())
                .map(|(number, _)| *number)?;
            if let Some(connection) = open.by_age.remove(&stranger) {
                connection.close();
                closed = true;
            }
        }
        open.taken += 1;
        let number = open.taken;
        let pulse = Arc::new(Pulse::new());
        let connection = Connection {
            pulse: Arc::clone(&pulse),
            end: None,
        };
        open.by_age.insert(number, connection);
        let admitted = Admitted {
            number,
            pulse,
            connections: Arc::clone(self),
        };
        Some((admitted, closed))
    }

    /// Says how a connection is ended from outside.
    pub(crate) fn can_end(&self, number: u64, end: AbortHandle) {
        match self.open().by_age.get_mut(&number) {
            Some(connection) => connection.end = Some(end),
            // It ended by itself, or was closed between the two calls.
            None => end.abort(),
        }
    }

    /// Closes those that take too long, and answers how many.
    pub(crate) fn close_slow(&self, limits: &TimeLimits) -> usize {
        let mut open = self.open();
        let before = open.by_age.len();
        open.by_age.retain(|_, connection| {
            let is_over = limits.is_over(&connection.pulse);
            if is_over {
                connection.close();
            }
            !is_over
        });
        before - open.by_age.len()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    fn close(&self) {
        if let Some(end) = &self.end {
            end.abort();
        }
    }
}

/// A connection's place on the list; given back when dropped.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) number: u64,
    pub(crate) pulse: Arc<Pulse>,
    connections: Arc<Connections>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.open().by_age.remove(&self.number);
    }
}
