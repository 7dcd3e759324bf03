//! The two calls of a script, with the certificate checked and without the token in an argument.

use serde_json::json;

use super::seen;
use crate::Desk;
use crate::variable::checked_name;
use crate::verifying::in_shell;
use crate::wire::{AppError, ResourceSampleRequest, ResourceSamples};

/// The variable that holds a token for a resource unless another is named, as the template for it says.
const VARIABLE: &str = "DATABASE_ACCESS_TOKEN";

impl Desk {
    /// How a script gets the password of a resource and gives it back, by curl.
    ///
    /// # Errors
    /// [`AppError::NoSuchResource`], a bad name of a variable, and those of the store.
    pub fn resource_samples(&self, request: &ResourceSampleRequest) -> Result<ResourceSamples, AppError> {
        let ResourceSampleRequest { name, variable } = request;
        let variable = checked_name(variable.as_deref().unwrap_or(VARIABLE))?;
        let found = self.with_ledger(|ledger, _| seen(&ledger.store.read(), &ledger.acting()?, name))?;
        let address = self.with_state(|state| state.settings.settings.endpoint.clone());
        let Some(certificate) = self.authority_certificate() else {
            return Ok(ResourceSamples {
                certificate: None,
                check_out: String::new(),
                check_in: String::new(),
            });
        };
        let certificate = certificate.display().to_string();
        let call = |method: &str, body: &serde_json::Value, path: &str| {
            format!(
                "printf 'Authorization: Token token=%s' \"${variable}\" |\n  \
                 curl --fail --silent --show-error --cacert {} --header @- \\\n    \
                 --header 'Content-Type: application/json' --header 'Cache-Control: no-cache' \\\n    \
                 --request {method} --data {} \\\n    \
                 https://{address}/rest/cmdctrl/Request{path}\n",
                in_shell(&certificate),
                in_shell(&body.to_string()),
            )
        };
        let out = json!({ "Request": {
            "type": "PasswordCheckout", "runHost": found.name, "reason": "night job", "duration": "30",
            "emailid": "",
        }});
        let back = json!({ "Request": { "type": "PasswordCheckin", "runHost": found.name } });
        Ok(ResourceSamples {
            check_out: call("POST", &out, ""),
            check_in: call("PUT", &back, "/\"$REQUEST_ID\""),
            certificate: Some(certificate),
        })
    }
}
