use token::{Group, Groups, Scope, ScopeError, Scopes};

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
fn unknown_groups_and_what_is_no_scope_are_named() {
    assert_eq!("User,Root".parse::<Groups>().unwrap_err().0, "Root");
    let refused = "read,Scan".parse::<Scopes>().unwrap_err();
    assert_eq!(refused, ScopeError::NoName("Scan".to_owned()));
}

#[test]
fn a_scope_has_a_name_that_can_stand_in_a_header_and_a_query() {
    for good in [
        "r",
        "reports:read",
        "plant7/line-2",
        "a.b_c",
        &"x".repeat(Scope::LONGEST),
    ] {
        assert_eq!(good.parse::<Scope>().unwrap().name(), good);
    }
    for bad in [
        "",
        "Read",
        "7up",
        ":x",
        "a b",
        "a,b",
        "a\"b",
        "ä",
        "a\n",
        &"x".repeat(Scope::LONGEST + 1),
    ] {
        assert_eq!(
            bad.parse::<Scope>(),
            Err(ScopeError::NoName(bad.to_owned())),
            "{bad:?}"
        );
    }
}

#[test]
fn a_token_is_no_scope_and_is_not_repeated() {
    let token = "tdk_0123456789abcdef_ASecretASecretASecretASecretASecretASecretASecret000";
    assert_eq!(token.parse::<Scope>(), Err(ScopeError::LooksLikeToken));
}

#[test]
fn a_token_has_sixteen_scopes_at_most_each_once() {
    let names = |count: usize| {
        (0..count)
            .map(|number| format!("s{number:02}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(16).join(",").parse::<Scopes>().unwrap().iter().count(), 16);
    assert_eq!(names(17).join(",").parse::<Scopes>(), Err(ScopeError::TooMany));
    assert_eq!("b,a,b".parse::<Scopes>().unwrap().to_string(), "a,b");
}

#[test]
fn a_set_allows_what_is_in_it_and_no_set_allows_all() {
    let some: Scopes = "read,reports:read".parse().unwrap();
    assert!(some.allow(&Scope::READ) && some.allow(&"reports:read".parse().unwrap()));
    assert!(!some.allow(&Scope::WRITE) && !some.allow(&"reports".parse().unwrap()));
    assert!(Scopes::default().allow(&"anything".parse().unwrap()));
}

#[test]
fn no_scope_means_everything() {
    assert!("".parse::<Scopes>().unwrap().is_everything());
    let three: Scopes = "alarms,write,read".parse().unwrap();
    assert_eq!(
        three.to_string(),
        "read,write,alarms",
        "the given ones come first"
    );
}
