//! What the program stands on.

use std::process::Command;

#[test]
fn the_program_links_no_webview_and_no_desktop() {
    let output = Command::new("ldd")
        .arg(env!("CARGO_BIN_EXE_tokendesk"))
        .output()
        .unwrap();
    let libraries = String::from_utf8(output.stdout).unwrap();
    assert!(libraries.contains("libc.so"), "{libraries}");
    for desktop in ["webkit", "gtk", "gdk", "libX11", "wayland", "sqlite"] {
        assert!(!libraries.contains(desktop), "{desktop} is linked:\n{libraries}");
    }
}
