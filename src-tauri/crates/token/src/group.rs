//! Groups: what a token may do, as a subset of what its owner may do.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// One of the six groups, in their fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Uploads what scanners found.
    Synchronizer,
    /// Reads what concerns it.
    User,
    /// Corrects what others entered.
    Moderator,
    /// Administers one installation.
    Admin,
    /// Administers them all.
    SiteAdmin,
    /// Recognises products in raw findings.
    Recognizer,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 6] = [
        Self::Synchronizer,
        Self::User,
        Self::Moderator,
        Self::Admin,
        Self::SiteAdmin,
        Self::Recognizer,
    ];

    /// Whether somebody in this group may have tokens made.
    pub fn may_hold_tokens(self) -> bool {
        match self {
            Self::Synchronizer | Self::Moderator | Self::Admin | Self::SiteAdmin => true,
            Self::User | Self::Recognizer => false,
        }
    }

    /// Whether somebody in this group may make company tokens and change the policy.
    pub fn administers(self) -> bool {
        match self {
            Self::Admin | Self::SiteAdmin => true,
            Self::Synchronizer | Self::User | Self::Moderator | Self::Recognizer => false,
        }
    }

    /// How high the group stands: nobody gives, or takes over, what stands above every group of theirs.
    pub fn level(self) -> u8 {
        match self {
            Self::Synchronizer | Self::User | Self::Recognizer => 0,
            Self::Moderator => 1,
            Self::Admin => 2,
            Self::SiteAdmin => 3,
        }
    }

    /// The group's name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Synchronizer => "Synchronizer",
            Self::User => "User",
            Self::Moderator => "Moderator",
            Self::Admin => "Admin",
            Self::SiteAdmin => "SiteAdmin",
            Self::Recognizer => "Recognizer",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads a group's name, in any case.
impl FromStr for Group {
    type Err = UnknownGroup;

    fn from_str(text: &str) -> Result<Self, UnknownGroup> {
        Self::ALL
            .into_iter()
            .find(|group| group.name().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownGroup(text.to_owned()))
    }
}

/// There is no group of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no group {0:?}")]
pub struct UnknownGroup(pub String);

/// A set of groups. As text: their names in order, with commas between.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Groups(u8);

impl Groups {
    /// None.
    pub const NONE: Self = Self(0);

    /// All six.
    pub fn all() -> Self {
        Group::ALL.into_iter().collect()
    }

    /// Whether `group` is among them.
    pub fn contains(self, group: Group) -> bool {
        self.0 & bit(group) != 0
    }

    /// Whether all of them are among `others`.
    pub fn is_subset(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Those that are among `others` too.
    #[must_use]
    pub fn intersection(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether somebody in these groups may have tokens made.
    pub fn may_hold_tokens(self) -> bool {
        self.iter().any(Group::may_hold_tokens)
    }

    /// How high the highest of them stands.
    pub fn level(self) -> u8 {
        self.iter().map(Group::level).max().unwrap_or_default()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// The groups, in order.
    pub fn iter(self) -> impl Iterator<Item = Group> {
        Group::ALL.into_iter().filter(move |group| self.contains(*group))
    }
}

fn bit(group: Group) -> u8 {
    1 << group as u8
}

impl FromIterator<Group> for Groups {
    fn from_iter<I: IntoIterator<Item = Group>>(groups: I) -> Self {
        Self(groups.into_iter().fold(0, |bits, group| bits | bit(group)))
    }
}

impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(group.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Groups({self})")
    }
}

impl FromStr for Groups {
    type Err = UnknownGroup;

    fn from_str(text: &str) -> Result<Self, UnknownGroup> {
        text.split(',')
            .filter(|name| !name.is_empty())
            .map(str::parse)
            .collect()
    }
}
