//! The planner of settings files, on any bytes: what it changes reads as was wished, a second time changes nothing,
//! what was there can be had again, and no secret is shown.
#![no_main]
#![allow(
    dead_code,
    reason = "the modules are the crate's own, and not all of each is tried here"
)]

#[path = "../../tests/settings_file/any_file.rs"]
mod any_file;
#[path = "../../src/name.rs"]
mod name;
#[path = "../../src/value.rs"]
mod value;

mod settings_file;

use any_file::{K, LIT};
use libfuzzer_sys::fuzz_target;
use name::VariableName;
use settings_file::{Given, Key, Section, Wish, plan};
use value::Secret;

fuzz_target!(|data: &[u8]| {
    let [answers, rest @ ..] = data else { return };
    // Half of them as they come, half as files such as people have.
    let file = if answers & 1 == 0 {
        rest.to_vec()
    } else {
        any_file::file(rest)
    };
    let (Some(key), Ok(variable)) = (Key::new(K), VariableName::new("TYCHODATA_OSPREY_APITOKEN")) else {
        panic!("both are good");
    };
    let wish = Wish {
        key: &key,
        variable: &variable,
        section: match answers >> 5 {
            0..=2 => None,
            3 | 4 => Some(Section::Every),
            5 => Some(Section::Named(String::new())),
            _ => Some(Section::Named("a".to_owned())),
        },
        replace_other: answers & 2 != 0,
        comment_out_extras: answers & 4 != 0,
        clean_comments: answers & 8 != 0,
    };
    let Ok(planned) = plan(&file, &wish) else { return };
    let new = planned.carried_out();
    let lines = planned.hunks.iter().flat_map(|hunk| &hunk.lines);
    let mut shown = lines.map(|line| match (line.text.trim_start().starts_with('['), line.text.find(']')) {
        // The name of a section is none.
        (true, Some(end)) => &line.text[end..],
        (true, None) => "",
        (false, _) => &line.text[..],
    });
    assert!(!shown.any(|text| text.contains(LIT)), "a secret is shown");
    if planned.is_done() {
        assert_eq!(new.expose(), file, "nothing to do means no byte changes");
    }
    if planned.questions.is_empty() {
        let again = plan(new.expose(), &wish).expect("what was written can be read");
        assert!(again.is_done(), "a second time changes nothing");
    }
    let recipe = planned.recipe();
    let given = Secret::new(LIT.into());
    let undone = recipe
        .undone(new.expose(), Given::Nothing)
        .or_else(|| recipe.undone(new.expose(), Given::Value(&given)));
    match (recipe.secrets(), undone) {
        (0, Some(old)) => assert!(
            old.expose() == file || String::from_utf8(file).is_err(),
            "the old bytes come back"
        ),
        (0, None) => panic!("without a secret the way back is written down"),
        (_, _) => {}
    }
});
