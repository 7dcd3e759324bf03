//! The reader of credentials, on any headers and any query: it never panics, shows what it read in no debug text, and
//! every form of one text reads as that text.
#![no_main]
#![allow(dead_code, reason = "the module has more than is tried here")]

#[path = "../../src/credential.rs"]
mod credential;
#[path = "../../src/headers.rs"]
mod headers;

use base64::Engine as _;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 3] = ["authorization", "x-api-key", "x-dataverse-key"];
const STARTS: [&str; 6] = ["", "Bearer ", "Basic ", "Token token=", "Bearer secret-token:", "token token=\""];

/// Lines of: which header, how it starts, the rest.
fn headers(data: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n').take(4) {
        let [which, start, rest @ ..] = line else { continue };
        let name = HeaderName::from_static(NAMES[usize::from(*which) % NAMES.len()]);
        let start = STARTS[usize::from(*start) % STARTS.len()].as_bytes();
        if let Ok(value) = HeaderValue::from_bytes(&[start, rest].concat()) {
            headers.append(name, value);
        }
    }
    headers
}

fn one(name: &'static str, value: &str) -> HeaderMap {
    let value = HeaderValue::from_str(value).expect("visible ASCII");
    HeaderMap::from_iter([(HeaderName::from_static(name), value)])
}

fn every_form_reads_as(text: &str) {
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{text}:"));
    let forms = [
        one("authorization", &format!("Bearer {text}")),
        one("authorization", &format!("bearer secret-token:{text}")),
        one("authorization", &format!("Basic {basic}")),
        one("authorization", &format!("Token token={text}")),
        one("authorization", &format!("Token token=\"{text}\"")),
        one("x-api-key", text),
        one("x-dataverse-key", text),
    ];
    for form in &forms {
        let read = credential::presented(form, None, false).expect("well formed").expect("there");
        assert_eq!(read.expose(), text.as_bytes());
    }
}

fuzz_target!(|data: &[u8]| {
    let headers = headers(data);
    let query = std::str::from_utf8(data).ok();
    for allowed in [false, true] {
        if let Ok(Some(read)) = credential::presented(&headers, query, allowed) {
            assert!(!read.expose().is_empty(), "an empty text is no credential");
            assert!(format!("{read:?}").ends_with("[redacted])"));
        }
    }
    let text: String = data
        .iter()
        .map(|byte| char::from(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"[usize::from(byte & 63)]))
        .collect();
    if !text.is_empty() {
        every_form_reads_as(&text);
    }
});
