use token::{Group, Groups, Scope, Scopes};

#[test]
fn groups_keep_their_order_however_they_were_given() {
    let groups: Groups = "Recognizer,admin,Synchronizer,Admin".parse().unwrap();
    assert_eq!(groups.to_string(), "Synchronizer,Admin,Recognizer");
    assert_eq!("".parse::<Groups>().unwrap(), Groups::NONE);
    assert_eq!(
        Groups::all().to_string(),
        "Synchronizer,User,Moderator,Admin,SiteAdmin,Recognizer"
    );
}

#[test]
fn a_subset_is_told_from_a_raise() {
    let mine: Groups = "Synchronizer,User".parse().unwrap();
    assert!(Groups::from_iter([Group::User]).is_subset(mine));
    assert!(!Groups::from_iter([Group::User, Group::Admin]).is_subset(mine));
}

#[test]
fn four_groups_may_hold_tokens_and_two_administer() {
    let holders: Groups = Group::ALL
        .into_iter()
        .filter(|group| group.may_hold_tokens())
        .collect();
    let administrators: Groups = Group::ALL
        .into_iter()
        .filter(|group| group.administers())
        .collect();
    assert_eq!(holders.to_string(), "Synchronizer,Moderator,Admin,SiteAdmin");
    assert_eq!(administrators.to_string(), "Admin,SiteAdmin");
}

#[test]
fn unknown_groups_and_scopes_are_named() {
    assert_eq!("User,Root".parse::<Groups>().unwrap_err().0, "Root");
    assert_eq!("read,scan".parse::<Scopes>().unwrap_err().0, "scan");
}

#[test]
fn no_scope_means_everything() {
    assert!("".parse::<Scopes>().unwrap().is_everything());
    let both: Scopes = "write,read".parse().unwrap();
    assert_eq!(both.to_string(), "read,write");
    assert_eq!(both.iter().collect::<Vec<_>>(), [Scope::Read, Scope::Write]);
}
