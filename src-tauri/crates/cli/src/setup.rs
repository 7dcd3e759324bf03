//! `test-setup`: each link between a variable and the verifier, and what to do where one is broken.

use desk::Desk;
use desk::wire::{LinkState, LinkWord, SetupLink, SetupProblem, SetupReport, TestSetup, TokenStatus};

use crate::arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::variable;
use crate::words;

pub(crate) fn run(desk: &Desk, output: &Output, wish: arguments::TestSetup) -> Result<Exit, Failure> {
    let settings = desk.settings()?;
    let report = desk.test_setup(TestSetup {
        variable: variable::name(desk, wish.env)?,
        file: wish.file,
        key: wish.key,
        address: wish.address.unwrap_or(settings.endpoint),
        auth: wish.auth.map_or(settings.auth_style, Into::into),
    })?;
    output.answer(&report, || {
        report.links.iter().map(|link| line(&report, link)).collect()
    })?;
    Ok(if report.is_good() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn line(report: &SetupReport, link: &SetupLink) -> String {
    let what = subject(report, link.link);
    match &link.state {
        LinkState::Good => format!("ok      {what}\n"),
        LinkState::Skipped => format!("–       {what}: not looked at\n"),
        LinkState::Bad(problem) => {
            let (found, next) = sentence(report, problem);
            format!("BROKEN  {what}: {}\n        {}\n", plain(&found), plain(&next))
        }
    }
}

fn subject(report: &SetupReport, link: LinkWord) -> String {
    match link {
        LinkWord::Variable => format!("the variable {} holds a token of yours", report.variable),
        LinkWord::SettingsFile => format!("the settings file names {}", report.variable),
        LinkWord::Certificate => "there is a certificate for clients".to_owned(),
        LinkWord::Name => format!("this computer finds {}", plain(&report.address)),
        LinkWord::Verifier => format!("something answers at https://{}", plain(&report.address)),
        LinkWord::Trust => "its certificate is the one that clients trust".to_owned(),
        LinkWord::Token => "the verifier accepts the token".to_owned(),
    }
}

/// What was found, and what to do.
fn sentence(report: &SetupReport, problem: &SetupProblem) -> (String, String) {
    let variable = &report.variable;
    let set = format!("“tokendesk generate --name NAME --env {variable}” puts a new token into it.");
    let told = |found: &str, next: &str| (found.to_owned(), next.to_owned());
    match problem {
        SetupProblem::NotSet => (format!("{variable} isn’t set"), set),
        SetupProblem::CannotTell => told(
            "what it holds can’t be told",
            "“tokendesk env status” says why.",
        ),
        SetupProblem::Foreign => ("it holds something that wasn’t generated here".to_owned(), set),
        SetupProblem::WrongLine { path, line, names } => (
            match (line, names) {
                (0, _) => format!("{path} has no line for it"),
                (line, Some(other)) => format!("line {line} of {path} names {other}"),
                (line, None) => format!("line {line} of {path} holds something else"),
            },
            format!("“tokendesk settings-file apply --env {variable}” puts it right; “plan” shows what would change."),
        ),
        SetupProblem::File { path, problem } => (
            words::of_file(path, problem),
            "Name the right file with --file.".to_owned(),
        ),
        SetupProblem::NoCertificate => told(
            "none was made yet",
            "Start the verifier: “tokendesk service install”, or “tokendesk serve” until you end it.",
        ),
        SetupProblem::BadCertificate { path } => (
            format!("{path} can’t be read as a certificate"),
            "Move the folder “verifier” in the data folder away and start the verifier: it makes a new one.".to_owned(),
        ),
        SetupProblem::Unresolved { detail } => (
            format!("no computer has this name: {detail}"),
            "Name the right one with --address HOST:PORT.".to_owned(),
        ),
        SetupProblem::NotReached { detail } => (
            format!("nothing answers there: {detail}"),
            "Start it: “tokendesk service install”. If it has another port, add --address HOST:PORT.".to_owned(),
        ),
        SetupProblem::OtherCertificate { detail } => (
            format!("what answers there has another certificate: {detail}"),
            "Call it by a name that it has (“tokendesk serve --name HOST”), and give clients its present certificate: \
             “tokendesk ca export”."
                .to_owned(),
        ),
        SetupProblem::NotHttps { detail } => (
            format!("what answers there is no verifier: {detail}"),
            "Another program has the port. Add --address HOST:PORT, or end that program.".to_owned(),
        ),
        SetupProblem::Refused => refused(report),
        SetupProblem::Unexpected { status } => (
            format!("it answers {status}"),
            "Try again in a moment; “tokendesk doctor” looks at the store.".to_owned(),
        ),
    }
}

/// Why the verifier refuses a token that was generated here.
fn refused(report: &SetupReport) -> (String, String) {
    let token = report.token.as_ref();
    let name = token.and_then(|token| token.name.as_deref()).map(plain);
    let name = name.map_or_else(|| "it".to_owned(), |name| format!("“{name}”"));
    let new = format!(
        "“tokendesk generate --name NAME --env {}” puts a new token into the variable.",
        report.variable
    );
    match token.and_then(|token| token.status) {
        Some(TokenStatus::Revoked) => (format!("{name} was revoked"), new),
        Some(TokenStatus::Paused) => (
            format!("{name} is paused"),
            "“tokendesk resume ID” accepts it again.".to_owned(),
        ),
        Some(TokenStatus::Expired) => (
            format!("{name} has expired"),
            format!(
                "“tokendesk regenerate ID --env {}” puts a new value into the variable.",
                report.variable
            ),
        ),
        // The value was replaced, or its use is limited.
        Some(TokenStatus::Active) => (
            format!("this value of {name} isn’t accepted"),
            format!(
                "If it was regenerated, the new value belongs there; “tokendesk show ID” tells its limits; \
                 “tokendesk regenerate ID --env {}” puts a new value into the variable.",
                report.variable
            ),
        ),
        None => ("its record was deleted".to_owned(), new),
    }
}
