//! What a gateway may ask for besides a good token: groups, scopes, a resource. All of it has to hold.

use token::{Group, Scope};
use zeroize::Zeroizing;

use super::query;
use crate::lookup::Subject;

/// What a token must have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Requirement {
    groups: Vec<Group>,
    scopes: Vec<Scope>,
    resource: Option<String>,
}

/// Names of keys, which the credential parser has judged already.
const KEYS: [&str; 2] = ["key", "api_key"];

impl Requirement {
    /// Reads `group=`, `scope=` and `resource=`, each as often as wanted.
    ///
    /// # Errors
    /// What is wrong. A requirement that is misspelt must not be one that every token meets.
    pub(super) fn of_query(query: Option<&str>) -> Result<Self, &'static str> {
        let pairs = query::pairs(query.unwrap_or_default()).ok_or("the query cannot be decoded")?;
        let mut requirement = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "group" => requirement
                    .groups
                    .push(value.parse().map_err(|_| "there is no such group")?),
                "scope" => requirement
                    .scopes
                    .push(value.parse().map_err(|_| "that is no name of a scope")?),
                "resource" => requirement.set_resource(value)?,
                key if KEYS.contains(&key) => {}
                _ => return Err("the query asks for something else than group, scope or resource"),
            }
        }
        Ok(requirement)
    }

    fn set_resource(&mut self, value: Zeroizing<String>) -> Result<(), &'static str> {
        if value.is_empty() || self.resource.as_deref().is_some_and(|other| *other != **value) {
            return Err("a token has one resource at most");
        }
        self.resource = Some(value.to_string());
        Ok(())
    }

    /// What `subject` lacks, as words; `None` when it has everything.
    pub(super) fn lacking(&self, subject: &Subject) -> Option<String> {
        let groups = self
            .groups
            .iter()
            .filter(|group| !subject.groups.contains(**group));
        let scopes = self.scopes.iter().filter(|scope| !subject.scopes.allow(scope));
        let mut lacking: Vec<String> = groups.map(|group| format!("group:{group}")).collect();
        lacking.extend(scopes.map(|scope| scope.to_string()));
        if let Some(resource) = &self.resource
            && subject.resource.as_deref() != Some(resource.as_str())
        {
            lacking.push(format!("resource:{}", query::encoded(resource)));
        }
        (!lacking.is_empty()).then(|| lacking.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::subject;

    fn lacking(query: &str, groups: &str, scopes: &str, resource: Option<&str>) -> Option<String> {
        let id = "0123456789abcdef".parse().unwrap();
        let subject = Subject {
            groups: groups.parse().unwrap(),
            scopes: scopes.parse().unwrap(),
            resource: resource.map(Into::into),
            ..subject(id, "x")
        };
        Requirement::of_query(Some(query)).unwrap().lacking(&subject)
    }

    #[test]
    fn everything_that_is_asked_for_has_to_hold() {
        assert_eq!(lacking("", "User", "", None), None);
        assert_eq!(lacking("group=user&scope=read", "User", "read", None), None);
        assert_eq!(
            lacking("scope=write", "User", "", None),
            None,
            "no scope stands for all of them"
        );
        assert_eq!(lacking("scope=write", "User", "read", None).unwrap(), "write");
        assert_eq!(lacking("scope=alarms:ack", "User", "alarms:ack,read", None), None);
        assert_eq!(
            lacking("scope=alarms:ack&scope=read", "User", "alarms", None).unwrap(),
            "alarms:ack read"
        );
        assert_eq!(
            lacking("group=Admin&group=User", "User", "", None).unwrap(),
            "group:Admin"
        );
        assert_eq!(lacking("resource=db%201", "User", "", Some("db 1")), None);
        assert_eq!(lacking("resource=db", "User", "", None).unwrap(), "resource:db");
    }

    #[test]
    fn a_misspelt_requirement_is_refused_and_not_met_by_everybody() {
        for query in [
            "gruop=Admin",
            "group=Admni",
            "scope=All",
            "scope=",
            "scope=a%20b",
            "resource=",
            "resource=a&resource=b",
            "group=%",
        ] {
            assert!(Requirement::of_query(Some(query)).is_err(), "{query}");
        }
        assert_eq!(Requirement::of_query(None), Ok(Requirement::default()));
    }
}
