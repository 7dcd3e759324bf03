//! Templates: the four that are given, and the person's own in `templates.json` beside the settings.

mod given;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use environment::settings_file::Key;
use jiff::Timestamp;
use token::{Days, Group, NameError, TokenName, fold};

use crate::tokens::{check_limits, check_scopes, text_problem};
use crate::wire::{AppError, Field, FieldProblem, Template, TemplateFile, TemplateRef, Templates};
use crate::{Desk, files};

/// So many of their own one person has at most.
const MOST: usize = 100;

impl Desk {
    /// Every template.
    ///
    /// # Errors
    /// The desk is locked.
    pub fn templates(&self) -> Result<Templates, AppError> {
        self.unlocked(|_| Ok(all(self.own_templates())))
    }

    /// The one template of this name, in any case.
    ///
    /// # Errors
    /// There is none, or the desk is locked.
    pub fn template(&self, request: TemplateRef) -> Result<Template, AppError> {
        let Templates { given, own } = self.templates()?;
        given
            .into_iter()
            .chain(own)
            .find(|template| is_called(template, &request.name))
            .ok_or_else(|| none_called(request.name))
    }

    /// Saves a template of the person's own, in the place of one of the same name if there is one.
    ///
    /// # Errors
    /// What is wrong with it, the name of a given one, more than a hundred, or a file that cannot be written; nothing
    /// is changed then.
    pub fn save_template(&self, template: Template) -> Result<Templates, AppError> {
        let template = checked(template)?;
        self.change_templates(|own| {
            own.retain(|other| !is_called(other, &template.name));
            if own.len() >= MOST {
                let max = u32::try_from(MOST).unwrap_or(u32::MAX);
                return Err(wrong(Field::Template, FieldProblem::TooMany { max }));
            }
            own.push(template);
            own.sort_by_key(|template| fold(&template.name));
            Ok(())
        })
    }

    /// Removes a template of the person's own. Tokens made with it stay as they are.
    ///
    /// # Errors
    /// None of their own is called so, or the file cannot be written.
    pub fn remove_template(&self, request: TemplateRef) -> Result<Templates, AppError> {
        self.change_templates(|own| {
            let before = own.len();
            own.retain(|template| !is_called(template, &request.name));
            if own.len() == before {
                return Err(none_called(request.name));
            }
            Ok(())
        })
    }

    fn change_templates(
        &self,
        change: impl FnOnce(&mut Vec<Template>) -> Result<(), AppError>,
    ) -> Result<Templates, AppError> {
        self.unlocked(|_| {
            let mut own = self.own_templates();
            change(&mut own)?;
            files::replace_json(&file_in(&self.inner.places.config), &own)?;
            Ok(all(own))
        })
    }

    fn own_templates(&self) -> Vec<Template> {
        load(&file_in(&self.inner.places.config), self.now())
    }
}

fn all(own: Vec<Template>) -> Templates {
    let given = given::all();
    Templates { given, own }
}

fn is_called(template: &Template, name: &str) -> bool {
    fold(&template.name) == fold(name.trim())
}

fn none_called(value: String) -> AppError {
    wrong(Field::Template, FieldProblem::NotAllowed { value })
}

fn wrong(field: Field, problem: FieldProblem) -> AppError {
    AppError::InvalidField { field, problem }
}

/// The template as it is kept, or the first thing that is wrong with it. Days and groups are judged by policy and by
/// person only when a token is made.
fn checked(template: Template) -> Result<Template, AppError> {
    let name = TokenName::parse(&template.name)
        .map_err(|error| wrong(Field::Template, text_problem(error, TokenName::LONGEST)))?;
    if let Some(given) = given::all().iter().find(|given| is_called(given, name.as_str())) {
        let name = given.name.clone();
        return Err(wrong(Field::Template, FieldProblem::Taken { name }));
    }
    if template.days > 0 {
        Days::new(template.days).map_err(|_| {
            let (max, by_policy) = (Days::MOST.count(), false);
            wrong(Field::Days, FieldProblem::OverCap { max, by_policy })
        })?;
    }
    let groups: BTreeSet<Group> = template
        .groups
        .iter()
        .map(|group| {
            let value = group.clone();
            group
                .parse()
                .map_err(|_| wrong(Field::Groups, FieldProblem::NotAllowed { value }))
        })
        .collect::<Result<_, _>>()?;
    let scopes = check_scopes(&template.scopes).map_err(|problem| wrong(Field::Scopes, problem))?;
    if let Err(Some(note)) = check_limits(&template.limits).map_err(|notes| notes.into_iter().next()) {
        return Err(wrong(note.field, note.problem));
    }
    let variable = crate::variable::checked_name(&template.variable)?;
    check_file(&template)?;
    Ok(Template {
        name: name.as_str().to_owned(),
        groups: groups.iter().map(|group| group.name().to_owned()).collect(),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        variable: variable.to_string(),
        ..template
    })
}

/// A key that can stand in such a file, and a path on one line. Whether the file is there is seen when it is changed.
fn check_file(template: &Template) -> Result<(), AppError> {
    let Some(TemplateFile { path, key }) = &template.settings_file else {
        return Ok(());
    };
    let path = path.as_deref().unwrap_or_default();
    let problem = if key.trim().is_empty() {
        FieldProblem::Empty
    } else if TokenName::parse(key) == Err(NameError::LooksLikeToken) {
        FieldProblem::LooksLikeToken
    } else if Key::new(key).is_none() {
        let value = key.clone();
        FieldProblem::NotAllowed { value }
    } else if path.chars().any(char::is_control) {
        FieldProblem::ControlCharacter
    } else {
        return Ok(());
    };
    Err(wrong(Field::Key, problem))
}

fn file_in(config: &Path) -> PathBuf {
    config.join("templates.json")
}

/// The person's own. A file that holds anything else is set aside, so that nothing that was in it is lost.
fn load(file: &Path, now: Timestamp) -> Vec<Template> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(_) => return Vec::new(),
    };
    let read = serde_json::from_slice::<Vec<Template>>(&bytes).ok();
    let good = read.and_then(|read| read.into_iter().map(|each| checked(each).ok()).collect());
    good.unwrap_or_else(|| {
        files::set_aside(file, now);
        Vec::new()
    })
}
