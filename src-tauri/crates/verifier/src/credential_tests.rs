use super::*;
use hyper::header::HeaderValue;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Headers by name.
type Lines<'a> = &'a [(&'static str, &'a [u8])];

fn head(lines: Lines<'_>) -> HeaderMap {
    let mut head = HeaderMap::new();
    for (name, value) in lines {
        head.append(*name, HeaderValue::from_bytes(value).expect("a header's value"));
    }
    head
}

fn told(lines: Lines<'_>) -> Result<Option<(Scheme, Vec<u8>)>, Malformed> {
    presented(&head(lines), None, false)
        .map(|found| found.map(|found| (found.scheme, found.expose().to_vec())))
}

fn basic_of(text: &[u8]) -> Vec<u8> {
    let encoded = base64::engine::general_purpose::STANDARD.encode([text, b":"].concat());
    [b"Basic ", encoded.as_bytes()].concat()
}

#[test]
fn each_form_is_read_in_any_case_and_with_any_spaces() {
    let forms: [(&'static str, &[u8], Scheme); 12] = [
        ("authorization", b"Bearer abc", Scheme::Bearer),
        ("authorization", b"bEARER   abc ", Scheme::Bearer),
        ("authorization", b"Bearer secret-token:abc", Scheme::Bearer),
        ("authorization", b"Bearer SECRET-TOKEN:abc", Scheme::Bearer),
        ("authorization", b"Basic YWJjOg==", Scheme::Basic),
        ("authorization", b"basic YWJjOg", Scheme::Basic),
        ("authorization", b"Token token=abc", Scheme::Token),
        ("authorization", b"Token token=\"abc\"", Scheme::Token),
        ("authorization", b"token Token= \"abc\"", Scheme::Token),
        ("x-api-key", b"abc", Scheme::ApiKey),
        ("x-api-key", b"  abc\t", Scheme::ApiKey),
        ("x-dataverse-key", b"abc", Scheme::DataverseKey),
    ];
    for (name, value, scheme) in forms {
        let shown = String::from_utf8_lossy(value);
        assert_eq!(
            told(&[(name, value)]),
            Ok(Some((scheme, b"abc".to_vec()))),
            "{name}: {shown}"
        );
    }
}

#[test]
fn no_credentials_and_those_of_strangers_are_none() {
    assert_eq!(told(&[]), Ok(None));
    for other in [&b"Digest username=\"x\""[..], b"Negotiate abc", b"", b"Bearerabc"] {
        assert_eq!(told(&[("authorization", other)]), Ok(None));
    }
}

#[test]
fn what_cannot_be_meant_is_malformed() {
    let wrong: [(Lines<'_>, Malformed); 10] = [
        (&[("authorization", b"Bearer")], Malformed::Empty),
        (&[("authorization", b"Bearer secret-token:")], Malformed::Empty),
        (&[("authorization", b"Token token=\"\"")], Malformed::Empty),
        (&[("authorization", b"Basic Og==")], Malformed::Empty),
        (&[("authorization", b"Basic ???")], Malformed::Undecodable),
        (&[("authorization", b"Basic YWJj")], Malformed::Undecodable),
        (&[("x-api-key", b"")], Malformed::Empty),
        (&[("x-api-key", b"a"), ("x-api-key", b"a")], Malformed::Repeated),
        (
            &[("authorization", b"Bearer a"), ("authorization", b"Bearer a")],
            Malformed::Repeated,
        ),
        (
            &[("authorization", b"Bearer a"), ("x-api-key", b"b")],
            Malformed::Disagreeing,
        ),
    ];
    for (lines, malformed) in wrong {
        assert_eq!(told(lines), Err(malformed), "{lines:?}");
    }
}

#[test]
fn two_forms_that_agree_are_one_token() {
    let both = told(&[("authorization", b"Bearer abc"), ("x-api-key", b"abc")]);
    assert_eq!(both, Ok(Some((Scheme::Bearer, b"abc".to_vec()))));
}

#[test]
fn basic_with_a_password_names_no_token() {
    let encoded = base64::engine::general_purpose::STANDARD.encode("abc:def");
    let value = format!("Basic {encoded}");
    let (scheme, text) = told(&[("authorization", value.as_bytes())]).unwrap().unwrap();
    assert_eq!(scheme, Scheme::Basic);
    assert_ne!(text, b"abc", "the password is no ornament");
}

#[test]
fn the_address_may_hold_a_token_only_where_that_is_switched_on() {
    let head = head(&[]);
    for query in ["key=abc", "a=b&api_key=abc", "key=abc&api_key=abc"] {
        assert_eq!(
            presented(&head, Some(query), false).unwrap_err(),
            Malformed::InAddress
        );
        let found = presented(&head, Some(query), true).unwrap().unwrap();
        assert_eq!((found.scheme, found.expose()), (Scheme::Query, &b"abc"[..]));
    }
    assert!(
        presented(&head, Some("group=Admin&monkey=x"), false)
            .unwrap()
            .is_none()
    );
    assert_eq!(
        presented(&head, Some("access_token=a"), true).unwrap_err(),
        Malformed::InAddress
    );
    assert_eq!(
        presented(&head, Some("key=a&key=b"), true).unwrap_err(),
        Malformed::Disagreeing
    );
}

#[test]
fn a_credential_hides_itself_when_debugged() {
    let head = head(&[("x-api-key", b"abcdef")]);
    assert!(!format!("{:?}", presented(&head, None, false)).contains("abcdef"));
}

/// Bytes that a header's value may hold, of any length up to `most`.
fn drawn(rng: &mut StdRng, most: usize) -> Vec<u8> {
    let allowed = |byte: &u8| *byte == b'\t' || (0x20..0x7f).contains(byte) || *byte >= 0x80;
    (0..rng.random_range(1..most))
        .map(|_| {
            std::iter::repeat_with(|| rng.random())
                .find(allowed)
                .expect("most bytes are")
        })
        .collect()
}

/// A text that one form takes for a token every other takes for the same token.
#[test]
fn every_form_gives_the_same_text_for_ten_thousand_texts() {
    let mut rng = StdRng::seed_from_u64(62);
    let mut compared = 0;
    while compared < 10_000 {
        let text: Vec<u8> = drawn(&mut rng, 120)
            .into_iter()
            .filter(|byte| !b" \t:".contains(byte))
            .collect();
        if text.is_empty() || text.starts_with(b"\"") {
            continue;
        }
        let forms = [
            told(&[("authorization", &[b"Bearer ", &text[..]].concat())]),
            told(&[("authorization", &basic_of(&text))]),
            told(&[("authorization", &[b"Token token=", &text[..]].concat())]),
            told(&[("x-api-key", &text)]),
            told(&[("x-dataverse-key", &text)]),
        ];
        for found in forms {
            assert_eq!(
                found.map(|found| found.map(|(_, text)| text)),
                Ok(Some(text.clone()))
            );
        }
        compared += 1;
    }
}

#[test]
fn no_bytes_at_all_make_it_panic() {
    let mut rng = StdRng::seed_from_u64(26);
    for round in 0..20_000 {
        let text = drawn(&mut rng, 200);
        let scheme: &[u8] = [&b""[..], b"Bearer ", b"Basic ", b"Token "][round % 4];
        let head = head(&[("authorization", &[scheme, &text].concat()), ("x-api-key", &text)]);
        let query = String::from_utf8_lossy(&text).into_owned();
        let _ = presented(&head, Some(&query), round % 2 == 0);
    }
}
