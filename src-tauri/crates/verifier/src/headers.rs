//! Headers of a request, found by one look at each of them. To look one up by its name takes a hash of that name, and most
//! of the names that are asked for are in no request.

use hyper::header::{HeaderMap, HeaderValue};

/// What a request says under one name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said<'a> {
    pub(crate) first: Option<&'a HeaderValue>,
    pub(crate) is_repeated: bool,
}

/// What `headers` say under each of `names`, which are in lower case.
pub(crate) fn said<'a, const N: usize>(headers: &'a HeaderMap, names: [&str; N]) -> [Said<'a>; N] {
    let mut found = [Said::default(); N];
    for (name, value) in headers {
        for (said, wanted) in found.iter_mut().zip(names) {
            if name.as_str() == wanted {
                said.is_repeated = said.first.is_some();
                said.first.get_or_insert(value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_each_name_is_found_and_whether_there_are_more() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "one"),
            ("x-api-key", "two"),
            ("Host", "three"),
            ("hosts", "four"),
        ] {
            let name: hyper::header::HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_static(value));
        }
        let [host, key, origin] = said(&headers, ["host", "x-api-key", "origin"]);
        assert_eq!(
            (host.first.unwrap(), host.is_repeated),
            (&HeaderValue::from_static("one"), true)
        );
        assert_eq!(
            (key.first.unwrap(), key.is_repeated),
            (&HeaderValue::from_static("two"), false)
        );
        assert!(origin.first.is_none() && !origin.is_repeated);
    }
}
