//! Samples of how to use a token. They name the variable; the token itself comes in only while copying, and
//! only if the person ticked that box. None turns certificate checks off, ever.

use crate::SecretText;
use crate::wire::{Snippet, SnippetKind};

/// The verifier's address is the person's to fill in: `.example` can belong to nobody (RFC 2606).
const ADDRESS: &str = "https://your-server.example/api/v1/status";

/// Every kind, in the order of the tabs.
pub(crate) const KINDS: [SnippetKind; 6] = [
    SnippetKind::Curl,
    SnippetKind::CurlBasic,
    SnippetKind::Python,
    SnippetKind::PowerShell,
    SnippetKind::Postman,
    SnippetKind::SettingsFile,
];

/// All samples for `variable`, a checked name.
pub(crate) fn all(variable: &str) -> Vec<Snippet> {
    KINDS
        .iter()
        .map(|kind| Snippet {
            kind: *kind,
            text: naming(*kind, variable),
        })
        .collect()
}

/// A sample that names the variable.
pub(crate) fn naming(kind: SnippetKind, variable: &str) -> String {
    match kind {
        SnippetKind::Curl => curl(&format!("${variable}")),
        SnippetKind::CurlBasic => curl_basic(&format!("${variable}")),
        SnippetKind::Python => python(
            &format!("f\"Bearer {{os.environ['{variable}']}}\""),
            "import os, requests",
        ),
        SnippetKind::PowerShell => powershell(&format!("$env:{variable}")),
        SnippetKind::Postman => postman(&format!("the value of {variable}")),
        SnippetKind::SettingsFile => settings_file(&format!("${{{variable}}}")),
    }
}

/// A sample that holds the token: as secret as the token.
pub(crate) fn holding(kind: SnippetKind, token: &SecretText) -> SecretText {
    let token = token.expose();
    SecretText::new(match kind {
        SnippetKind::Curl => curl(token),
        SnippetKind::CurlBasic => curl_basic(token),
        SnippetKind::Python => python(&format!("\"Bearer {token}\""), "import requests"),
        SnippetKind::PowerShell => powershell(token),
        SnippetKind::Postman => postman(token),
        SnippetKind::SettingsFile => settings_file(token),
    })
}

fn curl(token: &str) -> String {
    format!("curl {ADDRESS} \\\n  -H \"Authorization: Bearer {token}\"")
}

fn curl_basic(token: &str) -> String {
    format!("curl {ADDRESS} \\\n  -u \"{token}:\"")
}

fn python(bearer: &str, imports: &str) -> String {
    format!(
        "{imports}\n\nurl = \"{ADDRESS}\"\nr = requests.get(url, headers={{\"Authorization\": {bearer}}})\nr.raise_for_status()"
    )
}

fn powershell(token: &str) -> String {
    format!(
        "$uri = \"{ADDRESS}\"\nInvoke-RestMethod -Uri $uri -Headers @{{ Authorization = \"Bearer {token}\" }}"
    )
}

fn postman(token: &str) -> String {
    format!(
        "1. Variables: add osprey_token, mark it as secret, and give it {token}.\n\
         2. Authorization: choose Bearer Token and enter {{{{osprey_token}}}}.\n   \
         Or choose Basic Auth: user name {{{{osprey_token}}}}, password empty."
    )
}

fn settings_file(token: &str) -> String {
    format!("tychoDataAPIToken = {token}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLE: &str = "TYCHODATA_OSPREY_APITOKEN";
    const TOKEN: &str = "tdk_0123456789abcdef_ASecretASecretASecretASecretASecretASecretASecret000";

    fn token() -> SecretText {
        SecretText::new(TOKEN.to_owned())
    }

    #[test]
    fn each_kind_is_its_golden_text() {
        let golden = [
            "curl https://your-server.example/api/v1/status \\\n  -H \"Authorization: Bearer $TYCHODATA_OSPREY_APITOKEN\"",
            "curl https://your-server.example/api/v1/status \\\n  -u \"$TYCHODATA_OSPREY_APITOKEN:\"",
            "import os, requests\n\nurl = \"https://your-server.example/api/v1/status\"\n\
             r = requests.get(url, headers={\"Authorization\": f\"Bearer {os.environ['TYCHODATA_OSPREY_APITOKEN']}\"})\n\
             r.raise_for_status()",
            "$uri = \"https://your-server.example/api/v1/status\"\n\
             Invoke-RestMethod -Uri $uri -Headers @{ Authorization = \"Bearer $env:TYCHODATA_OSPREY_APITOKEN\" }",
            "1. Variables: add osprey_token, mark it as secret, and give it the value of TYCHODATA_OSPREY_APITOKEN.\n\
             2. Authorization: choose Bearer Token and enter {{osprey_token}}.\n   \
             Or choose Basic Auth: user name {{osprey_token}}, password empty.",
            "tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}",
        ];
        let texts: Vec<String> = all(VARIABLE).into_iter().map(|snippet| snippet.text).collect();
        assert_eq!(texts, golden);
    }

    #[test]
    fn no_kind_holds_the_token_unless_asked_and_then_each_does_once() {
        for kind in KINDS {
            let held = holding(kind, &token());
            assert_eq!(held.expose().matches(TOKEN).count(), 1, "{kind:?}");
            assert!(
                !held.expose().contains(VARIABLE),
                "{kind:?} must not name a variable as well"
            );
            assert!(!naming(kind, VARIABLE).contains("tdk_"), "{kind:?}");
        }
    }

    #[test]
    fn no_kind_turns_certificate_checks_off_or_speaks_plain_http() {
        for kind in KINDS {
            let text =
                format!("{}{}", naming(kind, VARIABLE), holding(kind, &token()).expose()).to_lowercase();
            for bad in [
                "insecure",
                " -k",
                "verify=false",
                "skipcertificatecheck",
                "http://",
            ] {
                assert!(!text.contains(bad), "{kind:?} has {bad}");
            }
        }
    }
}
