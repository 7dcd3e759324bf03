//! What only Windows itself can do. The one place with `unsafe`.

pub(super) mod documents;
pub(super) mod identity;
pub(super) mod processes;

use std::ffi::{OsString, c_void};
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::ptr;

use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_TIMEOUT, GetLastError, HANDLE, LPARAM, SetLastError,
};
use windows_sys::Win32::Security::{TOKEN_DUPLICATE, TOKEN_QUERY};
use windows_sys::Win32::System::Environment::{CreateEnvironmentBlock, DestroyEnvironmentBlock};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    HWND_BROADCAST, SMTO_ABORTIFHUNG, SendMessageTimeoutW, WM_SETTINGCHANGE,
};

/// How long one window may take over the broadcast, in milliseconds.
const PER_WINDOW: u32 = 1_000;

/// What came of a broadcast.
pub(super) enum Broadcast {
    Answered,
    /// Some windows hung.
    SomeSilent,
    Failed(io::Error),
}

/// Tells every window of this log-in that variables changed, one after the other: a second for each that hangs.
/// To be called on a thread that has no window.
pub(super) fn broadcast_environment_change() -> Broadcast {
    let section: Vec<u16> = "Environment\0".encode_utf16().collect();
    let mut answer = 0;
    // SAFETY: the text is NUL-terminated and, like `answer`, outlives the call, which returns only when every
    // window has answered or its second has passed; receivers in other processes get a copy of the text.
    let (sent, error) = unsafe {
        SetLastError(0);
        let sent = SendMessageTimeoutW(
            HWND_BROADCAST,
            WM_SETTINGCHANGE,
            0,
            section.as_ptr() as LPARAM,
            SMTO_ABORTIFHUNG,
            PER_WINDOW,
            &raw mut answer,
        );
        (sent, GetLastError())
    };
    match (sent, error) {
        (_, ERROR_TIMEOUT) => Broadcast::SomeSilent,
        (0, code) if code != 0 => Broadcast::Failed(io::Error::from_raw_os_error(code.cast_signed())),
        (0, _) => Broadcast::SomeSilent,
        (_, _) => Broadcast::Answered,
    }
}

/// The environment that Explorer hands to programs that it starts for this account from now on, built from the
/// registry and not from this process's own.
pub(super) fn environment_block() -> io::Result<Vec<(OsString, OsString)>> {
    let token = Token::of_this_process()?;
    let mut block: *mut c_void = ptr::null_mut();
    // SAFETY: `block` is a place for the pointer, and the token is open until the end of this function.
    if unsafe { CreateEnvironmentBlock(&raw mut block, token.0.0, 0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let block = Block(block.cast_const());
    Ok(block.lines().iter().filter_map(|line| pair(line)).collect())
}

/// A handle that is closed when it is dropped.
struct Handle(HANDLE);

impl Handle {
    /// `None` for no handle.
    fn new(handle: HANDLE) -> Option<Self> {
        (!handle.is_null()).then_some(Self(handle))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle was given to us open, and is closed once, here.
        unsafe { CloseHandle(self.0) };
    }
}

struct Token(Handle);

impl Token {
    fn of_this_process() -> io::Result<Self> {
        let mut token: HANDLE = ptr::null_mut();
        // SAFETY: the pseudo handle of this process is always valid, and `token` is a place for the new one.
        let opened =
            unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &raw mut token) };
        if opened == 0 {
            Err(io::Error::last_os_error())
        } else {
            Handle::new(token).map(Self).ok_or_else(io::Error::last_os_error)
        }
    }
}

/// A block of NUL-terminated UTF-16 texts, closed by an empty one.
struct Block(*const c_void);

impl Block {
    fn lines(&self) -> Vec<Vec<u16>> {
        let mut lines = Vec::new();
        let mut at = self.0.cast::<u16>();
        loop {
            let mut line = Vec::new();
            // SAFETY: every text in the block ends in a NUL, and the block in an empty text, at which the
            // reading stops; so `at` never leaves the block.
            unsafe {
                while *at != 0 {
                    line.push(*at);
                    at = at.add(1);
                }
                at = at.add(1);
            }
            if line.is_empty() {
                return lines;
            }
            lines.push(line);
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the block came from `CreateEnvironmentBlock` and is freed once, here.
        unsafe { DestroyEnvironmentBlock(self.0) };
    }
}

/// `NAME=value`. Names of Windows' own per-drive variables start with `=`.
fn pair(line: &[u16]) -> Option<(OsString, OsString)> {
    let equals = line.iter().skip(1).position(|unit| *unit == u16::from(b'='))? + 1;
    Some((
        OsString::from_wide(&line[..equals]),
        OsString::from_wide(&line[equals + 1..]),
    ))
}
