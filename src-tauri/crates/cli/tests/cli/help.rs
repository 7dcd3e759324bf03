use crate::Person;

#[test]
fn the_help_names_every_command_and_exit_code() {
    insta::assert_snapshot!(Person::new().runs(&["--help"]).done().out);
}

#[test]
fn the_help_of_generate_says_where_the_token_goes() {
    insta::assert_snapshot!(Person::new().runs(&["generate", "--help"]).done().out);
}

#[test]
fn wrong_usage_is_told_on_standard_error() {
    let ann = Person::new();
    for arguments in [
        &[][..],
        &["generate"],
        &["revoke"],
        &["nonsense"],
        &["regenerate", "x", "--grace", "2h"],
    ] {
        let answer = ann.runs(arguments);
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""), "{arguments:?}");
    }
}

#[test]
fn every_shell_has_its_completions_and_its_shell_can_read_them() {
    let ann = Person::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ann.runs(&["completions", shell]).done().out;
        assert!(script.contains("regenerate"), "{shell}");
        if !["bash", "zsh", "fish"].contains(&shell) {
            continue;
        }
        let file = ann.folder.path().join("completions");
        std::fs::write(&file, script).unwrap();
        match ann.command(shell).arg("-n").arg(&file).output() {
            Ok(output) => assert!(
                output.status.success(),
                "{shell}: {}",
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(_) => eprintln!("SKIPPED because {shell} is not installed"),
        }
    }
}
