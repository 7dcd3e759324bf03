use std::io::Write as _;

use base64::Engine as _;
use token::Expiry;
use verifier::{Standing, Unavailable};

use crate::bench::{Bench, evening, minted};
use crate::client::{ask, connect, once, plain, read_reply};

fn bearer(token: &token::TokenText) -> String {
    format!("Authorization: Bearer {}", token.expose())
}

#[test]
fn whoami_tells_whom_a_token_speaks_for() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "Werk Süd 🏭");
    bench.rows.edit(&token, |row| {
        row.expiry = Expiry::At("2027-01-01T00:00:00Z".parse().unwrap())
    });
    let reply = once(&bench, "GET /v1/whoami", &[&bearer(&token)]);
    assert_eq!(reply.status, 200);
    let told = reply.json();
    assert_eq!(told["name"], "Werk Süd 🏭");
    assert_eq!(told["owner"], "ann@plant7");
    assert_eq!(told["groups"], serde_json::json!(["Synchronizer", "User"]));
    assert_eq!(told["expiry"], "2027-01-01T00:00:00Z");
    assert_eq!(told["resource"], serde_json::Value::Null);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert!(reply.header("server").is_none() && reply.header("access-control-allow-origin").is_none());
}

#[test]
fn every_form_of_credentials_opens_the_same_door() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let text = token.expose();
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{text}:"));
    let mut stream = connect(&bench);
    for header in [
        format!("Authorization: Bearer {text}"),
        format!("Authorization: Bearer secret-token:{text}"),
        format!("Authorization: Basic {basic}"),
        format!("Authorization: Token token={text}"),
        format!("Authorization: Token token=\"{text}\""),
        format!("X-API-Key: {text}"),
        format!("X-Dataverse-key: {text}"),
    ] {
        let reply = ask(&mut stream, "GET /v1/whoami", &[&header], "");
        assert_eq!(reply.status, 200, "{}", &header[..24]);
    }
}

#[test]
fn the_address_may_hold_a_token_only_where_that_is_switched_on() {
    let off = Bench::new();
    let token = off.rows.token(1, "x");
    let line = format!("GET /v1/whoami?key={}", token.expose());
    let reply = once(&off, &line, &[]);
    assert_eq!(reply.status, 400);
    assert!(
        reply
            .header("www-authenticate")
            .unwrap()
            .contains("invalid_request")
    );

    let on = Bench::with(|config| config.keys_in_query = true);
    let token = on.rows.token(1, "x");
    for key in ["key", "api_key"] {
        assert_eq!(
            once(&on, &format!("GET /v1/whoami?{key}={}", token.expose()), &[]).status,
            200
        );
    }
    assert_eq!(
        once(
            &on,
            &format!("GET /v1/verify?group=User&key={}", token.expose()),
            &[]
        )
        .status,
        204
    );
}

#[test]
fn without_credentials_both_ways_in_are_named_and_no_error_is() {
    let bench = Bench::new();
    let reply = once(&bench, "GET /v1/whoami", &[]);
    assert_eq!(reply.status, 401);
    assert_eq!(
        reply.all("www-authenticate"),
        [
            "Bearer realm=\"Token Desk\"",
            "Basic realm=\"Token Desk\", charset=\"UTF-8\""
        ]
    );
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json; charset=utf-8")
    );
}

#[test]
fn tokens_that_are_refused_for_different_reasons_look_alike() {
    let bench = Bench::new();
    let [revoked, expired, paused, blocked, replaced] =
        [1, 2, 3, 4, 5].map(|seed| bench.rows.token(seed, "x"));
    bench.rows.edit(&revoked, |row| row.standing = Standing::Revoked);
    bench
        .rows
        .edit(&expired, |row| row.expiry = Expiry::At(evening()));
    bench.rows.edit(&paused, |row| row.standing = Standing::Paused);
    bench.rows.edit(&blocked, |row| row.standing = Standing::Blocked);
    bench.rows.edit(&replaced, |row| row.standing = Standing::Void);
    let nonsense = "not a token".to_owned();
    let foreign = "tdk_0123456789abcdef_".to_owned() + &"x".repeat(52);
    let texts = [&revoked, &expired, &paused, &blocked, &replaced, &minted(99)]
        .map(|token| token.expose().to_owned());
    let mut stream = connect(&bench);
    let mut replies = texts.iter().chain([&foreign, &nonsense]).map(|text| {
        let header = format!("Authorization: Bearer {text}");
        let mut reply = ask(&mut stream, "GET /v1/whoami", &[&header], "");
        reply
            .headers
            .retain(|(name, _)| name != "x-request-id" && name != "date");
        reply
    });
    let first = replies.next().unwrap();
    assert_eq!(first.status, 401);
    assert!(first.all("www-authenticate")[0].contains("error=\"invalid_token\""));
    assert!(replies.all(|reply| reply == first));
}

#[test]
fn a_gateway_is_told_by_status_and_headers_alone() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "Werk Süd %");
    let mut stream = connect(&bench);
    let good = ask(&mut stream, "GET /v1/verify", &[&bearer(&token)], "");
    assert_eq!((good.status, good.body.as_str()), (204, ""));
    assert_eq!(good.header("x-token-name"), Some("Werk S%C3%BCd %25"));
    assert_eq!(good.header("x-token-owner"), Some("ann@plant7"));
    assert_eq!(good.header("x-token-groups"), Some("Synchronizer,User"));
    assert_eq!(good.header("x-token-expires"), Some("never"));
    assert_eq!(good.header("x-token-id").unwrap().len(), 16);

    for (line, status) in [
        ("GET /v1/verify?group=User&scope=read", 204),
        ("POST /v1/verify?group=Synchronizer", 204),
        ("OPTIONS /v1/verify", 204),
        ("GET /v1/verify/any/path?of=its&own", 204),
        ("GET /v1/verify?group=Admin", 403),
        ("GET /v1/verify?group=User&resource=db", 403),
        // What a gateway appends to its prefix can take nothing back and asks for nothing.
        ("GET /v1/verify?group=Admin&path=/data?group=User&z=1", 403),
        // Envoy, which appends it so, takes nothing but 200 for a yes.
        ("GET /v1/verify?group=User&path=/data?gruop=x&key=y", 200),
        ("GET /v1/verify?path=/data?gruop=x", 200),
        ("GET /v1/verify?gruop=Admin", 400),
        ("GET /v1/verify?group=Admni", 400),
    ] {
        let reply = ask(&mut stream, line, &[&bearer(&token)], "");
        assert_eq!(reply.status, status, "{line}");
        if status == 403 {
            assert_eq!(reply.body, "");
            assert!(
                reply
                    .header("www-authenticate")
                    .unwrap()
                    .contains("insufficient_scope")
            );
            assert!(reply.header("x-token-name").is_none());
        }
    }
    let bad = ask(&mut stream, "GET /v1/verify", &["X-API-Key: nonsense"], "");
    assert_eq!((bad.status, bad.body.as_str()), (401, ""));
}

#[test]
fn introspection_tells_an_authenticated_caller_and_nothing_of_a_bad_token() {
    let bench = Bench::new();
    let (caller, token) = (bench.rows.token(1, "caller"), bench.rows.token(2, "asked about"));
    let form = "Content-Type: application/x-www-form-urlencoded";
    let mut stream = connect(&bench);
    let body = format!("token={}&token_type_hint=access_token", token.expose());
    let told = ask(
        &mut stream,
        "POST /oauth2/introspect",
        &[&bearer(&caller), form],
        &body,
    )
    .json();
    assert_eq!(
        (&told["active"], &told["username"]),
        (&true.into(), &"ann@plant7".into())
    );
    assert_eq!(told["iat"], evening().as_second());
    assert!(told.get("exp").is_none(), "what does not apply is left out");

    bench.rows.edit(&token, |row| row.standing = Standing::Revoked);
    let reply = ask(
        &mut stream,
        "POST /oauth2/introspect",
        &[&bearer(&caller), form],
        &body,
    );
    assert_eq!((reply.status, reply.body.as_str()), (200, "{\"active\":false}"));

    assert_eq!(
        ask(&mut stream, "POST /oauth2/introspect", &[form], &body).status,
        401
    );
    let caller = bearer(&caller);
    for (kind, body, status) in [
        ("Content-Type: application/json", "{}", 415),
        (form, "token_type_hint=x", 400),
        (form, "token=a&token=b", 400),
        (form, "token=%zz", 400),
    ] {
        let reply = ask(&mut stream, "POST /oauth2/introspect", &[&caller, kind], body);
        assert_eq!(reply.status, status, "{body}");
    }
    let large = format!("token={}", "a".repeat(70_000));
    assert_eq!(
        ask(
            &mut connect(&bench),
            "POST /oauth2/introspect",
            &[&caller, form],
            &large
        )
        .status,
        413
    );
}

#[test]
fn a_revoked_token_is_over_and_one_that_is_unknown_is_no_error() {
    let bench = Bench::new();
    let (caller, token) = (bench.rows.token(1, "caller"), bench.rows.token(2, "leaked"));
    let form = "Content-Type: application/x-www-form-urlencoded";
    let mut stream = connect(&bench);
    let body = format!("token={}", token.expose());
    for _ in 0..2 {
        assert_eq!(
            ask(
                &mut stream,
                "POST /oauth2/revoke",
                &[&bearer(&caller), form],
                &body
            )
            .status,
            200
        );
        assert_eq!(
            ask(&mut stream, "GET /v1/whoami", &[&bearer(&token)], "").status,
            401
        );
    }
    assert_eq!(bench.rows.revoked().len(), 1, "what is over is not ended twice");
    assert_eq!(
        ask(
            &mut stream,
            "POST /oauth2/revoke",
            &[&bearer(&caller), form],
            "token=x"
        )
        .status,
        200
    );

    bench.rows.fails(Some(Unavailable::Store));
    let reply = ask(
        &mut stream,
        "POST /oauth2/revoke",
        &[&bearer(&caller), form],
        &body,
    );
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")));
}

#[test]
fn a_store_in_trouble_is_503_for_good_and_bad_tokens_alike_and_for_health() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    assert_eq!(once(&bench, "GET /healthz", &[]).body, "{\"status\":\"ok\"}");
    for trouble in [Unavailable::Store, Unavailable::Replaced, Unavailable::Busy] {
        bench.rows.fails(Some(trouble));
        for (line, header) in [
            ("GET /v1/whoami", bearer(&token)),
            ("GET /v1/verify", bearer(&token)),
            ("GET /healthz", "A: b".into()),
        ] {
            let reply = once(&bench, line, &[&header]);
            assert_eq!(
                (reply.status, reply.header("retry-after")),
                (503, Some("1")),
                "{line}"
            );
        }
    }
}

#[test]
fn what_is_not_there_and_what_is_asked_wrongly_are_told_apart() {
    let bench = Bench::new();
    let mut stream = connect(&bench);
    for (line, status, allow) in [
        ("GET /", 404, None),
        ("GET /v1/whoami/", 404, None),
        ("GET /v1/verifyx", 404, None),
        ("POST /v1/whoami", 405, Some("GET, HEAD")),
        (
            "TRACE /v1/verify",
            405,
            Some("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ),
        ("GET /oauth2/revoke", 405, Some("POST")),
        ("HEAD /healthz", 200, None),
    ] {
        let reply = ask(&mut stream, line, &[], "");
        assert_eq!((reply.status, reply.header("allow")), (status, allow), "{line}");
    }
}

#[test]
fn the_description_lists_every_route_that_is_served() {
    let bench = Bench::new();
    let description = once(&bench, "GET /openapi.json", &[]).json();
    let paths = description["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 9);
    let mut stream = connect(&bench);
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let reply = ask(&mut stream, &format!("{} {path}", method.to_uppercase()), &[], "");
            let told = &operation["responses"][reply.status.to_string()];
            assert!(
                told.is_object(),
                "{method} {path} answered {}, which is not described",
                reply.status
            );
        }
    }
}

#[test]
fn numbers_are_open_on_loopback_in_prometheus_form() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    for _ in 0..3 {
        once(&bench, "GET /v1/whoami", &[&bearer(&token)]);
    }
    let told = once(&bench, "GET /metrics", &[]);
    assert_eq!(
        told.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    for line in [
        "tokendesk_accepted_total 3",
        "tokendesk_digests_total 1",
        "tokendesk_remembered 1",
    ] {
        assert!(
            told.body.lines().any(|told| told == line),
            "{line}:\n{}",
            told.body
        );
    }
}

#[test]
fn plain_http_serves_nothing_and_a_token_in_it_is_marked_as_exposed() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:", token.expose()));
    let mut id = None;
    bench.rows.edit(&token, |row| id = Some(row.subject.token));
    let forms = [
        ("GET /v1/whoami".to_owned(), bearer(&token)),
        (
            "GET /v1/whoami".to_owned(),
            format!("Authorization: Basic {basic}"),
        ),
        (
            format!("GET /v1/whoami?key={}", token.expose()),
            "A: b".to_owned(),
        ),
    ];
    for (count, (line, header)) in forms.iter().enumerate() {
        let reply = ask(&mut plain(&bench), line, &[header], "");
        assert_eq!(reply.status, 400);
        assert!(reply.body.contains("https://") && reply.header("location").is_none());
        let exposed = bench.rows.exposed();
        assert_eq!(exposed.len(), count + 1, "{line} is noted before it is answered");
        assert_eq!(exposed[count].0, id.unwrap());
    }
    let reply = ask(
        &mut plain(&bench),
        "GET /v1/whoami",
        &["Authorization: Bearer nonsense"],
        "",
    );
    assert_eq!((reply.status, bench.rows.exposed().len()), (400, 3));
}

#[test]
fn nothing_behind_a_request_whose_end_is_in_doubt_is_served() {
    let bench = Bench::new();
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for lengths in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 6",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity, chunked",
        "Content-Length: 5\r\nContent-Length: 6",
    ] {
        let mut stream = connect(&bench);
        let request =
            format!("POST /v1/verify HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}");
        stream.write_all(request.as_bytes()).unwrap();
        let statuses: Vec<u16> = std::iter::from_fn(|| read_reply(&mut stream, false))
            .map(|reply| reply.status)
            .collect();
        assert!(
            matches!(statuses[..], [] | [400 | 401]),
            "{lengths}: {statuses:?}"
        );
    }
}
