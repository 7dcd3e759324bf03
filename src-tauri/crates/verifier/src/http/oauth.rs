//! Introspection (RFC 7662) and revocation (RFC 7009), for programs that know those.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body;
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Answer, Http, NoToken, Peer, answer, query, routes};
use crate::pulse::Pulse;
use crate::verdict::Verdict;
use crate::verified::Entry;

/// Bytes in a form.
const LARGEST_BODY: usize = 64 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// RFC 7662: whoever shows a good token may ask about any token that they have.
pub(super) async fn introspect<B>(http: &Http, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    if let Err(refused) = routes::token(http, &request, peer, pulse).await {
        return refused;
    }
    let asked = match token_in(http, request).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    match http.checker.check(asked.as_bytes(), peer.address.ip()).await {
        Verdict::Good(entry, _) => answer::json(&active(&entry)),
        // §2.2: nothing else is said of a token that is not active.
        Verdict::Refused(_) | Verdict::TooMany(_) => answer::json(&json!({ "active": false })),
        Verdict::Unavailable(why) => answer::unavailable(why),
    }
}

/// RFC 7009: whoever holds a token may end it. Of one that is unknown or over already there is nothing to say.
pub(super) async fn revoke<B>(http: &Http, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let caller = match routes::token(http, &request, peer, pulse).await {
        Ok(entry) => entry.subject.token,
        Err(refused) => return refused,
    };
    let asked = match token_in(http, request).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    let token = match http.checker.check(asked.as_bytes(), peer.address.ip()).await {
        Verdict::Good(entry, _) => entry.subject.token,
        Verdict::Refused(_) => return answer::empty(StatusCode::OK),
        // It was not looked at: to say that it is over would be untrue.
        Verdict::TooMany(seconds) => return answer::no_token(&NoToken::TooMany(seconds)),
        Verdict::Unavailable(why) => return answer::unavailable(why),
    };
    let lookup = Arc::clone(http.checker.lookup());
    match tokio::task::spawn_blocking(move || lookup.revoke(&token, &caller)).await {
        Ok(Ok(())) => answer::empty(StatusCode::OK),
        Ok(Err(why)) => answer::unavailable(why),
        Err(_) => answer::unavailable(crate::Unavailable::Store),
    }
}

fn active(entry: &Entry) -> Value {
    let subject = &entry.subject;
    let scopes: Vec<&str> = subject.scopes.iter().map(|scope| scope.name()).collect();
    let mut told = json!({
        "active": true,
        "token_type": "Bearer",
        "sub": subject.token.as_str(),
        "name": subject.name,
        "groups": subject.groups.iter().map(|group| group.name()).collect::<Vec<_>>(),
        "iat": subject.issued_at.as_second(),
    });
    // §2.2: what does not apply is left out.
    if !scopes.is_empty() {
        told["scope"] = scopes.join(" ").into();
    }
    if let Some(owner) = &subject.owner {
        told["username"] = Value::from(&**owner);
    }
    if let Some(resource) = &subject.resource {
        told["aud"] = Value::from(&**resource);
    }
    if let Some(end) = entry.expiry().instant() {
        told["exp"] = end.as_second().into();
    }
    told
}

/// The form's one `token`.
async fn token_in<B>(http: &Http, request: Request<B>) -> Result<Zeroizing<String>, Answer>
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let refused = |answer: Answer| {
        http.counts().malformed.add();
        answer
    };
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case(FORM) {
        return Err(refused(answer::problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Not a form",
            "Send application/x-www-form-urlencoded.",
        )));
    }
    let body = match body_of(http, request).await {
        Ok(body) => Zeroizing::new(body.to_vec()),
        Err(answer) => return Err(refused(answer)),
    };
    let pairs = std::str::from_utf8(&body).ok().and_then(query::pairs);
    let Some(pairs) = pairs else {
        return Err(refused(answer::invalid_request("the form cannot be decoded")));
    };
    let mut tokens = pairs
        .into_iter()
        .filter(|(name, _)| name == "token")
        .map(|(_, value)| value);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => Ok(token),
        (None | Some(_), _) => Err(refused(answer::invalid_request("the form has exactly one token"))),
    }
}

/// The whole body, up to a bound and within the time for it.
pub(super) async fn body_of<B>(http: &Http, request: Request<B>) -> Result<Bytes, Answer>
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let body = Limited::new(request.into_body(), LARGEST_BODY);
    let read = tokio::time::timeout(http.body_limit, std::pin::pin!(body).collect()).await;
    let (status, title, detail) = match read {
        Ok(Ok(body)) => return Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too large",
            "A body has 64 KiB at most.",
        ),
        Ok(Err(_)) => (StatusCode::BAD_REQUEST, "Cut short", "The body ended early."),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "Too slow", "The body took too long."),
    };
    let mut answer = answer::problem(status, title, detail);
    answer
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    Err(answer)
}
