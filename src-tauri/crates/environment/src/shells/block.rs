//! The managed block in a start-up file: found, put at the top, taken out again. Every other byte stays.

/// The block's first line.
pub(crate) const OPEN: &str = "# >>> token-desk (managed) >>>";
/// The block's last line.
pub(crate) const CLOSE: &str = "# <<< token-desk (managed) <<<";
/// What only a marker holds, whole or damaged.
const TRACE: &[u8] = b"token-desk (managed)";

/// The whole block around `line`, with LF ends whatever the file uses.
pub(crate) fn around(line: &str) -> String {
    format!("{OPEN}\n{line}\n{CLOSE}\n")
}

/// A marker is damaged, alone, or there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// The file with the block at its top; at its present place if it has one. At the top it is reached before any
/// early `return` or `exec`, and a missing last line end does not matter.
pub(crate) fn with(content: &[u8], block: &str) -> Result<Vec<u8>, Damaged> {
    Ok(match find(content)? {
        Some((start, end)) => [&content[..start], block.as_bytes(), &content[end..]].concat(),
        None => [block.as_bytes(), content].concat(),
    })
}

/// The file without the block.
pub(crate) fn without(content: &[u8]) -> Result<Vec<u8>, Damaged> {
    Ok(match find(content)? {
        Some((start, end)) => [&content[..start], &content[end..]].concat(),
        None => content.to_vec(),
    })
}

/// Where the block lies, from the start of its first line to the end of its last.
pub(crate) fn find(content: &[u8]) -> Result<Option<(usize, usize)>, Damaged> {
    let mut open = None;
    let mut whole = None;
    let mut offset = 0;
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let end = offset + line.len();
        let text = line.trim_ascii_end();
        if text == OPEN.as_bytes() {
            if open.is_some() || whole.is_some() {
                return Err(Damaged);
            }
            open = Some(offset);
        } else if text == CLOSE.as_bytes() {
            let start = open.take().ok_or(Damaged)?;
            whole = Some((start, end));
        } else if text.windows(TRACE.len()).any(|window| window == TRACE) {
            return Err(Damaged);
        }
        offset = end;
    }
    if open.is_some() { Err(Damaged) } else { Ok(whole) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = "if [ -r \"$HOME/x\" ]; then . \"$HOME/x\"; fi";

    #[test]
    fn the_block_goes_to_the_top_and_comes_out_again_byte_for_byte() {
        for content in [
            &b""[..],
            b"a",
            b"a\r\nb\r\n",
            b"case $- in *i*) ;; *) return;; esac\n",
            b"\xff\0\n",
        ] {
            let changed = with(content, &around(LINE)).unwrap();
            assert!(changed.starts_with(OPEN.as_bytes()));
            assert_eq!(without(&changed).unwrap(), content);
            assert_eq!(
                with(&changed, &around(LINE)).unwrap(),
                changed,
                "a second time changes nothing"
            );
        }
    }

    #[test]
    fn an_older_block_is_replaced_where_it_stands() {
        let old = format!("first\n{}last", around("old line"));
        let new = with(old.as_bytes(), &around(LINE)).unwrap();
        assert_eq!(
            String::from_utf8(new).unwrap(),
            format!("first\n{}last", around(LINE))
        );
    }

    #[test]
    fn a_damaged_or_doubled_marker_stops_everything() {
        let block = around(LINE);
        for content in [
            format!("{block}{block}"),
            format!("{OPEN}\nx\n"),
            format!("x\n{CLOSE}\n"),
            format!("{CLOSE}\n{OPEN}\n"),
            format!("{OPEN}\n{OPEN}\n{CLOSE}\n"),
            "# >>> token-desk (managed) >>\nx\n".to_owned(),
            format!("echo hi {OPEN}\n{LINE}\n{CLOSE}\n"),
        ] {
            assert_eq!(with(content.as_bytes(), &block), Err(Damaged), "{content}");
            assert_eq!(without(content.as_bytes()), Err(Damaged), "{content}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

        #[test]
        fn with_and_without_are_inverse_on_any_bytes(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let changed = with(&content, &around(LINE)).unwrap();
            prop_assert_eq!(without(&changed).unwrap(), content);
        }
    }
}
