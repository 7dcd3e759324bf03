//! Resources are added, changed and removed; tokens are made for one.

use store::{Event, Resource, Rotation};
use token::Groups;

use super::{check_still, groups_of, line, opened, rotate, seal_into, seen, whose, wrong};
use crate::authority::{Acting, Operation, Whose, allows};
use crate::wire::{
    AppError, Field, FieldProblem, Issued, ResourceChange, ResourceDraft, ResourceKind, ResourceRow,
    ResourceTokens, TokenDraft,
};
use crate::{Desk, SecretText, users};

const LONGEST_NAME: u32 = 80;
const LONGEST_ADDRESS: u32 = 200;
const LONGEST_SECRET: u32 = 4_096;

impl Desk {
    /// Adds a resource. Its account and its password are sealed before they reach the store.
    ///
    /// # Errors
    /// A field that does not do, [`AppError::Forbidden`], those of the keyring and of the store. Nothing is added then.
    pub fn add_resource(&self, draft: &ResourceDraft) -> Result<ResourceRow, AppError> {
        let mut by = self.by_now();
        let mut resource = Resource {
            id: self.unguessable(),
            name: line(Field::Resource, &draft.name, LONGEST_NAME)?,
            kind: kind(&draft.kind)?,
            address: line(Field::Address, &draft.address, LONGEST_ADDRESS)?,
            account: Vec::new(),
            password: Vec::new(),
            version: 1,
            is_exclusive: draft.exclusive,
            groups: groups_of(&draft.groups)?,
            created_at: by.at,
            rotation: Rotation {
                program: rotate::checked(&draft.rotate_with)?,
                ..Rotation::default()
            },
        };
        check_secret(Field::Account, &draft.account)?;
        check_secret(Field::Password, &draft.password)?;
        self.with_ledger(|ledger, _| ledger.acting()?.check(Operation::KeepResource, Whose::Other))?;
        seal_into(&self.inner.vault, &mut resource, &draft.account, &draft.password)?;
        let account = &self.inner.ports.account;
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            ledger.store.change(&by, |change| {
                let acting = Acting::of(change, account)?;
                acting.check(Operation::KeepResource, Whose::Other)?;
                users::write_down(change, &acting, account)?;
                free_name(change.resource(&resource.name)?, None)?;
                let event = told("resource.added", &resource);
                Ok::<_, AppError>(change.record(event)?.add_resource(&resource)?)
            })
        })?;
        self.resource(&resource.name)
    }

    /// Changes a resource. Whoever has its password keeps what they were given.
    ///
    /// # Errors
    /// As [`Desk::add_resource`], [`AppError::NoSuchResource`], and [`AppError::ResourceRotating`].
    pub fn edit_resource(&self, wish: &ResourceChange) -> Result<ResourceRow, AppError> {
        let (mut by, account) = (self.by_now(), &self.inner.ports.account);
        let before = self.with_ledger(|ledger, _| {
            let acting = ledger.acting()?;
            let found = seen(&ledger.store.read(), &acting, &wish.resource)?;
            acting.check(Operation::KeepResource, whose(&found, acting.groups))?;
            Ok(found)
        })?;
        let changed = self.changed(&before, wish)?;
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            ledger.store.change(&by, |change| {
                let acting = Acting::of(change, account)?;
                acting.check(Operation::KeepResource, whose(&before, acting.groups))?;
                if change.resource(&before.name)?.as_ref() != Some(&before) {
                    return Err(AppError::Conflict);
                }
                check_still(&before, by.at)?;
                free_name(change.resource(&changed.name)?, Some(&before.id))?;
                let event = told("resource.edited", &changed)
                    .fact("secret_changed", changed.version != before.version);
                Ok(change.record(event)?.edit_resource(&changed)?)
            })
        })?;
        self.resource(&changed.name)
    }

    /// Removes a resource: what was sealed of it is gone, its tokens are revoked, its check-outs closed.
    ///
    /// # Errors
    /// [`AppError::NoSuchResource`], [`AppError::Forbidden`], [`AppError::ResourceRotating`], and those of the store.
    pub fn remove_resource(&self, name: &str) -> Result<ResourceTokens, AppError> {
        let (mut by, account) = (self.by_now(), &self.inner.ports.account);
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            ledger.store.change_in_need(&by, |change| {
                let acting = Acting::of(change, account)?;
                let found = seen(change, &acting, name)?;
                acting.check(Operation::KeepResource, whose(&found, acting.groups))?;
                check_still(&found, change.at())?;
                let tokens = change.tokens_of_resource(&found.id)?;
                for (id, name) in &tokens {
                    let event = Event::named("token.revoked")
                        .about(*id, name)
                        .fact("with_resource", &found.name);
                    change.record(event)?.revoke(id)?;
                }
                let event = told("resource.removed", &found);
                change.record(event)?.remove_resource(&found.id)?;
                Ok(ResourceTokens {
                    resource: found.name,
                    revoked: tokens.into_iter().map(|(_, name)| name).collect(),
                })
            })
        })
    }

    /// Makes a token that is for one resource and for nothing else.
    ///
    /// # Errors
    /// As [`Desk::create_token`], [`AppError::NoSuchResource`], and [`AppError::Forbidden`] for who may not check it out;
    /// [`FieldProblem::NotForResource`] where the token itself could not.
    pub fn create_token_for(&self, draft: TokenDraft, resource: &str) -> Result<Issued, AppError> {
        self.create_token_with(draft, |change, acting, token| {
            let found = seen(change, acting, resource)?;
            acting.check(Operation::CheckOut, whose(&found, acting.groups))?;
            let groups = change
                .token(&token.0)?
                .map_or(Groups::NONE, |record| record.effective_groups());
            if !allows(groups, Operation::CheckOut, whose(&found, groups)) {
                let groups = found.groups.iter().map(|group| group.name().to_owned());
                let problem = FieldProblem::NotForResource {
                    groups: groups.collect(),
                    resource: found.name,
                };
                return Err(wrong(Field::Groups, problem));
            }
            let event = Event::named("token.bound")
                .about(token.0, token.1)
                .fact("resource", &found.name);
            Ok(change.record(event)?.bind(&token.0, &found.id)?)
        })
    }

    fn changed(&self, before: &Resource, wish: &ResourceChange) -> Result<Resource, AppError> {
        let mut changed = before.clone();
        if let Some(name) = &wish.name {
            changed.name = line(Field::Resource, name, LONGEST_NAME)?;
        }
        if let Some(word) = &wish.kind {
            changed.kind = kind(word)?;
        }
        if let Some(address) = &wish.address {
            changed.address = line(Field::Address, address, LONGEST_ADDRESS)?;
        }
        if let Some(groups) = &wish.groups {
            changed.groups = groups_of(groups)?;
        }
        changed.is_exclusive = wish.exclusive.unwrap_or(changed.is_exclusive);
        if let Some(program) = &wish.rotate_with {
            changed.rotation = Rotation {
                program: rotate::checked(program)?,
                ..Rotation::default()
            };
        }
        if wish.account.is_some() || wish.password.is_some() {
            // What a program was told to set belongs to the account and the password of before.
            changed.rotation = Rotation {
                program: changed.rotation.program,
                ..Rotation::default()
            };
            let (account, password) = opened(&self.inner.vault, before)?;
            let account = wish.account.clone().unwrap_or(account);
            let password = wish.password.clone().unwrap_or(password);
            check_secret(Field::Account, &account)?;
            check_secret(Field::Password, &password)?;
            changed.version += 1;
            seal_into(&self.inner.vault, &mut changed, &account, &password)?;
        }
        Ok(changed)
    }
}

fn kind(word: &str) -> Result<String, AppError> {
    ResourceKind::of(word)
        .map(|kind| kind.word().to_owned())
        .ok_or_else(|| {
            wrong(
                Field::ResourceKind,
                FieldProblem::NotAllowed {
                    value: word.to_owned(),
                },
            )
        })
}

fn check_secret(field: Field, secret: &SecretText) -> Result<(), AppError> {
    line(field, secret.expose(), LONGEST_SECRET).map(drop)
}

fn free_name(found: Option<Resource>, own: Option<&str>) -> Result<(), AppError> {
    match found.filter(|found| Some(found.id.as_str()) != own) {
        Some(taken) => Err(wrong(Field::Resource, FieldProblem::Taken { name: taken.name })),
        None => Ok(()),
    }
}

fn told(event: &'static str, resource: &Resource) -> Event {
    let event = Event::named(event)
        .fact("resource", &resource.name)
        .fact("kind", &resource.kind)
        .fact("address", &resource.address)
        .fact("exclusive", resource.is_exclusive)
        .fact("groups", resource.groups);
    match &resource.rotation.program {
        Some(program) => event.fact("rotate_with", program),
        None => event,
    }
}
