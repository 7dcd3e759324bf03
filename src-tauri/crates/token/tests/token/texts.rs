use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use token::{Digest, Gate, GateKey, ParseError, TEXT_LENGTH, TokenText, parse, recognise};

use crate::{gate, minted};

const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_minted_token_parses(seed: u64) {
        let token = minted(seed);
        let text = token.expose();
        prop_assert_eq!(text.len(), TEXT_LENGTH);
        let parsed = parse(text, &gate()).expect("the gate knows what it minted");
        prop_assert_eq!(parsed.expose(), text);
        prop_assert_eq!(parsed.id().prefix(), &text[..20]);
        prop_assert_eq!(parsed.last4(), &text[TEXT_LENGTH - 4..]);
    }

    #[test]
    fn one_changed_character_never_parses(seed: u64, at in 0..TEXT_LENGTH, to in any::<prop::sample::Index>()) {
        let mut text = minted(seed).expose().to_owned();
        let others: Vec<char> = BASE62.chars().filter(|other| !text[at..].starts_with(*other)).collect();
        text.replace_range(at..=at, &to.get(&others).to_string());
        prop_assert!(parse(&text, &gate()).is_err(), "{text} has one wrong character and was let in");
    }

    #[test]
    fn one_lost_or_added_character_never_parses(seed: u64, at in 0..TEXT_LENGTH) {
        let text = minted(seed).expose().to_owned();
        let lost = format!("{}{}", &text[..at], &text[at + 1..]);
        let added = format!("{}x{}", &text[..at], &text[at..]);
        prop_assert_eq!(parse(&lost, &gate()).unwrap_err(), ParseError::Shape);
        prop_assert_eq!(parse(&added, &gate()).unwrap_err(), ParseError::Shape);
    }

    #[test]
    fn any_text_at_all_is_refused_without_a_panic(text in any::<String>()) {
        prop_assert!(parse(&text, &gate()).is_err());
    }

    #[test]
    fn recognising_where_it_lies_tells_what_parsing_tells(seed: u64, text in any::<Vec<u8>>()) {
        let token = minted(seed);
        let presented = recognise(token.expose().as_bytes(), &gate()).expect("the gate knows what it minted");
        prop_assert_eq!(presented.id(), token.id());
        prop_assert!(recognise(&text, &gate()).is_err());
    }

    #[test]
    fn another_installation_refuses_the_token(seed: u64, key: [u8; 32]) {
        prop_assume!(key != [42; 32]);
        let other = Gate::new(GateKey::from_bytes(&key));
        prop_assert_eq!(parse(minted(seed).expose(), &other).unwrap_err(), ParseError::Tag);
    }
}

#[test]
fn a_token_has_the_documented_shape() {
    let token = minted(1);
    let (prefix, rest) = token.expose().split_at(4);
    let (id, rest) = rest.split_at(16);
    assert_eq!(prefix, "tdk_");
    assert_eq!(id, token.id().as_str());
    assert!(rest.starts_with('_'));
    assert_eq!(rest.len(), 1 + 43 + 9);
    assert!(
        rest[1..].bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "scanners look for tdk_, 16, _ and 52"
    );
}

#[test]
fn the_tag_is_pinned_so_that_tokens_outlive_the_program() {
    let text = "tdk_AAAAAAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let hash = blake3::keyed_hash(&[42; 32], text.as_bytes());
    let mut number = u64::from_be_bytes(hash.as_bytes()[..8].try_into().unwrap()) >> 11;
    let mut tag = String::new();
    for _ in 0..9 {
        tag.insert(0, BASE62.as_bytes()[(number % 62) as usize].into());
        number /= 62;
    }
    assert!(parse(&format!("{text}{tag}"), &gate()).is_ok());
    assert_eq!(
        tag, "O7qwVMNBX",
        "the tag of a given token under a given key never changes"
    );
}

#[test]
fn a_token_of_the_previous_key_still_passes_and_of_the_one_before_does_not() {
    let token = minted(3);
    let key = |byte| GateKey::from_bytes(&[byte; 32]);
    assert!(parse(token.expose(), &Gate::rotated(key(1), key(42))).is_ok());
    assert_eq!(
        parse(token.expose(), &Gate::rotated(key(2), key(1))).unwrap_err(),
        ParseError::Tag
    );
}

#[test]
fn white_space_around_a_token_is_not_part_of_it() {
    let text = minted(4).expose().to_owned();
    for dressed in [
        format!(" {text}"),
        format!("{text}\n"),
        format!("\u{feff}{text}"),
        text.to_uppercase(),
    ] {
        assert_eq!(parse(&dressed, &gate()).unwrap_err(), ParseError::Shape);
    }
}

#[test]
fn a_token_hides_itself_when_masked_or_debugged() {
    let token = minted(5);
    let secret = &token.expose()[21..64];
    assert_eq!(token.masked(), format!("tdk_••••••••••••{}", token.last4()));
    for shown in [
        format!("{token:?}"),
        format!("{:?}", token.secret()),
        token.masked(),
    ] {
        let tells = secret
            .as_bytes()
            .windows(4)
            .any(|piece| shown.as_bytes().windows(4).any(|other| other == piece));
        assert!(!tells, "{shown} tells a piece of the secret");
    }
}

#[test]
fn a_shape_is_recognised_without_the_gate() {
    assert!(TokenText::of_shape(minted(6).expose()).is_some());
    assert!(TokenText::of_shape(&"a".repeat(100_000)).is_none());
    assert!(TokenText::of_shape("tdk_").is_none());
}

#[test]
fn ids_are_unlike_and_read_back() {
    let ids: std::collections::HashSet<_> = (0..10_000).map(|seed| minted(seed).id()).collect();
    assert_eq!(ids.len(), 10_000);
    for id in ids.iter().take(100) {
        assert_eq!(id.to_string().parse(), Ok(*id));
    }
    for wrong in ["", "short", "0123456789abcde-", "0123456789abcdefg", "ééééé678"] {
        assert_eq!(wrong.parse::<token::TokenId>(), Err(token::NotAnId));
    }
}

#[test]
fn a_print_is_the_same_for_the_same_text_alone() {
    let (one, other) = (minted(1), minted(2));
    let print = |token: &TokenText| {
        recognise(token.expose().as_bytes(), &gate())
            .expect("minted here")
            .print()
    };
    assert!(print(&one).is(&print(&one)));
    assert!(!print(&one).is(&print(&other)));
}

#[test]
fn a_presented_secret_is_the_one_that_was_digested() {
    let token = minted(3);
    let gate = gate();
    let presented = recognise(token.expose().as_bytes(), &gate).expect("minted here");
    let digest = Digest::of(&token.secret(), &mut StdRng::seed_from_u64(3));
    assert!(digest.verifies(&presented.secret()));
    assert!(!format!("{presented:?}").contains(&token.expose()[21..30]));
}
