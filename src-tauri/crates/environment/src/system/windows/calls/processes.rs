//! The running programs of this account and the environments that they were started with.

use std::ffi::c_void;
use std::ptr;

use windows_sys::Wdk::System::Threading::{NtQueryInformationProcess, ProcessBasicInformation};
use windows_sys::Win32::Foundation::{FILETIME, INVALID_HANDLE_VALUE};
use windows_sys::Win32::System::Diagnostics::Debug::ReadProcessMemory;
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcessId, GetProcessTimes, OpenProcess, PROCESS_BASIC_INFORMATION, PROCESS_QUERY_INFORMATION,
    PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_VM_READ,
};
use zeroize::Zeroizing;

use super::Handle;
use super::identity::Sid;

/// Where 64-bit Windows keeps the address of the parameters in a process's own block, of the environment in
/// the parameters, and of its length in bytes (Vista and later).
const PARAMETERS: usize = 0x20;
const ENVIRONMENT: usize = 0x80;
const ENVIRONMENT_LENGTH: usize = 0x3f0;

/// No environment is longer: 32,767 characters for each variable, and not many of those.
const LONGEST: usize = 4 * 1024 * 1024;

/// A running program.
pub(in super::super) struct Process {
    pub(in super::super) pid: u32,
    pub(in super::super) name: String,
    /// When it was started, as Windows counts.
    pub(in super::super) started: u64,
    /// What it was started with; `None` if it may not be looked at.
    pub(in super::super) environment: Option<Vec<(String, Zeroizing<String>)>>,
}

/// Every program that runs as the account of this one, but this one.
pub(in super::super) fn of_this_account() -> Vec<Process> {
    let Ok(own) = Sid::of_this_process() else {
        return Vec::new();
    };
    all()
        .into_iter()
        .filter_map(|(pid, name)| {
            // One that runs as administrator lets nobody else at its memory, but tells whose it is and when it began.
            let process = opened(pid, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ)
                .or_else(|| opened(pid, PROCESS_QUERY_LIMITED_INFORMATION))?;
            if Sid::of_process(&process).ok()? != own {
                return None;
            }
            Some(Process {
                pid,
                name,
                started: started(&process)?,
                environment: environment(&process),
            })
        })
        .collect()
}

fn opened(pid: u32, access: u32) -> Option<Handle> {
    // SAFETY: opening a process by number has no conditions; a failure gives no handle.
    Handle::new(unsafe { OpenProcess(access, 0, pid) })
}

/// The numbers and names of all programs but this one.
fn all() -> Vec<(u32, String)> {
    // SAFETY: taking a snapshot has no conditions; a failure gives the invalid handle.
    let snapshot = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) };
    if snapshot == INVALID_HANDLE_VALUE {
        return Vec::new();
    }
    let Some(snapshot) = Handle::new(snapshot) else {
        return Vec::new();
    };
    let mut entry = PROCESSENTRY32W {
        dwSize: size_of::<PROCESSENTRY32W>() as u32,
        ..PROCESSENTRY32W::default()
    };
    let mut found = Vec::new();
    // SAFETY: the snapshot is open, and `entry` tells its own size.
    let mut more = unsafe { Process32FirstW(snapshot.0, &raw mut entry) } != 0;
    while more {
        let length = entry
            .szExeFile
            .iter()
            .position(|unit| *unit == 0)
            .unwrap_or(entry.szExeFile.len());
        found.push((
            entry.th32ProcessID,
            String::from_utf16_lossy(&entry.szExeFile[..length]),
        ));
        // SAFETY: as above.
        more = unsafe { Process32NextW(snapshot.0, &raw mut entry) } != 0;
    }
    // SAFETY: asking for the own number has no conditions.
    let own = unsafe { GetCurrentProcessId() };
    found.retain(|(pid, _)| *pid != own);
    found
}

fn started(process: &Handle) -> Option<u64> {
    let [mut created, mut ended, mut kernel, mut user] = [FILETIME::default(); 4];
    // SAFETY: the process is open, and the four places outlive the call.
    let told = unsafe {
        GetProcessTimes(
            process.0,
            &raw mut created,
            &raw mut ended,
            &raw mut kernel,
            &raw mut user,
        )
    };
    (told != 0).then(|| u64::from(created.dwHighDateTime) << 32 | u64::from(created.dwLowDateTime))
}

/// What a process was started with, read from its memory.
fn environment(process: &Handle) -> Option<Vec<(String, Zeroizing<String>)>> {
    if size_of::<usize>() != 8 {
        return None;
    }
    let mut basic = PROCESS_BASIC_INFORMATION::default();
    let mut length = 0;
    // SAFETY: the process is open, and `basic` is as large as it is said to be.
    let status = unsafe {
        NtQueryInformationProcess(
            process.0,
            ProcessBasicInformation,
            (&raw mut basic).cast::<c_void>(),
            size_of::<PROCESS_BASIC_INFORMATION>() as u32,
            &raw mut length,
        )
    };
    if status < 0 || basic.PebBaseAddress.is_null() {
        return None;
    }
    let parameters = number_at(process, basic.PebBaseAddress as usize + PARAMETERS)?;
    let start = number_at(process, parameters + ENVIRONMENT)?;
    let size = number_at(process, parameters + ENVIRONMENT_LENGTH)?;
    let mut bytes = Zeroizing::new(vec![0_u8; size.min(LONGEST)]);
    read(process, start, &mut bytes)?;
    let units: Zeroizing<Vec<u16>> = Zeroizing::new(
        bytes
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect(),
    );
    Some(
        units
            .split(|unit| *unit == 0)
            .take_while(|line| !line.is_empty())
            .filter_map(|line| {
                let text = Zeroizing::new(String::from_utf16(line).ok()?);
                let (name, value) = text.split_once('=')?;
                Some((name.to_owned(), Zeroizing::new(value.to_owned())))
            })
            .collect(),
    )
}

fn number_at(process: &Handle, address: usize) -> Option<usize> {
    let mut bytes = [0; size_of::<usize>()];
    read(process, address, &mut bytes)?;
    Some(usize::from_le_bytes(bytes))
}

/// Fills `into` from another process's memory; `None` if not all of it can be read.
fn read(process: &Handle, address: usize, into: &mut [u8]) -> Option<()> {
    let mut count = 0;
    // SAFETY: the system checks the other process's address; `into` is writable for its whole length.
    let told = unsafe {
        ReadProcessMemory(
            process.0,
            ptr::without_provenance(address),
            into.as_mut_ptr().cast::<c_void>(),
            into.len(),
            &raw mut count,
        )
    };
    (told != 0 && count == into.len()).then_some(())
}
