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
    if cfg!(windows) {
        vec![
            (
                Way::AsThatAccount,
                r"runas /user:ACCOUNT cmd
tokendesk env set NAME",
            ),
            (Way::WholeComputer, "SystemPropertiesAdvanced.exe"),
            (
                Way::OneService,
                r"HKEY_LOCAL_MACHINE\System\CurrentControlSet\Services\SERVICE
Environment (REG_MULTI_SZ): NAME=VALUE",
            ),
        ]
    } else if cfg!(target_os = "macos") {
        vec![
            (Way::AsThatAccount, "su - ACCOUNT -c 'tokendesk env set NAME'"),
            (
                Way::OneService,
                r#"<key>ProgramArguments</key>
<array><string>/bin/sh</string><string>-c</string>
<string>. "$HOME/.config/token-desk/env.sh"; exec /path/to/scanner</string></array>"#,
            ),
        ]
    } else {
        vec![
            (Way::AsThatAccount, "sudo -iu ACCOUNT tokendesk env set NAME"),
            (Way::WholeComputer, "sudoedit /etc/environment"),
            (
                Way::OneService,
                r"sudo systemctl edit SERVICE
[Service]
EnvironmentFile=/etc/SERVICE.env",
            ),
            (Way::Cron, CRON),
        ]
    }
}

/// cron reads neither start-up files nor `environment.d`. In a crontab a `%` of the command would have to be
/// written `\%`, and a value would be cut at 1,000 bytes: hence the file is sourced.
pub(crate) const CRON: &str = r#"0 2 * * * . "$HOME/.config/token-desk/env.sh"; exec /path/to/scanner"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_can_be_followed_and_the_crontab_line_is_short_and_has_no_percent_sign() {
        let ways = ways_out();
        assert!(ways.len() >= 2);
        assert!(ways.iter().all(|(_, lines)| !lines.is_empty()));
        assert!(CRON.len() < 1_000 && !CRON.contains('%'));
    }
}
