//! What was refused a moment ago, so that who tries the same text again costs neither a look into the store nor an
//! Argon2id run. Nothing is kept of a text but its print, and nothing beyond the store's next change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use token::{Presented, Print, TokenId};

use crate::verdict::Refused;

/// So many ids, with the last text that was wrong under each; then all are forgotten.
const MOST: usize = 8_192;
/// For so many seconds.
const LONG: i64 = 10;

/// Texts that were refused while the store was as it is.
#[derive(Debug, Default)]
pub(crate) struct Wrong {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The version of the store that all of them were refused at.
    version: i64,
    by_id: HashMap<TokenId, (Print, Refused, i64)>,
}

impl Wrong {
    /// How `presented` was refused at this version of the store, not long ago.
    pub(crate) fn refused(&self, presented: &Presented<'_>, version: i64, now: Timestamp) -> Option<Refused> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.version != version {
            return None;
        }
        let (print, refused, since) = known.by_id.get(&presented.id())?;
        let is_recent = (0..LONG).contains(&(now.as_second() - since));
        (is_recent && print.is(&presented.print())).then_some(*refused)
    }

    /// Notes a refusal that was come to by what the store said at `version`.
    pub(crate) fn note(&self, presented: &Presented<'_>, refused: Refused, version: i64, now: Timestamp) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.version != version || known.by_id.len() >= MOST {
            known.by_id.clear();
            known.version = version;
        }
        let noted = (presented.print(), refused, now.as_second());
        known.by_id.insert(presented.id(), noted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::minted;
    use crate::verdict::Refusal;
    use token::{Gate, GateKey, recognise};

    #[test]
    fn the_same_text_is_refused_again_for_ten_seconds_or_until_the_store_changes() {
        let gate = Gate::new(GateKey::from_bytes(&[42; 32]));
        let texts = [1, 2].map(|seed| minted(&gate, seed));
        let [one, other] = texts
            .each_ref()
            .map(|text| recognise(text.expose().as_bytes(), &gate).unwrap());
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let (wrong, refused) = (Wrong::default(), Refused::stranger(Refusal::Unknown));
        wrong.note(&one, refused, 7, at(0));
        assert_eq!(wrong.refused(&one, 7, at(9)), Some(refused));
        assert_eq!(wrong.refused(&other, 7, at(0)), None);
        assert_eq!(wrong.refused(&one, 7, at(10)), None, "then it is looked at again");
        assert_eq!(wrong.refused(&one, 7, at(-1)), None, "a clock that is set back");
        assert_eq!(wrong.refused(&one, 8, at(1)), None, "something changed");
        wrong.note(&other, refused, 8, at(1));
        assert_eq!(
            wrong.refused(&one, 7, at(1)),
            None,
            "and all of before is forgotten"
        );
        assert_eq!(wrong.refused(&other, 8, at(1)), Some(refused));
    }
}
