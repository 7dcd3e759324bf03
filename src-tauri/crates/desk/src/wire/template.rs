//! Templates: what a new token of some sort starts with, and what is done with it afterwards.

use serde::{Deserialize, Serialize};

use super::{AuthStyle, SnippetKind, TokenLimits};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A program of the person's own.
    Own,
    /// A product that acts for a user who is chosen.
    User,
    /// One resource.
    Resource,
    /// The organisation: it acts for nobody in particular.
    Company,
}

/// What a new token of some sort starts with, and what is done with it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
    /// What it is called. No two have the same name.
    pub name: String,
    /// What its tokens are for.
    pub kind: TokenKind,
    /// Days to live; 0 never ends.
    pub days: u32,
    /// Groups by name; empty: as for any other new token.
    pub groups: Vec<String>,
    /// Scopes by name; empty: all.
    pub scopes: Vec<String>,
    /// What its tokens are limited to.
    pub limits: TokenLimits,
    /// The variable that they go into.
    pub variable: String,
    /// The settings file that is to name the variable, if there is one.
    pub settings_file: Option<TemplateFile>,
    /// How programs present such a token.
    pub auth: AuthStyle,
    /// The sample to begin with.
    pub sample: SnippetKind,
}

/// The settings file of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateFile {
    /// The file; null: the scanner's own in its usual place.
    pub path: Option<String>,
    /// The key that is to name the variable.
    pub key: String,
}

/// Every template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Templates {
    /// Those that are always there.
    pub given: Vec<Template>,
    /// The person's own, by name.
    pub own: Vec<Template>,
}

/// One template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateRef {
    /// What it is called.
    pub name: String,
}
