//! The description of the service (OpenAPI 3.1). Its paths and methods come from the list of routes.

use serde_json::{Map, Value, json};

use super::routes::{ROUTES, Route};

pub(super) fn description() -> Value {
    let mut paths = Map::new();
    for (path, route, methods) in ROUTES {
        let operations: Map<String, Value> = methods
            .iter()
            .map(|method| {
                let mut operation = operation(route);
                let id = format!(
                    "{}-{}",
                    method.as_str().to_lowercase(),
                    &path[1..].replace('/', "-")
                );
                operation["operationId"] = id.into();
                (method.as_str().to_lowercase(), operation)
            })
            .collect();
        paths.insert(path.to_owned(), Value::Object(operations));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Token Desk verifier",
            "version": "1",
            "description": "Is this token good, for whom, and for what?",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "basic": { "type": "http", "scheme": "basic", "description": "The token as user name, no password." },
                "apiKey": { "type": "apiKey", "in": "header", "name": "X-API-Key" },
                "dataverseKey": { "type": "apiKey", "in": "header", "name": "X-Dataverse-key" },
            },
            "schemas": schemas(),
        },
    })
}

fn operation(route: Route) -> Value {
    let (summary, success, is_guarded) = match route {
        Route::Whoami => ("Whom the token speaks for", ("200", json_of("Whoami")), true),
        Route::Verify => (
            "Whether a gateway may let a request pass",
            ("204", empty("It may.")),
            true,
        ),
        Route::Introspect => ("RFC 7662", ("200", json_of("Introspection")), true),
        Route::Revoke => ("RFC 7009", ("200", empty("The token is over.")), true),
        Route::CheckOut => (
            "The password of the resource that the token is for, for a while",
            ("200", json_of("CheckedOut")),
            true,
        ),
        Route::CheckIn => (
            "The password is not needed any longer",
            ("200", json_of("CheckedIn")),
            true,
        ),
        Route::Health => (
            "Whether tokens can be verified",
            ("200", json_of("Health")),
            false,
        ),
        Route::Metrics => (
            "Numbers for Prometheus; open on loopback",
            (
                "200",
                json!({ "description": "Numbers.", "content": { "text/plain": { "schema": { "type": "string" } } } }),
            ),
            true,
        ),
        Route::Description => (
            "This description",
            (
                "200",
                json!({ "description": "It.", "content": { "application/json": { "schema": { "type": "object" } } } }),
            ),
            false,
        ),
    };
    let has_body = route != Route::Verify;
    let mut responses = Map::new();
    responses.insert(success.0.to_owned(), success.1);
    for (status, what) in refusals(route) {
        responses.insert(
            status.to_owned(),
            if has_body { problem(what) } else { empty(what) },
        );
    }
    let mut operation = json!({ "summary": summary, "responses": responses });
    if is_guarded {
        let mut ways = vec![
            json!({ "bearer": [] }),
            json!({ "basic": [] }),
            json!({ "apiKey": [] }),
            json!({ "dataverseKey": [] }),
        ];
        if route == Route::Metrics {
            // None is one of the ways: on loopback.
            ways.insert(0, json!({}));
        }
        operation["security"] = ways.into();
    }
    if route == Route::Verify {
        operation["responses"]["200"] =
            empty("It may, said to a gateway that appends the guarded request’s path to path=.");
        operation["description"] = "For a gateway that appends the guarded request’s path to a prefix: below /v1/verify/ \
            nothing is asked of the token but that it is good, and a prefix of /v1/verify?group=Moderator&path= asks for \
            what stands before path."
            .into();
        let parameter = |name: &str, schema: Value| json!({ "name": name, "in": "query", "schema": schema });
        operation["parameters"] = json!([
            parameter(
                "group",
                json!({ "type": "string", "enum": token::Group::ALL.map(token::Group::name) })
            ),
            parameter(
                "scope",
                json!({ "type": "string", "pattern": token::Scope::PATTERN })
            ),
            parameter("resource", json!({ "type": "string", "minLength": 1 })),
        ]);
    }
    if matches!(route, Route::Introspect | Route::Revoke) {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/TokenForm" } } },
        });
    }
    if matches!(route, Route::CheckOut | Route::CheckIn) {
        let (schema, parameter) = if route == Route::CheckOut {
            (
                "CheckOut",
                json!({ "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 200 } }),
            )
        } else {
            (
                "CheckIn",
                json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
            )
        };
        operation["parameters"] = json!([parameter]);
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
        });
    }
    operation
}

fn refusals(route: Route) -> Vec<(&'static str, &'static str)> {
    let mut refusals = vec![
        ("400", "The request makes no sense."),
        ("403", "A web page may not ask, or the token lacks something."),
        ("421", "The service does not answer to this name."),
        ("503", "Nobody can tell just now; try again."),
    ];
    if !matches!(route, Route::Health | Route::Description) {
        refusals.push(("401", "No good token came with the request."));
        refusals.push(("429", "Too many wrong secrets for one token."));
    }
    if matches!(route, Route::Introspect | Route::Revoke) {
        refusals.push(("408", "The body took too long."));
        refusals.push(("413", "The body is too large."));
        refusals.push(("415", "The body is no form."));
    }
    if matches!(route, Route::CheckOut | Route::CheckIn) {
        refusals.push(("404", "Nothing of this name for this token."));
        refusals.push(("408", "The body took too long."));
        refusals.push(("413", "The body is too large."));
        refusals.push(("415", "The body is not JSON."));
        refusals.push(("422", "A field breaks a rule."));
    }
    if route == Route::CheckOut {
        refusals.push((
            "409",
            "Somebody has it, its password is being replaced, or a repeated request is over.",
        ));
    }
    refusals
}

fn empty(what: &str) -> Value {
    json!({ "description": what })
}

fn json_of(schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": "It is good.", "content": { "application/json": { "schema": schema } } })
}

fn problem(what: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": what, "content": { "application/problem+json": { "schema": schema } } })
}

/// The form of the bodies of check-outs and check-ins.
fn request(properties: Value, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "required": ["Request"],
        "properties": { "Request": { "type": "object", "required": required, "properties": properties } },
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "Whoami": {
            "type": "object",
            "required": ["name", "id", "owner", "groups", "scopes", "resource", "expiry"],
            "properties": {
                "name": text, "id": text, "owner": maybe, "groups": list, "scopes": list, "resource": maybe,
                "expiry": { "type": ["string", "null"], "format": "date-time" },
            },
        },
        "Introspection": {
            "type": "object",
            "required": ["active"],
            "properties": {
                "active": { "type": "boolean" }, "token_type": text, "sub": text, "name": text, "groups": list,
                "scope": text, "username": text, "aud": text,
                "iat": { "type": "integer" }, "exp": { "type": "integer" },
            },
        },
        "Health": { "type": "object", "required": ["status"], "properties": { "status": { "const": "ok" } } },
        "TokenForm": {
            "type": "object",
            "required": ["token"],
            "properties": { "token": text, "token_type_hint": text },
        },
        "CheckOut": request(json!({
            "type": { "const": "PasswordCheckout" }, "runHost": text, "reason": text,
            "duration": { "type": ["string", "integer"], "description": "Minutes, 1 to 10080." }, "emailid": text,
        }), &["type", "runHost", "reason", "duration"]),
        "CheckIn": request(json!({ "type": { "const": "PasswordCheckin" }, "runHost": text }), &["type", "runHost"]),
        "CheckedOut": {
            "type": "object",
            "required": ["CheckOut", "message", "status", "vrm"],
            "properties": {
                "CheckOut": {
                    "type": "object",
                    "required": ["Request", "account", "passwd"],
                    "properties": {
                        "Request": { "type": "object", "required": ["id"], "properties": { "id": text } },
                        "account": text, "passwd": text,
                    },
                },
                "message": text, "status": { "type": "integer" }, "vrm": text,
            },
        },
        "CheckedIn": {
            "type": "object",
            "required": ["message", "status", "vrm"],
            "properties": { "message": text, "status": { "type": "integer" }, "vrm": text },
        },
        "Problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": { "title": text, "status": { "type": "integer" }, "detail": text, "error": text },
        },
    })
}
