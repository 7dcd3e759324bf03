//! CPU time and memory of this process.

use std::time::Duration;

/// The CPU time that this process has used, all its threads together.
#[cfg(unix)]
pub(crate) fn of_process() -> Duration {
    of(rustix::time::ClockId::ProcessCPUTime)
}

/// The CPU time that this thread has used.
#[cfg(unix)]
pub(crate) fn of_thread() -> Duration {
    of(rustix::time::ClockId::ThreadCPUTime)
}

#[cfg(unix)]
fn of(clock: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// Elsewhere the time of day has to do: fit for ratios on a machine without other work.
#[cfg(not(unix))]
pub(crate) fn of_process() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

#[cfg(not(unix))]
pub(crate) fn of_thread() -> Duration {
    of_process()
}

/// The memory of this process in KiB, its share of what it has in common with others (PSS). 0 where the system does
/// not tell.
pub(crate) fn memory() -> u64 {
    let told = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
