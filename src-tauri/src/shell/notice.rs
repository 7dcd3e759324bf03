//! Notices that the desktop shows beside the window. The page has the same words, so a desktop that shows none takes
//! nothing away.

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "notice/linux.rs"]
mod desktop;
#[cfg(windows)]
#[path = "notice/windows.rs"]
mod desktop;
#[cfg(target_os = "macos")]
#[path = "notice/macos.rs"]
mod desktop;

use desk::wire::DesktopNotice;

/// So many characters of the first line reach the desktop.
const TITLE: usize = 120;
/// So many of the rest.
const BODY: usize = 600;

/// Hands a notice to the desktop. Answers whether it took it. May wait for the desktop.
pub(crate) fn show(notice: &DesktopNotice) -> bool {
    desktop::show(&shortened(&notice.title, TITLE), &shortened(&notice.body, BODY))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("ünï", 3), "ünï");
        assert_eq!(shortened("ünïc", 3), "ün…");
    }
}
