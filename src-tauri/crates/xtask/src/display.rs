//! A screen that exists only in memory, and the watching of what is painted on it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::stop::{OrStop, Stop};

/// Of the pixels that are more than background, this share must have got their last colour for a frame to count as
/// painted. The background does not count: a window that is still empty already has it.
const PAINTED: f64 = 0.9;
/// Of the pixels that change at all, this share must be more than background before anything counts as painted.
const CONTENT: f64 = 0.005;
/// A picture that does not change for this long is the last one.
const SETTLED: Duration = Duration::from_millis(1_200);
/// Every how many-th pixel is looked at, across and down.
const STRIDE: usize = 8;

/// An Xvfb of our own, and a session bus. Both end with this value.
#[derive(Debug)]
pub(crate) struct Display {
    number: String,
    bus: Option<String>,
    buffer: PathBuf,
    _bus: Option<Running>,
    _server: Running,
    // Last, so that it is removed after the server that writes to it has ended.
    _folder: Scratch,
}

impl Display {
    /// A screen of 1280 × 860; the server chooses a free number by itself.
    pub(crate) fn start() -> Result<Self, Stop> {
        let folder = Scratch::new("display")?;
        let mut server = Command::new("Xvfb");
        server
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x860x24",
                "-nolisten",
                "tcp",
                "-fbdir",
            ])
            .arg(folder.path());
        let mut server = Running::start_with("Xvfb", &server, Stdio::piped(), Stdio::null())?;
        let number = first_line(&mut server)
            .ok_or_else(|| Stop::because("Xvfb did not start.").next("run `Xvfb -displayfd 1` to see why"))?;
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let mut daemon = Running::start_with("dbus-daemon", &daemon, Stdio::piped(), Stdio::null()).ok();
        let bus = daemon.as_mut().and_then(first_line);
        let buffer = folder.path().join("Xvfb_screen0");
        Ok(Self {
            number: format!(":{number}"),
            bus,
            buffer,
            _bus: daemon,
            _server: server,
            _folder: folder,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.number
    }

    /// Sends a program to this screen and to this bus, and to no other.
    pub(crate) fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let bus = self.bus.as_deref().unwrap_or("disabled:");
        command
            .env("DISPLAY", &self.number)
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env("GDK_BACKEND", "x11");
        command
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XAUTHORITY")
            .env("NO_AT_BRIDGE", "1")
    }

    /// Watches the screen from `began` until the picture has settled.
    ///
    /// # Errors
    /// When nothing is painted within `patience`, or the program ends before.
    pub(crate) fn watch(
        &self,
        began: Instant,
        patience: Duration,
        program: &mut Running,
    ) -> Result<Painted, Stop> {
        let mut screen = Screen::open(&self.buffer)?;
        let mut frames: Vec<(Duration, Vec<u8>)> = vec![(Duration::ZERO, screen.look()?)];
        let mut changed = began;
        loop {
            let frame = screen.look()?;
            let now = Instant::now();
            if frames.last().is_some_and(|(_, last)| *last != frame) {
                changed = now;
                frames.push((now - began, frame));
            }
            if now - changed > SETTLED
                && let Some(painted) = Painted::of(&frames)
            {
                return Ok(painted);
            }
            if let Some(ended) = program.ended() {
                return Err(Stop::because(format!("{ended} before it painted anything.")));
            }
            if now - began > patience {
                return Err(Stop::because(format!(
                    "Nothing was painted within {} s.",
                    patience.as_secs()
                )));
            }
            std::thread::sleep(Duration::from_millis(4));
        }
    }
}

fn first_line(program: &mut Running) -> Option<String> {
    let pipe = program.child().stdout.take()?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = String::new();
        // The pipe stays open for as long as the program runs, or it would be ended by a closed output.
        while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
            let _ = tell.send(line.trim().to_owned());
            line.clear();
        }
    });
    told.recv_timeout(Duration::from_secs(10))
        .ok()
        .filter(|line| !line.is_empty())
}

/// When a window came up, and when it was painted; both since the program's start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Painted {
    pub(crate) window: Duration,
    pub(crate) painted: Duration,
}

impl Painted {
    /// `None` while nothing but a background is to be seen.
    fn of(frames: &[(Duration, Vec<u8>)]) -> Option<Self> {
        let [(_, first), (window, _), ..] = frames else {
            return None;
        };
        let (end, last) = frames.last()?;
        let pixel = |frame: &[u8], at: usize| [frame[at], frame[at + 1], frame[at + 2], frame[at + 3]];
        let changed: Vec<usize> = (0..last.len())
            .step_by(4)
            .filter(|&at| pixel(first, at) != pixel(last, at))
            .collect();
        let mut colours: HashMap<[u8; 4], usize> = HashMap::new();
        for &at in &changed {
            *colours.entry(pixel(last, at)).or_default() += 1;
        }
        let (background, _) = colours.into_iter().max_by_key(|(_, count)| *count)?;
        let content: Vec<usize> = changed
            .iter()
            .copied()
            .filter(|&at| pixel(last, at) != background)
            .collect();
        if (content.len() as f64) < CONTENT * changed.len() as f64 || content.is_empty() {
            return None;
        }
        let right = |frame: &[u8]| {
            content
                .iter()
                .filter(|&&at| pixel(frame, at) == pixel(last, at))
                .count() as f64
        };
        let painted = frames
            .iter()
            .skip(1)
            .find(|(_, frame)| right(frame) >= PAINTED * content.len() as f64);
        Some(Self {
            window: *window,
            painted: painted.map_or(*end, |(at, _)| *at),
        })
    }
}

/// The server's frame buffer: an XWD file that it keeps up to date.
struct Screen {
    file: File,
    start: u64,
    line: usize,
    height: usize,
}

impl Screen {
    fn open(path: &Path) -> Result<Self, Stop> {
        let mut file = File::open(path).or_stop(format_args!("read the screen at {}", path.display()))?;
        let mut head = [0; 100];
        file.read_exact(&mut head).or_stop("read the screen's header")?;
        // XWD, version 7: big-endian words; header size, …, height, …, bytes a line, …, number of colours.
        let word = |at: usize| {
            u32::from_be_bytes([head[at * 4], head[at * 4 + 1], head[at * 4 + 2], head[at * 4 + 3]])
        };
        let start = u64::from(word(0)) + u64::from(word(19)) * 12;
        Ok(Self {
            file,
            start,
            line: word(12) as usize,
            height: word(5) as usize,
        })
    }

    /// Every eighth pixel, as four bytes each.
    fn look(&mut self) -> Result<Vec<u8>, Stop> {
        let mut line = vec![0; self.line];
        let mut seen = Vec::with_capacity(self.line / STRIDE * self.height / STRIDE);
        for row in (0..self.height).step_by(STRIDE) {
            let at = self.start + (row * self.line) as u64;
            self.file
                .seek(SeekFrom::Start(at))
                .and_then(|_| self.file.read_exact(&mut line))
                .or_stop("read the screen")?;
            for pixel in line.chunks_exact(4).step_by(STRIDE) {
                seen.extend_from_slice(pixel);
            }
        }
        Ok(seen)
    }
}

/// A folder of our own that is removed when we are done.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(purpose: &str) -> Result<Self, Stop> {
        for attempt in 0..1000 {
            let path =
                std::env::temp_dir().join(format!("token-desk-{purpose}-{}-{attempt}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(Stop::because(format!(
                        "Could not make {}: {error}.",
                        path.display()
                    )));
                }
            }
        }
        Err(Stop::because("No free name for a temporary folder."))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Only ever a folder that `new` made.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred pixels: black, then `background` of one colour, the first ten of which get `content` of others.
    fn frame(background: usize, content: usize) -> Vec<u8> {
        let colour = |pixel: usize| {
            if pixel < content {
                [9; 4]
            } else {
                [u8::from(pixel < background); 4]
            }
        };
        (0..100).flat_map(colour).collect()
    }

    #[test]
    fn a_frame_is_painted_when_nine_tenths_of_its_content_are_there() {
        let at = Duration::from_millis;
        let frames = [
            (at(0), frame(0, 0)),
            (at(100), frame(100, 0)),
            (at(200), frame(100, 9)),
            (at(300), frame(100, 10)),
        ];
        let painted = Painted::of(&frames).expect("there is content");
        assert_eq!(painted.window, at(100), "the first change is the window");
        assert_eq!(
            painted.painted,
            at(200),
            "nine of the ten pixels of content are there at 200 ms"
        );
    }

    #[test]
    fn an_empty_window_of_the_right_colour_is_not_painted() {
        let frames = [
            (Duration::ZERO, frame(0, 0)),
            (Duration::from_millis(100), frame(100, 0)),
        ];
        assert!(Painted::of(&frames).is_none(), "a background is no content");
    }
}
