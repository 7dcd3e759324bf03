//! Who does not see a variable of this account, and what can be done about it.

/// A way by which a program of another account, or one that starts without a log-in, gets the variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Setting it as the account that runs the program.
    AsThatAccount,
    /// Setting it for the whole computer; needs an administrator.
    WholeComputer,
    /// Giving it to one service; needs an administrator.
    OneService,
    /// A crontab line that sources the file with the secret (Linux).
    Cron,
}

/// The ways out of this system, each with the lines to type or paste. `NAME`, `VALUE`, `SERVICE`, `ACCOUNT` and
/// the path of a program stand for the person's own; no line holds a secret, and none of them puts one on a
/// command line, where every program could read it.
#[must_use]
pub fn ways_out() -> Vec<(Way, &'static str)> {
    ways_out_of(if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::MacOs
    } else {
        System::Linux
    })
}

/// Which system's words are wanted; asked for by name, so that all of them are tested everywhere.
#[derive(Debug, Clone, Copy)]
enum System {
    Windows,
    MacOs,
    Linux,
}

fn ways_out_of(system: System) -> Vec<(Way, &'static str)> {
    match system {
        System::Windows => vec![
            (
                Way::AsThatAccount,
                r"runas /user:ACCOUNT cmd
tokendesk env set NAME",
            ),
            (
                Way::WholeComputer,
                "SystemPropertiesAdvanced.exe
Environment Variables… > System variables > New…: NAME, VALUE",
            ),
            (
                Way::OneService,
                r"HKEY_LOCAL_MACHINE\System\CurrentControlSet\Services\SERVICE
Environment (REG_MULTI_SZ): NAME=VALUE",
            ),
        ],
        // There is no list of variables for the whole computer that launchd reads.
        System::MacOs => vec![
            (Way::AsThatAccount, "su - ACCOUNT -c 'tokendesk env set NAME'"),
            (
                Way::OneService,
                r#"<key>ProgramArguments</key>
<array><string>/bin/sh</string><string>-c</string>
<string>. "$HOME/.config/token-desk/env.sh"; exec /path/to/scanner</string></array>"#,
            ),
        ],
        System::Linux => vec![
            (Way::AsThatAccount, "sudo -iu ACCOUNT tokendesk env set NAME"),
            (
                Way::WholeComputer,
                "sudoedit /etc/environment
NAME=VALUE",
            ),
            (
                Way::OneService,
                r"sudo install -m 600 /dev/null /etc/SERVICE.env
sudoedit /etc/SERVICE.env
NAME=VALUE
sudo systemctl edit SERVICE
[Service]
EnvironmentFile=/etc/SERVICE.env
sudo systemctl restart SERVICE",
            ),
            (Way::Cron, CRON),
        ],
    }
}

/// cron reads neither start-up files nor `environment.d`. In a crontab a `%` of the command would have to be
/// written `\%`, and a value would be cut at 1,000 bytes: hence the file is sourced.
pub(crate) const CRON: &str = r#"0 2 * * * . "$HOME/.config/token-desk/env.sh"; exec /path/to/scanner"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_ways_out_are_there_and_on_a_mac_the_two_that_it_has() {
        const THREE: [Way; 3] = [Way::AsThatAccount, Way::WholeComputer, Way::OneService];
        for (system, expected) in [
            (System::Windows, &THREE[..]),
            (System::Linux, &[THREE[0], THREE[1], THREE[2], Way::Cron]),
            (System::MacOs, &[THREE[0], THREE[2]]),
        ] {
            let ways = ways_out_of(system);
            let told: Vec<_> = ways.iter().map(|(way, _)| *way).collect();
            assert_eq!(told, expected, "{system:?}");
            for (way, lines) in ways {
                // What it is called for, and no value of it: a command line can be read by every program.
                assert!(
                    !lines.is_empty() && !lines.contains("tdk_"),
                    "{system:?}, {way:?}: {lines}"
                );
            }
        }
        assert!(CRON.len() < 1_000 && !CRON.contains('%'));
    }
}
