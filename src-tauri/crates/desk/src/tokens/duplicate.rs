//! *Duplicate*: a new token with the settings of another.

use token::{TokenId, TokenName};

use crate::authority::Operation;
use crate::wire::{AppError, Owner, TokenDraft, TokenLike, TokenRef};
use crate::{Desk, rows};

impl Desk {
    /// What *Generate* begins with for another token like this one, under a name that is free. A copy of one that is for
    /// a resource is for the same: it is never good for more. Nothing is made.
    ///
    /// # Errors
    /// [`AppError::NotFound`], [`AppError::Forbidden`], and those of the store.
    pub fn duplicate_token(&self, request: TokenRef) -> Result<TokenLike, AppError> {
        let id: TokenId = request.id.parse().map_err(|_| AppError::NotFound)?;
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let record = ledger.record(&id)?;
            let acting = ledger.acting()?;
            acting.check_token(Operation::SeeToken, &record)?;
            let (limits, account) = (rows::limits(&record.limits), record.owner_account.clone());
            let description = record.description.clone().unwrap_or_default();
            let row = ledger.row(record, now);
            let read = ledger.store.read();
            let name = free_name(&row.name, |name| {
                let taken = read.taken_name(name, account.as_deref(), None, now)?;
                Ok::<_, AppError>(taken.is_none())
            })?;
            let resource = read.bound_to(&id)?.map(|(_, name)| name);
            let draft = TokenDraft {
                name,
                days: Self::same_days(&row),
                owner: match account {
                    None => Owner::Company,
                    Some(account) if account == acting.account => Owner::Me,
                    Some(account) => Owner::User(account),
                },
                groups: row.groups.iter().map(|group| (*group).to_owned()).collect(),
                scopes: row.scopes,
                limits,
                description,
            };
            Ok(TokenLike { draft, resource })
        })
    }
}

/// `PI Scanner 2` after `PI Scanner`, `PI Scanner 3` after that: the first that is free. Empty when a hundred are not.
fn free_name<E>(name: &str, mut is_free: impl FnMut(&TokenName) -> Result<bool, E>) -> Result<String, E> {
    let (stem, number) = numbered(name);
    for next in (number + 1..).take(100) {
        let ending = format!(" {next}");
        let room = TokenName::LONGEST - ending.len();
        let stem: String = stem.chars().take(room).collect();
        if let Ok(name) = TokenName::parse(&format!("{}{ending}", stem.trim_end()))
            && is_free(&name)?
        {
            return Ok(name.as_str().to_owned());
        }
    }
    Ok(String::new())
}

/// A name without the number at its end; 1 where it has none.
fn numbered(name: &str) -> (&str, u32) {
    let numbered = name
        .rsplit_once(' ')
        .and_then(|(stem, number)| Some((stem, number.parse::<u16>().ok()?)))
        .filter(|(stem, number)| !stem.is_empty() && (2..1000).contains(number));
    numbered.map_or((name, 1), |(stem, number)| (stem, number.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(name: &str, taken: &[&str]) -> String {
        free_name(name, |name| Ok::<_, ()>(!taken.contains(&name.as_str()))).unwrap()
    }

    #[test]
    fn the_next_number_that_is_free_is_proposed() {
        assert_eq!(free("PI Scanner", &["PI Scanner"]), "PI Scanner 2");
        assert_eq!(free("PI Scanner 2", &["PI Scanner 3"]), "PI Scanner 4");
        assert_eq!(
            free("Plant 2027", &[]),
            "Plant 2027 2",
            "a year is no number of copies"
        );
        assert_eq!(free("7", &[]), "7 2");
    }

    #[test]
    fn a_long_name_is_cut_so_that_the_number_has_room() {
        let next = free(&"ä".repeat(TokenName::LONGEST), &[]);
        assert_eq!(next.chars().count(), TokenName::LONGEST);
        assert!(next.ends_with("ä 2"));
    }
}
