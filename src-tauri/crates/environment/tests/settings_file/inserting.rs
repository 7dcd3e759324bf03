//! The table of cases, where the key is missing.

use environment::settings_file::Question;

use crate::{asks, becomes, named, plainly};

#[test]
fn case_13_a_new_line_comes_right_below_the_commented_out_one() {
    becomes(
        "[o]⏎; K = <your token>⏎x=1⏎",
        "[o]⏎; K = <your token>⏎K = R⏎x=1⏎",
        &plainly(),
    );
}

#[test]
fn case_18_it_comes_behind_the_last_key_of_its_family() {
    becomes(
        "[main]⏎tychoDataUrl=u⏎tychoDataSite=s⏎x=1⏎[other]⏎y=2⏎",
        "[main]⏎tychoDataUrl=u⏎tychoDataSite=s⏎K=R⏎x=1⏎[other]⏎y=2⏎",
        &plainly(),
    );
}

#[test]
fn case_19_among_unrelated_sections_it_is_asked() {
    let text = "[a]⏎x=1⏎[b]⏎  y : 3⏎[c]⏎";
    let choices = ["", "a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(
        asks(text),
        Question::Section {
            several: false,
            choices
        }
    );
    becomes(text, "[a]⏎x=1⏎K=R⏎[b]⏎  y : 3⏎[c]⏎", &named("a"));
    becomes(text, "[a]⏎x=1⏎[b]⏎K = R⏎  y : 3⏎[c]⏎", &named("B"));
    becomes(text, "[a]⏎x=1⏎[b]⏎  y : 3⏎[c]⏎K = R⏎", &named("c"));
    becomes(text, "K = R⏎[a]⏎x=1⏎[b]⏎  y : 3⏎[c]⏎", &named(""));
    becomes("[a]\r\nx=1", "[a]\r\nx=1\r\nK=R", &named("a"));
}

#[test]
fn case_19_a_family_in_two_sections_is_asked_about() {
    let question = asks("[a]⏎tychoDataUrl=1⏎[b]⏎tychoDataUrl=2⏎");
    assert!(matches!(question, Question::Section { several: false, .. }));
}

#[test]
fn case_20_an_empty_file_gets_one_line() {
    let end = if cfg!(windows) { "\r\n" } else { "⏎" };
    becomes("", &format!("K = R{end}"), &plainly());
    becomes("\u{feff}", &format!("\u{feff}K = R{end}"), &plainly());
}

#[test]
fn case_21_a_file_of_remarks_gets_one_line_at_its_end() {
    becomes("; one\r\n# two\r\n", "; one\r\n# two\r\nK = R\r\n", &plainly());
    becomes("; one⏎; two", "; one⏎; two⏎K = R", &plainly());
}

#[test]
fn case_31_without_a_last_line_end_one_comes_before_and_none_behind() {
    becomes("[o]⏎tychoDataUrl = u", "[o]⏎tychoDataUrl = u⏎K = R", &plainly());
}

/// In UTF-8 its last byte is that of Latin-1's no-break space.
#[test]
fn a_neighbour_that_ends_in_a_letter_of_two_bytes_is_not_cut_within_it() {
    for neighbour in ["tychoDataVoil\u{e0}", "tychoData\u{420}", "tychoData\u{e0}\u{a0}"] {
        becomes(
            &format!("[o]⏎{neighbour}=1⏎"),
            &format!(
                "[o]⏎{neighbour}=1⏎K{}=R⏎",
                if neighbour.ends_with('\u{a0}') {
                    "\u{a0}"
                } else {
                    ""
                }
            ),
            &plainly(),
        );
    }
}

#[test]
fn case_32_indent_and_style_are_the_neighbours() {
    becomes(
        "[o]\r\n    tychoDataUrl  =  u\r\n    x=1\r\n",
        "[o]\r\n    tychoDataUrl  =  u\r\n    K  =  R\r\n    x=1\r\n",
        &plainly(),
    );
}
