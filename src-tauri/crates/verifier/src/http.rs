//! From a request to an answer: what is refused whoever asks, then the routes.

mod answer;
mod hosts;
mod metrics;
mod oauth;
mod openapi;
mod query;
mod requests;
mod requirement;
mod routes;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Body;
use hyper::header::{CONNECTION, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;
use token::TokenId;

pub(crate) use hosts::Hosts;

use crate::check::Checker;
use crate::counts::Counts;
use crate::credential::{self, Malformed, Scheme};
use crate::headers::{Said, said};
use crate::lookup::{Standing, Unavailable};
use crate::pulse::Pulse;
use crate::service::Config;
use crate::uses::{Outcome, Program, Seen, Uses};
use crate::verdict::{Refusal, Verdict};
use crate::verified::Entry;

const FETCH_SITE: &str = "sec-fetch-site";

pub(crate) type Answer = Response<Full<Bytes>>;

/// Answers requests.
pub(crate) struct Http {
    checker: Checker,
    hosts: Hosts,
    keys_in_query: bool,
    body_limit: Duration,
    served: AtomicU64,
    uses: Option<Arc<Uses>>,
}

/// Who is at the other end of a connection.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) program: Program,
}

/// A good token, and the form and the hour in which it came.
struct Shown {
    entry: Arc<Entry>,
    scheme: Scheme,
    at: Timestamp,
}

/// Why a request has no good token with it.
enum NoToken {
    Missing,
    Malformed(Malformed),
    Refused,
    /// A good token from an address that it may not come from.
    WrongPlace,
    /// A good token whose rate is used up for so many seconds.
    TooOften(u32),
    TooMany(u32),
    Unavailable(Unavailable),
}

impl Http {
    pub(crate) fn new(checker: Checker, hosts: Hosts, config: &Config, uses: Option<Arc<Uses>>) -> Self {
        Self {
            checker,
            hosts,
            keys_in_query: config.keys_in_query,
            body_limit: config.limits.body,
            served: AtomicU64::new(0),
            uses,
        }
    }

    pub(crate) fn counts(&self) -> &Counts {
        self.checker.counts()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.checker.lookup().now()
    }

    /// The answer to a request that came encrypted.
    pub(crate) async fn answer<B>(&self, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
    where
        B: Body<Data = Bytes> + Send,
        B::Error: std::error::Error + Send + Sync + 'static,
    {
        let names = ["host", "origin", FETCH_SITE, "transfer-encoding"];
        let [host, origin, site, encoding] = said(request.headers(), names);
        let is_chunked = encoding.first.is_some();
        let is_of_a_page = origin.first.is_some() || is_cross_site(site, request.headers());
        let mut answer = match self.refused_unasked(&request, host, is_of_a_page) {
            Some(refused) => refused,
            None => routes::answer(self, request, peer, pulse).await,
        };
        if is_chunked {
            // RFC 9112 §6.1: a proxy in front may have seen another end of this request. What follows it is not
            // served, so nothing can be smuggled behind it.
            let headers = answer.headers_mut();
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        self.finished(answer)
    }

    /// The answer to a request that came unencrypted: none, and a word on it. A token that was in it has been
    /// seen by whoever listens on the way.
    pub(crate) async fn answer_in_the_clear<B>(&self, request: &Request<B>, peer: &Peer) -> Answer {
        let shown = credential::presented(request.headers(), request.uri().query(), true);
        if let Ok(Some(credential)) = shown
            && let Some(secret) = self.checker.minted_here(credential.expose())
        {
            self.exposed(secret, credential.scheme, peer).await;
        }
        self.counts().malformed.add();
        let mut answer = answer::problem(
            StatusCode::BAD_REQUEST,
            "This port speaks HTTPS",
            "Nothing was served. Use https:// in the address; a token that was sent is marked as exposed.",
        );
        answer
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
        self.finished(answer)
    }

    /// Has it noted at once, and counted with its other uses, that a token came unencrypted.
    async fn exposed(&self, secret: TokenId, scheme: Scheme, peer: &Peer) {
        self.counts().exposed.add();
        let (lookup, from) = (Arc::clone(self.checker.lookup()), peer.address.ip());
        let noted = tokio::task::spawn_blocking(move || {
            let Some(found) = lookup.find(&secret)? else {
                return Ok(None);
            };
            let token = found.subject.token;
            lookup.expose(&token, from)?;
            // A value that was replaced is nothing to whoever has it.
            let is_over = matches!(found.standing, Standing::Revoked | Standing::Void);
            Ok::<_, Unavailable>((!is_over).then_some(token))
        });
        match noted.await {
            Ok(Ok(token)) => {
                if let Some(token) = token {
                    self.note(token, Outcome::Exposed, scheme, peer);
                }
            }
            Ok(Err(_)) | Err(_) => {
                tracing::error!(%secret, "a token came unencrypted, which could not be noted");
            }
        }
    }

    /// The good token that came with a request.
    async fn token(&self, headers: &HeaderMap, query: Option<&str>, peer: &Peer) -> Result<Shown, NoToken> {
        let credential =
            credential::presented(headers, query, self.keys_in_query).map_err(NoToken::Malformed)?;
        let credential = credential.ok_or(NoToken::Missing)?;
        match self.checker.check(credential.expose(), peer.address.ip()).await {
            Verdict::Good(entry, at) => Ok(Shown {
                entry,
                scheme: credential.scheme,
                at,
            }),
            Verdict::Refused(refused) => {
                tracing::debug!(why = refused.why.word(), token = ?refused.token, "refused");
                if let Some(token) = refused.token {
                    self.note(token, Outcome::Refused(refused.why), credential.scheme, peer);
                }
                Err(NoToken::Refused)
            }
            Verdict::TooMany(seconds) => Err(NoToken::TooMany(seconds)),
            Verdict::Unavailable(why) => Err(NoToken::Unavailable(why)),
        }
    }

    /// Accepts a good token within its limits, and writes its use down: before it is answered where every use
    /// is recorded.
    async fn accepted(&self, shown: &Shown, peer: &Peer) -> Result<(), NoToken> {
        let token = shown.entry.subject.token;
        if let Err((why, answer)) = self.within_limits(&shown.entry, peer).await {
            if let Some(why) = why {
                self.counts().limited.add();
                self.note(token, Outcome::Refused(why), shown.scheme, peer);
            }
            return Err(answer);
        }
        let Some(uses) = &self.uses else { return Ok(()) };
        let seen = Seen {
            token,
            secret: shown.entry.secret_beside_another(shown.at),
            at: shown.at,
            address: peer.address.ip().to_canonical(),
            scheme: shown.scheme,
            program: &peer.program,
            outcome: Outcome::Accepted,
        };
        if uses.records_every_use() {
            let recorded = Box::pin(uses.record(&seen));
            recorded.await.map_err(NoToken::Unavailable)?;
        }
        uses.note(&seen);
        Ok(())
    }

    /// From where, how often, how many times: the dearest last, and what is refused before is not counted.
    async fn within_limits(&self, entry: &Entry, peer: &Peer) -> Result<(), (Option<Refusal>, NoToken)> {
        let Some((limits, secret)) = entry.limits() else {
            return Ok(());
        };
        if !limits.networks.allow(peer.address.ip()) {
            return Err((Some(Refusal::WrongPlace), NoToken::WrongPlace));
        }
        if let Err(seconds) = entry.take(self.now()) {
            return Err((Some(Refusal::TooOften), NoToken::TooOften(seconds)));
        }
        let Some(uses) = limits.uses else {
            return Ok(());
        };
        let lookup = Arc::clone(self.checker.lookup());
        let spent = tokio::task::spawn_blocking(move || lookup.spend(&secret, uses.count())).await;
        match spent.unwrap_or(Err(Unavailable::Store)) {
            Ok(true) => Ok(()),
            Ok(false) => Err((Some(Refusal::UsedUp), NoToken::Refused)),
            Err(error) => Err((None, NoToken::Unavailable(error))),
        }
    }

    fn note(&self, token: TokenId, outcome: Outcome, scheme: Scheme, peer: &Peer) {
        if let Some(uses) = &self.uses {
            uses.note(&Seen {
                token,
                secret: None,
                at: self.now(),
                address: peer.address.ip().to_canonical(),
                scheme,
                program: &peer.program,
                outcome,
            });
        }
    }

    /// What no token can make up for: another host's request, a web page's.
    fn refused_unasked<B>(&self, request: &Request<B>, host: Said<'_>, is_of_a_page: bool) -> Option<Answer> {
        let refused = if let Some(refused) = self.hosts.refused(request, host) {
            refused
        } else if is_of_a_page {
            answer::problem(
                StatusCode::FORBIDDEN,
                "Not for web pages",
                "A page of another site may not ask on behalf of a person.",
            )
        } else {
            return None;
        };
        self.counts().malformed.add();
        Some(refused)
    }

    /// Every answer has a number.
    fn finished(&self, mut answer: Answer) -> Answer {
        let number = self.served.fetch_add(1, Ordering::Relaxed);
        if let Some(value) = answer.headers_mut().get_mut(answer::REQUEST_ID) {
            *value = numeral(number);
        }
        answer
    }
}

/// The same as hyper's, with one piece of memory instead of two.
fn numeral(number: u64) -> HeaderValue {
    let (mut digits, mut start, mut rest) = ([0; 20], 20, number);
    while start == 20 || rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    HeaderValue::from_bytes(&digits[start..]).unwrap_or_else(|_| HeaderValue::from(number))
}

/// Browsers say so themselves (Fetch Metadata); no other client does.
fn is_cross_site(site: Said<'_>, headers: &HeaderMap) -> bool {
    site.first.is_some()
        && headers
            .get_all(FETCH_SITE)
            .iter()
            .any(|site| !matches!(site.as_bytes(), b"none" | b"same-origin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_hyper_writes_them() {
        for number in [0, 7, 10, 4_096, u64::MAX] {
            assert_eq!(numeral(number), HeaderValue::from(number));
        }
    }
}
