//! Where the window was, how large, and how far the page was zoomed: remembered in `window.json`.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::Places;
use serde::{Deserialize, Serialize};

/// The smallest window that every screen fits in.
pub(super) const LEAST: (f64, f64) = (640.0, 480.0);

/// The zoom levels, in per cent.
const ZOOMS: [u32; 11] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];

/// The window's state, in logical pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Placement {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Top left of the frame; `None`: where the system likes.
    pub(super) place: Option<(f64, f64)>,
    pub(super) maximized: bool,
    /// In per cent.
    pub(super) zoom: u32,
}

impl Default for Placement {
    fn default() -> Self {
        Self {
            width: 1120.0,
            height: 760.0,
            place: None,
            maximized: false,
            zoom: 100,
        }
    }
}

/// A screen, or the part of one that windows may cover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Placement {
    /// The same, made to fit the screens that there are: never larger than the largest, never off all.
    pub(super) fn fitted(mut self, screens: &[Area]) -> Self {
        let widest = screens.iter().map(|screen| screen.width).fold(0.0, f64::max);
        let tallest = screens.iter().map(|screen| screen.height).fold(0.0, f64::max);
        if !screens.is_empty() {
            self.width = self.width.min(widest);
            self.height = self.height.min(tallest);
        }
        self.width = self.width.max(LEAST.0);
        self.height = self.height.max(LEAST.1);
        let reachable = self.place.is_some_and(|(x, y)| {
            // Enough of the title bar to take hold of.
            screens.iter().any(|screen| {
                x + self.width - 80.0 > screen.x
                    && x + 80.0 < screen.x + screen.width
                    && y >= screen.y
                    && y + 40.0 < screen.y + screen.height
            })
        });
        if !reachable {
            self.place = None;
        }
        if !ZOOMS.contains(&self.zoom) {
            self.zoom = 100;
        }
        self
    }

    /// One step larger.
    pub(super) fn zoomed_in(&self) -> u32 {
        ZOOMS.into_iter().find(|zoom| *zoom > self.zoom).unwrap_or(200)
    }

    /// One step smaller.
    pub(super) fn zoomed_out(&self) -> u32 {
        ZOOMS
            .into_iter()
            .rev()
            .find(|zoom| *zoom < self.zoom)
            .unwrap_or(50)
    }
}

/// The state as it is now, and the file that it is kept in.
#[derive(Debug)]
pub(super) struct Remembered {
    file: PathBuf,
    now: Mutex<Placement>,
}

impl Remembered {
    /// What was remembered last time; the defaults where nothing was, or nothing that makes sense.
    pub(super) fn read(places: &Places) -> Self {
        let file = places.config.join("window.json");
        let now = fs::read(&file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            file,
            now: Mutex::new(now),
        }
    }

    /// The state as it is now.
    pub(super) fn now(&self) -> MutexGuard<'_, Placement> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps it for next time. A window that opens in its usual place is no reason to say anything.
    pub(super) fn write(&self) {
        if let Err(error) = self.try_write() {
            tracing::warn!(%error, "the window's place could not be remembered");
        }
    }

    fn try_write(&self) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(&self.file);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, &*self.now())?;
        file.persist(&self.file)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area {
        x: 0.0,
        y: 0.0,
        width: 1920.0,
        height: 1080.0,
    };

    fn at(x: f64, y: f64) -> Placement {
        Placement {
            place: Some((x, y)),
            ..Placement::default()
        }
    }

    #[test]
    fn a_window_on_a_screen_that_is_gone_opens_where_the_system_likes() {
        assert_eq!(at(2500.0, 100.0).fitted(&[SCREEN]).place, None);
        assert_eq!(at(-1100.0, 100.0).fitted(&[SCREEN]).place, None);
        assert_eq!(
            at(100.0, -300.0).fitted(&[SCREEN]).place,
            None,
            "its title bar could not be reached"
        );
        assert_eq!(at(100.0, 50.0).fitted(&[SCREEN]).place, Some((100.0, 50.0)));
    }

    #[test]
    fn a_window_is_never_larger_than_the_screen_nor_smaller_than_the_least() {
        let huge = Placement {
            width: 9000.0,
            height: 9000.0,
            ..Placement::default()
        };
        let fitted = huge.fitted(&[SCREEN]);
        assert_eq!((fitted.width, fitted.height), (1920.0, 1080.0));
        let tiny = Placement {
            width: 1.0,
            height: 1.0,
            ..Placement::default()
        };
        let fitted = tiny.fitted(&[]);
        assert_eq!((fitted.width, fitted.height), LEAST);
    }

    #[test]
    fn zoom_goes_in_steps_and_stops_at_both_ends() {
        let mut placement = Placement::default();
        assert_eq!((placement.zoomed_in(), placement.zoomed_out()), (110, 90));
        placement.zoom = 200;
        assert_eq!(placement.zoomed_in(), 200);
        placement.zoom = 50;
        assert_eq!(placement.zoomed_out(), 50);
        placement.zoom = 13;
        assert_eq!(placement.fitted(&[SCREEN]).zoom, 100);
    }

    #[test]
    fn what_is_written_is_read_again_and_nonsense_is_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::under(home.path());
        let remembered = Remembered::read(&places);
        *remembered.now() = at(12.0, 34.0);
        remembered.write();
        assert_eq!(*Remembered::read(&places).now(), at(12.0, 34.0));
        fs::write(places.config.join("window.json"), b"{ not json").unwrap();
        assert_eq!(*Remembered::read(&places).now(), Placement::default());
    }
}
