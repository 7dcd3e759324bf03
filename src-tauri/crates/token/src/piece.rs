//! Tokens, and what is left of some, in a longer text: a log, a settings file, a message.

use crate::base62;
use crate::id::TokenId;
use crate::text::{PREFIX, TEXT_LENGTH, TokenText};

/// A place in a text that begins as a token does.
#[derive(Debug)]
pub enum Piece {
    /// All of a token.
    Whole(TokenText),
    /// Its public beginning alone, as lists and redacted logs show it.
    Public(TokenId),
    /// Less than that.
    Cut,
}

/// Every piece in `text`, in order. It does not matter what a piece touches: a line may have been joined with the
/// next one where it was copied.
///
/// ```
/// let text = "Authorization: Bearer tdk_0123456789abcdef… and tdk_0123";
/// let found: Vec<_> = token::pieces(text).collect();
/// assert!(matches!(found[..], [token::Piece::Public(_), token::Piece::Cut]));
/// ```
pub fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    text.match_indices(PREFIX).map(|(at, _)| {
        let whole = text.get(at..at + TEXT_LENGTH).and_then(TokenText::of_shape);
        whole.map_or_else(|| public(&text[at + PREFIX.len()..]), Piece::Whole)
    })
}

fn public(rest: &str) -> Piece {
    let id = rest.get(..TokenId::LENGTH).and_then(|id| id.parse().ok());
    let goes_on = rest
        .as_bytes()
        .get(TokenId::LENGTH)
        .is_some_and(|next| base62::is_base62(&[*next]));
    match id {
        Some(id) if !goes_on => Piece::Public(id),
        Some(_) | None => Piece::Cut,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::{Gate, GateKey, mint};

    fn minted(seed: u64) -> TokenText {
        let mut rng = StdRng::seed_from_u64(seed);
        let gate = Gate::new(GateKey::generate(&mut rng));
        mint(&gate, &mut rng)
    }

    #[test]
    fn tokens_that_touch_each_other_are_told_apart() {
        let (one, other) = (minted(1), minted(2));
        let text = format!("{}{}", one.expose(), other.expose());
        let found: Vec<_> = pieces(&text)
            .map(|piece| match piece {
                Piece::Whole(token) => token.id(),
                Piece::Public(_) | Piece::Cut => panic!("both are whole"),
            })
            .collect();
        assert_eq!(found, [one.id(), other.id()]);
    }

    #[test]
    fn an_id_that_goes_on_is_not_taken_for_one() {
        assert!(matches!(pieces("tdk_0123456789abcdefg").next(), Some(Piece::Cut)));
        let token = minted(3);
        let cut = &token.expose()[..TEXT_LENGTH - 1];
        assert!(
            matches!(pieces(cut).next(), Some(Piece::Public(id)) if id == token.id()),
            "the public part of one that lost its last character"
        );
    }

    #[test]
    fn the_rule_for_secret_scanners_finds_tokens_and_not_what_is_shown_of_them() {
        let rules = include_str!("../../../../docs/gitleaks.toml");
        let rule = rules.split("'''").nth(1).expect("the rule has an expression");
        let rule = regex::Regex::new(rule).expect("the expression is in RE2 syntax");
        let token = minted(4);
        let line = format!("APITOKEN=\"{}\"", token.expose());
        assert_eq!(rule.find(&line).map(|found| found.as_str()), Some(token.expose()));
        assert!(!rule.is_match(&token.masked()) && !rule.is_match(&token.id().prefix()));
    }

    proptest! {
        #[test]
        fn a_token_is_found_wherever_it_stands(before in "\\PC{0,40}", after in "\\PC{0,40}", seed: u64) {
            let token = minted(seed);
            let text = format!("{before}{}{after}", token.expose());
            let found = pieces(&text).any(|piece| matches!(piece, Piece::Whole(found) if found.expose() == token.expose()));
            prop_assert!(found);
        }

        #[test]
        fn no_text_makes_it_stumble(text in "(tdk_|[0-9a-zA-Z_é]{1,20}|\\PC){0,12}") {
            prop_assert!(pieces(&text).count() <= text.len());
        }
    }
}
