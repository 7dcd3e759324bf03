//! The routes: one list, which the answers, the `Allow` header and the description are made from.

use std::fmt::Write as _;
use std::sync::LazyLock;

use bytes::Bytes;
use hyper::body::Body;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};
use serde_json::{Value, json};
use token::Expiry;

use super::requirement::Requirement;
use super::{Answer, Http, NoToken, Peer, answer, metrics, oauth, openapi, query, requests};
use crate::pulse::Pulse;
use crate::uses::Outcome;
use crate::verified::Entry;

/// One thing that can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Whoami,
    Verify,
    Introspect,
    Revoke,
    CheckOut,
    CheckIn,
    Health,
    Metrics,
    Description,
}

/// Every route with its path and methods.
pub(super) const ROUTES: [(&str, Route, &[Method]); 9] = [
    ("/v1/whoami", Route::Whoami, READING),
    ("/v1/verify", Route::Verify, ANY),
    ("/oauth2/introspect", Route::Introspect, POSTING),
    ("/oauth2/revoke", Route::Revoke, POSTING),
    (requests::PATH, Route::CheckOut, POSTING),
    (CHECK_IN, Route::CheckIn, PUTTING),
    ("/healthz", Route::Health, READING),
    ("/metrics", Route::Metrics, READING),
    ("/openapi.json", Route::Description, READING),
];

/// Letters that tell whom most tokens speak for.
const LONGEST_MOSTLY: usize = 160;

const NAME: &str = "x-token-name";
const ID: &str = "x-token-id";
const OWNER: &str = "x-token-owner";
const GROUPS: &str = "x-token-groups";
const EXPIRES: &str = "x-token-expires";

/// The headers of a good token with an owner, and of one without.
static OWNED: LazyLock<HeaderMap> =
    LazyLock::new(|| answer::always_and([NAME, ID, OWNER, GROUPS, EXPIRES].map(HeaderName::from_static)));
static NOBODYS: LazyLock<HeaderMap> =
    LazyLock::new(|| answer::always_and([NAME, ID, GROUPS, EXPIRES].map(HeaderName::from_static)));

const READING: &[Method] = &[Method::GET, Method::HEAD];
const POSTING: &[Method] = &[Method::POST];
const PUTTING: &[Method] = &[Method::PUT];
/// The path of a check-in: the request’s id is its last part.
const CHECK_IN: &str = "/rest/cmdctrl/Request/{id}";
/// A gateway asks with the method of the request that it guards.
const ANY: &[Method] = &[
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

/// Some gateways (Envoy's `ext_authz`) append the guarded request's own path; what follows is theirs.
const VERIFY_BELOW: &str = "/v1/verify/";
/// Those can ask for more all the same, by a prefix of `/v1/verify?group=Moderator&path=`: what is appended to that
/// is the guarded request's and can take nothing of it back.
const PATH: &str = "path=";

pub(super) async fn answer<B>(http: &Http, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let path = request.uri().path();
    let found = ROUTES.iter().find(|(own, route, _)| is_at(own, *route, path));
    let Some((own, route, methods)) = found else {
        http.counts().malformed.add();
        return answer::problem(
            StatusCode::NOT_FOUND,
            "Nothing is here",
            "/openapi.json lists what is.",
        );
    };
    if !methods.contains(request.method()) {
        http.counts().malformed.add();
        let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
        return answer::wrong_method(&names.join(", "));
    }
    match route {
        Route::Whoami => match token(http, &request, peer, pulse).await {
            Ok(entry) => answer::json(&whoami(&entry)),
            Err(refused) => refused,
        },
        Route::Verify => verify(http, &request, peer, pulse, *own == path).await,
        Route::Introspect => Box::pin(oauth::introspect(http, request, peer, pulse)).await,
        Route::Revoke => Box::pin(oauth::revoke(http, request, peer, pulse)).await,
        Route::CheckOut => Box::pin(requests::check_out(http, request, peer, pulse)).await,
        Route::CheckIn => Box::pin(requests::check_in(http, request, peer, pulse)).await,
        Route::Health => match http.checker.lookup().version() {
            Ok(_) => answer::json(&json!({ "status": "ok" })),
            Err(why) => answer::unavailable(why),
        },
        Route::Metrics if peer.address.ip().is_loopback() => metrics::answer(&http.checker),
        Route::Metrics => match token(http, &request, peer, pulse).await {
            Ok(_) => metrics::answer(&http.checker),
            Err(refused) => refused,
        },
        Route::Description => answer::json(&openapi::description()),
    }
}

/// Whether a path is the route’s.
fn is_at(own: &str, route: Route, path: &str) -> bool {
    match route {
        Route::Verify => own == path || path.starts_with(VERIFY_BELOW),
        Route::CheckIn => path
            .strip_prefix(requests::PATH)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|id| !id.is_empty() && !id.contains('/')),
        Route::Whoami
        | Route::Introspect
        | Route::Revoke
        | Route::CheckOut
        | Route::Health
        | Route::Metrics
        | Route::Description => own == path,
    }
}

/// The good token that came with a request, or the answer to give instead.
pub(super) async fn token<B>(
    http: &Http,
    request: &Request<B>,
    peer: &Peer,
    pulse: &Pulse,
) -> Result<std::sync::Arc<Entry>, Answer> {
    let shown = match http.token(request.headers(), request.uri().query(), peer).await {
        Ok(shown) => http.accepted(&shown, peer).await.map(|()| shown),
        Err(why) => Err(why),
    };
    match shown {
        Ok(shown) => {
            pulse.authenticate();
            Ok(shown.entry)
        }
        Err(why) => {
            if matches!(why, NoToken::Missing | NoToken::Malformed(_)) {
                http.counts().malformed.add();
            }
            Err(answer::no_token(&why))
        }
    }
}

/// For gateways: a status and headers, no body.
async fn verify<B>(http: &Http, request: &Request<B>, peer: &Peer, pulse: &Pulse, is_exact: bool) -> Answer {
    // Below its path the query belongs to the guarded request and asks for nothing here.
    let asked = request.uri().query().filter(|_| is_exact);
    let query = asked.map(own_part);
    // Envoy, which appends the guarded path, takes no other answer than 200 for a yes.
    let is_appended = query != asked;
    let requirement = match Requirement::of_query(query) {
        Ok(requirement) => requirement,
        Err(detail) => {
            http.counts().malformed.add();
            return answer::invalid_request(detail);
        }
    };
    let shown = match http.token(request.headers(), query, peer).await {
        Ok(shown) => shown,
        Err(why) => return without_body(answer::no_token(&why)),
    };
    pulse.authenticate();
    if let Some(lacking) = requirement.lacking(&shown.entry.subject) {
        http.counts().forbidden.add();
        http.note(shown.entry.subject.token, Outcome::Forbidden, shown.scheme, peer);
        return without_body(answer::insufficient(&lacking));
    }
    if let Err(why) = http.accepted(&shown, peer).await {
        return without_body(answer::no_token(&why));
    }
    let status = if is_appended {
        StatusCode::OK
    } else {
        StatusCode::NO_CONTENT
    };
    answer::bare(status, described(&shown.entry))
}

/// A query up to the path of the guarded request.
fn own_part(query: &str) -> &str {
    if query.starts_with(PATH) {
        return "";
    }
    query.split_once("&path=").map_or(query, |(own, _)| own)
}

fn without_body(mut answer: Answer) -> Answer {
    *answer.body_mut() = http_body_util::Full::default();
    answer.headers_mut().remove(hyper::header::CONTENT_TYPE);
    answer
}

/// What an upload is tagged with. Text that is not plain ASCII is percent-encoded. All of it lies in one piece of memory,
/// which its values share: this is said of every request that a gateway lets pass.
fn described(entry: &Entry) -> HeaderMap {
    let subject = &entry.subject;
    let mut text = String::with_capacity(LONGEST_MOSTLY);
    query::encode(&subject.name, &mut text);
    let name = text.len();
    text.push_str(subject.token.as_str());
    let id = text.len();
    query::encode(subject.owner.as_deref().unwrap_or_default(), &mut text);
    let owner = text.len();
    for group in subject.groups.iter() {
        if text.len() > owner {
            text.push(',');
        }
        text.push_str(group.name());
    }
    let groups = text.len();
    match entry.expiry() {
        Expiry::Never => text.push_str("never"),
        Expiry::At(end) => {
            // Writing to a text cannot fail.
            let _ = write!(text, "{end}");
        }
    }
    let text = Bytes::from(text);
    let mut headers = if subject.owner.is_some() {
        OWNED.clone()
    } else {
        NOBODYS.clone()
    };
    for (header, value) in &mut headers {
        let piece = match header.as_str() {
            NAME => 0..name,
            ID => name..id,
            OWNER => id..owner,
            GROUPS => owner..groups,
            EXPIRES => groups..text.len(),
            _ => continue,
        };
        // It was encoded for this: a value that is refused all the same stays empty.
        if let Ok(said) = HeaderValue::from_maybe_shared(text.slice(piece)) {
            *value = said;
        }
    }
    headers
}

fn whoami(entry: &Entry) -> Value {
    let subject = &entry.subject;
    json!({
        "name": subject.name,
        "id": subject.token.as_str(),
        "owner": subject.owner.as_deref(),
        "groups": subject.groups.iter().map(|group| group.name()).collect::<Vec<_>>(),
        "scopes": subject.scopes.iter().map(token::Scope::name).collect::<Vec<_>>(),
        "resource": subject.resource,
        "expiry": entry.expiry().instant().map(|end| end.to_string()),
    })
}
