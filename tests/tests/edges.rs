//! Who may depend on whom, and who alone may name a library that must have one user: read off `cargo metadata`.

use std::process::Command;

use serde_json::Value;

/// Crate → those of ours that it may be built on. The drawing is in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("token-desk", &["desk"]),
    ("cli", &["desk"]),
    ("desk", &["token", "store", "environment", "verifier"]),
    ("verifier", &["token"]), // it looks tokens up through a trait of its own, which desk implements
    ("store", &["token"]),
    ("environment", &[]),
    ("token", &[]),
    ("testkit", &["desk", "environment"]), // a desk over a folder and a home of its own; in no program
    (
        "bench",
        &["token", "store", "desk", "environment", "verifier", "testkit"],
    ), // in no program: it measures them
    ("xtask", &[]),
    ("tests", &[]),
];

/// What tests may use besides: nothing of this is in a program that people get.
const TESTS_MAY_USE: &[(&str, &[&str])] = &[
    ("token-desk", &["testkit"]),
    ("cli", &["testkit"]),
    ("desk", &["testkit"]),
    ("store", &["testkit"]),
    ("environment", &["testkit"]),
    ("token", &[]),
    ("verifier", &[]),
    ("testkit", &[]),
    ("bench", &[]),
    ("xtask", &[]),
    ("tests", &["token", "store", "testkit"]),
];

/// In no program: it builds a server of its own, for the verifier to be measured beside.
const MEASURES: &str = "bench";

/// Library → the one crate that may name it. A name ending in `*` stands for a family.
const ONE_USER: &[(&str, &str)] = &[
    ("tauri*", "token-desk"),
    ("webkit2gtk", "token-desk"),
    ("gtk", "token-desk"),
    ("rusqlite", "store"),
    ("axum*", "verifier"),
    ("hyper", "verifier"),
    ("rustls*", "verifier"),
    ("tokio-rustls", "verifier"),
    ("rcgen", "verifier"),
    ("winreg", "environment"),
    ("chacha20poly1305", "desk"),
    ("keyring-core", "desk"),
    ("zbus*", "desk"),
];

/// One line of a manifest.
#[derive(Debug, Clone)]
struct Edge {
    from: String,
    to: String,
    ours: bool,
    in_tests: bool,
}

#[test]
fn no_crate_depends_on_one_it_may_not() {
    let wrong = wrong_edges(&edges());
    assert!(
        wrong.is_empty(),
        "ARCHITECTURE.md draws the allowed edges; these are not on it:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn libraries_that_must_have_one_user_have_one() {
    let wrong = second_users(&edges());
    assert!(
        wrong.is_empty(),
        "go through the crate that owns the library:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_crate_of_ours_is_on_the_list() {
    let listed = |name: &str| {
        [MAY_USE, TESTS_MAY_USE]
            .iter()
            .all(|list| list.iter().any(|(known, _)| *known == name))
    };
    let missing: Vec<_> = packages()
        .iter()
        .map(|package| text(package, "name"))
        .filter(|name| !listed(name))
        .collect();
    assert!(
        missing.is_empty(),
        "a new crate needs a boundary and a line here: {missing:?}"
    );
}

#[test]
fn a_planted_edge_is_found() {
    let planted = |from: &str, to: &str, ours, in_tests| Edge {
        from: from.into(),
        to: to.into(),
        ours,
        in_tests,
    };
    let mut edges = edges();
    assert!(
        edges.iter().any(|edge| edge.from == "desk" && edge.to == "store"),
        "the reading itself must not be blind"
    );
    edges.extend([
        planted("token", "store", true, false),
        planted("cli", "store", true, false),
        planted("token-desk", "environment", true, true),
        planted("desk", "testkit", true, false),
    ]);
    assert_eq!(
        wrong_edges(&edges).len(),
        4,
        "each of the four planted edges is forbidden"
    );

    edges.extend([
        planted("desk", "rusqlite", false, false),
        planted("cli", "tauri-plugin-x", false, false),
        planted("tests", "winreg", false, true),
        planted("desk", "axum-server", false, false),
    ]);
    assert_eq!(
        second_users(&edges).len(),
        4,
        "a second user is one in tests, too"
    );
}

fn wrong_edges(edges: &[Edge]) -> Vec<String> {
    let allowed = |list: &[(&str, &[&str])], edge: &Edge| {
        list.iter()
            .any(|(from, to)| *from == edge.from && to.contains(&edge.to.as_str()))
    };
    edges
        .iter()
        .filter(|edge| edge.ours)
        .filter(|edge| !(allowed(MAY_USE, edge) || edge.in_tests && allowed(TESTS_MAY_USE, edge)))
        .map(|edge| {
            format!(
                "{} -> {}{}",
                edge.from,
                edge.to,
                if edge.in_tests { " (in tests)" } else { "" }
            )
        })
        .collect()
}

fn second_users(edges: &[Edge]) -> Vec<String> {
    let owner = |name: &str| {
        ONE_USER
            .iter()
            .find(|(library, _)| match library.strip_suffix('*') {
                Some(family) => name == family || name.starts_with(&format!("{family}-")),
                None => name == *library,
            })
    };
    edges
        .iter()
        .filter(|edge| edge.from != MEASURES)
        .filter_map(|edge| {
            let (_, owner) = owner(&edge.to)?;
            (edge.from != *owner)
                .then(|| format!("{} names {}, which belongs to {owner}", edge.from, edge.to))
        })
        .collect()
}

fn edges() -> Vec<Edge> {
    let packages = packages();
    let names: Vec<_> = packages.iter().map(|package| text(package, "name")).collect();
    let mut edges = Vec::new();
    for package in &packages {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = text(dependency, "name");
            edges.push(Edge {
                from: text(package, "name"),
                ours: names.contains(&to),
                in_tests: dependency["kind"] == "dev",
                to,
            });
        }
    }
    edges
}

fn packages() -> Vec<Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .expect("cargo is here: it runs this test");
    assert!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"]
        .as_array()
        .expect("metadata lists packages")
        .clone()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a name is text").to_owned()
}
