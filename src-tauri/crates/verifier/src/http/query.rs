//! Names and values of a query or a form (`application/x-www-form-urlencoded`).

use zeroize::Zeroizing;

/// The pairs, decoded. A percent sign without two digits, or bytes that are no text, make `None`.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, Zeroizing<String>)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?.to_string(), decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                let digits = std::str::from_utf8(digits).ok()?;
                if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return None;
                }
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            byte => bytes.push(*byte),
        }
    }
    let text = std::str::from_utf8(&bytes).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}

/// Text for a header: what is not visible ASCII as percent signs and digits (RFC 3986 §2.1), the sign itself too.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode(text, &mut encoded);
    encoded
}

/// The same at the end of other text.
pub(super) fn encode(text: &str, to: &mut String) {
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic() && byte != b'%';
    // To the end in any case: most texts are plain, and without an early end many letters are looked at at once.
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        to.push_str(text);
        return;
    }
    for byte in text.bytes() {
        if is_plain(byte) {
            to.push(char::from(byte));
        } else {
            to.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_are_decoded_and_nonsense_is_refused() {
        let found = pairs("a=1&b=x%20y+z&c&&d=%C3%BC").unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(found, [("a", "1"), ("b", "x y z"), ("c", ""), ("d", "ü")]);
        for nonsense in ["a=%", "a=%2", "a=%zz", "a=%+1", "a=%FF", "%FF=1"] {
            assert!(pairs(nonsense).is_none(), "{nonsense}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn what_is_encoded_for_a_header_is_one_line_and_can_be_read_back(text in ".{0,60}") {
            let encoded = encoded(&text);
            prop_assert!(encoded.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
            let pair = format!("a={}", encoded.replace('+', "%2B").replace('&', "%26"));
            let read = pairs(&pair).unwrap();
            prop_assert_eq!(read[0].1.as_str(), &text);
        }
    }
}
