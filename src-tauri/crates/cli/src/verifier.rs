//! `serve`, `verify`, `ca` and `sample`: the verifier, from a terminal or a service manager.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use desk::wire::{SampleRequest, TokenStatus, TokenVerdict};
use desk::{Desk, Sample, SecretText};
use serde_json::json;

use crate::arguments::{Ca, SampleOf, Serve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::{service, variable, vault, when};

/// Runs until the system asks this process to end.
pub(crate) fn serve(desk: &Desk, output: &Output, wish: Serve) -> Result<Exit, Failure> {
    let wish = service::wish_of(desk, wish)?;
    vault::before_serving(desk, output)?;
    desk.finish_interrupted();
    let running = desk.start_verifier(&wish)?;
    // Before anybody is told that it runs: who knows may end it.
    let end = running.end_order()?;
    let (address, certificate) = (
        running.address(),
        desk.authority_certificate().ok_or(Failure::NoCertificate)?,
    );
    let told = json!({ "address": address.to_string(), "certificate": certificate.display().to_string() });
    output.answer(&told, || {
        format!(
            "The verifier answers at https://{address}\nCertificate for clients: {}\n",
            certificate.display()
        )
    })?;
    desk::tell_service_keeper();
    end.wait();
    running.stop();
    output.note("The verifier has ended.");
    Ok(Exit::Done)
}

/// Says whether a token would be accepted.
pub(crate) fn verify(desk: &Desk, output: &Output, named: Option<String>) -> Result<Exit, Failure> {
    let text = match named {
        Some(name) => from_surroundings(&name)?,
        None => variable::read_value("the token")?,
    };
    let verdict = desk.verify_token(&text)?;
    output.answer(&verdict, || format!("{}\n", in_words(&verdict)))?;
    Ok(if verdict.accepted {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// Where the certificate lies, a copy of it, and how programs are told of it.
pub(crate) fn authority(desk: &Desk, output: &Output, action: Ca) -> Result<Exit, Failure> {
    let certificate = desk.authority_certificate().ok_or(Failure::NoCertificate)?;
    match action {
        Ca::Path => output.answer(&json!({ "path": certificate.display().to_string() }), || {
            format!("{}\n", certificate.display())
        })?,
        Ca::Export { file: None } => output.write(&read(&certificate)?)?,
        Ca::Export { file: Some(file) } => {
            copy(&certificate, &file)?;
            output.done(
                &json!({ "path": file.display().to_string() }),
                &format!("The certificate is in {}.", file.display()),
            )?;
        }
        Ca::InstallHint => output.answer(&json!({ "path": certificate.display().to_string() }), || {
            install_hint(&certificate)
        })?,
    }
    Ok(Exit::Done)
}

/// Writes a sample as it is to be used.
pub(crate) fn sample(desk: &Desk, output: &Output, wish: SampleOf) -> Result<Exit, Failure> {
    let settings = desk.settings()?;
    let request = SampleRequest {
        variable: variable::name(desk, wish.env)?,
        address: wish.address.unwrap_or(settings.endpoint),
        auth: wish.auth.map_or(settings.auth_style, Into::into),
    };
    let certificate = desk.authority_certificate().ok_or(Failure::NoCertificate)?;
    let sample = Sample {
        listen: wish.listen,
        backend: wish.backend,
        ..Sample::checked(&request, certificate)?
    };
    let text = sample.text(wish.kind.into());
    output.answer(&json!({ "text": text }), || text.clone())?;
    Ok(Exit::Done)
}

#[allow(
    clippy::disallowed_methods,
    reason = "the person named the variable: its value is what was asked about"
)]
fn from_surroundings(name: &str) -> Result<SecretText, Failure> {
    std::env::var(name)
        .map(SecretText::new)
        .map_err(|_| Failure::NotSet { name: plain(name) })
}

fn in_words(verdict: &TokenVerdict) -> String {
    let name = verdict.name.as_deref().map(plain).unwrap_or_default();
    match verdict.status {
        Some(TokenStatus::Active) if verdict.owner_disabled => format!(
            "Refused: the user of “{name}” is disabled. “tokendesk users enable” has their tokens accepted again."
        ),
        None => "Refused: this is no token of this Token Desk.".to_owned(),
        Some(TokenStatus::Active) => {
            let end = verdict.expires_at.as_deref();
            let end = end.map_or_else(
                || "it never expires".to_owned(),
                |end| format!("until {}", when::local(end)),
            );
            format!(
                "Accepted: “{name}”, {end}. Groups: {}.",
                verdict.groups.join(", ")
            )
        }
        Some(TokenStatus::Paused) => {
            format!("Refused: “{name}” is paused. “tokendesk resume” accepts it again.")
        }
        Some(TokenStatus::Expired) => format!("Refused: “{name}” has expired."),
        Some(TokenStatus::Revoked) => {
            format!("Refused: “{name}” was revoked, or this value of it was replaced.")
        }
    }
}

fn install_hint(certificate: &Path) -> String {
    let file = certificate.display();
    format!(
        "Programs that are told of this one file trust the verifier, and nothing else because of it:\n\n\
         \x20 curl        curl --cacert '{file}' …\n\
         \x20 Python      export REQUESTS_CA_BUNDLE='{file}'\n\
         \x20 Node        export NODE_EXTRA_CA_CERTS='{file}'\n\
         \x20 nginx       proxy_ssl_trusted_certificate {file}; proxy_ssl_verify on;\n\
         \x20 Debian      sudo cp '{file}' /usr/local/share/ca-certificates/token-desk.crt && sudo update-ca-certificates\n\
         \x20 Windows     certutil -user -addstore Root \"{file}\"\n"
    )
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(failed(path))
}

/// Never over a file that is there.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let bytes = read(from)?;
    fs::File::create_new(to)
        .and_then(|mut file| file.write_all(&bytes))
        .map_err(failed(to))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure::File { path, error }
}
