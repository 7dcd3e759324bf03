//! macOS asks for a signed program and the person's leave, which are not there yet: the window alone tells.

/// Takes nothing.
pub(super) fn show(_title: &str, _body: &str) -> bool {
    false
}
