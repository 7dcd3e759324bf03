//! The reader of queries and forms: it never panics, what it refuses is refused whole, and what is encoded for a
//! header is one line of visible ASCII that reads as it was.
#![no_main]

#[path = "../../src/http/query.rs"]
mod query;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(pairs) = query::pairs(text) {
        assert!(pairs.len() <= text.split('&').count());
    }
    let encoded = query::encoded(text);
    assert!(encoded.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
    let pair = format!("a={}", encoded.replace('+', "%2B").replace('&', "%26"));
    let read = query::pairs(&pair).expect("what was encoded can be read");
    assert_eq!(read[0].1.as_str(), text);
});
