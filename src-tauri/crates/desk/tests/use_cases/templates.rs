//! Templates: those that are given, and the person's own.

use std::fs;

use desk::Source;
use desk::wire::{
    AppError, Field, FieldProblem, SnippetKind, Template, TemplateFile, TemplateRef, Templates, TokenDraft,
    TokenKind,
};
use testkit::{TestDesk, draft};

fn called(name: &str) -> TemplateRef {
    TemplateRef {
        name: name.to_owned(),
    }
}

/// One of the person's own, like the scanner's.
fn own(test: &TestDesk, name: &str) -> Template {
    Template {
        name: name.to_owned(),
        scopes: vec!["reports:read".to_owned()],
        ..test.desk.template(called("PI scanner")).unwrap()
    }
}

fn names(templates: &[Template]) -> Vec<&str> {
    templates.iter().map(|template| template.name.as_str()).collect()
}

#[test]
fn the_four_systems_are_always_there_and_a_token_can_be_made_from_each() {
    let test = TestDesk::new();
    let Templates { given, own } = test.desk.templates().unwrap();
    assert_eq!(
        names(&given),
        ["PI scanner", "Data Hub key", "Database credential", "Ratings API"]
    );
    assert!(own.is_empty());
    let kinds: Vec<TokenKind> = given.iter().map(|template| template.kind).collect();
    assert_eq!(
        kinds,
        [
            TokenKind::Own,
            TokenKind::User,
            TokenKind::Resource,
            TokenKind::Own
        ]
    );
    assert_eq!(given[0].variable, "TYCHODATA_OSPREY_APITOKEN");
    assert_eq!(given[0].sample, SnippetKind::SettingsFile);
    for template in given {
        let name = format!("From {}", template.name);
        let draft = TokenDraft {
            scopes: template.scopes,
            limits: template.limits,
            ..draft(&name, &template.days.to_string())
        };
        test.desk.create_token(draft).unwrap();
        test.desk
            .variable_status(desk::wire::VariableRef {
                name: template.variable,
            })
            .unwrap();
    }
}

#[test]
fn ones_own_are_kept_replaced_by_name_and_removed_and_every_program_sees_them() {
    let test = TestDesk::new();
    test.desk.save_template(own(&test, "Werk Süd")).unwrap();
    let all = test.desk.save_template(own(&test, "alarms")).unwrap();
    assert_eq!(names(&all.own), ["alarms", "Werk Süd"]);
    let later = Template {
        days: 0,
        ..own(&test, "WERK SÜD")
    };
    let all = test.desk.save_template(later).unwrap();
    assert_eq!(
        names(&all.own),
        ["alarms", "WERK SÜD"],
        "the same name in another case"
    );
    let beside = test.beside(Source::Terminal).desk;
    assert_eq!(beside.template(called(" werk süd ")).unwrap().days, 0);
    let left = beside.remove_template(called("Werk Süd")).unwrap();
    assert_eq!(names(&left.own), ["alarms"]);
    assert_eq!(names(&test.desk.templates().unwrap().own), ["alarms"]);
}

#[test]
fn what_is_wrong_with_a_template_is_told_and_nothing_is_kept() {
    let test = TestDesk::new();
    let good = own(&test, "mine");
    let wrong = |change: &dyn Fn(&mut Template)| {
        let mut template = good.clone();
        change(&mut template);
        match test.desk.save_template(template) {
            Err(AppError::InvalidField { field, problem }) => (field, problem),
            answer => panic!("{answer:?}"),
        }
    };
    let not_allowed = |value: &str| FieldProblem::NotAllowed {
        value: value.to_owned(),
    };
    assert_eq!(
        wrong(&|it| it.name = " ".to_owned()),
        (Field::Template, FieldProblem::Empty)
    );
    assert_eq!(
        wrong(&|it| it.name = "pi SCANNER".to_owned()),
        (
            Field::Template,
            FieldProblem::Taken {
                name: "PI scanner".to_owned()
            }
        )
    );
    assert_eq!(wrong(&|it| it.days = 4000).0, Field::Days);
    assert_eq!(
        wrong(&|it| it.groups = vec!["Root".to_owned()]),
        (Field::Groups, not_allowed("Root"))
    );
    assert_eq!(
        wrong(&|it| it.scopes = vec!["A b".to_owned()]),
        (Field::Scopes, not_allowed("A b"))
    );
    assert_eq!(
        wrong(&|it| it.limits.rate = "often".to_owned()),
        (Field::Rate, FieldProblem::BadRate)
    );
    assert_eq!(
        wrong(&|it| it.variable = "1X".to_owned()),
        (Field::Variable, FieldProblem::BadVariableName)
    );
    let key = |key: &str| {
        let settings_file = Some(TemplateFile {
            path: None,
            key: key.to_owned(),
        });
        wrong(&|it| it.settings_file = settings_file.clone())
    };
    assert_eq!(key(""), (Field::Key, FieldProblem::Empty));
    assert_eq!(key("a=b"), (Field::Key, not_allowed("a=b")));
    let token = "tdk_0123456789abcdef_ASecretASecretASecretASecretASecretASecretASecret000";
    assert_eq!(key(token), (Field::Key, FieldProblem::LooksLikeToken));
    let gone = test.desk.remove_template(called("PI scanner"));
    assert!(gone.is_err(), "those that are given stay");
    assert!(test.desk.remove_template(called("mine")).is_err());
    assert!(test.desk.templates().unwrap().own.is_empty());
}

#[test]
fn a_hundred_are_kept_and_no_more() {
    let test = TestDesk::new();
    for number in 0..100 {
        test.desk
            .save_template(own(&test, &format!("n{number}")))
            .unwrap();
    }
    let answer = test.desk.save_template(own(&test, "one more"));
    let problem = FieldProblem::TooMany { max: 100 };
    let field = Field::Template;
    assert_eq!(answer, Err(AppError::InvalidField { field, problem }));
    test.desk.save_template(own(&test, "n7")).unwrap();
}

#[test]
fn a_damaged_file_is_set_aside_and_templates_go_on() {
    let test = TestDesk::new();
    test.desk.save_template(own(&test, "mine")).unwrap();
    let folder = test.places().config;
    let file = folder.join("templates.json");
    for damage in ["{", "[{\"name\": 7}]", "\u{1}"] {
        fs::write(&file, damage).unwrap();
        assert!(test.desk.templates().unwrap().own.is_empty());
        let aside = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let kept: Vec<_> = aside
            .filter(|path| path.to_string_lossy().contains("templates.damaged-"))
            .collect();
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), damage);
        fs::remove_file(&kept[0]).unwrap();
        test.desk.save_template(own(&test, "again")).unwrap();
    }
}

#[test]
fn a_locked_desk_shows_no_templates() {
    let test = TestDesk::new();
    test.desk.lock().unwrap();
    assert_eq!(test.desk.templates(), Err(AppError::StoreLocked));
}
