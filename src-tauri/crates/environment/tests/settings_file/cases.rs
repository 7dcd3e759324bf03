//! The table of cases, where the key is in the file. The number of a test is the number of its row.

use environment::settings_file::{Encoding, Holds, LineEnds, Notice, Question, Refusal, Section};

use crate::{
    Answers, K, LIT, R, asks, becomes, becomes_bytes, literal_in, plainly, planned, refused, written,
};

#[test]
fn case_01_a_literal_token_is_replaced_and_told() {
    let plan = becomes("[osprey]⏎K = LIT⏎x=1⏎", "[osprey]⏎K = R⏎x=1⏎", &plainly());
    assert_eq!(plan.notices, [literal_in(2)]);
    assert_eq!(plan.new_lines(), [2]);
    assert_eq!(plan.found[0].section, "osprey");
    assert_eq!(plan.found[0].literal.as_ref().unwrap().expose_text(), Some(LIT));
}

#[test]
fn case_02_what_is_right_already_is_not_written() {
    let plan = becomes("K = R", "K = R", &plainly());
    assert!(plan.is_done() && plan.hunks.is_empty());
}

#[test]
fn case_03_the_backslash_of_the_web_page_is_repaired() {
    let plan = becomes("K = \\R", "K = R", &plainly());
    assert_eq!(plan.notices, [Notice::Repaired { line: 1 }]);
}

#[test]
fn case_04_windows_line_ends_are_kept() {
    let plan = becomes("a=1\r\nK=LIT\r\nb=2\r\n", "a=1\r\nK=R\r\nb=2\r\n", &plainly());
    assert_eq!(plan.line_ends, LineEnds::Crlf);
}

#[test]
fn case_05_mixed_line_ends_are_kept_each() {
    let plan = becomes("a=1\r\nK=LIT⏎b=2\r\n", "a=1\r\nK=R⏎b=2\r\n", &plainly());
    assert_eq!(plan.line_ends, LineEnds::Mixed);
}

#[test]
fn case_06_a_missing_last_line_end_stays_missing() {
    becomes("a=1⏎K = LIT", "a=1⏎K = R", &plainly());
}

#[test]
fn case_07_a_key_right_behind_a_utf8_mark_is_found_and_the_mark_kept() {
    let plan = becomes("\u{feff}K = LIT⏎", "\u{feff}K = R⏎", &plainly());
    assert_eq!(plan.encoding, Encoding::Utf8Bom);
}

#[test]
fn case_08_spelling_tabs_and_blanks_at_the_end_are_kept() {
    becomes(
        "⇥TYCHODATAAPITOKEN⇥=⇥LIT␠␠⏎",
        "⇥TYCHODATAAPITOKEN⇥=⇥R␠␠⏎",
        &plainly(),
    );
}

#[test]
fn case_09_quotes_are_dropped() {
    becomes("K = \"LIT\"⏎", "K = R⏎", &plainly());
    becomes("K = 'LIT'⏎", "K = R⏎", &plainly());
    becomes("K = \"R\"⏎", "K = R⏎", &plainly());
}

#[test]
fn case_10_an_empty_value_with_a_blank_before_its_sign_gets_one_behind_it() {
    becomes("K =⏎", "K = R⏎", &plainly());
    becomes("K = ⏎", "K = R⏎", &plainly());
    becomes("K⇥=⏎", "K⇥=⇥R⏎", &plainly());
}

#[test]
fn case_11_an_empty_value_without_blanks_gets_none() {
    becomes("K=⏎", "K=R⏎", &plainly());
}

#[test]
fn case_12_a_remark_behind_the_value_moves_above() {
    let plan = becomes("K = LIT ; prod", "; prod⏎K = R", &plainly());
    assert!(plan.notices.contains(&Notice::RemarkMoved { line: 1 }));
    becomes(
        "␠␠K = LIT # prod\r\nx=1\r\n",
        "␠␠# prod\r\n␠␠K = R\r\nx=1\r\n",
        &plainly(),
    );
    becomes("K = R ; prod⏎", "; prod⏎K = R⏎", &plainly());
    becomes("K = \"LIT ;x\" ; prod⏎", "; prod⏎K = R⏎", &plainly());
    becomes("K = ; prod⏎", "; prod⏎K = R⏎", &plainly());
}

#[test]
fn case_14_a_commented_out_secret_is_told_and_changed_only_on_request() {
    let plan = becomes("#K = LIT⏎K = R⏎", "#K = LIT⏎K = R⏎", &plainly());
    assert_eq!(plan.notices, [Notice::CommentedSecret { line: 1 }]);
    assert!(plan.found[0].commented_out && plan.found[0].literal.is_some());
    let clean = Answers {
        clean_comments: true,
        ..plainly()
    };
    becomes("#K = LIT⏎K = R⏎", "#K = R⏎K = R⏎", &clean);
}

#[test]
fn case_15_both_of_two_in_one_section_are_set_and_told() {
    let before = "[o]⏎K = LIT⏎x=1⏎K=LIT2⏎";
    let plan = becomes(before, "[o]⏎K = R⏎x=1⏎K=R⏎", &plainly());
    let duplicate = Notice::Duplicate {
        section: "o".to_owned(),
        lines: vec![2, 4],
    };
    assert!(plan.notices.contains(&duplicate));
    let extras = Answers {
        comment_out_extras: true,
        ..plainly()
    };
    becomes(before, "[o]⏎K = R⏎x=1⏎; K=R⏎", &extras);
    becomes("[o]⏎K = LIT⏎[O]⏎K=LIT⏎", "[o]⏎K = R⏎[O]⏎K=R⏎", &plainly());
}

#[test]
fn case_16_in_several_sections_it_is_asked() {
    let text = "[o]⏎K = LIT⏎[p]⏎K = LIT2⏎";
    let question = asks(text);
    let choices = vec!["o".to_owned(), "p".to_owned()];
    assert_eq!(
        question,
        Question::Section {
            several: true,
            choices
        }
    );
    becomes(text, "[o]⏎K = LIT⏎[p]⏎K = R⏎", &crate::named("P"));
    let every = Answers {
        section: Some(Section::Every),
        ..plainly()
    };
    becomes(text, "[o]⏎K = R⏎[p]⏎K = R⏎", &every);
    assert_eq!(
        planned(written(text).as_bytes(), &crate::named("q")).unwrap_err(),
        Refusal::NoSuchSection
    );
    becomes("[o]⏎K = R⏎[p]⏎K = R⏎", "[o]⏎K = R⏎[p]⏎K = R⏎", &plainly());
}

#[test]
fn case_17_longer_keys_are_not_touched() {
    becomes(
        "tychoDataAPITokenExpiry = 1⏎myTychoDataAPIToken = 2⏎K = LIT⏎",
        "tychoDataAPITokenExpiry = 1⏎myTychoDataAPIToken = 2⏎K = R⏎",
        &plainly(),
    );
}

#[test]
fn case_22_the_value_starts_behind_the_first_sign_and_a_semicolon_without_a_blank_is_part_of_it() {
    let plan = becomes("K = abc==;def⏎", "K = R⏎", &plainly());
    assert_eq!(plan.found[0].literal.as_ref().unwrap().expose(), b"abc==;def");
}

#[test]
fn case_23_another_variable_is_replaced_after_a_confirmation() {
    let other = Question::Other {
        line: 1,
        names: "OTHER".to_owned(),
    };
    assert_eq!(asks("K = ${OTHER}⏎"), other);
    let confirmed = Answers {
        replace_other: true,
        ..plainly()
    };
    let plan = becomes("K = ${OTHER}⏎", "K = R⏎", &confirmed);
    assert_eq!(plan.found[0].holds, Holds::Other("OTHER".to_owned()));
}

#[test]
fn case_24_the_windows_spelling_is_repaired() {
    for spelling in [
        "%TYCHODATA_OSPREY_APITOKEN%",
        "$TYCHODATA_OSPREY_APITOKEN",
        "${env:TYCHODATA_OSPREY_APITOKEN}",
    ] {
        becomes(&format!("K = {spelling}⏎"), "K = R⏎", &plainly());
    }
}

#[test]
fn case_25_a_section_with_a_remark_is_a_section() {
    let plan = becomes("[o] ; main⏎K = LIT⏎", "[o] ; main⏎K = R⏎", &plainly());
    assert_eq!(plan.found[0].section, "o");
}

#[test]
fn case_26_bytes_of_an_older_encoding_are_kept() {
    let before = [
        b"; caf\xe9\r\nname = caf\xe9\r\n".as_slice(),
        K.as_bytes(),
        b" = x\r\n",
    ]
    .concat();
    let after = [
        b"; caf\xe9\r\nname = caf\xe9\r\n".as_slice(),
        K.as_bytes(),
        b" = ",
        R.as_bytes(),
        b"\r\n",
    ]
    .concat();
    becomes_bytes(&before, &after, &plainly());
}

#[test]
fn case_27_utf16_with_a_mark_stays_what_it_is() {
    let before = written("; käse 🏭\r\n[o]\r\nK = LIT ; gärung\r\n");
    let after = written("; käse 🏭\r\n[o]\r\n; gärung\r\nK = R\r\n");
    let wide = |text: &str, high_first: bool| -> Vec<u8> {
        let unit = |unit: u16| {
            if high_first {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    for high_first in [false, true] {
        let plan = becomes_bytes(&wide(&before, high_first), &wide(&after, high_first), &plainly());
        let encoding = if high_first {
            Encoding::Utf16Be
        } else {
            Encoding::Utf16Le
        };
        assert_eq!(plan.encoding, encoding);
    }
}

#[test]
fn case_28_utf16_without_a_mark_is_refused_as_are_utf32_and_nul_bytes() {
    let text = written("[o]⏎K = LIT⏎");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&wide), Refusal::Utf16WithoutMark);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(refused(&wide), Refusal::Utf16WithoutMark);
    let widest: Vec<u8> = text
        .chars()
        .flat_map(|one| u32::from(one).to_le_bytes())
        .collect();
    assert_eq!(refused(&widest), Refusal::Utf32);
    assert_eq!(
        refused(&[b"\xff\xfe\0\0".as_slice(), &widest].concat()),
        Refusal::Utf32
    );
    assert_eq!(refused(b"[o]\nkey = a\0b\n"), Refusal::NotText);
    assert_eq!(refused(b"\xff\xfea\0b"), Refusal::NotText);
    let large = vec![b'x'; 1024 * 1024 + 1];
    assert_eq!(
        refused(&large),
        Refusal::TooLarge {
            bytes: 1024 * 1024 + 1
        }
    );
}

#[test]
fn case_29_lines_that_end_in_a_lone_return_stay_so() {
    let plan = becomes("a=1\rK = LIT\rb=2\r", "a=1\rK = R\rb=2\r", &plainly());
    assert_eq!(plan.line_ends, LineEnds::Cr);
}

#[test]
fn case_30_a_line_of_junk_is_kept_and_told() {
    let plan = becomes("[o]⏎what is this⏎K = LIT⏎", "[o]⏎what is this⏎K = R⏎", &plainly());
    assert!(plan.notices.contains(&Notice::Junk { line: 2 }));
    assert!(!format!("{:?}", plan.hunks).contains("what is this"));
}

#[test]
fn a_line_with_a_colon_is_not_ours() {
    assert_eq!(
        refused(written("[o]⏎K : LIT⏎").as_bytes()),
        Refusal::ColonLine { line: 2 }
    );
    assert_eq!(
        refused(written("K: a=b⏎").as_bytes()),
        Refusal::ColonLine { line: 1 }
    );
}

#[test]
fn a_blank_that_only_some_readers_see_is_seen() {
    becomes("K\u{a0}= LIT⏎", "K\u{a0}= R⏎", &plainly());
}

#[test]
fn the_other_values_of_a_file_are_not_shown() {
    let plan = becomes(
        "dbPassword = hunter2-hunter2⏎K = LIT ; was tdk_9876543210zyxwvutsr⏎; K = LIT2⏎",
        "dbPassword = hunter2-hunter2⏎; was tdk_9876543210zyxwvutsr⏎K = R⏎; K = LIT2⏎",
        &plainly(),
    );
    let shown = format!("{:?}", plan.hunks);
    assert!(
        !shown.contains("hunter2") && !shown.contains("9876543210"),
        "{shown}"
    );
    assert!(shown.contains("dbPassword = …"), "{shown}");
}

/// Found by the fuzzer: a word with `${` in it was taken for a reference, whatever stood beside it.
#[test]
fn a_secret_beside_a_reference_or_behind_a_section_is_masked() {
    for neighbour in [
        format!("/{LIT}${{OTHER}}"),
        format!("; {LIT}${{other"),
        format!("; ${{{LIT}-}}"),
        format!("; x = ${{OTHER}}{LIT}"),
        format!("[o] ; {LIT}"),
        format!("[o] ; x = {LIT}"),
    ] {
        let text = format!("{neighbour}\n{K} = \n");
        let plan = planned(text.as_bytes(), &plainly()).unwrap_or_else(|why| panic!("{neighbour}: {why}"));
        let shown = format!("{:?}", plan.hunks);
        assert!(!shown.contains(LIT) && shown.contains(K), "{neighbour}: {shown}");
    }
    let plan = becomes(
        "[o] ; main⏎; see ${TYCHODATA_OSPREY_APITOKEN}⏎K = ⏎",
        "[o] ; main⏎; see ${TYCHODATA_OSPREY_APITOKEN}⏎K = R⏎",
        &plainly(),
    );
    assert!(format!("{:?}", plan.hunks).contains("; see ${TYCHODATA_OSPREY_APITOKEN}"));
}

/// Found by the fuzzer: base64 over several lines ends in `=`, and so reads like a key.
#[test]
fn a_neighbour_whose_key_looks_like_a_secret_is_masked() {
    for neighbour in [format!("\"{LIT} ="), format!("{LIT}=="), format!("; {LIT} = x")] {
        let text = format!("{neighbour}\n{K} = \n");
        let plan = planned(text.as_bytes(), &plainly()).unwrap_or_else(|why| panic!("{neighbour}: {why}"));
        let shown = format!("{:?}", plan.hunks);
        assert!(!shown.contains(LIT) && shown.contains(K), "{neighbour}: {shown}");
    }
}
