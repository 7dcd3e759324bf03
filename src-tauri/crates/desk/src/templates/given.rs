//! The templates that are always there: one for each system that Token Desk stands in for.

use environment::settings_file::USUAL_KEY;

use crate::wire::{AuthStyle, SnippetKind, Template, TemplateFile, TokenKind, TokenLimits};

const A_YEAR: u32 = 365;

/// The four, in their fixed order.
pub(super) fn all() -> Vec<Template> {
    vec![
        Template {
            settings_file: Some(TemplateFile {
                path: None,
                key: USUAL_KEY.to_owned(),
            }),
            sample: SnippetKind::SettingsFile,
            ..of("PI scanner", TokenKind::Own, "TYCHODATA_OSPREY_APITOKEN")
        },
        of("Data Hub key", TokenKind::User, "DATA_HUB_API_KEY"),
        Template {
            days: 90,
            auth: AuthStyle::Token,
            ..of(
                "Database credential",
                TokenKind::Resource,
                "DATABASE_ACCESS_TOKEN",
            )
        },
        Template {
            scopes: vec!["read".to_owned()],
            auth: AuthStyle::Basic,
            sample: SnippetKind::CurlBasic,
            ..of("Ratings API", TokenKind::Own, "RATINGS_API_TOKEN")
        },
    ]
}

/// A year, the groups of any other new token, everything that they may do.
fn of(name: &str, kind: TokenKind, variable: &str) -> Template {
    Template {
        name: name.to_owned(),
        kind,
        days: A_YEAR,
        groups: Vec::new(),
        scopes: Vec::new(),
        limits: TokenLimits::default(),
        variable: variable.to_owned(),
        settings_file: None,
        auth: AuthStyle::Bearer,
        sample: SnippetKind::Curl,
    }
}
