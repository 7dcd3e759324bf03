//! A walk through the main job in the real window, with a numbered picture of each step.
//!
//! `cargo xtask run` starts it where there is no display: `tour --pictures DIR [--home DATA]`. The display, the home and
//! the clipboard are the tour's own; `--home` names a data folder to use instead of a throw-away one.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a person; it prints no secret"
)]

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The tour needs a virtual display, which is on Linux. Here the window itself can be opened.");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::any::Any;
    use std::cell::Cell;
    use std::fs;
    use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use tests::journey::{self, VARIABLE, wait_for_row};
    use tests::shells::what_new_programs_see;
    use tests::until::until;
    use tests::{Bus, Desktop, Window};

    const NAME: &str = "PI Scanner Token";
    const DAYS: &str = "30";

    pub(super) fn main() -> ExitCode {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let after = |flag: &str| {
            words
                .iter()
                .position(|word| word == flag)
                .and_then(|at| words.get(at + 1))
        };
        let Some(pictures) = after("--pictures").map(PathBuf::from) else {
            eprintln!("Usage: tour --pictures DIR [--home DATA]");
            return ExitCode::from(2);
        };
        // What stops the tour is told as one sentence, not as a backtrace.
        set_hook(Box::new(|_| {}));
        let walked = catch_unwind(AssertUnwindSafe(|| {
            walk(&pictures, after("--home").map(String::as_str))
        }));
        let Err(stopped) = walked else {
            return ExitCode::SUCCESS;
        };
        eprintln!("The tour stopped: {}", words_of(stopped.as_ref()));
        ExitCode::FAILURE
    }

    fn walk(pictures: &Path, data: Option<&str>) {
        let desktop = Desktop::with_screen(Bus::None, 1120, 760);
        for (file, text) in [(".bashrc", "alias ll='ls -l'\n"), (".profile", "umask 022\n")] {
            fs::write(desktop.home().join(file), text).expect("the home was made just now");
        }
        let variables: Vec<_> = data.iter().map(|folder| ("TOKEN_DESK_HOME", *folder)).collect();
        let window = Window::open_with(&desktop, &variables);
        let tour = Tour {
            desktop: &desktop,
            pictures,
            number: Cell::new(0),
        };
        // A tour that cannot go on leaves a picture of where it stood.
        let steps = catch_unwind(AssertUnwindSafe(|| steps(&window, &tour)));
        if let Err(stopped) = steps {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                desktop.save_screen(&pictures.join("99-where-it-stopped.png"))
            }));
            std::panic::resume_unwind(stopped);
        }
        window.quit();
    }

    fn steps(window: &Window, tour: &Tour<'_>) {
        tour.show("the first view", "The window is open.");
        journey::open_tokens_by_mouse(window);
        tour.show("api tokens", "Profile, Settings, API tokens: the list.");
        window.click("button", "Generate token");
        window.see("heading", "Generate API token");
        tour.show("generate", "Generate asks for a name and a number of days.");
        window.press("Escape");
        window.see_no("heading", "Generate API token");
        journey::generate_by_mouse(window, NAME, DAYS);
        tour.show(
            "one look",
            "The token was made; it can be had now and never again.",
        );
        journey::copy_by_mouse(window);
        until("the token on the clipboard", || {
            tour.desktop.clipboard().filter(|text| text.starts_with("tdk_"))
        });
        tour.show(
            "copied",
            "Copy put it on the clipboard, where it stays for a minute.",
        );
        window.click("button", "Set environment variable…");
        window.read("/.profile");
        tour.show(
            "what will be written",
            "Set environment variable shows every file and line before it is written.",
        );
        window.press("Escape");
        window.see_no("heading", "Set environment variable");
        journey::set_variable_by_mouse(window);
        tour.show(
            "variable set",
            &format!("{VARIABLE} was set; {} see it.", seen_by(tour.desktop)),
        );
        journey::finish_by_mouse(window, NAME);
        wait_for_row(window, NAME, "Active");
        tour.show(
            "in the list",
            "Done: the token's row is in the list, without the token.",
        );
    }

    /// The programs, started just now, that have the variable.
    fn seen_by(desktop: &Desktop) -> String {
        let seen = what_new_programs_see(desktop, VARIABLE).into_iter();
        let names: Vec<_> = seen
            .filter(|(_, value)| value.is_some())
            .map(|(name, _)| name)
            .collect();
        if names.is_empty() {
            "no new programs".to_owned()
        } else {
            format!("new {} programs", names.join(", "))
        }
    }

    struct Tour<'a> {
        desktop: &'a Desktop,
        pictures: &'a Path,
        number: Cell<usize>,
    }

    impl Tour<'_> {
        fn show(&self, picture: &str, sentence: &str) {
            self.number.set(self.number.get() + 1);
            self.desktop.settle();
            let file = format!("{:02}-{}.png", self.number.get(), picture.replace(' ', "-"));
            self.desktop.save_screen(&self.pictures.join(&file));
            println!("  {}. {sentence} ({file})", self.number.get());
        }
    }

    fn words_of(stopped: &(dyn Any + Send)) -> &str {
        let owned = stopped.downcast_ref::<String>().map(String::as_str);
        owned
            .or_else(|| stopped.downcast_ref::<&str>().copied())
            .unwrap_or("something broke")
    }
}
