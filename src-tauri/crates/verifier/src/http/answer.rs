//! The forms of answers: RFC 9457 problems, RFC 6750 challenges, JSON, nothing.

use std::sync::LazyLock;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Answer, NoToken};
use crate::lookup::Unavailable;

/// Both ways in, without an error: nothing was wrong with what was not there (RFC 6750 §3.1).
const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"Token Desk\"");
const BEARER_INVALID: HeaderValue =
    HeaderValue::from_static("Bearer realm=\"Token Desk\", error=\"invalid_token\"");
const BASIC: HeaderValue = HeaderValue::from_static("Basic realm=\"Token Desk\", charset=\"UTF-8\"");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The number of an answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says; its number is put in when it is finished. To copy headers takes half of what it takes to put
/// each in under its name.
static ALWAYS: LazyLock<HeaderMap> = LazyLock::new(|| {
    HeaderMap::from_iter([
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REQUEST_ID, HeaderValue::from_static("")),
    ])
});

/// What every answer says, with room for `names`.
pub(super) fn always_and<const N: usize>(names: [HeaderName; N]) -> HeaderMap {
    let mut headers = ALWAYS.clone();
    headers.extend(names.map(|name| (name, HeaderValue::from_static(""))));
    headers
}

pub(super) fn empty(status: StatusCode) -> Answer {
    saying(status, ALWAYS.clone(), Full::default())
}

/// An answer without a body; `headers` are those of [`always_and`].
pub(super) fn bare(status: StatusCode, headers: HeaderMap) -> Answer {
    saying(status, headers, Full::default())
}

fn saying(status: StatusCode, headers: HeaderMap, body: Full<Bytes>) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

pub(super) fn json(body: &Value) -> Answer {
    of(StatusCode::OK, JSON, body.to_string())
}

pub(super) fn text(body: String, kind: &'static str) -> Answer {
    of(StatusCode::OK, HeaderValue::from_static(kind), body)
}

/// RFC 9457: what went wrong, for a program and for a person.
pub(super) fn problem(status: StatusCode, title: &str, detail: &str) -> Answer {
    problem_of(
        status,
        &json!({ "title": title, "status": status.as_u16(), "detail": detail }),
    )
}

fn problem_of(status: StatusCode, body: &Value) -> Answer {
    of(status, PROBLEM, body.to_string())
}

fn of(status: StatusCode, kind: HeaderValue, body: String) -> Answer {
    let mut answer = saying(status, ALWAYS.clone(), Full::new(Bytes::from(body)));
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    answer
}

/// RFC 9110 §15.5.6.
pub(super) fn wrong_method(allowed: &str) -> Answer {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "Wrong method", allowed);
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}

/// RFC 6750 §3.1 `invalid_request`.
pub(super) fn invalid_request(detail: &str) -> Answer {
    let body =
        json!({ "title": "Invalid request", "status": 400, "detail": detail, "error": "invalid_request" });
    let mut answer = problem_of(StatusCode::BAD_REQUEST, &body);
    let challenge =
        format!("Bearer realm=\"Token Desk\", error=\"invalid_request\", error_description=\"{detail}\"");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// A good token that may not do this: RFC 6750 §3.1 `insufficient_scope`.
pub(super) fn insufficient(needed: &str) -> Answer {
    let body = json!({
        "title": "Not allowed", "status": 403, "error": "insufficient_scope",
        "detail": format!("The token lacks: {needed}"),
    });
    let mut answer = problem_of(StatusCode::FORBIDDEN, &body);
    let quoted: String = needed
        .chars()
        .filter(|letter| !matches!(letter, '"' | '\\'))
        .collect();
    let challenge = format!("Bearer realm=\"Token Desk\", error=\"insufficient_scope\", scope=\"{quoted}\"");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// The same bytes for every token that is not accepted, whatever the reason.
pub(super) fn no_token(why: &NoToken) -> Answer {
    match why {
        NoToken::Missing => {
            let mut answer = problem(
                StatusCode::UNAUTHORIZED,
                "A token is needed",
                "Send it as a Bearer token, or as a user name with an empty password.",
            );
            challenge(&mut answer, BEARER);
            answer
        }
        NoToken::Refused => {
            let body = json!({
                "title": "The token is not accepted", "status": 401, "error": "invalid_token",
                "detail": "It is unknown, over, paused or revoked.",
            });
            let mut answer = problem_of(StatusCode::UNAUTHORIZED, &body);
            challenge(&mut answer, BEARER_INVALID);
            answer
        }
        NoToken::Malformed(malformed) => invalid_request(malformed.describe()),
        NoToken::WrongPlace => problem(
            StatusCode::FORBIDDEN,
            "Not from here",
            "The token is limited to other networks than the one that this request came from.",
        ),
        NoToken::TooOften(seconds) => {
            let mut answer = problem(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "The token's rate is used up for now.",
            );
            answer
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(*seconds));
            answer
        }
        NoToken::TooMany(seconds) => {
            let mut answer = problem(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many wrong secrets",
                "Wait, then present the right one.",
            );
            answer
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(*seconds));
            answer
        }
        NoToken::Unavailable(why) => unavailable(*why),
    }
}

/// Nobody's token is bad because the store cannot be asked: 503, never 401.
pub(super) fn unavailable(why: Unavailable) -> Answer {
    let mut answer = problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "Nobody can tell just now",
        &format!("Try again: {why}."),
    );
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(1));
    answer
}

fn challenge(answer: &mut Answer, bearer: HeaderValue) {
    answer.headers_mut().append(WWW_AUTHENTICATE, bearer);
    answer.headers_mut().append(WWW_AUTHENTICATE, BASIC);
}
