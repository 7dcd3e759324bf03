//! The page as a person meets it: things by role and name, keys, words.

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::keys;
use crate::until::{PATIENCE, until, within};

const LOOK: &str = include_str!("page.js");

/// WebDriver's name for a reference to an element.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What has the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its role.
    pub role: String,
    /// Its accessible name.
    pub name: String,
    /// The words of its row, or its own.
    pub text: String,
}

/// A page under WebDriver.
#[derive(Debug)]
pub struct Page {
    runtime: Runtime,
    client: Client,
}

impl Page {
    pub(crate) fn new(runtime: Runtime, client: Client) -> Self {
        Self { runtime, client }
    }

    /// Runs a script in the page; `arguments` is an array there.
    ///
    /// # Panics
    /// The script throws, or the page is gone.
    pub fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.try_run(script, arguments)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Marks the page; see [`Page::was_never_loaded_again`].
    pub fn mark(&self) {
        self.run("globalThis.marked = true", vec![]);
    }

    /// Whether it is still the page that was marked.
    pub fn was_never_loaded_again(&self) -> bool {
        self.run("return globalThis.marked === true", vec![]) == true
    }

    /// As [`Page::run`], for a script that ends by calling the function that is its last argument.
    ///
    /// # Panics
    /// The script throws, does not end, or the page is gone.
    pub fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self
            .runtime
            .block_on(self.client.execute_async(script, arguments));
        answer.unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_run(&self, script: &str, arguments: Vec<Value>) -> Result<Value, fantoccini::error::CmdError> {
        self.runtime.block_on(self.client.execute(script, arguments))
    }

    fn look(&self, task: &str, role: &str, name: Option<&str>) -> Option<Element> {
        // A page that is just being replaced has nothing to show yet.
        let found = self
            .try_run(LOOK, vec![json!(task), json!(role), json!(name)])
            .ok()?;
        let id = found.get(REFERENCE)?.as_str()?.to_owned();
        Some(Element::from_element_id(
            self.client.clone(),
            ElementRef::from(id),
        ))
    }

    /// Whether something of this role and name (any name for `None`) is to be seen in the topmost dialog,
    /// or on the page where none is open. A name that ends in `…*` stands for all that begin so.
    pub fn exists(&self, role: &str, name: Option<&str>) -> bool {
        self.look("find", role, name).is_some()
    }

    /// Waits until it is to be seen.
    pub fn see(&self, role: &str, name: &str) {
        self.wait_for(role, name);
    }

    /// Waits until it is not to be seen any more, anywhere.
    pub fn see_no(&self, role: &str, name: &str) {
        until(&format!("no {role} “{name}”"), || {
            self.look("find anywhere", role, Some(name))
                .is_none()
                .then_some(())
        });
    }

    /// Waits until these words are to be seen in the topmost dialog or on the page.
    ///
    /// # Panics
    /// They do not come.
    pub fn read(&self, words: &str) {
        if within(PATIENCE, || self.text().contains(words).then_some(())).is_none() {
            panic!("“{words}” cannot be read; this can: {}", self.text());
        }
    }

    /// The words of the topmost dialog, or of the page.
    pub fn text(&self) -> String {
        self.words("text")
    }

    /// Every word that is to be seen.
    pub fn all_text(&self) -> String {
        self.words("all text")
    }

    /// The page's whole markup.
    pub fn markup(&self) -> String {
        self.words("markup")
    }

    /// Its markup, or why it cannot be had: for the words of a test that fails.
    pub(crate) fn state(&self) -> String {
        match self.try_run(LOOK, vec![json!("markup")]) {
            Ok(markup) => markup.to_string(),
            Err(error) => format!("{error:?}"),
        }
    }

    fn words(&self, task: &str) -> String {
        let words = self.try_run(LOOK, vec![json!(task)]);
        words
            .ok()
            .and_then(|words| words.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The words of the table row that has a part with exactly this text.
    pub fn row(&self, name: &str) -> Option<String> {
        let row = self.try_run(LOOK, vec![json!("row"), json!("row"), json!(name)]);
        row.ok()?.as_str().map(str::to_owned)
    }

    /// The names of everything of a role.
    pub fn names(&self, role: &str) -> Vec<String> {
        let names = self.run(LOOK, vec![json!("names"), json!(role)]);
        serde_json::from_value(names).unwrap_or_default()
    }

    /// Clicks it with the mouse, once it is there.
    ///
    /// # Panics
    /// It does not come, or cannot be clicked.
    pub fn click(&self, role: &str, name: &str) {
        // Something that is still moving or covered by a closing dialog refuses the first click.
        let mut refused = String::new();
        let clicked = within(PATIENCE, || {
            let element = self.look("find", role, Some(name))?;
            match self.runtime.block_on(element.click()) {
                Ok(()) => Some(()),
                Err(error) => {
                    refused = error.to_string();
                    None
                }
            }
        });
        if clicked.is_none() {
            panic!(
                "{role} “{name}” could not be clicked ({refused}); of its role there are {:?} in: {}",
                self.names(role),
                self.text()
            );
        }
    }

    /// Clicks what ends the window: the click itself may find nobody left to answer.
    pub fn click_to_end(&self, role: &str, name: &str) {
        let element = self.wait_for(role, name);
        let _ = self.runtime.block_on(element.click());
    }

    /// Puts the focus into a field with the mouse, empties it and types.
    pub fn fill(&self, role: &str, name: &str, text: &str) {
        self.click(role, name);
        self.press("Ctrl+a");
        self.type_text(text);
        until(&format!("“{text}” in {name}"), || {
            (self.value(role, name)? == text).then_some(())
        });
    }

    /// What a field holds.
    pub fn value(&self, role: &str, name: &str) -> Option<String> {
        let element = self.look("find", role, Some(name))?;
        self.runtime.block_on(element.prop("value")).ok().flatten()
    }

    /// An attribute of an element.
    pub fn attribute(&self, role: &str, name: &str, attribute: &str) -> Option<String> {
        let element = self.look("find", role, Some(name))?;
        self.runtime.block_on(element.attr(attribute)).ok().flatten()
    }

    /// Presses keys together, such as `Shift+F10`.
    ///
    /// # Panics
    /// The page is gone.
    pub fn press(&self, keys: &str) {
        let pressed = self
            .runtime
            .block_on(self.client.perform_actions(keys::chord(keys)));
        pressed.unwrap_or_else(|error| panic!("{keys} could not be pressed: {error}"));
    }

    /// Types where the focus is.
    ///
    /// # Panics
    /// The page is gone.
    pub fn type_text(&self, text: &str) {
        let typed = self
            .runtime
            .block_on(self.client.perform_actions(keys::typed(text)));
        typed.unwrap_or_else(|error| panic!("nothing could be typed: {error}"));
    }

    /// What has the keyboard.
    pub fn focused(&self) -> Found {
        let found = self.run(LOOK, vec![json!("focused")]);
        let field = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Found {
            role: field("role"),
            name: field("name"),
            text: field("text"),
        }
    }

    /// Presses Tab until it has the focus, at most 60 times.
    ///
    /// # Panics
    /// It is not among the things that Tab reaches.
    pub fn tab_to(&self, role: &str, name: &str) {
        self.see(role, name);
        let mut passed = Vec::new();
        for _ in 0..60 {
            let focused = self.focused();
            if focused.role == role && focused.name == name {
                return;
            }
            passed.push(format!("{} “{}”", focused.role, focused.name));
            self.press("Tab");
        }
        panic!(
            "Tab does not reach {role} “{name}”; it reaches {}",
            passed.join(", ")
        );
    }

    /// Waits until it has the focus.
    ///
    /// # Panics
    /// Something else keeps it.
    pub fn wait_for_focus(&self, role: &str, name: &str) {
        let there = within(PATIENCE, || {
            let focused = self.focused();
            (focused.role == role && focused.name == name).then_some(())
        });
        assert!(
            there.is_some(),
            "{role} “{name}” should have the focus, not {:?}",
            self.focused()
        );
    }

    fn wait_for(&self, role: &str, name: &str) -> Element {
        let Some(element) = within(PATIENCE, || self.look("find", role, Some(name))) else {
            panic!(
                "there is no {role} “{name}”; of its role there are {:?} in: {}",
                self.names(role),
                self.text()
            );
        };
        element
    }

    /// The window's title, as the page says it.
    pub fn title(&self) -> String {
        self.runtime.block_on(self.client.title()).unwrap_or_default()
    }
}
