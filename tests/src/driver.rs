//! WebKitWebDriver on a port of its own, with the built program as its browser.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::desktop::Desktop;
use crate::processes::Running;
use crate::until::{PATIENCE, until};

/// A driver; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Running,
    port: u16,
}

impl Driver {
    /// Starts one on a desktop. The program inherits its environment.
    pub(crate) fn start(desktop: &Desktop, variables: &[(&str, &str)]) -> Self {
        let port = free_port();
        let process = Running::start(
            desktop
                .command("WebKitWebDriver")
                .arg("--host=127.0.0.1")
                .arg(format!("--port={port}"))
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .envs(variables.iter().copied())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        until("WebKitWebDriver to listen", || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()
        });
        Self { process, port }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Starts the program and answers the session with its page.
    pub(crate) fn session(&self, runtime: &Runtime, program: &Path) -> Client {
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": program, "args": [] },
            "timeouts": { "script": 30_000 },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            unreachable!("it is written as an object")
        };
        let address = format!("http://127.0.0.1:{}", self.port);
        runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let connecting = builder.capabilities(capabilities).connect(&address);
            match tokio::time::timeout(PATIENCE + Duration::from_secs(30), connecting).await {
                Ok(Ok(client)) => client,
                Ok(Err(error)) => panic!("the window could not be driven: {error}"),
                Err(_) => panic!("the window did not come up for WebDriver"),
            }
        })
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}
