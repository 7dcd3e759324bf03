//! Any file at all, from a few bytes: the properties and the fuzzer make their files here. Cheap, because there are
//! ten thousand of each.

/// A literal token.
pub(crate) const LIT: &str = "tdk_0123456789abcdefLITERAL_0123456789";
/// What the key is to say.
pub(crate) const R: &str = "${TYCHODATA_OSPREY_APITOKEN}";
/// The key.
pub(crate) const K: &str = "tychoDataAPIToken";

/// How many bytes stand for one line.
pub(crate) const PER_LINE: usize = 6;

/// A file such as people have, and worse. The first byte chooses the encoding (an older one, Latin-1, among them) and
/// whether the last line is ended; of the others each six stand for a line.
pub(crate) fn file(data: &[u8]) -> Vec<u8> {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let mut text = String::new();
    for line in rest.chunks_exact(PER_LINE) {
        add_line(line, &mut text);
    }
    if first & 4 != 0 {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    if first & 0b1011 == 0b1000 {
        return text
            .chars()
            .map(|one| u8::try_from(one).unwrap_or(b'?'))
            .collect();
    }
    encoded(&text, first % 4)
}

fn encoded(text: &str, encoding: u8) -> Vec<u8> {
    let units = || std::iter::once(0xfeff).chain(text.encode_utf16());
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => units().flat_map(u16::to_le_bytes).collect(),
        _ => units().flat_map(u16::to_be_bytes).collect(),
    }
}

fn add_line(line: &[u8], text: &mut String) {
    let [kind, blanks, key, value, remark, end] = *line else {
        return;
    };
    match kind % 16 {
        0..=7 => add_pair(blanks, key, value, remark, text),
        8 | 9 => {
            text.push(';');
            add_pair(blanks, key, value, remark, text);
        }
        10..=12 => {
            text.push('[');
            text.push_str(["", "a", "b", "c", "aa", "A"][usize::from(key) % 6]);
            text.push(']');
            text.push_str(["", "", " ; x"][usize::from(remark) % 3]);
        }
        13 => {}
        14 => {
            text.push([';', '#', '/'][usize::from(blanks) % 3]);
            add_letters(&[key, value, remark], text);
        }
        _ => add_letters(&[blanks, key, value, remark], text),
    }
    text.push_str(["\n", "\n", "\n", "\n", "\r\n", "\r\n", "\r\n", "\r"][usize::from(end) % 8]);
}

fn add_pair(blanks: u8, key: u8, value: u8, remark: u8, text: &mut String) {
    const BLANKS: [&str; 4] = ["", " ", "\t", " \t"];
    let blank = |shift: u8| BLANKS[usize::from(blanks >> shift) % 4];
    text.push_str(blank(0));
    match key % 10 {
        0..=3 => text.push_str(K),
        4 => text.push_str(&K.to_ascii_uppercase()),
        5 | 6 => {
            text.push_str("tychoData");
            add_letters(&[key, blanks], text);
        }
        _ => add_letters(&[key, key / 10, value], text),
    }
    text.push_str(blank(2));
    text.push('=');
    text.push_str(blank(4));
    match value % 12 {
        0..=2 => text.push_str(LIT),
        3 => text.push_str(R),
        4 => text.extend(['\\'].into_iter().chain(R.chars())),
        5 => text.extend(['"'].into_iter().chain(LIT.chars()).chain(['"'])),
        6 => text.push_str("${OTHER}"),
        7 => {}
        8 => text.push_str("%TYCHODATA_OSPREY_APITOKEN%"),
        _ => add_letters(&[value, remark, key, blanks], text),
    }
    text.push_str(["", "", "", " ; x=y", " #z", ";"][usize::from(remark) % 6]);
    text.push_str(blank(6));
}

/// Printable characters, three of them not ASCII, and now and then none.
fn add_letters(bytes: &[u8], text: &mut String) {
    text.extend(bytes.iter().filter_map(|byte| match byte {
        0x20..=0x7e => Some(char::from(*byte)),
        0x80..=0x98 => Some('é'),
        // In UTF-8 it ends in the byte that is a no-break space in Latin-1.
        0x99..=0xb0 => Some('à'),
        0xb1..=0xd0 => Some('a'),
        0xd1..=0xd4 => Some('\u{a0}'),
        _ => None,
    }));
}
