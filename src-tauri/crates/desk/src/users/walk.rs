//! A hundred thousand steps of people doing things to users and tokens, against a model that was written apart.
//!
//! The steps run on one store, many in a transaction: what is compared is who may do what, and what is there then.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use store::{By, Change, Event, NewSecret, NewToken, Source, Store};
use token::{Digest, Expiry, Group, Groups, Limits, TokenId, TokenName};

use super::change::{Wish, add, disable, edit, enable};
use crate::Account;
use crate::authority::{Acting, Operation};
use crate::wire::AppError;

const STEPS: usize = 100_000;
const STEPS_OF_A_TRANSACTION: usize = 2_000;
const PEOPLE: usize = 12;
const MOST_TOKENS: usize = 40;

/// What the model knows of somebody.
#[derive(Debug, Clone)]
struct Somebody {
    groups: Groups,
    disabled: bool,
}

/// What the model knows of a token.
#[derive(Debug, Clone)]
struct Token {
    id: TokenId,
    secret: TokenId,
    owner: Option<String>,
    groups: Groups,
    paused: bool,
    revoked: bool,
}

/// The rules in the words of the design, not of the table.
#[derive(Default)]
struct Model {
    people: BTreeMap<String, Somebody>,
    tokens: Vec<Token>,
}

impl Model {
    fn has_site_admin_besides(&self, account: &str) -> bool {
        self.people
            .iter()
            .any(|(name, one)| name != account && !one.disabled && one.groups.contains(Group::SiteAdmin))
    }

    /// What somebody may do by now; all while nobody administers.
    fn groups(&self, account: &str) -> Groups {
        if !self.has_site_admin_besides("") {
            return Groups::all();
        }
        match self.people.get(account) {
            Some(one) if !one.disabled => one.groups,
            Some(_) | None => Groups::NONE,
        }
    }

    fn rank(groups: Groups) -> u8 {
        let rank = |group| match group {
            Group::SiteAdmin => 3,
            Group::Admin => 2,
            Group::Moderator => 1,
            Group::Synchronizer | Group::User | Group::Recognizer => 0,
        };
        groups.iter().map(rank).max().unwrap_or(0)
    }

    fn administers(&self, account: &str) -> bool {
        Self::rank(self.groups(account)) >= 2
    }

    fn may_add(&self, by: &str, new: &str, groups: Groups) -> bool {
        self.administers(by)
            && Self::rank(groups) <= Self::rank(self.groups(by))
            && !self.people.contains_key(new)
            // The first person is written down before the one they add.
            && (by != new || self.people.contains_key(by))
    }

    fn may_edit(&self, by: &str, whom: &str, groups: Groups) -> bool {
        let Some(one) = self.known(by, whom) else {
            return false;
        };
        let mine = Self::rank(self.groups(by));
        let given: Groups = groups
            .iter()
            .filter(|group| !one.groups.contains(*group))
            .collect();
        let gives_up =
            !one.disabled && one.groups.contains(Group::SiteAdmin) && !groups.contains(Group::SiteAdmin);
        self.administers(by)
            && (by == whom || Self::rank(one.groups) <= mine)
            && Self::rank(given) <= mine
            && !(gives_up && (by == whom || !self.has_site_admin_besides(whom)))
    }

    fn may_disable(&self, by: &str, whom: &str) -> bool {
        let Some(one) = self.known(by, whom) else {
            return false;
        };
        by != whom && self.administers(by) && Self::rank(one.groups) <= Self::rank(self.groups(by))
    }

    fn may_enable(&self, by: &str, whom: &str) -> bool {
        let Some(one) = self.known(by, whom) else {
            return false;
        };
        if !one.disabled {
            return self.sees_people(by) || by == whom;
        }
        by != whom && self.administers(by) && Self::rank(one.groups) <= Self::rank(self.groups(by))
    }

    /// Moderators and above see everybody, and everybody sees themselves.
    fn sees_people(&self, by: &str) -> bool {
        Self::rank(self.groups(by)) >= 1
    }

    /// The first person is written down as soon as they are named.
    fn known(&self, by: &str, whom: &str) -> Option<Somebody> {
        if by == whom && !self.has_site_admin_besides("") {
            let groups = Groups::all();
            return Some(Somebody {
                groups,
                disabled: false,
            });
        }
        self.people.get(whom).cloned()
    }

    fn may(&self, by: &str, what: Operation, token: &Token) -> bool {
        let groups = self.groups(by);
        let rank = Self::rank(groups);
        let is_above = Self::rank(token.groups) > rank;
        let ends_it = matches!(what, Operation::PauseToken | Operation::RevokeToken);
        if token.owner.as_deref() == Some(by) {
            return if what == Operation::RegenerateToken {
                groups.may_hold_tokens()
            } else {
                ends_it || !groups.is_empty()
            };
        }
        rank >= 2 && (ends_it || !is_above)
    }

    /// Whether a verifier accepts it, and for which groups.
    fn accepts(&self, token: &Token) -> Option<Groups> {
        if token.paused || token.revoked {
            return None;
        }
        match &token.owner {
            None => Some(token.groups),
            Some(owner) => {
                let owner = &self.people[owner];
                (!owner.disabled).then(|| token.groups.intersection(owner.groups))
            }
        }
    }

    fn write_down(&mut self, by: &str) {
        if !self.has_site_admin_besides("") {
            let groups = Groups::all();
            self.people.insert(
                by.to_owned(),
                Somebody {
                    groups,
                    disabled: false,
                },
            );
        }
    }
}

struct Walk {
    rng: StdRng,
    model: Model,
    allowed: usize,
    refused: usize,
}

#[test]
fn a_hundred_thousand_steps_of_twelve_people_differ_nowhere_from_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = "2026-11-22T20:30:00Z".parse().unwrap();
    let mut store = Store::open(folder.path(), now).unwrap();
    let mut walk = Walk {
        rng: StdRng::seed_from_u64(5),
        model: Model::default(),
        allowed: 0,
        refused: 0,
    };
    let by = By {
        actor: "walk".into(),
        source: Source::Program,
        at: now,
    };
    for _ in 0..STEPS / STEPS_OF_A_TRANSACTION {
        store
            .change(&by, |change| {
                for _ in 0..STEPS_OF_A_TRANSACTION {
                    walk.step(change);
                }
                Ok::<_, AppError>(())
            })
            .unwrap();
    }
    assert_eq!(walk.allowed + walk.refused, STEPS);
    // Both happened often, or nothing was compared.
    assert!(
        walk.allowed > STEPS / 10 && walk.refused > STEPS / 10,
        "{} allowed",
        walk.allowed
    );
}

impl Walk {
    fn step(&mut self, change: &mut Change<'_>) {
        let by = self.somebody();
        let account = Account::new(&by);
        let (expected, done) = match self.rng.random_range(0..10) {
            0 => self.adds(change, &account),
            1 | 2 => self.edits(change, &account),
            3 => self.disables(change, &account),
            4 => self.enables(change, &account),
            5 => self.generates(change, &account),
            _ => self.changes_a_token(change, &account),
        };
        assert_eq!(
            expected,
            done.is_ok(),
            "step {} by {by}: {done:?}",
            self.allowed + self.refused
        );
        if expected {
            self.allowed += 1;
        } else {
            self.refused += 1;
        }
        self.compare(change);
    }

    fn adds(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        let (new, groups) = (self.somebody(), self.groups());
        let may = self.model.may_add(&by.account, &new, groups);
        let done = add(change, by, &wish(&new, groups)).map(drop);
        if may || (self.model.administers(&by.account) && matches!(done, Err(AppError::InvalidField { .. })))
        {
            // Also where the name was taken: the person was written down before that was seen.
            if Model::rank(groups) <= Model::rank(self.model.groups(&by.account)) {
                self.model.write_down(&by.account);
            }
        }
        if may {
            self.model.people.insert(
                new,
                Somebody {
                    groups,
                    disabled: false,
                },
            );
        }
        (may, done)
    }

    fn edits(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        let (whom, groups) = (self.somebody(), self.groups());
        let may = self.model.may_edit(&by.account, &whom, groups);
        let done = edit(change, by, &wish(&whom, groups)).map(drop);
        if by.account == whom {
            self.model.write_down(&whom);
        }
        if may {
            self.model.people.get_mut(&whom).unwrap().groups = groups;
        }
        (may, done)
    }

    fn disables(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        let whom = self.somebody();
        let may = self.model.may_disable(&by.account, &whom);
        let done = disable(change, by, &whom).map(drop);
        if by.account == whom {
            self.model.write_down(&whom);
        }
        if may {
            self.model.people.get_mut(&whom).unwrap().disabled = true;
        }
        (may, done)
    }

    fn enables(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        let whom = self.somebody();
        let may = self.model.may_enable(&by.account, &whom);
        let done = enable(change, by, &whom).map(drop);
        if by.account == whom {
            self.model.write_down(&whom);
        }
        if may {
            self.model.people.get_mut(&whom).unwrap().disabled = false;
        }
        (may, done)
    }

    /// A token for somebody or for the company, as far as rights go: nothing is minted.
    fn generates(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        if self.model.tokens.len() >= MOST_TOKENS {
            let token = self.model.tokens.remove(0);
            let mut gone = change.record(Event::named("token.record_deleted")).unwrap();
            gone.delete(&token.id).unwrap();
            gone.purge(&token.id).unwrap();
        }
        let groups = self.groups();
        let owner = if self.rng.random_ratio(1, 5) {
            None
        } else {
            Some(self.somebody())
        };
        let wish = owner
            .clone()
            .map_or(crate::wire::Owner::Company, crate::wire::Owner::User);
        let names: Vec<String> = groups.iter().map(|group| group.name().to_owned()).collect();
        let mine = self.model.groups(&by.account);
        let expected = match &owner {
            Some(owner) if *owner == by.account => mine.may_hold_tokens() && groups.is_subset(mine),
            None => Model::rank(mine) >= 2 && Model::rank(groups) <= Model::rank(mine),
            Some(owner) => self.model.people.get(owner).is_some_and(|owner| {
                Model::rank(mine) >= 2
                    && !owner.disabled
                    && owner.groups.may_hold_tokens()
                    && groups.is_subset(owner.groups)
                    && Model::rank(groups) <= Model::rank(mine)
            }),
        };
        let acting = Acting::of(change, by).unwrap();
        let checked = crate::tokens::may_generate(&wish, &names, &acting, change);
        let done = match checked {
            Ok(Ok(())) => Ok(()),
            Ok(Err(problem)) => Err(AppError::InvalidField {
                field: crate::wire::Field::Owner,
                problem,
            }),
            Err(error) => Err(error),
        };
        if expected {
            self.write_token(change, by, owner, groups);
        }
        (expected, done)
    }

    fn write_token(&mut self, change: &mut Change<'_>, by: &Account, owner: Option<String>, groups: Groups) {
        if owner.as_ref() == Some(&by.account) {
            let acting = Acting::of(change, by).unwrap();
            super::write_down(change, &acting, by).unwrap();
            self.model.write_down(&by.account);
        }
        let token = Token {
            id: TokenId::generate(&mut self.rng),
            secret: TokenId::generate(&mut self.rng),
            owner,
            groups,
            paused: false,
            revoked: false,
        };
        let new = NewToken {
            id: token.id,
            name: TokenName::parse("walked").unwrap(),
            owner: token.owner.clone(),
            groups,
            scopes: token::Scopes::default(),
            limits: Limits::default(),
        };
        let secret = NewSecret {
            id: token.secret,
            digest: Digest::from_phc(DIGEST).unwrap(),
            last4: "g2Vp".into(),
            issued_at: change.at(),
            expiry: Expiry::Never,
            holder: String::new(),
        };
        let mut made = change.record(Event::named("token.created")).unwrap();
        made.add_token(&new, &secret).unwrap();
        made.deliver(&secret.id).unwrap();
        self.model.tokens.push(token);
    }

    fn changes_a_token(&mut self, change: &mut Change<'_>, by: &Account) -> (bool, Result<(), AppError>) {
        let acting = Acting::of(change, by).unwrap();
        if self.model.tokens.is_empty() {
            return (true, Ok(()));
        }
        let index = self.rng.random_range(0..self.model.tokens.len());
        let operations = [
            Operation::RenameToken,
            Operation::PauseToken,
            Operation::ResumeToken,
            Operation::RegenerateToken,
            Operation::RevokeToken,
            Operation::RemoveRecord,
        ];
        let what = operations[self.rng.random_range(0..operations.len())];
        let expected = self.model.may(&by.account, what, &self.model.tokens[index]);
        let token = &mut self.model.tokens[index];
        let record = change.token(&token.id).unwrap().unwrap();
        let done = acting.check_token(what, &record);
        if done.is_ok() && !token.revoked {
            let mut changed = change.record(Event::named("token.changed")).unwrap();
            if what == Operation::PauseToken {
                changed.pause(&token.id).unwrap();
                token.paused = true;
            } else if what == Operation::ResumeToken {
                changed.resume(&token.id).unwrap();
                token.paused = false;
            } else if what == Operation::RevokeToken && self.rng.random_ratio(1, 10) {
                // Rarely, or nothing would be left to compare.
                changed.revoke(&token.id).unwrap();
                token.revoked = true;
            }
        }
        (expected, done)
    }

    /// One token and one person, taken at random: what is there is what the model has.
    fn compare(&mut self, change: &Change<'_>) {
        let account = self.somebody();
        let there = change.user(&account).unwrap();
        let expected = self.model.people.get(&account);
        assert_eq!(
            there.map(|user| (user.groups, user.disabled_at.is_some())),
            expected.map(|one| (one.groups, one.disabled)),
            "{account}"
        );
        if !self.model.people.is_empty() {
            assert!(
                self.model.has_site_admin_besides(""),
                "somebody always administers"
            );
        }
        if self.model.tokens.is_empty() {
            return;
        }
        let token = &self.model.tokens[self.rng.random_range(0..self.model.tokens.len())];
        let record = change.token(&token.id).unwrap().unwrap();
        let accepted = record.status(change.at()) == token::Status::Active && !record.is_owner_disabled;
        assert_eq!(
            accepted.then(|| record.effective_groups()),
            self.model.accepts(token),
            "{token:?}"
        );
    }

    fn somebody(&mut self) -> String {
        format!("p{}", self.rng.random_range(0..PEOPLE))
    }

    fn groups(&mut self) -> Groups {
        let bits: u8 = self.rng.random_range(1..64);
        // SiteAdmin is rarer than chance: a crowd in which everybody may everything compares little.
        let keeps = self.rng.random_ratio(1, 3);
        let drawn: Groups = Group::ALL
            .into_iter()
            .filter(|group| bits & (1 << *group as u8) != 0)
            .filter(|group| *group != Group::SiteAdmin || keeps)
            .collect();
        if drawn.is_empty() {
            [Group::User].into_iter().collect()
        } else {
            drawn
        }
    }
}

fn wish(account: &str, groups: Groups) -> Wish {
    Wish {
        account: account.to_owned(),
        name: account.to_owned(),
        groups,
    }
}

const DIGEST: &str =
    "$argon2id$v=19$m=1024,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0";
