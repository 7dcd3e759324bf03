use crate::bench::Bench;
use crate::client::{ask, connect, once};

/// Every pair of a host and of what a browser says about where a request comes from.
#[test]
fn two_hundred_combinations_of_host_and_origin_get_the_answer_that_is_written_here() {
    let bench = Bench::with(|config| config.names = vec!["desk.plant7.example".into()]);
    let token = bench.rows.token(1, "x");
    let port = bench.port();
    let ours = [
        "localhost",
        "LocalHost",
        "127.0.0.1",
        "[::1]",
        "desk.plant7.example",
    ];
    let ours: Vec<String> = ours
        .iter()
        .flat_map(|name| [(*name).to_owned(), format!("{name}:{port}")])
        .collect();
    let theirs = [
        "evil.example",
        "localhost.evil.example",
        "evil.example:7443",
        "127.0.0.2",
        "0.0.0.0",
        "localhost:1",
        "127.1",
        "2130706433",
        "desk.plant7.example.",
        "::1",
    ];
    let theirs = theirs.iter().map(|name| (*name).to_owned());
    let hosts: Vec<(String, bool)> = ours
        .into_iter()
        .map(|name| (name, true))
        .chain(theirs.map(|name| (name, false)))
        .collect();
    let origins: [(&str, bool); 10] = [
        ("A: b", true),
        ("Sec-Fetch-Site: none", true),
        ("Sec-Fetch-Site: same-origin", true),
        ("Sec-Fetch-Site: cross-site", false),
        ("Sec-Fetch-Site: same-site", false),
        ("Sec-Fetch-Site: CROSS-SITE", false),
        ("Origin: https://evil.example", false),
        ("Origin: null", false),
        ("Origin: https://localhost", false),
        ("Origin:", false),
    ];
    let authorization = format!("Authorization: Bearer {}", token.expose());
    let mut stream = connect(&bench);
    let mut asked = 0;
    for (host, is_ours) in &hosts {
        for (origin, is_fine) in origins {
            let expected = match (is_ours, is_fine) {
                (false, _) => 421,
                (true, false) => 403,
                (true, true) => 200,
            };
            let headers = [&format!("Host: {host}"), origin, &authorization];
            let reply = ask(&mut stream, "GET /v1/whoami", &headers, "");
            assert_eq!(reply.status, expected, "{host} and {origin}");
            assert!(
                !reply
                    .headers
                    .iter()
                    .any(|(name, _)| name.starts_with("access-control-"))
            );
            asked += 1;
        }
    }
    assert_eq!(asked, 200);
}

#[test]
fn a_page_s_preflight_is_given_no_leave() {
    let bench = Bench::new();
    let reply = once(
        &bench,
        "OPTIONS /v1/verify",
        &[
            "Origin: https://evil.example",
            "Access-Control-Request-Method: GET",
        ],
    );
    assert_eq!(reply.status, 403);
    assert!(reply.header("access-control-allow-origin").is_none());
}
