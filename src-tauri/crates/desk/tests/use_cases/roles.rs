//! The table of rights, cell by cell, through the same doors that the window and the terminal use.

use desk::wire::{AppError, Owner, Policy, TokenRefs, TokenRow, UserDraft};
use desk::{Operation, VaultWish, Whose, allows_group};
use testkit::{TestDesk, draft};

use crate::users::{named, user};
use crate::{id, regenerate, rename};

/// The columns of the table.
const ROLES: [&str; 7] = [
    "nobody",
    "Synchronizer",
    "User",
    "Moderator",
    "Admin",
    "SiteAdmin",
    "Recognizer",
];

/// A store with a SiteAdmin, a user of each single group at the keyboard in turn, and things of everybody's.
struct Bench {
    ann: TestDesk,
    /// The person of the role, at the keyboard.
    person: TestDesk,
    account: String,
    /// A token of the role's own, one of somebody's that is not above it, and one of a SiteAdmin's.
    tokens: [TokenRow; 3],
}

/// One for the role's own group, one for nobody, and the same again.
const RESOURCES: [&str; 3] = ["own-db", "other-db", "other-db"];

const THEIRS: [&str; 3] = ["", "somebody", "boss"];

impl Bench {
    fn of(role: &str) -> Self {
        let ann = TestDesk::new();
        let account = format!("{role}@plant7");
        let may_hold = ["Synchronizer", "SiteAdmin"];
        ann.desk.add_user(user("somebody", &may_hold[..1])).unwrap();
        ann.desk.add_user(user("boss", &may_hold)).unwrap();
        // Every role has a token of its own from better days.
        ann.desk.add_user(user(&account, &may_hold[..1])).unwrap();
        let tokens = [
            (account.as_str(), "Synchronizer"),
            ("somebody", "Synchronizer"),
            ("boss", "SiteAdmin"),
        ]
        .map(|(owner, group)| {
            let draft = crate::users::draft_for(owner, "token", &[group]);
            let issued = ann.desk.create_token(draft).unwrap();
            ann.desk.reveal_secret(crate::held(&issued)).unwrap();
            crate::row(&ann, &issued.token.id)
        });
        if role == "nobody" {
            ann.desk.disable_user(named(&account)).unwrap();
        } else {
            ann.desk.edit_user(user(&account, &[role])).unwrap();
        }
        let own = if role == "nobody" { "User" } else { role };
        let other = if own == "Recognizer" { "User" } else { "Recognizer" };
        for (name, group) in [(RESOURCES[0], own), (RESOURCES[1], other)] {
            let draft = crate::resources::draft(name, &[group], false);
            ann.desk.add_resource(&draft).unwrap();
        }
        let person = ann.of_person(&account);
        Self {
            ann,
            person,
            account,
            tokens,
        }
    }

    /// Does it, and answers whether it was let through. Everything is as it was before it.
    fn does(&self, operation: Operation, whose: Whose) -> Option<Result<(), AppError>> {
        let (desk, ann) = (&self.person.desk, &self.ann.desk);
        let token = &self.tokens[whose as usize];
        let theirs = match whose {
            Whose::Own => self.account.as_str(),
            Whose::Other | Whose::Above => THEIRS[whose as usize],
        };
        let pause = || ann.pause_token(id(&token.id)).map(drop);
        let resume = || ann.resume_token(id(&token.id)).map(drop);
        Some(match operation {
            Operation::SeeToken => desk.token_details(id(&token.id)).map(drop),
            Operation::ExportTokens => return None,
            Operation::GenerateToken => self.generates(whose, theirs),
            Operation::GenerateCompanyToken => match whose {
                Whose::Own => return None, // it is nobody's
                Whose::Other => self.generates_for_company("Synchronizer"),
                Whose::Above => self.generates_for_company("SiteAdmin"),
            },
            Operation::RenameToken => {
                let done = rename(&self.person, token, "another", None).map(drop);
                rename(&self.ann, token, "token", None).unwrap();
                done
            }
            Operation::PauseToken => {
                let done = desk.pause_token(id(&token.id)).map(drop);
                let _ = resume();
                done
            }
            Operation::ResumeToken => {
                pause().unwrap();
                let done = desk.resume_token(id(&token.id)).map(drop);
                let _ = resume();
                done
            }
            Operation::RegenerateToken => {
                regenerate(&self.person, &token.id, "7", desk::wire::Grace::Now).map(drop)
            }
            Operation::RevokeToken => self.revokes(whose, theirs),
            Operation::RemoveRecord => self.removes(whose, theirs),
            Operation::SeeUser => desk.resolve_user(theirs).map(drop),
            Operation::AddUser => match whose {
                Whose::Own => return None,
                Whose::Other => desk.add_user(user("new", &["User"])).map(drop),
                Whose::Above => desk.add_user(user("newer", &["SiteAdmin"])).map(drop),
            },
            Operation::EditUser => {
                let groups = ann.resolve_user(theirs).unwrap().groups;
                desk.edit_user(UserDraft {
                    name: "Another".into(),
                    ..user(theirs, &groups)
                })
                .map(drop)
            }
            Operation::DisableUser => {
                let done = desk.disable_user(named(theirs)).map(drop);
                if self.account != theirs {
                    ann.enable_user(named(theirs)).unwrap();
                }
                done
            }
            Operation::EnableUser => {
                if whose == Whose::Own {
                    return None; // who is disabled is nobody, and who is not has nothing to enable
                }
                ann.disable_user(named(theirs)).unwrap();
                let done = desk.enable_user(named(theirs)).map(drop);
                ann.enable_user(named(theirs)).unwrap();
                done
            }
            Operation::SeeAudit => return None,
            Operation::ChangePolicy => match whose {
                Whose::Own => return None,
                Whose::Other | Whose::Above => desk
                    .change_policy(Policy {
                        max_days: 3650,
                        never_allowed: true,
                    })
                    .map(drop),
            },
            Operation::TrustClock => match whose {
                Whose::Own => return None,
                Whose::Other | Whose::Above => desk.trust_clock().map(drop),
            },
            Operation::RestoreStore => return None,
            Operation::SeeResource => desk.resource(RESOURCES[whose as usize]).map(drop),
            Operation::KeepResource => {
                let kept = desk.edit_resource(&desk::wire::ResourceChange {
                    resource: RESOURCES[whose as usize].into(),
                    address: Some(format!("{operation:?}.example")),
                    ..Default::default()
                });
                kept.map(drop)
            }
            Operation::CheckOut => {
                let wish = crate::resources::wish(RESOURCES[whose as usize], "5");
                desk.check_out(&wish).map(drop)
            }
            Operation::CheckIn => return None, // in resources.rs
            Operation::KeepVault => match whose {
                Whose::Own => return None,
                Whose::Other | Whose::Above => desk.keep_vault(&VaultWish::Keyring).map(drop),
            },
        })
    }

    fn generates(&self, whose: Whose, theirs: &str) -> Result<(), AppError> {
        let groups = match whose {
            Whose::Own => self.person.desk.session().unwrap().person.groups,
            Whose::Other => vec!["Synchronizer".to_owned()],
            Whose::Above => vec!["SiteAdmin".to_owned()],
        };
        let mut draft = draft("a new one", "7");
        draft.owner = match whose {
            Whose::Own => Owner::Me,
            Whose::Other | Whose::Above => Owner::User(theirs.to_owned()),
        };
        draft.groups = groups;
        self.person.desk.create_token(draft).map(drop)
    }

    fn generates_for_company(&self, group: &str) -> Result<(), AppError> {
        let mut draft = draft(&format!("for everybody, {group}"), "7");
        draft.owner = Owner::Company;
        draft.groups = vec![group.to_owned()];
        draft.description = "For everybody".to_owned();
        self.person.desk.create_token(draft).map(drop)
    }

    /// A token of theirs that may go.
    fn another(&self, whose: Whose, theirs: &str) -> TokenRow {
        let restore = self.ann.desk.resolve_user(theirs).unwrap();
        let group = if whose == Whose::Above {
            "SiteAdmin"
        } else {
            "Synchronizer"
        };
        let lends = !restore.may_hold_tokens || restore.disabled_at.is_some();
        if lends {
            let _ = self.ann.desk.enable_user(named(theirs));
            self.ann.desk.edit_user(user(theirs, &["Synchronizer"])).unwrap();
        }
        let groups_before: Vec<&str> = restore.groups.clone();
        if !groups_before.contains(&group) && !lends {
            let with: Vec<&str> = groups_before.iter().copied().chain([group]).collect();
            self.ann.desk.edit_user(user(theirs, &with)).unwrap();
        }
        let draft = crate::users::draft_for(theirs, "goes", &[group]);
        let issued = self.ann.desk.create_token(draft).unwrap();
        self.ann.desk.reveal_secret(crate::held(&issued)).unwrap();
        self.ann.desk.edit_user(user(theirs, &groups_before)).unwrap();
        if restore.disabled_at.is_some() {
            self.ann.desk.disable_user(named(theirs)).unwrap();
        }
        crate::row(&self.ann, &issued.token.id)
    }

    fn revokes(&self, whose: Whose, theirs: &str) -> Result<(), AppError> {
        let token = self.another(whose, theirs);
        let ids = vec![token.id.clone()];
        let outcome = self
            .person
            .desk
            .revoke_tokens(TokenRefs { ids: ids.clone() })
            .unwrap();
        let _ = self.ann.desk.revoke_tokens(TokenRefs { ids });
        outcome
            .failed
            .into_iter()
            .next()
            .map_or(Ok(()), |failure| Err(failure.error))
    }

    fn removes(&self, whose: Whose, theirs: &str) -> Result<(), AppError> {
        let token = self.another(whose, theirs);
        let ids = vec![token.id.clone()];
        self.ann.desk.revoke_tokens(TokenRefs { ids }).unwrap();
        let done = self.person.desk.delete_record(id(&token.id));
        if done.is_ok() {
            self.person
                .desk
                .restore_record(id(&token.id))
                .expect("who may delete may bring back");
        }
        done
    }
}

#[test]
fn every_cell_of_the_table_is_what_the_doors_do() {
    let mut tried = 0;
    for role in ROLES {
        let bench = Bench::of(role);
        for operation in Operation::all() {
            for whose in Whose::ALL {
                // Nothing stands above a SiteAdmin.
                if role == "SiteAdmin" && whose == Whose::Above {
                    continue;
                }
                let Some(done) = bench.does(operation, whose) else {
                    continue;
                };
                let may = allows_group(role, operation, whose);
                tried += 1;
                assert_eq!(
                    done.is_ok(),
                    may,
                    "{role} × {operation:?} × {whose:?} is {done:?}"
                );
                if let Err(error) = done {
                    assert!(
                        is_a_refusal(&error),
                        "{role} × {operation:?} × {whose:?}: {error:?}"
                    );
                }
            }
        }
    }
    assert_eq!(tried, 358, "cells that have a door");
}

/// Not some other failure that looks like one.
fn is_a_refusal(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Forbidden { .. }
            | AppError::NotAUser { .. }
            | AppError::NotFound
            | AppError::NoSuchUser { .. }
            | AppError::NoSuchResource { .. }
            | AppError::OwnAccount
            | AppError::LastSiteAdmin
            | AppError::InvalidField {
                problem: desk::wire::FieldProblem::AboveOwn { .. }
                    | desk::wire::FieldProblem::OwnerLacksRole { .. },
                ..
            }
    )
}

#[test]
fn the_list_and_the_export_hold_what_the_person_may_see_and_nothing_else() {
    for role in ROLES {
        let bench = Bench::of(role);
        let seen = bench.person.desk.list_tokens().unwrap().tokens.len();
        let sees_all = allows_group(role, Operation::SeeToken, Whose::Other);
        assert_eq!(seen, if sees_all { 3 } else { 1 }, "{role}");
        let exported = bench.person.desk.export_tokens(TokenRefs { ids: Vec::new() });
        let rows = exported.ok().map(|file| file.rows as usize);
        let may = allows_group(role, Operation::ExportTokens, Whose::Own);
        assert_eq!(rows, may.then_some(seen), "{role}");
        let users = bench.person.desk.list_users().unwrap().users.len();
        let sees_users = allows_group(role, Operation::SeeUser, Whose::Other);
        assert_eq!(users, if sees_users { 4 } else { 1 }, "{role}");
        let recent = bench.person.desk.home().unwrap().recent;
        let others = recent.iter().any(|row| row.actor == "ann@plant7");
        assert_eq!(
            others,
            allows_group(role, Operation::SeeAudit, Whose::Other),
            "{role}"
        );
    }
}

#[test]
fn who_may_not_see_a_token_is_told_that_there_is_none() {
    let bench = Bench::of("Synchronizer");
    for token in &bench.tokens[1..] {
        assert_eq!(
            bench.person.desk.pause_token(id(&token.id)),
            Err(AppError::NotFound)
        );
        assert_eq!(
            bench.person.desk.resolve_token(&token.id),
            Err(AppError::NotFound)
        );
    }
}

#[test]
fn who_sees_and_may_not_is_told_the_least_group_that_may() {
    let bench = Bench::of("Moderator");
    let refused = bench.person.desk.revoke_tokens(TokenRefs {
        ids: vec![bench.tokens[1].id.clone()],
    });
    let told = refused.unwrap().failed.remove(0).error;
    assert_eq!(told, AppError::Forbidden { role: "Admin".into() });
    let bench = Bench::of("Admin");
    assert_eq!(
        bench.person.desk.resume_token(id(&bench.tokens[2].id)),
        Err(AppError::Forbidden {
            role: "SiteAdmin".into()
        })
    );
}

#[test]
fn a_locked_desk_says_so_to_everybody() {
    let bench = Bench::of("SiteAdmin");
    bench.person.desk.lock().unwrap();
    assert_eq!(
        bench.person.desk.list_users().map(drop),
        Err(AppError::StoreLocked)
    );
    assert_eq!(
        bench.person.desk.disable_user(named("somebody")).map(drop),
        Err(AppError::StoreLocked)
    );
}
