//! Whole-product tests: what the journeys in `tests/` share. [`Window`] is the built program on a display,
//! a bus and a home of its own, driven through WebDriver.

pub mod programs;
pub mod until;

#[cfg(target_os = "linux")]
pub mod curl;
#[cfg(unix)]
mod desktop;
#[cfg(unix)]
mod driver;
#[cfg(unix)]
pub mod journey;
#[cfg(unix)]
mod keys;
#[cfg(target_os = "linux")]
pub mod notices;
#[cfg(unix)]
mod page;
#[cfg(unix)]
mod pixels;
#[cfg(target_os = "linux")]
pub mod portal;
#[cfg(unix)]
mod processes;
#[cfg(target_os = "linux")]
mod service;
#[cfg(unix)]
pub mod shells;
pub mod traces;
#[cfg(target_os = "linux")]
pub mod tray;
#[cfg(unix)]
mod window;
#[cfg(unix)]
pub mod xclip;

#[cfg(unix)]
pub use desktop::{Bus, Desktop};
#[cfg(unix)]
pub use page::{Found, Page};
#[cfg(unix)]
pub use pixels::{Colour, Frame};
#[cfg(unix)]
pub use processes::{Running, processes_below};
#[cfg(unix)]
pub use window::Window;
