//! What is wrong with a field.

use desk::wire::{Field, FieldProblem};

use super::{Words, words};
use crate::plain::plain;

pub(super) fn of(field: Field, problem: &FieldProblem) -> Words {
    if field == Field::Minutes {
        return words(
            "That is no time to have a password for.",
            format!(
                "Give whole minutes from 1 to {}, which is a week.",
                desk::MOST_MINUTES
            ),
        );
    }
    match problem {
        FieldProblem::Empty => match field {
            Field::Name => words(
                "The name is empty.",
                "Enter a name so you can recognise this token later, for example --name \"PI Scanner Token\".",
            ),
            Field::Days => words(
                "No days were given.",
                "Enter whole days, or 0 for a token that never expires.",
            ),
            Field::Groups => words("No group was given.", "Choose at least one group with --group."),
            Field::Variable => words(
                "The variable’s name is empty.",
                "Name it, or leave it out for the usual one.",
            ),
            Field::Value => words(
                "The value is empty.",
                "Pipe the value in; to take the variable away use “tokendesk env remove”.",
            ),
            Field::Account => words(
                "The user name is empty.",
                "Enter one, for example datahub or ann@plant7.",
            ),
            Field::Description => words(
                "A company token needs a description.",
                "Say what it is for: --description \"Ratings for the weekly report\".",
            ),
            Field::Template => words("The template’s name is empty.", "Enter one."),
            Field::Key => words("The key is empty.", "Name it with --key, or say --no-file."),
            Field::RotateWith => words(
                "Nothing replaces the password of this resource.",
                "Name a program that does: “tokendesk resources edit NAME --rotate-with PROGRAM”.",
            ),
            Field::Owner => words(
                "This template is for a token of a user.",
                "Say whose: --owner USER. “tokendesk users list” shows them.",
            ),
            Field::Resource => words(
                "Nothing says which resource is meant.",
                "Name it, for example plant-db. “tokendesk resources list” shows what there is.",
            ),
            Field::Scopes
            | Field::Passphrase
            | Field::MaxDays
            | Field::Rate
            | Field::Uses
            | Field::Networks
            | Field::Host
            | Field::Port
            | Field::Address
            | Field::ResourceKind
            | Field::Reason
            | Field::Minutes
            | Field::Email
            | Field::RepeatKey
            | Field::Password
            | Field::HostNames => words(format!("The {} is empty.", called(field)), "Enter one."),
        },
        FieldProblem::TooLong { max } => words(
            format!("The {} is too long.", called(field)),
            format!("Use {max} characters or fewer."),
        ),
        FieldProblem::TooShort { min } => words(
            format!("The {} is too short.", called(field)),
            format!("Use {min} characters or more."),
        ),
        FieldProblem::LooksLikeToken if field != Field::Name => words(
            format!("The {} looks like a token.", called(field)),
            "Choose words that say what it is for. Nothing was stored.",
        ),
        FieldProblem::LooksLikeToken => words(
            "That looks like a token, not a name.",
            "Names are visible to others, so choose a description such as “PI Scanner Token”.",
        ),
        FieldProblem::ControlCharacter => words(
            format!("The {} has a line break or a control character.", called(field)),
            "Write it on one line.",
        ),
        FieldProblem::Taken { name } if field == Field::Resource => words(
            format!("There is a resource “{}” already.", plain(name)),
            "Choose another name, or change that one: “tokendesk resources edit”.",
        ),
        FieldProblem::Taken { name } if field == Field::Account => words(
            format!("There is a user “{}” already.", plain(name)),
            "Choose another user name, or change that user: “tokendesk users edit”.",
        ),
        FieldProblem::Taken { name } if field == Field::Template => words(
            format!(
                "The template “{}” is always there and stays as it is.",
                plain(name)
            ),
            "Choose another name.",
        ),
        FieldProblem::Taken { name } => words(
            format!("“{name}” is already in use."),
            format!("Add a place or purpose, for example “{name} – plant 7”."),
        ),
        FieldProblem::TooMany { max } => words(
            format!("These are too many: the {} has room for {max}.", called(field)),
            "Leave some out.",
        ),
        FieldProblem::NotANumber => words(
            "Those aren’t whole days.",
            "Enter whole days in digits 0 to 9, 0 for a token that never expires, or a date: --until 2027-11-23.",
        ),
        FieldProblem::OverCap { max, by_policy: true } => words(
            "That is too long.",
            format!("Enter {max} days or less. Your organisation doesn’t allow longer tokens."),
        ),
        FieldProblem::OverCap {
            max,
            by_policy: false,
        } => words(
            "That is too long.",
            format!("Enter {max} days or less, or 0 for a token that never expires."),
        ),
        FieldProblem::NeverNotAllowed { max } => words(
            "Your organisation requires an expiration.",
            format!("Enter 1 to {max} days."),
        ),
        FieldProblem::OwnerLacksRole { owner } => words(
            format!(
                "{owner} needs the Synchronizer, Moderator, Admin or SiteAdmin role before a token can be generated."
            ),
            "Put them into one of these groups: “tokendesk users edit USER --group GROUP”.",
        ),
        FieldProblem::OwnerDisabled { owner } => words(
            format!(
                "{} is disabled, so a token for them would be refused.",
                plain(owner)
            ),
            "Enable them first: “tokendesk users enable USER”.",
        ),
        FieldProblem::NotTheirs { value, owner } => words(
            format!("{} isn’t in the group {value}.", plain(owner)),
            "Choose among their groups, or put them into it: “tokendesk users edit”.",
        ),
        FieldProblem::NotForResource { resource, groups } => words(
            format!(
                "A token in none of its groups can’t check “{}” out.",
                plain(resource)
            ),
            format!("Give it one of them with --group: {}.", groups.join(", ")),
        ),
        FieldProblem::AboveOwn { value } => words(
            format!("You can’t give {value}: it is above your own groups."),
            format!("Ask somebody in {value} to do it."),
        ),
        FieldProblem::Past => words(
            "That day is over.",
            "Enter today or a later day, such as 2027-11-23.",
        ),
        FieldProblem::NotAllowed { value } => match field {
            Field::Groups => words(
                format!("There is no group “{}”.", plain(value)),
                "Choose among Synchronizer, User, Moderator, Admin, SiteAdmin and Recognizer.",
            ),
            Field::Scopes => words(
                format!("“{}” can’t be a scope.", plain(value)),
                "Choose read, write, or a name of lower-case letters, digits and . _ : / - that begins with a letter.",
            ),
            Field::Template => words(
                format!("There is no template of yours called “{}”.", plain(value)),
                "“tokendesk templates list” shows them; those that are always there stay.",
            ),
            Field::Key => words(
                format!("“{}” can’t be a key.", plain(value)),
                "Give the key as the settings file has it, without “=”.",
            ),
            Field::Owner => words(
                format!("There is no user “{}”.", plain(value)),
                "“tokendesk users list” shows them.",
            ),
            Field::ResourceKind => words(
                format!("“{}” is no kind of resource.", plain(value)),
                "Give database, api or host.",
            ),
            Field::RotateWith => words(
                format!("“{}” is no program that can be used.", plain(value)),
                "Give the whole path of a file that you may run and that only its owner may change (chmod go-w).",
            ),
            Field::Name
            | Field::Days
            | Field::Description
            | Field::Resource
            | Field::Reason
            | Field::Minutes
            | Field::Email
            | Field::RepeatKey
            | Field::Password
            | Field::Account
            | Field::Variable
            | Field::Value
            | Field::Passphrase
            | Field::MaxDays
            | Field::Rate
            | Field::Uses
            | Field::Networks
            | Field::Host
            | Field::Port
            | Field::Address
            | Field::HostNames => words(format!("“{value}” isn’t allowed here."), "Choose another."),
        },
        FieldProblem::OnlyForCompany => words(
            format!("Only a company token has a {}.", called(field)),
            "Add --company, or leave it out.",
        ),
        FieldProblem::BadPort => words("That is no port.", "Give one from 1024 to 65535."),
        FieldProblem::BadAddress => words(
            "That is no address.",
            "Give one such as 127.0.0.1, 0.0.0.0 or ::1.",
        ),
        FieldProblem::BadHostNames => words(
            "Something in it is no host name.",
            "Give at most 16 names such as plant7.example.",
        ),
        FieldProblem::BadRate => words(
            "That is no rate.",
            "Give a number from 1 to 1000000 and a span: 100/min, 5/s, 1000/h or 20000/d.",
        ),
        FieldProblem::BadUses => words(
            "That is no number of uses.",
            "Give a whole number from 1 to 1000000, or leave it out.",
        ),
        FieldProblem::BadNetworks => words(
            "That is no list of addresses and networks.",
            "Give at most 64, each such as 192.0.2.7, 10.20.0.0/16 or 2001:db8::/32.",
        ),
        FieldProblem::NotHttps => words(
            "Tokens are never sent over http.",
            "Use an https:// address, or leave the scheme out.",
        ),
        FieldProblem::BadHost => words(
            "That is no name and no address of a computer.",
            "Give a host such as localhost or scan.plant7.example, and its port: HOST:PORT.",
        ),
        FieldProblem::BadVariableName => words(
            "That isn’t a name that every program can read.",
            "Use letters, digits and underscores, and don’t start with a digit.",
        ),
        FieldProblem::ReservedVariable => words(
            "Programs depend on that variable.",
            "Choose another name, for example TYCHODATA_OSPREY_APITOKEN.",
        ),
        FieldProblem::BadVariableValue { detail } => words(
            format!("That value can’t be put into a variable: {detail}."),
            "Check that it is the whole value and nothing else.",
        ),
    }
}

fn called(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Days => "number of days",
        Field::Owner => "owner",
        Field::Description => "description",
        Field::Account => "user name",
        Field::Groups => "list of groups",
        Field::Scopes => "list of scopes",
        Field::Template => "list of your templates",
        Field::Key => "key",
        Field::Variable => "variable’s name",
        Field::Value => "value",
        Field::Passphrase => "passphrase",
        Field::MaxDays => "longest life",
        Field::Rate => "rate",
        Field::Uses => "number of uses",
        Field::Networks => "list of networks",
        Field::Host => "host",
        Field::Port => "port",
        Field::Address => "address",
        Field::HostNames => "list of names",
        Field::Resource => "resource’s name",
        Field::ResourceKind => "kind of resource",
        Field::Reason => "reason",
        Field::Minutes => "number of minutes",
        Field::Email => "e-mail address",
        Field::RepeatKey => "request’s own name",
        Field::Password => "password",
        Field::RotateWith => "program’s path",
    }
}
