//! `/rest/cmdctrl/Request`: check-out by `POST`, check-in by `PUT`, as scripts of privileged account managers send them.

use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Body;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use hyper::{Request, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use token::{Scope, TokenId};

use super::{Answer, Http, Peer, answer, oauth, routes};
use crate::lending::{Borrow, Lending, Lent, NotLent, Return};
use crate::pulse::Pulse;
use crate::uses::Outcome;

/// Where check-outs are asked for; a check-in adds the request's id.
pub(super) const PATH: &str = "/rest/cmdctrl/Request";
/// Objects in objects: theirs are two deep.
const DEEPEST: usize = 8;
/// What scripts of this interface look at in every good answer.
const FORM: &str = "3.5.0";
const REPEAT: HeaderName = HeaderName::from_static("idempotency-key");

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Request")]
    request: Asked,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    r#type: String,
    run_host: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    duration: Value,
    #[serde(default)]
    emailid: String,
}

pub(super) async fn check_out<B>(http: &Http, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let (lending, token, headers, asked) = match asked(http, request, peer, pulse, "PasswordCheckout").await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    let minutes = match asked.duration {
        Value::String(minutes) => minutes,
        Value::Number(minutes) => minutes.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let mut repeats = headers.get_all(REPEAT).iter();
    let repeat = match (repeats.next(), repeats.next()) {
        (None, _) => None,
        (Some(repeat), None) => match repeat.to_str() {
            Ok(repeat) => Some(repeat.to_owned()),
            Err(_) => {
                return malformed(
                    http,
                    answer::invalid_request("the Idempotency-Key is no ASCII text"),
                );
            }
        },
        (Some(_), Some(_)) => {
            return malformed(http, answer::invalid_request("there are two Idempotency-Keys"));
        }
    };
    let wish = Borrow {
        token,
        resource: asked.run_host,
        reason: asked.reason,
        minutes,
        email: asked.emailid,
        repeat,
    };
    match tokio::task::spawn_blocking(move || lending.check_out(&wish)).await {
        Ok(Ok(lent)) => given(&lent),
        Ok(Err(why)) => not_lent(http, &why),
        Err(_) => not_lent(http, &NotLent::Unavailable),
    }
}

pub(super) async fn check_in<B>(http: &Http, request: Request<B>, peer: &Peer, pulse: &Pulse) -> Answer
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let id = request.uri().path().strip_prefix(PATH).unwrap_or_default();
    let id = id.trim_matches('/').to_owned();
    let (lending, token, _, asked) = match asked(http, request, peer, pulse, "PasswordCheckin").await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    let wish = Return {
        token,
        request: id,
        resource: asked.run_host,
    };
    match tokio::task::spawn_blocking(move || lending.check_in(&wish)).await {
        Ok(Ok(())) => answer::json(&json!({ "message": "OK", "status": 200, "vrm": FORM })),
        Ok(Err(why)) => not_lent(http, &why),
        Err(_) => not_lent(http, &NotLent::Unavailable),
    }
}

fn given(lent: &Lent) -> Answer {
    answer::json(&json!({
        "CheckOut": {
            "Request": { "id": lent.request },
            "account": lent.account.as_str(),
            "passwd": lent.password.as_str(),
        },
        "message": "OK",
        "status": 200,
        "vrm": FORM,
    }))
}

type Wanted = (Arc<dyn Lending>, TokenId, HeaderMap, Asked);

/// A good token that is for a resource and may change something, with a body of the right form.
async fn asked<B>(
    http: &Http,
    request: Request<B>,
    peer: &Peer,
    pulse: &Pulse,
    kind: &str,
) -> Result<Wanted, Answer>
where
    B: Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let entry = routes::token(http, &request, peer, pulse).await?;
    let subject = &entry.subject;
    let forbidden = |needed: &str| {
        http.counts().forbidden.add();
        tracing::debug!(outcome = Outcome::Forbidden.word(), token = %subject.token, "a request for a password");
        answer::insufficient(needed)
    };
    let Some(lending) = http.checker.lending().map(Arc::clone) else {
        return Err(not_lent(http, &NotLent::Nothing));
    };
    if subject.resource.is_none() {
        return Err(forbidden("a resource that it is for"));
    }
    if !subject.scopes.allow(&Scope::WRITE) {
        return Err(forbidden("the scope write"));
    }
    let kinds = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_json = kinds
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        let told = answer::problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Not JSON",
            "Send application/json.",
        );
        return Err(malformed(http, told));
    }
    let headers = request.headers().clone();
    let body = oauth::body_of(http, request)
        .await
        .map_err(|told| malformed(http, told))?;
    let value: Value = serde_json::from_slice(&body)
        .map_err(|_| malformed(http, answer::invalid_request("the body is no JSON, or too deep")))?;
    if is_deeper(&value, DEEPEST) {
        return Err(malformed(http, answer::invalid_request("the body is too deep")));
    }
    let rule = |field, rule| not_lent(http, &NotLent::Rule { field, rule });
    let Envelope { request: asked } = serde_json::from_value(value).map_err(|_| {
        rule(
            "Request",
            "is an object with type, runHost and, for a check-out, reason and duration",
        )
    })?;
    if asked.r#type != kind {
        return Err(rule(
            "type",
            "is PasswordCheckout for POST and PasswordCheckin for PUT",
        ));
    }
    Ok((lending, subject.token, headers, asked))
}

fn malformed(http: &Http, told: Answer) -> Answer {
    http.counts().malformed.add();
    told
}

fn not_lent(http: &Http, why: &NotLent) -> Answer {
    match why {
        NotLent::Nothing => malformed(
            http,
            answer::problem(
                StatusCode::NOT_FOUND,
                "Nothing of this name for this token",
                "runHost is the resource that the token is for; the id is that of its own request.",
            ),
        ),
        NotLent::Out { until: Some(until) } => answer::problem(
            StatusCode::CONFLICT,
            "Somebody has it",
            &format!("One at a time: it is back by {until} at the latest."),
        ),
        NotLent::Out { until: None } => answer::problem(
            StatusCode::CONFLICT,
            "That request is over",
            "Ask again with another Idempotency-Key.",
        ),
        NotLent::Rotating => answer::problem(
            StatusCode::CONFLICT,
            "Its password is being replaced",
            "Ask again in a minute, by the same Idempotency-Key if there was one.",
        ),
        NotLent::Rule { field, rule } => malformed(
            http,
            answer::problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                "A field breaks a rule",
                &format!("{field} {rule}."),
            ),
        ),
        NotLent::Closed => answer::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "Passwords are sealed",
            "Whoever runs this service has to give it the passphrase of sealed secrets. Ask them, then try again.",
        ),
        NotLent::Unavailable => answer::unavailable(crate::Unavailable::Store),
    }
}

fn is_deeper(value: &Value, most: usize) -> bool {
    let below = |value: &Value| most == 0 || is_deeper(value, most - 1);
    match value {
        Value::Array(items) => items.iter().any(below),
        Value::Object(fields) => fields.values().any(below),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
