//! `templates`: what new tokens of some sort start with.

use desk::Desk;
use desk::wire::{AuthStyle, Template, TemplateFile, TemplateRef, TokenKind};

use crate::arguments::{SaveTemplate, Templates};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::table;

pub(crate) fn run(desk: &Desk, output: &Output, action: Templates) -> Result<Exit, Failure> {
    match action {
        Templates::List => list(desk, output),
        Templates::Show { name } => {
            let template = desk.template(TemplateRef { name })?;
            output.answer(&template, || in_words(&template))?;
            Ok(Exit::Done)
        }
        Templates::Save(wish) => save(desk, output, *wish),
        Templates::Remove { name } => {
            let left = desk.remove_template(TemplateRef { name: name.clone() })?;
            output.done(&left, &format!("Removed the template “{}”.", plain(&name)))?;
            Ok(Exit::Done)
        }
    }
}

fn list(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let all = desk.templates()?;
    output.answer(&all, || {
        let line = |template: &Template, whose: &str| {
            [
                template.name.clone(),
                whose.to_owned(),
                kind(template.kind).to_owned(),
                days(template.days),
                template.variable.clone(),
                file(template),
            ]
        };
        let given = all.given.iter().map(|template| line(template, "always there"));
        let own = all.own.iter().map(|template| line(template, "yours"));
        let rows: Vec<_> = given.chain(own).collect();
        table::columns(
            [
                "NAME",
                "WHOSE",
                "FOR",
                "DAYS",
                "VARIABLE",
                "KEY IN A SETTINGS FILE",
            ],
            &rows,
        )
    })?;
    Ok(Exit::Done)
}

fn save(desk: &Desk, output: &Output, wish: SaveTemplate) -> Result<Exit, Failure> {
    let from = desk.template(TemplateRef { name: wish.from })?;
    let named = |given: Vec<String>, before: Vec<String>| if given.is_empty() { before } else { given };
    let template = Template {
        name: wish.name,
        kind: wish.kind.map_or(from.kind, Into::into),
        days: wish.days.unwrap_or(from.days),
        groups: named(wish.groups, from.groups),
        scopes: named(wish.scopes, from.scopes),
        variable: wish.env.unwrap_or(from.variable),
        settings_file: if wish.no_file {
            None
        } else {
            file_of(from.settings_file, wish.key, wish.file)
        },
        auth: wish.auth.map_or(from.auth, Into::into),
        sample: wish.sample.map_or(from.sample, Into::into),
        limits: from.limits,
    };
    let name = template.name.clone();
    desk.save_template(template)?;
    let saved = desk.template(TemplateRef { name })?;
    let sentence = format!("Saved the template “{}”.", plain(&saved.name));
    output.done(&saved, &sentence)?;
    Ok(Exit::Done)
}

/// The settings file of another template with what was typed in it.
fn file_of(before: Option<TemplateFile>, key: Option<String>, path: Option<String>) -> Option<TemplateFile> {
    match (before, key, path) {
        (before, None, None) => before,
        (before, key, path) => {
            let (known_path, known_key) = before.map_or((None, String::new()), |file| (file.path, file.key));
            Some(TemplateFile {
                path: path.or(known_path),
                key: key.unwrap_or(known_key),
            })
        }
    }
}

fn in_words(template: &Template) -> String {
    let any = |words: &[String], none: &str| {
        if words.is_empty() {
            none.to_owned()
        } else {
            words.join(", ")
        }
    };
    let facts = [
        ("Name", plain(&template.name)),
        ("For", kind(template.kind).to_owned()),
        ("Days", days(template.days)),
        ("Groups", any(&template.groups, "as for any other new token")),
        ("Access", any(&template.scopes, "everything its groups may do")),
        ("Variable", template.variable.clone()),
        ("Settings file", file(template)),
        ("Presented as", auth(template.auth).to_owned()),
    ];
    facts
        .iter()
        .map(|(label, text)| format!("{label:<14}{text}\n"))
        .collect()
}

/// What a token made with it is for.
fn kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Own => "a program of your own",
        TokenKind::User => "a user",
        TokenKind::Resource => "one resource",
        TokenKind::Company => "the company",
    }
}

fn days(days: u32) -> String {
    if days == 0 {
        "never ends".to_owned()
    } else {
        days.to_string()
    }
}

fn file(template: &Template) -> String {
    template.settings_file.as_ref().map_or_else(
        || "–".to_owned(),
        |file| match &file.path {
            Some(path) => format!("{} in {}", plain(&file.key), plain(path)),
            None => plain(&file.key),
        },
    )
}

/// The word that `--auth` takes.
pub(crate) fn auth(auth: AuthStyle) -> &'static str {
    match auth {
        AuthStyle::Bearer => "bearer",
        AuthStyle::Token => "token",
        AuthStyle::Basic => "basic",
    }
}
