//! From the command line to the first window: arguments, hardening, and what must be right before a window
//! can open. This file is the window's one door to the process's arguments and environment.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use desk::Places;
use desk::wire::LinkPlace;

use crate::shell::link;

const HELP: &str = "\
Token Desk: API tokens for scripts, scanners and integrations.

Usage: token-desk [--home DIR] [--log] [LINK]

      LINK        Open the page that it leads to: token-desk://personal-token
      --home DIR  Keep data, settings and locks below DIR (also: TOKEN_DESK_HOME)
      --log       Write a log without secrets to the data folder (also: TOKEN_DESK_LOG)
  -h, --help      Print this and end
  -V, --version   Print the version and end

In a terminal, or without a display, use `tokendesk`.";

/// Ends of the program before any window.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Something that was asked for; exit code 0.
    Answer(String),
    /// The command line is wrong; exit code 2.
    Usage(String),
    /// No window can open here; exit code 3.
    NoDisplay,
    /// The account has no home folder; exit code 4.
    NoHome,
    /// The program could not start itself again without dangerous variables; exit code 1.
    NotRestarted(String),
}

impl End {
    /// Says it and answers the exit code.
    #[allow(
        clippy::print_stdout,
        clippy::print_stderr,
        reason = "the words of a program that ends without a window"
    )]
    pub(crate) fn say(&self) -> ExitCode {
        match self {
            Self::Answer(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Self::Usage(problem) => {
                eprintln!("token-desk: {problem}. `token-desk --help` lists what can be said.");
                ExitCode::from(2)
            }
            Self::NoDisplay => {
                eprintln!(
                    "token-desk: there is no display to open a window on (neither WAYLAND_DISPLAY nor DISPLAY is set). \
                     Use `tokendesk` in this terminal instead."
                );
                ExitCode::from(3)
            }
            Self::NoHome => {
                eprintln!(
                    "token-desk: this account has no home folder (HOME is not set). \
                     Say where the data belongs: `token-desk --home DIR`."
                );
                ExitCode::from(4)
            }
            Self::NotRestarted(reason) => {
                eprintln!("token-desk: it could not be started without preloaded code: {reason}.");
                ExitCode::FAILURE
            }
        }
    }
}

/// What the window is opened with.
#[derive(Debug)]
pub(crate) struct Start {
    /// Where its files are.
    pub(crate) places: Places,
    /// Where the link leads that it was started by.
    pub(crate) link: Option<LinkPlace>,
}

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wishes {
    home: Option<PathBuf>,
    log: bool,
    link: Option<LinkPlace>,
}

/// Reads the command line, hardens the process, and makes sure that a window can open.
///
/// # Errors
/// How the program ends instead.
pub(crate) fn prepare() -> Result<Start, End> {
    let wishes = wishes(std::env::args_os().skip(1))?;
    start_again_without_intruders()?;
    let unhardened = desk::hardening::harden();
    let places = match wishes.home {
        Some(home) => Places::under(&std::path::absolute(&home).unwrap_or(home)),
        None => Places::of_this_user().ok_or(End::NoHome)?,
    };
    if let Err(error) = desk::log::start(&places, wishes.log) {
        report(&format!("the log could not be started: {error}"));
    }
    for missed in unhardened {
        tracing::warn!("{missed}");
    }
    if cfg!(all(unix, not(target_os = "macos"))) && !["WAYLAND_DISPLAY", "DISPLAY"].into_iter().any(is_set) {
        return Err(End::NoDisplay);
    }
    Ok(Start {
        places,
        link: wishes.link,
    })
}

/// Says something on standard error that does not end the program.
#[allow(clippy::print_stderr, reason = "the one place for words beside the window")]
pub(crate) fn report(sentence: &str) {
    eprintln!("token-desk: {sentence}");
}

fn wishes(arguments: impl IntoIterator<Item = OsString>) -> Result<Wishes, End> {
    let mut wishes = Wishes::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Err(End::Answer(HELP.to_owned())),
            Some("--version" | "-V") => return Err(End::Answer(version())),
            Some("--log") => wishes.log = true,
            Some("--home") => wishes.home = Some(folder(arguments.next())?),
            Some(other) if other.starts_with("--home=") => {
                wishes.home = Some(folder(Some(OsString::from(&other["--home=".len()..])))?);
            }
            Some(other) if link::is_link(other) => wishes.link = link::place_of(other),
            Some(_) | None => return Err(End::Usage(format!("{} is not known", argument.display()))),
        }
    }
    Ok(wishes)
}

fn folder(argument: Option<OsString>) -> Result<PathBuf, End> {
    argument
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .ok_or_else(|| End::Usage("--home needs a folder".to_owned()))
}

/// The version; a build for the window tests says so, because it must not be handed out.
fn version() -> String {
    let kind = if cfg!(feature = "window-tests") {
        " (for window tests)"
    } else {
        ""
    };
    format!("Token Desk {}{kind}", env!("CARGO_PKG_VERSION"))
}

/// The GTK theme that the person forced on programs, such as `Adwaita:dark`. GTK obeys it without telling.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn forced_gtk_theme() -> Option<String> {
    Some(variable("GTK_THEME")?.to_string_lossy().into_owned())
}

fn is_set(name: &str) -> bool {
    variable(name).is_some()
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the window's one door to the environment"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Variables by which whoever starts the program could drive the window, look into the page, or load code
/// into it. Names that end in `*` stand for all that begin so.
const INTRUDERS: &[&str] = &[
    "TAURI_WEBVIEW_AUTOMATION",
    "WEBKIT_*",
    "JSC_*",
    "WEBVIEW2_*",
    "COREWEBVIEW_*",
    "GTK_MODULES",
    "GTK3_MODULES",
    "GTK_PATH",
    "GTK_EXE_PREFIX",
    "GTK_DATA_PREFIX",
    "GTK_IM_MODULE_FILE",
    "GTK_DEBUG",
    "GDK_PIXBUF_MODULE*",
    "GIO_EXTRA_MODULES",
    "GIO_MODULE_DIR",
    "GST_PLUGIN*",
    "LD_PRELOAD",
    "LD_AUDIT",
    "LD_LIBRARY_PATH",
    "LD_PROFILE*",
    "DYLD_*",
];

/// Cures for graphics drivers that people are told to set; they cannot be used to look inside.
const HARMLESS: &[&str] = &[
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    "WEBKIT_DISABLE_COMPOSITING_MODE",
];

fn is_intruder(name: &OsStr) -> bool {
    // Windows names ignore case.
    let name = name.to_string_lossy().to_ascii_uppercase();
    !HARMLESS.contains(&name.as_str())
        && INTRUDERS.iter().any(|intruder| match intruder.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == *intruder,
        })
}

/// Starts the program anew without the variables in [`INTRUDERS`], if any is set. A build for the window
/// tests keeps them: WebDriver needs one.
fn start_again_without_intruders() -> Result<(), End> {
    if cfg!(feature = "window-tests") {
        return Ok(());
    }
    let intruders: Vec<OsString> = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| is_intruder(name))
        .collect();
    if intruders.is_empty() {
        return Ok(());
    }
    let program = std::env::current_exe().map_err(|error| End::NotRestarted(error.to_string()))?;
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1));
    for intruder in &intruders {
        command.env_remove(intruder);
    }
    Err(End::NotRestarted(replace_by(command)?))
}

/// Becomes `command`; comes back only with the reason why not.
#[cfg(unix)]
fn replace_by(mut command: Command) -> Result<String, End> {
    use std::os::unix::process::CommandExt as _;
    Ok(command.exec().to_string())
}

/// Starts `command` and leaves it the field.
#[cfg(not(unix))]
fn replace_by(mut command: Command) -> Result<String, End> {
    match command.spawn() {
        Ok(_) => Err(End::Answer(String::new())),
        Err(error) => Ok(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Result<Wishes, End> {
        wishes(words.iter().map(OsString::from))
    }

    #[test]
    fn the_data_folder_can_be_chosen_in_both_spellings() {
        for words in [&["--home", "/tmp/a"][..], &["--home=/tmp/a"][..]] {
            assert_eq!(said(words).unwrap().home, Some(PathBuf::from("/tmp/a")));
        }
        assert_eq!(said(&[]), Ok(Wishes::default()));
    }

    #[test]
    fn a_link_is_followed_and_one_that_leads_nowhere_opens_the_window_all_the_same() {
        let link = |word| said(&[word]).unwrap().link;
        assert_eq!(
            link("token-desk://personal-token"),
            Some(LinkPlace::PersonalToken)
        );
        assert_eq!(link("token-desk://nowhere"), None);
        let both = said(&["--home", "/tmp/a", "token-desk://personal-token/"]).unwrap();
        assert_eq!(
            (both.home, both.link),
            (Some(PathBuf::from("/tmp/a")), Some(LinkPlace::PersonalToken))
        );
    }

    #[test]
    fn a_wrong_command_line_is_told_apart_from_a_question() {
        assert!(matches!(said(&["--home"]), Err(End::Usage(_))));
        assert!(matches!(said(&["--home="]), Err(End::Usage(_))));
        assert!(matches!(said(&["--nonsense"]), Err(End::Usage(_))));
        assert!(matches!(said(&["--help"]), Err(End::Answer(_))));
        assert!(matches!(said(&["-V"]), Err(End::Answer(_))));
    }

    #[test]
    fn variables_that_open_the_window_to_others_are_known() {
        for name in [
            "TAURI_WEBVIEW_AUTOMATION",
            "WEBKIT_INSPECTOR_SERVER",
            "WEBKIT_INSPECTOR_HTTP_SERVER",
            "WEBKIT_EXEC_PATH",
            "GTK_MODULES",
            "LD_PRELOAD",
            "WebView2_Additional_Browser_Arguments",
            "DYLD_INSERT_LIBRARIES",
        ] {
            assert!(is_intruder(OsStr::new(name)), "{name} must not reach the window");
        }
    }

    #[test]
    fn ordinary_variables_are_kept() {
        for name in [
            "PATH",
            "HOME",
            "DISPLAY",
            "GTK_THEME",
            "LANG",
            "TOKEN_DESK_HOME",
            "WEBKIT_DISABLE_DMABUF_RENDERER",
        ] {
            assert!(!is_intruder(OsStr::new(name)), "{name} is no danger");
        }
    }
}
