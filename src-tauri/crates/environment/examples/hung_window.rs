//! A program for the tests of the broadcast on Windows: it has a window that stops answering when it hears that
//! variables changed. It says `ready` when the window is there, and ends after two minutes.

#[cfg(windows)]
#[allow(unsafe_code, reason = "a window can be made by the system's own calls only")]
fn main() {
    use std::io::Write;
    use std::thread;
    use std::time::Duration;

    use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
    use windows_sys::Win32::UI::WindowsAndMessaging::{
        CreateWindowExW, DefWindowProcW, DispatchMessageW, GWLP_WNDPROC, GetMessageW, MSG, SetWindowLongPtrW,
        WM_SETTINGCHANGE, WS_OVERLAPPED,
    };

    unsafe extern "system" fn answer(window: HWND, message: u32, first: WPARAM, second: LPARAM) -> LRESULT {
        if message == WM_SETTINGCHANGE {
            thread::sleep(Duration::from_secs(10));
            return 0;
        }
        // SAFETY: the arguments are those that the system called with.
        unsafe { DefWindowProcW(window, message, first, second) }
    }

    let class: Vec<u16> = "STATIC\0".encode_utf16().collect();
    // SAFETY: the class is one of the system's own and its name ends in a NUL; no pointer is kept.
    let window = unsafe {
        CreateWindowExW(
            0,
            class.as_ptr(),
            class.as_ptr(),
            WS_OVERLAPPED,
            0,
            0,
            10,
            10,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null(),
        )
    };
    assert!(!window.is_null(), "a window");
    // SAFETY: the window is ours, and `answer` has the signature of a window's procedure.
    unsafe { SetWindowLongPtrW(window, GWLP_WNDPROC, answer as *const () as isize) };
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(120));
        std::process::exit(0);
    });
    let mut out = std::io::stdout();
    let _ = writeln!(out, "ready");
    let _ = out.flush();
    let mut message = MSG::default();
    // SAFETY: `message` outlives both calls.
    while unsafe { GetMessageW(&raw mut message, std::ptr::null_mut(), 0, 0) } > 0 {
        // SAFETY: as above.
        unsafe { DispatchMessageW(&raw const message) };
    }
}

#[cfg(not(windows))]
fn main() {}
