//! Which way the page is drawn, decided before GTK and WebKit start.

/// Keeps graphics drivers out of the window's own process where the page is drawn without them: a driver that was
/// loaded to find out whether there is a graphics card costs 30 MB and a tenth of the start. The process of the page
/// has its own copy. Names that a version of WebKit or GTK does not know do nothing.
///
/// To be called while the program has one thread: other threads may read the environment.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn settle(accelerated: bool) {
    if accelerated {
        return;
    }
    for (name, value) in [
        ("GDK_GL", "disable"),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        // The card that the page would be drawn by: asking the driver for it would load the driver.
        ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    ] {
        if let Err(error) = gtk::glib::setenv(name, value, false) {
            tracing::warn!(name, %error, "the window starts with graphics drivers");
        }
    }
}

/// Only WebKitGTK looks for a graphics card by itself.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn settle(_accelerated: bool) {}
