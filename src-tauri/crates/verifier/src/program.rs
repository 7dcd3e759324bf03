//! Which program of this computer is at the other end of a loopback connection.
//!
//! Linux tells it for programs of the same account: the kernel, or the connection's line in `/proc/net/tcp`, has the
//! number of the socket, and the program that has it open is found below `/proc`. Elsewhere nobody is asked.

#[cfg(target_os = "linux")]
mod diagnosis;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use crate::uses::Program;

/// So many connections wait to be looked at; those that come meanwhile stay without a name.
const LONGEST_QUEUE: usize = 4;
/// After a look the thread rests so many times as long as it took: a flood of connections buys no more than a
/// hundredth of one core.
const REST: u32 = 99;

/// Who listens on a port of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// The program's file, without its folder.
    pub program: String,
    /// The process.
    pub process: u32,
}

impl Listening {
    /// Who keeps `address` from being listened on, where the system tells: on Linux, a program of the same account.
    pub fn on(address: SocketAddr) -> Option<Self> {
        system::listening(address)
    }
}

/// A thread that looks programs up.
#[derive(Debug)]
pub(crate) struct Programs {
    queue: Option<SyncSender<Question>>,
}

struct Question {
    theirs: SocketAddr,
    ours: SocketAddr,
    program: Program,
}

impl Programs {
    pub(crate) fn new() -> Self {
        if !cfg!(target_os = "linux") {
            return Self { queue: None };
        }
        let (queue, questions) = sync_channel::<Question>(LONGEST_QUEUE);
        let spawned = thread::Builder::new().name("programs".to_owned()).spawn(move || {
            let mut finder = system::Finder::new();
            while let Ok(question) = questions.recv() {
                let began = Instant::now();
                if let Some(name) = finder.program_of(question.theirs, question.ours) {
                    // Nobody else answers this question.
                    let _ = question.program.set(name.into());
                }
                thread::sleep(began.elapsed() * REST);
            }
        });
        Self {
            queue: spawned.is_ok().then_some(queue),
        }
    }

    /// Asks who is at the other end. The answer comes into what is given back, if the system can tell and the
    /// connection lives long enough.
    pub(crate) fn ask(&self, theirs: SocketAddr, ours: SocketAddr) -> Program {
        let program = Program::default();
        if let Some(queue) = &self.queue
            && theirs.ip().is_loopback()
        {
            let question = Question {
                theirs,
                ours,
                program: Arc::clone(&program),
            };
            // A full queue: this one stays without a name.
            let _ = queue.try_send(question);
        }
        program
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::net::SocketAddr;

    use super::Listening;

    pub(super) struct Finder;

    impl Finder {
        pub(super) fn new() -> Self {
            Self
        }

        pub(super) fn program_of(&mut self, _: SocketAddr, _: SocketAddr) -> Option<String> {
            None
        }
    }

    pub(super) fn listening(_: SocketAddr) -> Option<Listening> {
        None
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
    use std::path::{Path, PathBuf};

    use super::Listening;
    use super::diagnosis::{Diagnosis, Told};

    /// proc(5): the state of a socket that listens.
    const LISTENS: &str = "0A";

    /// Finds programs by their connections.
    pub(super) struct Finder {
        diagnosis: Option<Diagnosis>,
        /// The process that was found last: most of the connections of an hour are one program's.
        last: Option<PathBuf>,
    }

    impl Finder {
        pub(super) fn new() -> Self {
            Self {
                diagnosis: Diagnosis::new(),
                last: None,
            }
        }

        pub(super) fn program_of(&mut self, theirs: SocketAddr, ours: SocketAddr) -> Option<String> {
            let account = rustix::process::geteuid().as_raw();
            let told = self.diagnosis.as_mut().map(|known| known.socket_of(theirs, ours));
            let socket = match told {
                Some(Told::Socket { inode, account: of }) => (of == account).then(|| inode.into()),
                Some(Told::Gone) => None,
                Some(Told::Nothing) | None => socket_of(&table(theirs.is_ipv4())?, theirs, ours, account),
            }?;
            let link = link_to(socket);
            let last = self.last.take().filter(|process| has_open(process, &link));
            self.last = last.or_else(|| holder_of(socket));
            name_of(self.last.as_ref()?)
        }
    }

    fn link_to(socket: u64) -> String {
        format!("socket:[{socket}]")
    }

    pub(super) fn listening(address: SocketAddr) -> Option<Listening> {
        // One that listens on every IPv6 address mostly has the IPv4 ones too.
        let tables = [address.is_ipv4(), !address.is_ipv4()]
            .into_iter()
            .filter_map(table);
        let sockets: Vec<u64> = tables.flat_map(|table| sockets_on(&table, address)).collect();
        let process = sockets.into_iter().find_map(holder_of)?;
        Some(Listening {
            program: name_of(&process)?,
            process: process.file_name()?.to_str()?.parse().ok()?,
        })
    }

    fn table(of_ipv4: bool) -> Option<String> {
        let name = if of_ipv4 { "tcp" } else { "tcp6" };
        fs::read_to_string(Path::new("/proc/net").join(name)).ok()
    }

    /// The process that has a socket open, if this account may look into it.
    fn holder_of(socket: u64) -> Option<PathBuf> {
        // The latest first: what has just connected has most likely just started.
        let mut processes: Vec<u32> = fs::read_dir("/proc")
            .ok()?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect();
        processes.sort_unstable_by(|one, other| other.cmp(one));
        let link = link_to(socket);
        processes
            .into_iter()
            .map(|process| Path::new("/proc").join(process.to_string()))
            .find(|process| has_open(process, &link))
    }

    /// The sockets that listen where `address` would: on it, or on every address.
    fn sockets_on(table: &str, address: SocketAddr) -> Vec<u64> {
        let is_in_the_way = |line: &str| {
            let mut words = line.split_whitespace().skip(1);
            let on = self::address(words.next()?)?;
            let state = words.nth(1)?;
            let overlaps =
                on.ip() == address.ip() || on.ip().is_unspecified() || address.ip().is_unspecified();
            (state == LISTENS && on.port() == address.port() && overlaps)
                .then(|| words.nth(5)?.parse().ok())
                .flatten()
        };
        table.lines().skip(1).filter_map(is_in_the_way).collect()
    }

    /// The socket's number, if the connection is one of `account`'s. The table is described in proc(5).
    fn socket_of(table: &str, theirs: SocketAddr, ours: SocketAddr, account: u32) -> Option<u64> {
        table.lines().skip(1).find_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            let is_it = address(words.next()?)? == theirs && address(words.next()?)? == ours;
            let (owner, socket) = (words.nth(4)?, words.nth(1)?);
            (is_it && owner.parse() == Ok(account))
                .then(|| socket.parse().ok())
                .flatten()
        })
    }

    /// Four bytes at a time, each four in the order of this computer; then the port.
    fn address(text: &str) -> Option<SocketAddr> {
        let (address, port) = text.split_once(':')?;
        let port = u16::from_str_radix(port, 16).ok()?;
        let mut bytes = Vec::with_capacity(16);
        for word in address.as_bytes().chunks(8) {
            let word = u32::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok()?;
            bytes.extend(word.to_ne_bytes());
        }
        let address = match bytes.len() {
            4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?)),
            _ => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?)),
        };
        Some(SocketAddr::new(address, port))
    }

    /// Another account's process cannot be looked into, which is right.
    fn has_open(process: &Path, link: &str) -> bool {
        fs::read_dir(process.join("fd")).is_ok_and(|open| {
            open.flatten()
                .any(|file| fs::read_link(file.path()).is_ok_and(|to| to.as_os_str() == link))
        })
    }

    fn name_of(process: &Path) -> Option<String> {
        let file = fs::read_link(process.join("exe")).ok()?;
        let name = file.file_name()?.to_string_lossy().into_owned();
        // What the kernel adds when a program was replaced while it runs.
        Some(name.trim_end_matches(" (deleted)").to_owned())
    }

    #[cfg(test)]
    pub(super) mod both_ends {
        use std::net::{TcpListener, TcpStream};

        /// A connection of this program with itself, for each kind of address that can be listened on.
        pub(in crate::program) fn by_each_kind_of_address() -> impl Iterator<Item = (TcpListener, TcpStream)>
        {
            ["127.0.0.1:0", "[::1]:0"].into_iter().filter_map(|address| {
                let listener = TcpListener::bind(address)
                    .inspect_err(|error| {
                        eprintln!("SKIPPED because {address} cannot be listened on: {error}")
                    })
                    .ok()?;
                let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
                Some((listener, stream))
            })
        }
    }

    #[cfg(test)]
    mod tests {
        use std::net::TcpListener;

        use super::*;

        #[test]
        fn a_connection_of_this_program_is_found_and_one_that_is_closed_is_not() {
            for (listener, stream) in both_ends::by_each_kind_of_address() {
                let (theirs, ours) = (stream.local_addr().unwrap(), listener.local_addr().unwrap());
                let own = std::env::current_exe().unwrap();
                let own = own.file_name().unwrap().to_string_lossy().into_owned();
                let nobody = SocketAddr::new(theirs.ip(), 1);
                let by_the_table = Finder {
                    diagnosis: None,
                    last: None,
                };
                for mut finder in [Finder::new(), by_the_table] {
                    // The second time it is the one that was found last.
                    for _ in 0..2 {
                        assert_eq!(finder.program_of(theirs, ours), Some(own.clone()));
                        assert_eq!(finder.program_of(nobody, ours), None);
                    }
                }
            }
        }

        #[test]
        fn who_listens_is_found_by_the_address_and_by_every_address() {
            for (on, wanted) in [("127.0.0.1:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.1")] {
                let listener = TcpListener::bind(on).unwrap();
                let port = listener.local_addr().unwrap().port();
                let wanted = SocketAddr::new(wanted.parse().unwrap(), port);
                let found = listening(wanted).unwrap();
                assert_eq!(found.process, std::process::id(), "{on}");
                drop(listener);
                assert_eq!(listening(wanted), None, "nobody listens any more");
            }
        }

        #[test]
        fn a_line_of_another_account_names_nobody() {
            let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
                \x20  0: 0100007F:A3B4 0100007F:1D13 01 00000000:00000000 00:00000000 00000000  1000        0 31337 1 0 20 4 30 10 -1\n";
            let theirs = "127.0.0.1:41908".parse().unwrap();
            let ours = "127.0.0.1:7443".parse().unwrap();
            assert_eq!(socket_of(table, theirs, ours, 1000), Some(31337));
            assert_eq!(socket_of(table, theirs, ours, 0), None);
            assert_eq!(socket_of(table, ours, theirs, 1000), None, "that is our own end");
            assert_eq!(socket_of("head\nnonsense", theirs, ours, 1000), None);
        }
    }
}
