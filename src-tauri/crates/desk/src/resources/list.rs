//! What there is, and who has it.

use std::collections::HashMap;

use jiff::Timestamp;
use store::{Checkout, Resource};

use super::whose;
use crate::Desk;
use crate::authority::{Acting, Operation, Whose};
use crate::ledger::Ledger;
use crate::wire::{
    AppError, ResourceHolding, ResourceKind, ResourceList, ResourceRotation, ResourceRow, RotationProblem,
    RotationState,
};

impl Desk {
    /// The resources that the person at the keyboard may see, with who has them now.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list_resources(&self) -> Result<Vec<ResourceRow>, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let (now, acting) = (ledger.judge(clock)?, ledger.acting()?);
            let resources = ledger.store.read().resources()?;
            let open = open(ledger, now)?;
            resources
                .into_iter()
                .filter(|found| acting.may(Operation::SeeResource, whose(found, acting.groups)))
                .map(|found| row(ledger, &acting, found, &open, now))
                .collect()
        })
    }

    /// As [`Desk::list_resources`], with whether the person may add some.
    ///
    /// # Errors
    /// Those of the store.
    pub fn resources(&self) -> Result<ResourceList, AppError> {
        Ok(ResourceList {
            may_add: self
                .with_ledger(|ledger, _| Ok(ledger.acting()?.may(Operation::KeepResource, Whose::Other)))?,
            resources: self.list_resources()?,
        })
    }

    /// One of them, by its name in any case.
    ///
    /// # Errors
    /// [`AppError::NoSuchResource`], and those of the store.
    pub fn resource(&self, name: &str) -> Result<ResourceRow, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let (now, acting) = (ledger.judge(clock)?, ledger.acting()?);
            let found = super::seen(&ledger.store.read(), &acting, name)?;
            let open = open(ledger, now)?;
            row(ledger, &acting, found, &open, now)
        })
    }
}

/// Open check-outs by their resource's id.
fn open(ledger: &Ledger, now: Timestamp) -> Result<HashMap<String, Vec<Checkout>>, AppError> {
    let mut open: HashMap<String, Vec<Checkout>> = HashMap::new();
    for checkout in ledger.store.read().open_checkouts(now)? {
        open.entry(checkout.resource.clone()).or_default().push(checkout);
    }
    Ok(open)
}

fn row(
    ledger: &Ledger,
    acting: &Acting,
    found: Resource,
    open: &HashMap<String, Vec<Checkout>>,
    now: Timestamp,
) -> Result<ResourceRow, AppError> {
    let read = ledger.store.read();
    let tokens = read.tokens_of_resource(&found.id)?;
    let sees_all = acting.may(Operation::CheckIn, Whose::Other);
    let held = open
        .get(&found.id)
        .into_iter()
        .flatten()
        .map(|checkout| {
            let by = checkout.token.as_ref().and_then(|token| {
                let known = tokens.iter().find(|(id, _)| id == token);
                known.map(|(_, name)| name.clone())
            });
            let is_theirs = checkout.account == acting.account;
            ResourceHolding {
                // Whoever may not check it in need not know by which id that is done.
                id: if sees_all || is_theirs {
                    checkout.id.clone()
                } else {
                    String::new()
                },
                account: Some(checkout.account.clone()).filter(|account| !account.is_empty()),
                token: by,
                reason: checkout.reason.clone(),
                taken_at: checkout.taken_at.to_string(),
                ends_at: checkout.ends_at.to_string(),
            }
        })
        .collect();
    let may_keep = acting.may(Operation::KeepResource, whose(&found, acting.groups));
    Ok(ResourceRow {
        kind: ResourceKind::of(&found.kind).unwrap_or(ResourceKind::Host),
        exclusive: found.is_exclusive,
        groups: found.groups.iter().map(|group| group.name()).collect(),
        tokens: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
        rotation: may_keep.then(|| rotation(&found, now)).flatten(),
        first_tokens: tokens
            .iter()
            .filter(|_| may_keep)
            .take(3)
            .map(|(_, name)| name.clone())
            .collect(),
        may_keep,
        may_check_in_others: sees_all,
        may_check_out: acting.may(Operation::CheckOut, whose(&found, acting.groups)),
        held,
        id: found.id,
        name: found.name,
        address: found.address,
    })
}

fn rotation(found: &Resource, now: Timestamp) -> Option<ResourceRotation> {
    let of = &found.rotation;
    let problem = of.failed.as_deref().map(RotationProblem::of);
    let state = match problem {
        _ if of.runs(now) => RotationState::Runs,
        _ if of.due_since.is_some() => RotationState::Due,
        Some(problem) => RotationState::Failed { problem },
        None => RotationState::Quiet,
    };
    Some(ResourceRotation {
        program: of.program.clone()?,
        state,
    })
}
