//! nginx and Caddy in front of something, with the samples as they are printed, Envoy and Traefik.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::clients::tool;
use crate::verifier::Serving;
use crate::{Answer, Person};

/// The headers that a token comes in, and those that tell whose it is.
const PRESENTED: [&str; 3] = ["authorization", "x-api-key", "x-dataverse-key"];
const TOLD: [&str; 5] = [
    "x-token-name",
    "x-token-id",
    "x-token-owner",
    "x-token-groups",
    "x-token-expires",
];

/// A gateway in a process of its own, in front of a backend that answers with the head of the request it got.
pub(crate) struct Gateway {
    child: Child,
    pub(crate) address: String,
    /// The name that it is asked by, where that matters.
    host: Option<&'static str>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Gateway {
    /// Starts what `command` makes of an address to listen on, and waits until it listens.
    fn start(mut command: impl FnMut(&str) -> Command) -> Self {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let address = free_address();
            let mut child = command(&address)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let ended = loop {
                if TcpStream::connect(&address).is_ok() {
                    return Self {
                        child,
                        address,
                        host: None,
                    };
                }
                if child.try_wait().unwrap().is_some() {
                    break true;
                }
                if Instant::now() > deadline {
                    break false;
                }
                thread::yield_now();
            };
            let mut said = String::new();
            let _ = child.kill();
            let _ = child.stderr.take().unwrap().read_to_string(&mut said);
            // Somebody else may have taken the address meanwhile.
            assert!(ended && said.contains("in use"), "it does not listen: {said}");
        }
    }

    fn called(mut self, host: &'static str) -> Self {
        self.host = Some(host);
        self
    }

    /// The status, and the head that reached the backend.
    fn asks(&self, ann: &Person, arguments: &[&str]) -> (String, String) {
        let url = format!("http://{}/data?x=1&group=Nobody", self.address);
        let asked = ann
            .command("curl")
            .args(["--silent", "--show-error", "--write-out", "\n%{http_code}"])
            .args(self.host.map(|host| format!("-HHost: {host}")))
            .args(arguments)
            .arg(&url)
            .output();
        let told = Answer::from(asked.unwrap()).done().out;
        let (head, status) = told.rsplit_once('\n').unwrap();
        (status.to_owned(), head.to_lowercase())
    }
}

pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Answers with what it was asked, until the test ends.
fn backend() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = Vec::new();
            let mut piece = [0; 4096];
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(length) if length > 0 => head.extend_from_slice(&piece[..length]),
                    Ok(_) | Err(_) => break,
                }
            }
            let answer = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                head.len()
            );
            let _ = stream
                .write_all(answer.as_bytes())
                .and_then(|()| stream.write_all(&head));
        }
    });
    address
}

/// What is done to a sample before it is used.
pub(crate) type Change<'a> = &'a dyn Fn(String) -> String;

/// What a gateway must do, whichever it is: started in front of a backend, it asks a verifier.
fn guards(begin: &dyn Fn(&Person, &Serving, &str, Change<'_>) -> Gateway) {
    let ann = &Person::new();
    let (serving, behind) = (Serving::of(ann), backend());
    let start = |change: Change<'_>| begin(ann, &serving, &behind, change);
    let token = ann.generates("PI Scanner");
    let bearer = format!("Authorization: Bearer {token}");
    let gateway = start(&|sample| sample);
    assert_eq!(gateway.asks(ann, &[]).0, "401", "nobody");
    assert_eq!(
        gateway
            .asks(ann, &["--header", &bearer.replace("tdk_", "tdk_0")])
            .0,
        "401"
    );
    let api_key = format!("X-API-Key: {token}");
    let user = format!("{token}:");
    let forms: [&[&str]; 4] = [
        &["--header", &bearer],
        &["--header", &api_key],
        &["--user", &user],
        &[
            "--header",
            &bearer,
            "--data",
            "a=b",
            "--header",
            "Origin: https://page.example",
        ],
    ];
    for form in forms {
        let forged = [
            "--header",
            "X-Token-Name: forged",
            "--header",
            "X-Token-Owner: forged",
        ];
        let (status, head) = gateway.asks(ann, &[form, &forged].concat());
        assert_eq!(status, "200", "{head}");
        assert!(head.contains("x-token-name: pi scanner"), "{head}");
        assert!(head.contains("x-token-groups: "), "{head}");
        assert!(
            !head.contains("forged"),
            "what a client says of itself is not believed: {head}"
        );
        assert!(
            !head.contains(&token.to_lowercase()) && !head.contains("authorization"),
            "the backend does not need the token"
        );
    }
    // The sample says how more is asked for.
    let for_admins = start(&|sample| {
        let more = sample
            .replace("token_desk/v1/verify;", "token_desk/v1/verify?group=Admin;")
            .replace("uri /v1/verify?", "uri /v1/verify?group=Admin")
            .replace("/v1/verify?path=", "/v1/verify?group=Admin&path=")
            .replace("/v1/verify\"", "/v1/verify?group=Admin\"");
        assert_ne!(more, sample);
        more
    });
    assert_eq!(for_admins.asks(ann, &["--header", &bearer]).0, "403");
    ann.runs(&["revoke", "PI Scanner"]).done();
    let (status, head) = gateway.asks(ann, &["--header", &bearer]);
    assert_eq!((status.as_str(), head.contains("x-token-name")), ("401", false));
}

#[test]
fn nginx_lets_good_tokens_pass_and_tells_the_backend_whose_they_are() {
    let (Some(program), Some(_)) = (tool("nginx"), tool("curl")) else {
        return;
    };
    guards(&|ann, serving, behind, change| nginx(ann, &program, serving, behind, change));
}

/// nginx by its sample, with what is done to that before.
pub(crate) fn nginx(
    ann: &Person,
    program: &Path,
    serving: &Serving,
    behind: &str,
    change: Change<'_>,
) -> Gateway {
    Gateway::start(|listen| {
        let more = ["--listen", listen, "--backend", behind];
        let sample = change(ann.sample("nginx", serving, &more));
        let folder = ann.folder.path().join(listen.replace(':', "-"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("sample.conf"), sample).unwrap();
        let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|what| format!("{what}_temp_path {};\n", folder.join(what).display()))
            .collect();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {0}/pid;\nevents {{ }}\nhttp {{\naccess_log off;\n{places}\
             include {0}/sample.conf;\n}}\n",
            folder.display()
        );
        fs::write(folder.join("nginx.conf"), config).unwrap();
        let mut command = ann.command(program.to_str().unwrap());
        command
            .arg("-p")
            .arg(&folder)
            .args(["-e", "stderr", "-c"])
            .arg(folder.join("nginx.conf"));
        command
    })
}

#[test]
fn caddy_lets_good_tokens_pass_and_tells_the_backend_whose_they_are() {
    let (Some(caddy), Some(_)) = (tool("caddy"), tool("curl")) else {
        return;
    };
    guards(&|ann, serving, behind, change| {
        Gateway::start(|listen| {
            let more = ["--listen", listen, "--backend", behind];
            let sample = change(ann.sample("caddy", serving, &more));
            let folder = ann.folder.path().join(listen.replace(':', "-"));
            fs::create_dir(&folder).unwrap();
            // Of the test's own are no administration port and no log of what it does well.
            let mine = "{\n\tadmin off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n";
            fs::write(folder.join("Caddyfile"), format!("{mine}{sample}")).unwrap();
            let mut command = ann.command(caddy.to_str().unwrap());
            command
                .args(["run", "--adapter", "caddyfile", "--config"])
                .arg(folder.join("Caddyfile"));
            command
        })
    });
}

#[test]
fn envoy_lets_good_tokens_pass_and_tells_the_backend_whose_they_are() {
    let (Some(envoy), Some(_)) = (tool("envoy"), tool("curl")) else {
        return;
    };
    guards(&|ann, serving, behind, change| {
        Gateway::start(|listen| {
            let config = change(for_envoy(listen, serving, behind, &ann.authority()));
            let file = ann
                .folder
                .path()
                .join(format!("{}.json", listen.replace(':', "-")));
            fs::write(&file, config).unwrap();
            let mut command = ann.other(&envoy);
            command
                .args([
                    "--log-level",
                    "error",
                    "--concurrency",
                    "1",
                    "--use-dynamic-base-id",
                ])
                .arg("--config-path")
                .arg(&file);
            command
        })
        .called("localhost")
    });
}

/// The filter `ext_authz` over HTTP. Envoy asks with the host of the request that it guards, so that has to be one of
/// the verifier's; `internal_only_headers` takes away what a client says of itself.
fn for_envoy(listen: &str, serving: &Serving, behind: &str, authority: &str) -> String {
    let patterns = |names: &[&str]| json!({ "patterns": names.iter().map(|name| json!({ "exact": name })).collect::<Vec<_>>() });
    let address = |of: &str| {
        let (host, port) = of.rsplit_once(':').unwrap();
        json!({ "socket_address": { "address": host, "port_value": port.parse::<u16>().unwrap() } })
    };
    let cluster = |name: &str, at: &str| {
        json!({
            "name": name, "type": "STATIC", "connect_timeout": "5s",
            "load_assignment": { "cluster_name": name, "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address(at) } }] }] },
        })
    };
    let kind = |of: &str| json!(format!("type.googleapis.com/envoy.{of}"));
    let mut verifier = cluster("verifier", &serving.address);
    verifier["transport_socket"] = json!({
        "name": "tls",
        "typed_config": {
            "@type": kind("extensions.transport_sockets.tls.v3.UpstreamTlsContext"),
            "sni": "localhost",
            "common_tls_context": { "validation_context": {
                "trusted_ca": { "filename": authority },
                "match_typed_subject_alt_names": [{ "san_type": "DNS", "matcher": { "exact": "localhost" } }],
            } },
        },
    });
    let ask = json!({
        "name": "ext_authz",
        "typed_config": {
            "@type": kind("extensions.filters.http.ext_authz.v3.ExtAuthz"),
            "allowed_headers": patterns(&PRESENTED[1..]),
            "http_service": {
                "server_uri": { "uri": serving.as_localhost(), "cluster": "verifier", "timeout": "5s" },
                "path_prefix": "/v1/verify?path=",
                "authorization_response": { "allowed_upstream_headers": patterns(&TOLD) },
            },
        },
    });
    let route = json!({
        "internal_only_headers": TOLD,
        "virtual_hosts": [{
            "name": "all", "domains": ["*"],
            "routes": [{
                "match": { "prefix": "/" }, "route": { "cluster": "behind" },
                "request_headers_to_remove": PRESENTED,
            }],
        }],
    });
    let manager = json!({
        "@type": kind("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
        "stat_prefix": "all", "use_remote_address": true, "route_config": route,
        "http_filters": [
            ask,
            { "name": "router", "typed_config": { "@type": kind("extensions.filters.http.router.v3.Router") } },
        ],
    });
    json!({ "static_resources": {
        "listeners": [{
            "address": address(listen),
            "filter_chains": [{ "filters": [{ "name": "http", "typed_config": manager }] }],
        }],
        "clusters": [verifier, cluster("behind", behind)],
    } })
    .to_string()
}

#[test]
fn traefik_lets_good_tokens_pass_and_tells_the_backend_whose_they_are() {
    let (Some(traefik), Some(_)) = (tool("traefik"), tool("curl")) else {
        return;
    };
    guards(&|ann, serving, behind, change| {
        let gateway = Gateway::start(|listen| {
            let file = ann
                .folder
                .path()
                .join(format!("{}.yml", listen.replace(':', "-")));
            fs::write(&file, change(for_traefik(serving, behind, &ann.authority()))).unwrap();
            let mut command = ann.other(&traefik);
            command
                .args([
                    "--global.checknewversion=false",
                    "--global.sendanonymoususage=false",
                ])
                .args(["--log.level=ERROR", "--log.filepath=/dev/stderr"])
                .arg(format!("--entrypoints.web.address={listen}"))
                .arg(format!("--providers.file.filename={}", file.display()));
            command
        });
        // It listens before it has read what to do.
        let deadline = Instant::now() + Duration::from_secs(60);
        while gateway.asks(ann, &[]).0 == "404" {
            assert!(Instant::now() < deadline, "it does not know the way to anything");
        }
        gateway
    });
}

/// The middleware `forwardAuth`. Of a request it passes on what a token may come in and nothing else: a verifier answers
/// no page of another site. JSON is YAML.
fn for_traefik(serving: &Serving, behind: &str, authority: &str) -> String {
    let nothing: serde_json::Map<String, serde_json::Value> = PRESENTED
        .iter()
        .map(|name| ((*name).to_owned(), json!("")))
        .collect();
    json!({ "http": {
        "routers": { "all": { "rule": "PathPrefix(`/`)", "middlewares": ["asks", "keeps"], "service": "behind" } },
        "middlewares": {
            "asks": { "forwardAuth": {
                "address": format!("https://{}/v1/verify", serving.as_localhost()),
                "tls": { "ca": authority },
                "authRequestHeaders": PRESENTED,
                "authResponseHeaders": TOLD,
            } },
            "keeps": { "headers": { "customRequestHeaders": nothing } },
        },
        "services": { "behind": { "loadBalancer": { "servers": [{ "url": format!("http://{behind}") }] } } },
    } })
    .to_string()
}
