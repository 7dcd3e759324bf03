//! The table: role × operation × own, somebody else's, or above one's own groups.

use token::{Group, Groups};

/// Something that a person does to what is in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// See a token in the list, with its history.
    SeeToken,
    /// Write the list of tokens to a file.
    ExportTokens,
    /// Have a token made.
    GenerateToken,
    /// Have a token made that acts for nobody.
    GenerateCompanyToken,
    /// Give a token another name.
    RenameToken,
    /// Have a token refused until it is resumed.
    PauseToken,
    /// Have a paused token accepted again.
    ResumeToken,
    /// Have a new secret made for a token.
    RegenerateToken,
    /// End a token for good.
    RevokeToken,
    /// Delete the record of a dead token, or bring it back.
    RemoveRecord,
    /// See a user, with groups and counts of tokens.
    SeeUser,
    /// Add a user.
    AddUser,
    /// Change what a user is called and which groups they are in.
    EditUser,
    /// Have every token of a user refused.
    DisableUser,
    /// Have them accepted again.
    EnableUser,
    /// See what happened.
    SeeAudit,
    /// Set what the organisation allows.
    ChangePolicy,
    /// Say that the clock is right though it was ahead once.
    TrustClock,
    /// Put a copy in the place of a store that is sound.
    RestoreStore,
    /// Have the key of sealed secrets kept in another way.
    KeepVault,
    /// See a resource, and who has it. One's own is one for a group of one's own.
    SeeResource,
    /// Add, change or remove a resource.
    KeepResource,
    /// Be given the password of a resource for a while, or have a token made that is.
    CheckOut,
    /// End a check-out before its time.
    CheckIn,
}

/// Whose something is, as seen by the person who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// Their own.
    Own,
    /// Somebody else's, or the organisation's.
    Other,
    /// Somebody else's or the organisation's, with a group above every group of theirs.
    Above,
}

impl Operation {
    /// Every operation, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(operation, _)| *operation)
    }

    /// Its word, as in `tokendesk groups --json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::SeeToken => "token.see",
            Self::ExportTokens => "token.export",
            Self::GenerateToken => "token.generate",
            Self::GenerateCompanyToken => "token.generate_company",
            Self::RenameToken => "token.rename",
            Self::PauseToken => "token.pause",
            Self::ResumeToken => "token.resume",
            Self::RegenerateToken => "token.regenerate",
            Self::RevokeToken => "token.revoke",
            Self::RemoveRecord => "token.remove_record",
            Self::SeeUser => "user.see",
            Self::AddUser => "user.add",
            Self::EditUser => "user.edit",
            Self::DisableUser => "user.disable",
            Self::EnableUser => "user.enable",
            Self::SeeAudit => "audit.see",
            Self::ChangePolicy => "policy.change",
            Self::TrustClock => "clock.trust",
            Self::RestoreStore => "store.restore",
            Self::KeepVault => "vault.keep",
            Self::SeeResource => "resource.see",
            Self::KeepResource => "resource.keep",
            Self::CheckOut => "resource.check_out",
            Self::CheckIn => "resource.check_in",
        }
    }
}

impl Whose {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Own, Self::Other, Self::Above];
}

/// `x`: may. The columns are somebody in no group (disabled, or unknown to the store), then the groups in their
/// fixed order. Whoever is in several groups may what any of them may.
///
/// Ending something is easier than making it: what may be paused or revoked may be above one's own groups, what is
/// renewed or resumed may not, or an Admin could come by a SiteAdmin's token.
#[rustfmt::skip]
const TABLE: &[(Operation, [&str; 3])] = &[
    // – none, S Synchronizer, U User, M Moderator, A Admin, * SiteAdmin, R Recognizer
    //                              own        other      above
    //                              –SUMA*R    –SUMA*R    –SUMA*R
    (Operation::SeeToken,        ["xxxxxxx", "...xxx.", "...xxx."]),
    (Operation::ExportTokens,    [".xxxxxx", "...xxx.", "...xxx."]),
    (Operation::GenerateToken,   [".x.xxx.", "....xx.", ".....x."]),
    (Operation::GenerateCompanyToken, [".......", "....xx.", ".....x."]),
    (Operation::RenameToken,     [".xxxxxx", "....xx.", ".....x."]),
    (Operation::PauseToken,      ["xxxxxxx", "....xx.", "....xx."]),
    (Operation::ResumeToken,     [".xxxxxx", "....xx.", ".....x."]),
    (Operation::RegenerateToken, [".x.xxx.", "....xx.", ".....x."]),
    (Operation::RevokeToken,     ["xxxxxxx", "....xx.", "....xx."]),
    (Operation::RemoveRecord,    [".xxxxxx", "....xx.", ".....x."]),
    (Operation::SeeUser,         ["xxxxxxx", "...xxx.", "...xxx."]),
    (Operation::AddUser,         [".......", "....xx.", ".....x."]),
    (Operation::EditUser,        ["....xx.", "....xx.", ".....x."]),
    (Operation::DisableUser,     [".......", "....xx.", ".....x."]),
    (Operation::EnableUser,      [".......", "....xx.", ".....x."]),
    (Operation::SeeAudit,        ["xxxxxxx", "...xxx.", "...xxx."]),
    (Operation::ChangePolicy,    [".......", "....xx.", "....xx."]),
    (Operation::TrustClock,      [".......", "....xx.", "....xx."]),
    (Operation::RestoreStore,    [".......", "....xx.", "....xx."]),
    (Operation::KeepVault,       [".......", "....xx.", "....xx."]),
    (Operation::SeeResource,     [".xxxxxx", "....xx.", "....xx."]),
    (Operation::KeepResource,    ["....xx.", "....xx.", "....xx."]),
    (Operation::CheckOut,        [".xxxxxx", ".....x.", ".....x."]),
    (Operation::CheckIn,         ["xxxxxxx", "....xx.", "....xx."]),
];

/// Whether somebody in the group of this name, and in no other, may do it. Nobody is in a group that there is not.
pub fn allows_group(name: &str, operation: Operation, whose: Whose) -> bool {
    allows(name.parse::<Group>().into_iter().collect(), operation, whose)
}

/// Whether somebody in `groups` may do it.
pub(crate) fn allows(groups: Groups, operation: Operation, whose: Whose) -> bool {
    let cells = cells(operation, whose);
    is_marked(cells, NOBODY) || groups.iter().any(|group| is_marked(cells, column(group)))
}

/// The least of the groups that may do it, to tell those who may not.
pub(super) fn least(operation: Operation, whose: Whose) -> Option<Group> {
    let cells = cells(operation, whose);
    Group::ALL
        .into_iter()
        .filter(|group| is_marked(cells, column(*group)))
        .min_by_key(|group| group.level())
}

const NOBODY: usize = 0;

fn column(group: Group) -> usize {
    NOBODY + 1 + group as usize
}

fn is_marked(cells: &str, column: usize) -> bool {
    cells.as_bytes().get(column) == Some(&b'x')
}

fn cells(operation: Operation, whose: Whose) -> &'static str {
    TABLE
        .iter()
        .find(|(named, _)| *named == operation)
        .map_or("", |(_, cells)| cells[whose as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_mark_for_each_column_and_is_there_once() {
        let mut seen = std::collections::HashSet::new();
        for (operation, cells) in TABLE {
            assert!(seen.insert(operation), "{operation:?} is there twice");
            for cells in cells {
                assert_eq!(cells.len(), 1 + Group::ALL.len(), "{operation:?}");
                assert!(
                    cells.bytes().all(|cell| matches!(cell, b'x' | b'.')),
                    "{operation:?}"
                );
            }
        }
    }

    #[test]
    fn a_site_admin_may_everything_but_end_themselves() {
        let site_admin: Groups = [Group::SiteAdmin].into_iter().collect();
        for operation in Operation::all() {
            assert!(allows(site_admin, operation, Whose::Other), "{operation:?}");
            assert!(allows(site_admin, operation, Whose::Above), "{operation:?}");
        }
        for operation in [Operation::DisableUser, Operation::EnableUser] {
            assert!(!allows(site_admin, operation, Whose::Own), "{operation:?}");
        }
    }

    #[test]
    fn what_is_above_is_never_easier_than_what_is_somebody_elses() {
        for operation in Operation::all() {
            for group in Group::ALL {
                let groups = [group].into_iter().collect();
                assert!(
                    allows(groups, operation, Whose::Other) || !allows(groups, operation, Whose::Above),
                    "{operation:?} by {group}"
                );
            }
        }
    }
}
