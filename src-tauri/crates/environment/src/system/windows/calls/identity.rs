//! As whom this program runs, and who is signed in.

use std::ffi::c_void;
use std::io;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_INSUFFICIENT_BUFFER, HANDLE};
use windows_sys::Win32::Security::{GetLengthSid, GetTokenInformation, TOKEN_QUERY, TOKEN_USER, TokenUser};
use windows_sys::Win32::Storage::Packaging::Appx::GetCurrentPackageFullName;
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, OpenProcess, OpenProcessToken, PROCESS_QUERY_LIMITED_INFORMATION,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{GetShellWindow, GetWindowThreadProcessId};

use super::Handle;

/// The number of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Sid(Vec<u8>);

impl Sid {
    /// The account that this program runs as.
    pub(in super::super) fn of_this_process() -> io::Result<Self> {
        // SAFETY: the pseudo handle of this process is always valid and need not be closed.
        Self::of(unsafe { GetCurrentProcess() })
    }

    /// The account that `process` runs as.
    pub(super) fn of_process(process: &Handle) -> io::Result<Self> {
        Self::of(process.0)
    }

    /// The account whose desktop this is: that of the program with the shell's window. `None` without a shell,
    /// as in a service or over a bare remote log-in, or where it may not be asked.
    pub(in super::super) fn of_the_shell() -> Option<Self> {
        let mut pid = 0;
        // SAFETY: asking for the window has no conditions; a window that is gone by now has no process.
        unsafe { GetWindowThreadProcessId(GetShellWindow(), &raw mut pid) };
        if pid == 0 {
            return None;
        }
        // SAFETY: opening a process by number has no conditions; a failure gives no handle.
        let process = Handle::new(unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid) })?;
        Self::of_process(&process).ok()
    }

    fn of(process: HANDLE) -> io::Result<Self> {
        let mut token: HANDLE = ptr::null_mut();
        // SAFETY: the process is open, and `token` is a place for the new handle.
        if unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) } == 0 {
            return Err(io::Error::last_os_error());
        }
        let token = Handle::new(token).ok_or_else(io::Error::last_os_error)?;
        let mut length = 0;
        // SAFETY: without a buffer the call only tells how much it needs.
        unsafe { GetTokenInformation(token.0, TokenUser, ptr::null_mut(), 0, &raw mut length) };
        // Of words, so that the structure at its start is aligned.
        let mut buffer = vec![0_u64; (length as usize).div_ceil(size_of::<u64>()).max(1)];
        // SAFETY: the token is open, and the buffer is at least `length` bytes long.
        let told = unsafe {
            GetTokenInformation(
                token.0,
                TokenUser,
                buffer.as_mut_ptr().cast::<c_void>(),
                length,
                &raw mut length,
            )
        };
        if told == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call put a `TOKEN_USER` at the start of the aligned buffer; the SID that it points to
        // lies in the same buffer, which lives until the bytes are copied.
        let bytes = unsafe {
            let sid = (*buffer.as_ptr().cast::<TOKEN_USER>()).User.Sid;
            std::slice::from_raw_parts(sid.cast::<u8>(), GetLengthSid(sid) as usize).to_vec()
        };
        Ok(Self(bytes))
    }
}

/// Whether this program was started from a package, whose writes to the registry nobody else sees.
pub(in super::super) fn is_packaged() -> bool {
    let mut length = 0;
    // SAFETY: without a buffer the call only tells how long the package's name is, if there is one.
    unsafe { GetCurrentPackageFullName(&raw mut length, ptr::null_mut()) == ERROR_INSUFFICIENT_BUFFER }
}
