//! What the verifier told of uses, as rows show it. A file that cannot be read is no reason for a list not to come.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::{Presented, Refused, SecretUse, Usage};
use token::TokenId;

use crate::wire::{Presentation, RecordedUse, RefusedAttempts, TokenUses};

/// So many recorded requests are shown of one token.
const RECORDED: u32 = 50;

/// The file of uses, once there is one.
pub(crate) struct Uses {
    folder: PathBuf,
    usage: RefCell<Option<Usage>>,
}

/// The last accepted use of a token, and how many attempts were refused.
#[derive(Default)]
pub(crate) struct RowUses {
    pub(crate) last: Option<Presented>,
    pub(crate) refused: Refused,
    /// Who used which secret while it had two, the latest first.
    pub(crate) by_secret: Vec<SecretUse>,
}

/// Of every token.
pub(crate) struct AllUses {
    last: HashMap<TokenId, store::Used>,
    refused: HashMap<TokenId, Refused>,
    by_secret: HashMap<TokenId, Vec<SecretUse>>,
}

impl AllUses {
    pub(crate) fn take(&mut self, token: &TokenId) -> RowUses {
        RowUses {
            last: self.last.remove(token).map(|used| used.last),
            refused: self.refused.get(token).copied().unwrap_or_default(),
            by_secret: self.by_secret.remove(token).unwrap_or_default(),
        }
    }
}

impl Uses {
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            usage: RefCell::new(None),
        }
    }

    pub(crate) fn row(&self, token: &TokenId) -> RowUses {
        self.ask(|usage| {
            Ok(RowUses {
                last: usage.used(token)?.map(|used| used.last),
                refused: Refused::of(&usage.refused(token)?),
                by_secret: usage.by_secret(token)?,
            })
        })
        .unwrap_or_default()
    }

    pub(crate) fn all(&self) -> AllUses {
        self.ask(|usage| {
            Ok(AllUses {
                last: usage.all_used()?,
                refused: usage.all_refused()?,
                by_secret: by_token(usage.all_by_secret()?),
            })
        })
        .unwrap_or_else(|| AllUses {
            last: HashMap::new(),
            refused: HashMap::new(),
            by_secret: HashMap::new(),
        })
    }

    /// When each token was last accepted.
    pub(crate) fn last_of_all(&self) -> HashMap<TokenId, Timestamp> {
        self.ask(Usage::all_used)
            .unwrap_or_default()
            .into_iter()
            .map(|(token, used)| (token, used.last.at))
            .collect()
    }

    /// Where a secret was seen while its token had two, if it was: of several places the one seen longest ago.
    pub(crate) fn first_of_secret(&self, token: &TokenId, secret: &TokenId) -> Option<Presented> {
        let uses = self.ask(|usage| usage.by_secret(token))?;
        uses.into_iter()
            .rfind(|used| used.secret == *secret)
            .map(|used| used.last)
    }

    pub(crate) fn details(&self, token: &TokenId) -> TokenUses {
        self.ask(|usage| {
            let used = usage.used(token)?;
            Ok(TokenUses {
                count: used.as_ref().map_or(0, |used| used.count),
                last: used.map(|used| presentation(used.last)),
                refused: usage.refused(token)?.into_iter().map(attempts).collect(),
                recorded: usage
                    .requests(token, RECORDED)?
                    .into_iter()
                    .map(recorded)
                    .collect(),
            })
        })
        .unwrap_or_default()
    }

    /// The last batch that was told; 0 where there is none.
    pub(crate) fn rev(&self) -> i64 {
        self.ask(Usage::rev).unwrap_or_default()
    }

    /// The tokens of which something was told after `rev`, and the `rev` to ask from the next time.
    pub(crate) fn news(&self, rev: i64) -> (Vec<TokenId>, i64) {
        self.ask(|usage| {
            let now = usage.rev()?;
            if now == rev {
                return Ok((Vec::new(), now));
            }
            // A file that starts anew counts from the beginning.
            let since = if now < rev { 0 } else { rev };
            Ok((usage.changed_since(since)?, now))
        })
        .unwrap_or((Vec::new(), rev))
    }

    /// Forgets the uses of records that are gone for good.
    pub(crate) fn forget<'a>(&self, tokens: impl Iterator<Item = &'a TokenId>) {
        for token in tokens {
            let _nothing = self.asking(|usage| usage.forget(token));
        }
    }

    fn ask<T>(&self, work: impl FnOnce(&Usage) -> Result<T, store::Error>) -> Option<T> {
        self.asking(|usage| work(usage))
    }

    fn asking<T>(&self, work: impl FnOnce(&mut Usage) -> Result<T, store::Error>) -> Option<T> {
        let mut usage = self.usage.borrow_mut();
        if usage.as_ref().is_none_or(Usage::is_replaced) {
            *usage = Usage::look(&self.folder)
                .inspect_err(|error| tracing::warn!(%error, "uses of tokens are not shown"))
                .ok()
                .flatten();
        }
        work(usage.as_mut()?)
            .inspect_err(|error| tracing::warn!(%error, "uses of tokens are not shown"))
            .ok()
    }
}

fn by_token(uses: Vec<SecretUse>) -> HashMap<TokenId, Vec<SecretUse>> {
    let mut by_token: HashMap<TokenId, Vec<SecretUse>> = HashMap::new();
    for used in uses {
        by_token.entry(used.token).or_default().push(used);
    }
    by_token
}

pub(crate) fn presentation(seen: Presented) -> Presentation {
    Presentation {
        at: seen.at.to_string(),
        address: seen.address,
        scheme: seen.scheme,
        program: seen.program,
    }
}

fn attempts(refused: store::Refusals) -> RefusedAttempts {
    RefusedAttempts {
        why: refused.why,
        last: presentation(refused.last),
        count: refused.count,
    }
}

fn recorded(request: store::Request) -> RecordedUse {
    RecordedUse {
        seen: presentation(request.seen),
        outcome: request.outcome,
    }
}
