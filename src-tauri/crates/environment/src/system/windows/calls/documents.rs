//! Where the account keeps documents.

use std::ffi::OsString;
use std::os::windows::ffi::OsStringExt;
use std::path::PathBuf;
use std::ptr;

use windows_sys::Win32::System::Com::CoTaskMemFree;
use windows_sys::Win32::UI::Shell::{FOLDERID_Documents, SHGetKnownFolderPath};

/// The documents folder of this account, wherever it was moved to.
pub(in super::super) fn folder() -> Option<PathBuf> {
    let mut text = ptr::null_mut();
    // SAFETY: the id is a constant, no token means this account, and `text` is where the answer goes.
    let answer = unsafe { SHGetKnownFolderPath(&FOLDERID_Documents, 0, ptr::null_mut(), &raw mut text) };
    let folder = (answer == 0 && !text.is_null()).then(|| {
        // SAFETY: on success it is NUL-terminated text, of which nothing behind the NUL is read.
        let units = unsafe {
            let length = (0..).take_while(|at| *text.add(*at) != 0).count();
            std::slice::from_raw_parts(text, length)
        };
        PathBuf::from(OsString::from_wide(units))
    });
    // SAFETY: the system made it for this call, and nothing points to it any longer; null is allowed.
    unsafe { CoTaskMemFree(text.cast()) };
    folder
}
