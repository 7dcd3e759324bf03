//! Samples of how programs use the verifier. Each names the variable and the certificate's file, works as it is
//! printed, holds no token and leaves every check of a certificate on.

use std::path::PathBuf;

use serde_json::json;

use super::Endpoint;
use crate::Desk;
use crate::variable::checked_name;
use crate::wire::{
    AppError, AuthStyle, LinkPlace, SampleKind, SampleRequest, VerifierSample, VerifierSamples,
};

/// Every kind, in the order of the tabs.
const KINDS: [SampleKind; 6] = [
    SampleKind::Curl,
    SampleKind::Python,
    SampleKind::PowerShell,
    SampleKind::Postman,
    SampleKind::Nginx,
    SampleKind::Caddy,
];

/// What a sample is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The environment variable that holds the token.
    pub variable: String,
    /// The certificate that clients are given.
    pub certificate: PathBuf,
    /// Where the verifier answers, as clients call it: `host:port`.
    pub address: String,
    /// How the token is presented. Postman’s collection has every way, and gateways pass on what comes.
    pub auth: AuthStyle,
    /// Where a gateway listens, `host:port`.
    pub listen: String,
    /// What a gateway guards, `host:port`.
    pub backend: String,
}

/// The headers that say whose token it was.
const TOLD: [&str; 5] = [
    "X-Token-Name",
    "X-Token-Id",
    "X-Token-Owner",
    "X-Token-Groups",
    "X-Token-Expires",
];
/// The headers that a token comes in: nothing behind a gateway needs it.
const PRESENTED: [&str; 3] = ["Authorization", "X-API-Key", "X-Dataverse-key"];

impl Desk {
    /// How programs use the verifier, one sample of each kind.
    ///
    /// # Errors
    /// A bad name or address, and a locked desk.
    pub fn verifier_samples(&self, request: SampleRequest) -> Result<VerifierSamples, AppError> {
        self.unlocked(|_| Ok(()))?;
        let Some(certificate) = self.authority_certificate() else {
            return Ok(VerifierSamples {
                certificate: None,
                samples: Vec::new(),
            });
        };
        let sample = Sample::checked(&request, certificate)?;
        Ok(VerifierSamples {
            certificate: Some(sample.file()),
            samples: KINDS
                .map(|kind| VerifierSample {
                    kind,
                    text: sample.text(kind),
                })
                .into(),
        })
    }
}

impl Sample {
    /// Where a gateway listens unless another place is named.
    pub const LISTEN: &str = "127.0.0.1:8080";
    /// What a gateway guards unless something else is named.
    pub const BACKEND: &str = "127.0.0.1:3000";

    /// What was asked for, with the usual gateway.
    ///
    /// # Errors
    /// A bad name or address.
    pub fn checked(request: &SampleRequest, certificate: PathBuf) -> Result<Self, AppError> {
        Ok(Self {
            variable: checked_name(&request.variable)?.to_string(),
            certificate,
            address: Endpoint::parse(&request.address)?.to_string(),
            auth: request.auth,
            listen: Self::LISTEN.to_owned(),
            backend: Self::BACKEND.to_owned(),
        })
    }

    /// The text, with a line end.
    pub fn text(&self, kind: SampleKind) -> String {
        match kind {
            SampleKind::Curl => self.curl(),
            SampleKind::Python => self.python(),
            SampleKind::PowerShell => self.powershell(),
            SampleKind::Postman => self.postman(),
            SampleKind::Nginx => self.nginx(),
            SampleKind::Caddy => self.caddy(),
        }
    }

    fn curl(&self) -> String {
        format!(
            "{} |\n  curl --fail --silent --show-error --cacert {} {} https://{}/v1/whoami\n",
            self.printed(),
            in_shell(&self.file()),
            self.taken(),
            self.address
        )
    }

    /// Gives curl the token by way of its standard input, since every user of the computer can read what arguments
    /// say.
    fn printed(&self) -> String {
        let Self { variable, auth, .. } = self;
        match auth {
            AuthStyle::Bearer => format!("printf 'Authorization: Bearer %s' \"${variable}\""),
            AuthStyle::Token => format!("printf 'Authorization: Token token=%s' \"${variable}\""),
            // The colon stays: the password is empty.
            AuthStyle::Basic => format!("printf 'user = \"%s:\"' \"${variable}\""),
        }
    }

    /// How curl takes what was printed.
    fn taken(&self) -> &'static str {
        match self.auth {
            AuthStyle::Bearer | AuthStyle::Token => "--header @-",
            AuthStyle::Basic => "--config -",
        }
    }

    fn python(&self) -> String {
        let (file, variable) = (json!(self.file()), json!(self.variable));
        // As a header of its own it would give way to what ~/.netrc says of the host.
        let header = |scheme: &str| {
            let function = format!(
                "def with_token(request):\n    \
                 request.headers[\"Authorization\"] = \"{scheme}\" + os.environ[{variable}]\n    \
                 return request\n\n\n"
            );
            (function, "with_token".to_owned())
        };
        let (function, auth) = match self.auth {
            AuthStyle::Bearer => header("Bearer "),
            AuthStyle::Token => header("Token token="),
            AuthStyle::Basic => (String::new(), format!("(os.environ[{variable}], \"\")")),
        };
        format!(
            "# {} holds the token. Your personal one: {}\n\
             import os\n\nimport requests\n\n{}{function}\
             with requests.Session() as session:\n    \
             session.verify = {file}\n    \
             session.auth = {auth}\n    \
             answer = session.get(\"https://{}/v1/whoami\", timeout=10)\n    \
             answer.raise_for_status()\n    \
             print(answer.json()[\"name\"])\n",
            self.variable,
            LinkPlace::PersonalToken.link(),
            if function.is_empty() { "" } else { "\n" },
            self.address
        )
    }

    fn powershell(&self) -> String {
        let variable = &self.variable;
        let shown = match self.auth {
            AuthStyle::Bearer => format!("\"Bearer $env:{variable}\""),
            AuthStyle::Token => format!("\"Token token=$env:{variable}\""),
            AuthStyle::Basic => format!(
                "'Basic ' + [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes(\"${{env:{variable}}}:\"))"
            ),
        };
        format!(
            "# Once: this account of Windows trusts the verifier’s certificate, which can vouch for nothing else.\n\
             Import-Certificate -FilePath '{}' -CertStoreLocation Cert:\\CurrentUser\\Root\n\n\
             $headers = @{{ Authorization = {shown} }}\n\
             Invoke-RestMethod -Uri 'https://{}/v1/whoami' -Headers $headers\n",
            self.file().replace('\'', "''"),
            self.address
        )
    }

    fn postman(&self) -> String {
        let about = format!(
            "Postman: Settings, Certificates, CA certificates: choose {}. Then give the variable “token” the value of \
             {} as its current value, which Postman keeps to itself.\n\
             newman: --ssl-extra-ca-certs {}, and the token in an environment of its own.\n\
             Your personal token: [api_token]({})",
            self.file(),
            self.variable,
            self.file(),
            LinkPlace::PersonalToken.link()
        );
        let request = |name: &str, path: &str, auth: serde_json::Value, status: u16| {
            let test = format!(
                "pm.test(\"{name}: {status}\", function () {{ pm.response.to.have.status({status}); }});"
            );
            json!({
                "name": name,
                "event": [{ "listen": "test", "script": { "type": "text/javascript", "exec": [test] } }],
                "request": { "method": "GET", "auth": auth, "url": format!("{{{{address}}}}{path}") },
            })
        };
        let field = |key: &str, value: &str| json!({ "key": key, "value": value, "type": "string" });
        let bearer = json!({ "type": "bearer", "bearer": [field("token", "{{token}}")] });
        let basic =
            json!({ "type": "basic", "basic": [field("username", "{{token}}"), field("password", "")] });
        let api_key = json!({ "type": "apikey", "apikey": [
            field("key", "X-API-Key"), field("value", "{{token}}"), field("in", "header"),
        ] });
        let collection = json!({
            "info": {
                "name": "Token Desk verifier",
                "description": about,
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            "item": [
                request("Who am I, as Bearer", "/v1/whoami", bearer.clone(), 200),
                request("Who am I, as Basic", "/v1/whoami", basic, 200),
                request("Who am I, as X-API-Key", "/v1/whoami", api_key, 200),
                request("May a gateway let it pass", "/v1/verify", bearer, 204),
                request("Without a token", "/v1/whoami", json!({ "type": "noauth" }), 401),
            ],
            "variable": [
                { "key": "address", "value": format!("https://{}", self.address) },
                { "key": "token", "value": "" },
            ],
        });
        format!("{collection:#}\n")
    }

    fn nginx(&self) -> String {
        let (host, port) = self.host_and_port();
        // Of “localhost” nginx would take the address that nothing listens on as well.
        let at = if host == "localhost" { "127.0.0.1" } else { host };
        let set = lines(&TOLD, |name| {
            let variable = name.to_lowercase().replace('-', "_");
            format!(
                "        auth_request_set ${variable} $upstream_http_{variable};\n        \
                 proxy_set_header {name} ${variable};\n"
            )
        });
        let without = lines(&PRESENTED, |name| {
            format!("        proxy_set_header {name} \"\";\n")
        });
        format!(
            "# In http {{ }}, for example as a file in /etc/nginx/conf.d. Where others than this computer reach it, give the\n\
             # server a certificate: tokens must not travel unencrypted.\n\
             # A client: {printed} | curl {taken} http://{listen}/\n\
             upstream token_desk {{\n    server {at}:{port};\n    keepalive 8;\n}}\n\
             server {{\n    listen {listen};\n\n    \
             location = /_token_desk {{\n        internal;\n        \
             # Ask for more than a good token: /v1/verify?group=Moderator&scope=write\n        \
             proxy_pass https://token_desk/v1/verify;\n        \
             proxy_pass_request_body off;\n        \
             proxy_set_header Content-Length \"\";\n        \
             proxy_set_header Transfer-Encoding \"\";\n        \
             proxy_set_header Origin \"\";\n        \
             proxy_set_header Sec-Fetch-Site \"\";\n        \
             proxy_set_header Host {address};\n        \
             proxy_set_header Connection \"\";\n        \
             proxy_http_version 1.1;\n        \
             proxy_ssl_trusted_certificate {file};\n        \
             proxy_ssl_verify on;\n        \
             proxy_ssl_name {host};\n        \
             proxy_ssl_server_name on;\n    }}\n\n    \
             location / {{\n        auth_request /_token_desk;\n        \
             # No answer of the verifier is kept: a revocation holds for the next request.\n\
             {set}{without}        proxy_pass http://{backend};\n    }}\n}}\n",
            printed = self.printed(),
            taken = self.taken(),
            listen = self.listen,
            address = self.address,
            backend = self.backend,
            file = in_double_quotes(&self.file()),
        )
    }

    fn caddy(&self) -> String {
        let Self {
            address,
            listen,
            backend,
            ..
        } = self;
        // A client could tell these for itself where the verifier has nothing to tell.
        let strangers = lines(&TOLD, |name| format!("\t\trequest_header -{name}\n"));
        let without = lines(&PRESENTED, |name| format!("\t\t\theader_up -{name}\n"));
        format!(
            "# Where others than this computer reach it, give the site its name instead, and Caddy gives it a certificate:\n\
             # tokens must not travel unencrypted.\n\
             # A client: {printed} | curl {taken} http://{listen}/\n\
             http://{listen} {{\n\troute {{\n{strangers}\
             \t\tforward_auth https://{address} {{\n\
             \t\t\t# Ask for more than a good token: /v1/verify?group=Moderator&scope=write\n\
             \t\t\turi /v1/verify?\n\
             \t\t\theader_up Host {address}\n\
             \t\t\theader_up -Origin\n\
             \t\t\theader_up -Sec-Fetch-Site\n\
             \t\t\tcopy_headers {told}\n\
             \t\t\ttransport http {{\n\t\t\t\ttls_trusted_ca_certs {file}\n\t\t\t}}\n\t\t}}\n\
             \t\treverse_proxy {backend} {{\n{without}\t\t}}\n\t}}\n}}\n",
            printed = self.printed(),
            taken = self.taken(),
            told = TOLD.join(" "),
            file = in_double_quotes(&self.file()),
        )
    }

    fn file(&self) -> String {
        self.certificate.display().to_string()
    }

    fn host_and_port(&self) -> (&str, &str) {
        self.address.rsplit_once(':').unwrap_or((&self.address, "443"))
    }
}

fn lines(names: &[&str], line: impl Fn(&str) -> String) -> String {
    names.iter().map(|name| line(name)).collect()
}

pub(crate) fn in_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn in_double_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: [AuthStyle; 3] = [AuthStyle::Bearer, AuthStyle::Token, AuthStyle::Basic];

    fn sample(file: &str) -> Sample {
        Sample {
            variable: "SCANNER_TOKEN".to_owned(),
            certificate: file.into(),
            address: "localhost:7443".to_owned(),
            auth: AuthStyle::Bearer,
            listen: "127.0.0.1:8080".to_owned(),
            backend: "127.0.0.1:3000".to_owned(),
        }
    }

    #[test]
    fn every_sample_names_the_variable_and_the_certificate_and_leaves_checks_on() {
        for (kind, auth) in KINDS.into_iter().flat_map(|kind| STYLES.map(|auth| (kind, auth))) {
            let text = Sample {
                auth,
                ..sample("/home/ann/ca.pem")
            }
            .text(kind);
            for needed in ["SCANNER_TOKEN", "/home/ann/ca.pem", "localhost:7443"] {
                assert!(text.contains(needed), "{kind:?} lacks {needed}");
            }
            let lower = text.to_lowercase();
            for bad in [
                "tdk_",
                "insecure",
                " -k ",
                "verify off",
                "verify = false",
                "skip",
                "http://localhost:7443",
            ] {
                assert!(!lower.contains(bad), "{kind:?} has {bad}");
            }
        }
    }

    #[test]
    fn samples_for_programs_lead_to_the_personal_token() {
        for kind in [SampleKind::Python, SampleKind::Postman] {
            let text = sample("/home/ann/ca.pem").text(kind);
            assert!(text.contains("token-desk://personal-token"), "{kind:?}");
        }
    }

    #[test]
    fn a_file_with_quotes_in_its_name_stays_one_word() {
        let curl = sample("/home/o'neill/ca.pem").text(SampleKind::Curl);
        assert!(curl.contains(r"--cacert '/home/o'\''neill/ca.pem'"), "{curl}");
        let python = sample("C:\\Users\\ann\\ca.pem").text(SampleKind::Python);
        assert!(
            python.contains(r#"session.verify = "C:\\Users\\ann\\ca.pem""#),
            "{python}"
        );
        let powershell = sample("C:\\o'neill\\ca.pem").text(SampleKind::PowerShell);
        assert!(
            powershell.contains(r"-FilePath 'C:\o''neill\ca.pem'"),
            "{powershell}"
        );
    }
}
