//! What holds for any file at all.

use environment::settings_file::Section;
use proptest::prelude::*;

use crate::any_file::{self, PER_LINE};
use crate::{Answers, K, LIT, R, planned, strict};

fn file() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..PER_LINE * 12).prop_map(|data| any_file::file(&data))
}

fn answers() -> impl Strategy<Value = Answers> {
    any::<[u8; 2]>().prop_map(|[section, flags]| Answers {
        section: match section % 8 {
            0 | 1 => None,
            2..=4 => Some(Section::Every),
            5 => Some(Section::Named(String::new())),
            6 => Some(Section::Named("a".to_owned())),
            _ => Some(Section::Named("B".to_owned())),
        },
        replace_other: flags & 1 != 0,
        comment_out_extras: flags & 2 != 0,
        clean_comments: flags & 4 != 0,
    })
}

/// A file's text without its mark, whatever its encoding.
fn text(bytes: &[u8]) -> String {
    let text = decoded(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}

fn decoded(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        // Another byte is another character, in whatever older encoding.
        _ => String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Lines of the text that are not the key's: neither active nor commented out.
fn others(text: &str) -> Vec<String> {
    let is_ours = |line: &str| {
        let line = line.trim_start_matches([';', '#', '/', ' ', '\t', '\u{feff}']);
        line.split_once('=')
            .is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case(K))
    };
    text.split(['\n', '\r'])
        .filter(|line| !is_ours(line) && !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn bytes_outside_the_planned_lines_never_change(file in file(), answers in answers()) {
        let Ok(plan) = planned(&file, &answers) else { return Ok(()) };
        let new = plan.carried_out();
        let (old, new) = (text(&file), text(new.expose()));
        // What is left when the planned lines are taken out of both is the same text, line ends included.
        let mut kept_old: Vec<&str> = old.split_inclusive(['\n', '\r']).collect();
        let mut kept_new: Vec<&str> = new.split_inclusive(['\n', '\r']).collect();
        let common = kept_old.iter().zip(&kept_new).take_while(|(one, other)| one == other).count();
        kept_old.drain(..common);
        kept_new.drain(..common);
        let common = kept_old.iter().rev().zip(kept_new.iter().rev()).take_while(|(one, other)| one == other).count();
        kept_old.truncate(kept_old.len() - common);
        kept_new.truncate(kept_new.len() - common);
        if plan.hunks.is_empty() {
            prop_assert_eq!(&old, &new);
        }
        // In between stand only lines of the key, remarks that moved, and neighbours that kept their text.
        let mut left = others(&kept_new.concat());
        for line in others(&kept_old.concat()) {
            let at = left.iter().position(|other| *other == line);
            prop_assert!(at.is_some(), "{line:?} is gone");
            left.remove(at.unwrap());
        }
        for line in left {
            prop_assert!(line.trim_start_matches(['\u{feff}', ' ', '\t']).starts_with([';', '#']), "{line:?} was added");
        }
    }

    #[test]
    fn patching_what_was_patched_changes_nothing(file in file(), answers in answers()) {
        let Ok(plan) = planned(&file, &answers) else { return Ok(()) };
        prop_assume!(plan.questions.is_empty());
        let new = plan.carried_out();
        let again = planned(new.expose(), &answers).unwrap();
        prop_assert!(again.is_done(), "{again:?}");
    }

    #[test]
    fn no_active_line_of_the_key_keeps_a_secret(file in file()) {
        let answers = Answers { section: Some(Section::Every), replace_other: true, ..Answers::default() };
        let Ok(plan) = planned(&file, &answers) else { return Ok(()) };
        prop_assume!(plan.questions.is_empty());
        let new = plan.carried_out();
        for line in text(new.expose()).split(['\n', '\r']) {
            let active = line.trim_start_matches([' ', '\t', '\u{feff}']);
            if let Some((key, value)) = active.split_once('=')
                && key.trim().eq_ignore_ascii_case(K)
            {
                prop_assert_eq!(value.trim(), R);
            }
        }
        let shown = format!("{:?}", plan.hunks);
        prop_assert!(!shown.contains(LIT), "a secret is shown");
    }

    #[test]
    fn every_other_key_reads_as_before_to_a_strict_reader(file in file(), answers in answers()) {
        let Ok(plan) = planned(&file, &answers) else { return Ok(()) };
        let new = plan.carried_out();
        let Ok(before) = strict::read(&text(&file)) else { return Ok(()) };
        let Ok(after) = strict::read(&text(new.expose())) else {
            return Err(TestCaseError::fail("a file that could be read cannot be read any longer"));
        };
        let is_ours = |key: &str| key.rsplit(':').next().is_some_and(|key| key.trim().eq_ignore_ascii_case(K));
        let kept = |data: &std::collections::BTreeMap<String, String>| {
            data.iter().filter(|(key, _)| !is_ours(key)).map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(kept(&before), kept(&after));
        for (key, value) in &after {
            prop_assert!(!is_ours(key) || value == R || before.get(key) == Some(value), "{key} = {value}");
        }
    }
}
