//! `restore`: a good copy in the place of a damaged store.

use desk::Desk;
use desk::wire::{RestoreStore, StoreRestored};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::{table, when};

pub(crate) fn list(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let copies = desk.store_copies()?;
    output.answer(&copies, || {
        let rows: Vec<_> = copies
            .iter()
            .map(|copy| {
                [
                    copy.made_at.clone(),
                    when::local(&copy.made_at),
                    format!("{} KiB", copy.bytes.div_ceil(1024)),
                ]
            })
            .collect();
        table::columns(["COPY", "MADE", "SIZE"], &rows)
    })?;
    Ok(Exit::Done)
}

pub(crate) fn restore(desk: &Desk, output: &Output, copy: Option<String>) -> Result<Exit, Failure> {
    let is_named = copy.is_some();
    let restored = desk.restore_store(RestoreStore { made_at: copy })?;
    match restored {
        Some(restored) => {
            output.done(&restored, &in_words(&restored))?;
            Ok(Exit::Done)
        }
        None if is_named => Err(Failure::NoSuchCopy),
        None => Err(Failure::NotDamaged),
    }
}

fn in_words(restored: &StoreRestored) -> String {
    let mut lines = vec![format!(
        "The token store is the copy from {} now. What was changed after it is lost: tokens generated since don’t \
         work, and a value replaced since works again. Look at “tokendesk list”, and revoke what you don’t trust.",
        when::local(&restored.copy_from)
    )];
    if restored.ended_again > 0 {
        lines.push(format!(
            "Tokens that were revoked or paused since the copy and are again: {}.",
            restored.ended_again
        ));
    }
    if let Some(kept) = &restored.kept_as {
        lines.push(format!("What was there before is kept in {}.", plain(kept)));
    }
    lines.join("\n")
}
