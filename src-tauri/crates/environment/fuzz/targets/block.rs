//! The editor of the managed block, on any bytes: whatever a start-up file holds, every byte outside the block
//! stays, and taking the block out gives back what was there.
#![no_main]

#[path = "../../src/shells/block.rs"]
mod block;

use libfuzzer_sys::fuzz_target;

/// Bytes that stand for a whole marker, a damaged one, or a line end, which chance would hardly ever write.
fn file(data: &[u8]) -> Vec<u8> {
    data.iter()
        .flat_map(|byte| match byte {
            1 => format!("{}\n", block::OPEN).into_bytes(),
            2 => format!("{}\r\n", block::CLOSE).into_bytes(),
            3 => b"token-desk (managed)".to_vec(),
            4 => block::OPEN.as_bytes().to_vec(),
            5 => block::CLOSE.as_bytes().to_vec(),
            6 => block::around("old").into_bytes(),
            other => vec![*other],
        })
        .collect()
}

fuzz_target!(|data: &[u8]| {
    let content = file(data);
    let ours = block::around("if [ -r \"$HOME/x\" ]; then . \"$HOME/x\"; fi");
    let found = block::find(&content);
    match (&found, block::with(&content, &ours), block::without(&content)) {
        (Err(_), with, without) => assert!(with.is_err() && without.is_err(), "a damaged file is left alone"),
        (Ok(place), Ok(with), Ok(without)) => {
            let (start, end) = place.unwrap_or_default();
            assert_eq!(without, [&content[..start], &content[end..]].concat());
            assert_eq!(with, [&content[..start], ours.as_bytes(), &content[end..]].concat());
            assert_eq!(block::with(&with, &ours), Ok(with.clone()), "a second time changes nothing");
            assert_eq!(block::without(&with), Ok(without), "and it comes out again");
        }
        (Ok(_), _, _) => panic!("a sound file can be edited"),
    }
});
