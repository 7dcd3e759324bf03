//! What programs started afresh really see.

use std::collections::BTreeSet;

use environment::{Expected, PlaceKind, StepKind, StepState, Warning, Way, ways_out};

use crate::home::{Home, installed, later, name, now, value};

/// Every printable character that a value may have, each between letters.
fn every_character() -> String {
    (0x21_u8..=0x7e).map(char::from).collect()
}

const GENERATOR: &str = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

#[test]
fn every_printable_character_reaches_every_shell_and_systemd() {
    let home = Home::usual();
    let (name, value) = (name("API"), value(&every_character()));
    home.set(&name, &value);

    let expected = format!("{}\n", value.expose());
    for (program, arguments) in [
        ("dash", &["-l", "-c"][..]),
        ("bash", &["-l", "-c"]),
        ("bash", &["-i", "-c"]),
        ("zsh", &["-c"]),
        ("fish", &["-c"]),
        ("tcsh", &["-c"]),
    ] {
        if installed(program) {
            let command = [&[program], arguments, &["printenv API"]].concat();
            assert_eq!(
                home.run(&command),
                expected,
                "{command:?} must hand the value on unchanged"
            );
        }
    }
    if std::path::Path::new(GENERATOR).exists() {
        let printed = home.run(&[
            "dash",
            "-c",
            &format!("eval \"$({GENERATOR})\"; printf '%s\\n' \"$API\""),
        ]);
        assert_eq!(
            printed, expected,
            "systemd's generator must hand the value on unchanged"
        );
    } else {
        eprintln!("SKIPPED because systemd's environment.d generator is not installed");
    }

    let report = home.machine.verify(&name, Expected::Value(&value)).unwrap();
    assert!(report.worked(), "{report:?}");
    assert!(
        report
            .steps
            .iter()
            .filter(|step| step.state == StepState::Done)
            .count()
            >= 4,
        "{report:?}"
    );
}

#[test]
fn verifying_notices_a_wrong_value_and_a_leftover() {
    let home = Home::usual();
    let name = name("API");
    home.set(&name, &value("right"));
    let wrong = home
        .machine
        .verify(&name, Expected::Value(&value("wrong")))
        .unwrap();
    assert!(!wrong.worked() && wrong.steps.iter().all(|step| step.kind == StepKind::FreshProcess));
    assert!(!home.machine.verify(&name, Expected::Absent).unwrap().worked());
    assert!(home.machine.verify(&name, Expected::AsWritten).unwrap().worked());

    home.remove(&name);
    assert!(home.machine.verify(&name, Expected::Absent).unwrap().worked());
}

#[test]
fn an_early_return_does_not_hide_the_variable_from_ssh_commands() {
    let home = Home::usual();
    home.set(&name("API"), &value("seen"));
    // bash believes that it was started by sshd, so it reads .bashrc although it is not interactive.
    let printed = home.run(&[
        "env",
        "SSH_CLIENT=1.2.3.4 5 6",
        "SHLVL=0",
        "bash",
        "-c",
        "printenv API",
    ]);
    assert_eq!(printed, "seen\n");
}

#[test]
fn a_rotated_value_reaches_new_shells_and_a_value_for_one_command_is_left_alone() {
    let home = Home::usual();
    let name = name("API");
    home.set(&name, &value("first"));
    for shell in ["zsh", "fish", "tcsh"] {
        if !installed(shell) {
            continue;
        }
        let rotate = home.machine.plan_set(&name, &value("second"), later()).unwrap();
        let within = format!("API=mine {shell} -c 'printenv API'");
        assert_eq!(
            home.run(&[shell, "-c", &format!("env {within}")]),
            "mine\n",
            "{shell}"
        );
        home.machine.apply(&rotate, later()).unwrap();
        // A program that was started before the rotation starts a shell after it.
        let serial = "1800000000000";
        let stale = format!("env API=first API__SERIAL={serial} {shell} -c 'printenv API'");
        assert_eq!(home.run(&["dash", "-c", &stale]), "second\n", "{shell}");
        home.remove(&name);
        home.set(&name, &value("first"));
    }
}

#[test]
fn a_deleted_secret_file_ends_no_login() {
    let home = Home::usual();
    home.set(&name("API"), &value("v"));
    std::fs::remove_dir_all(home.path(".config/token-desk")).unwrap();
    for shell in ["dash", "bash", "zsh", "fish", "tcsh"] {
        if installed(shell) {
            // tcsh takes no command beside `-l`; it reads the same files without.
            let login: &[&str] = if shell == "tcsh" { &["-c"] } else { &["-l", "-c"] };
            assert_eq!(
                home.run(&[&[shell], login, &["echo alive"]].concat()),
                "alive\n",
                "{shell}"
            );
        }
    }
    let posix = home.run(&["bash", "--posix", "-l", "-c", "set -eu; echo alive"]);
    assert_eq!(posix, "alive\n");
}

#[test]
fn the_lines_are_safe_in_start_up_files_that_are_strict() {
    let home = Home::empty();
    home.set(&name("API"), &value("v"));
    for shell in ["dash", "bash", "zsh"] {
        if installed(shell) {
            let line = "set -eu; . \"$HOME/.config/token-desk/env.sh\"; . \"$HOME/.profile\"; printenv API";
            assert_eq!(home.run(&[shell, "-c", line]), "v\n", "{shell}");
        }
    }
}

#[test]
fn a_shell_that_hangs_costs_five_seconds_and_no_more() {
    let home = Home::usual();
    // No other program has this as its argument; what a start-up file leaves running has its own process.
    let pause = format!("40.{}", std::process::id());
    home.write(".bash_profile", format!("sleep {pause} &\nsleep {pause}\n"));
    let name = name("API");
    home.set(&name, &value("v"));
    let began = std::time::Instant::now();
    let report = home.machine.verify(&name, Expected::AsWritten).unwrap();
    let took = began.elapsed().as_secs();
    assert!((5..20).contains(&took), "it took {took} s");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while running_with(&pause) > 0 {
        assert!(std::time::Instant::now() < deadline, "what it started goes on");
        std::thread::yield_now();
    }
    let hung = report
        .steps
        .iter()
        .find(|step| step.subject == "bash -l")
        .unwrap();
    assert_eq!(hung.state, StepState::Skipped, "{report:?}");
    assert!(hung.detail.as_deref().unwrap().contains("five seconds"));
    assert!(report.worked(), "the others could be asked: {report:?}");
}

/// How many running programs have this argument.
fn running_with(argument: &str) -> usize {
    let has_it = |line: &[u8]| {
        line.split(|byte| *byte == 0)
            .any(|word| word == argument.as_bytes())
    };
    let lines = std::fs::read_dir("/proc").unwrap().flatten();
    lines
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| has_it(line))
        .count()
}

#[test]
fn an_own_export_further_down_is_found_before_and_after() {
    let home = Home::usual();
    home.write(".bashrc", "export API=old\n");
    let name = name("API");
    let (plan, _) = home.set(&name, &value("new"));
    let place = format!("{}:1", home.path(".bashrc").display());
    assert!(
        plan.warnings.contains(&Warning::Shadowed { place }),
        "{:?}",
        plan.warnings
    );
    let report = home.machine.verify(&name, Expected::AsWritten).unwrap();
    let interactive = report
        .steps
        .iter()
        .find(|step| step.subject == "bash -i")
        .unwrap();
    assert_eq!(
        interactive.state,
        StepState::Failed,
        "it really gets the old value"
    );
}

/// What stands in a unit beats the user manager, whatever that hands on.
#[test]
fn a_units_own_environment_is_found_in_its_file_and_in_its_drop_ins() {
    let home = Home::usual();
    let units = [
        ("scanner.service", "[Service]\nEnvironment=API=old\n", 2),
        (
            "other.service.d/10.conf",
            "[Service]\n# API=no\nEnvironment=A=b \"API=old\"\n",
            3,
        ),
        ("fine.service", "[Service]\nEnvironment=MY_API=old\n", 0),
    ];
    for (file, text, _) in units {
        home.write(&format!(".config/systemd/user/{file}"), text);
    }
    let plan = home.machine.plan_set(&name("API"), &value("new"), now()).unwrap();
    let told: BTreeSet<_> = plan
        .warnings
        .iter()
        .filter_map(|warning| {
            if let Warning::Shadowed { place } = warning {
                Some(place.clone())
            } else {
                None
            }
        })
        .collect();
    let place = |(file, _, line): &(&str, &str, usize)| {
        let path = home.path(&format!(".config/systemd/user/{file}"));
        format!("{}:{line}", path.display())
    };
    let expected: BTreeSet<_> = units[..2].iter().map(place).collect();
    assert_eq!(told, expected);
}

#[test]
fn after_a_removal_a_value_of_somebody_else_is_no_leftover() {
    let home = Home::usual();
    home.write(".bashrc", "export API=theirs\n");
    let name = name("API");
    home.set(&name, &value("ours"));
    home.remove(&name);
    let report = home.machine.verify(&name, Expected::Absent).unwrap();
    let interactive = report
        .steps
        .iter()
        .find(|step| step.subject == "bash -i")
        .unwrap();
    assert_eq!(interactive.state, StepState::Skipped);
    assert!(report.worked(), "{report:?}");
}

#[test]
fn long_values_are_written_whole_and_warned_about() {
    let home = Home::usual();
    let (name, long) = (name("API"), value(&"x".repeat(8_000)));
    let (plan, _) = home.set(&name, &long);
    assert!(plan.warnings.contains(&Warning::LongValue { length: 8_000 }));
    assert!(
        home.machine
            .verify(&name, Expected::Value(&long))
            .unwrap()
            .worked()
    );
}

#[test]
fn the_plan_shows_every_place_with_the_value_masked_and_changes_nothing() {
    let home = Home::usual();
    let before = home.picture();
    let value = value("tdk_0123456789abcdef0123456789");
    let plan = home.machine.plan_set(&name("API"), &value, now()).unwrap();
    assert_eq!(home.picture(), before, "planning must not write");
    assert!(!home.journal().exists());
    assert!(
        plan.places
            .iter()
            .any(|place| place.kind == PlaceKind::SecretFile)
    );
    let shown = format!("{:?} {plan:?}", plan.places);
    assert!(
        !shown.contains(value.expose()) && shown.contains("tdk_••••••••••••6789"),
        "{shown}"
    );
}

#[test]
fn a_value_that_others_set_is_seen_by_status() {
    let home = Home::usual();
    home.write(".profile", "export API='some value'\n");
    let status = home.machine.status(&name("API")).unwrap();
    let environment::Held::Value(held) = status.held else {
        panic!("{status:?}")
    };
    assert_eq!(held.expose(), b"some value");
    assert_eq!(status.placed_at, None);
}

/// Pitfall 27: a crontab cuts values at 1,000 bytes, and cron reads no start-up file. The line that is offered is run
/// as cron runs it: by `/bin/sh`, with a home, a name and a short path.
#[test]
fn the_line_for_cron_gives_a_long_value_whole() {
    let home = Home::usual();
    let long = "x".repeat(1_600);
    home.set(&name("API"), &value(&long));
    let ways = ways_out();
    let (_, line) = ways.iter().find(|(way, _)| *way == Way::Cron).unwrap();
    let (_, command) = line.split_once(" * * * ").expect("five fields and the command");
    assert!(
        !command.contains('%'),
        "cron would take it for the end of the line"
    );
    let command = command.replace("/path/to/scanner", "printenv API");
    assert!(command.ends_with("exec printenv API"), "{command}");
    assert_eq!(
        home.run(&[
            "env",
            "SHELL=/bin/sh",
            "LOGNAME=someone",
            "/bin/sh",
            "-c",
            &command
        ]),
        format!("{long}\n")
    );
}
