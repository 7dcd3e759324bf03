//! One connection's socket, asked for by its two ends: sock_diag(7). The table in `/proc/net` says the same, but the
//! kernel goes through all that it has room for to write it, which takes a millisecond.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::netlink::{SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

/// `linux/netlink.h`, `linux/sock_diag.h`.
const REQUEST: u16 = 1;
const ERROR: u16 = 2;
const BY_FAMILY: u16 = 20;
/// Before every message: its length, kind and flags, a number, a sender.
const HEAD: usize = 16;
/// `inet_diag_req_v2`, and the `inet_diag_msg` that answers it (`linux/inet_diag.h`).
const QUESTION: usize = 56;
const ANSWER: usize = 72;
/// `IPPROTO_TCP`.
const TCP: u8 = 6;

/// A way to the kernel's own list of sockets.
#[derive(Debug)]
pub(super) struct Diagnosis {
    socket: OwnedFd,
    /// A kernel that cannot tell says of every connection that there is none.
    has_found: bool,
}

/// What the kernel says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The socket, and the account that it belongs to.
    Socket { inode: u32, account: u32 },
    /// There is no such connection any more.
    Gone,
    /// It does not tell.
    Nothing,
}

impl Diagnosis {
    /// `None` where this program may not ask.
    pub(super) fn new() -> Option<Self> {
        let socket = socket_with(
            AddressFamily::NETLINK,
            SocketType::DGRAM,
            SocketFlags::CLOEXEC,
            Some(SOCK_DIAG),
        );
        Some(Self {
            socket: socket.ok()?,
            has_found: false,
        })
    }

    /// The socket at the end `theirs` of the connection between the two.
    pub(super) fn socket_of(&mut self, theirs: SocketAddr, ours: SocketAddr) -> Told {
        let kernel = SocketAddrNetlink::new(0, 0);
        let question = question(theirs, ours);
        let mut said = [0; 512];
        // The kernel answers before it returns.
        let answer = sendto(&self.socket, &question, SendFlags::empty(), &kernel)
            .and_then(|_| recv(&self.socket, &mut said, RecvFlags::DONTWAIT));
        let Ok((_, length)) = answer else {
            return Told::Nothing;
        };
        let told = told(said.get(..length).unwrap_or_default(), theirs, ours);
        self.has_found |= matches!(told, Told::Socket { .. });
        if self.has_found || told != Told::Gone {
            told
        } else {
            Told::Nothing
        }
    }
}

fn question(theirs: SocketAddr, ours: SocketAddr) -> Vec<u8> {
    let family = if theirs.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let mut bytes = Vec::with_capacity(HEAD + QUESTION);
    bytes.extend(((HEAD + QUESTION) as u32).to_ne_bytes());
    bytes.extend(BY_FAMILY.to_ne_bytes());
    bytes.extend(REQUEST.to_ne_bytes());
    bytes.extend([0; 8]);
    bytes.extend([family.as_raw() as u8, TCP, 0, 0]);
    bytes.extend(u32::MAX.to_ne_bytes()); // in whatever state
    bytes.extend(theirs.port().to_be_bytes());
    bytes.extend(ours.port().to_be_bytes());
    for end in [theirs, ours] {
        let mut address = [0; 16];
        match end.ip() {
            IpAddr::V4(ip) => address[..4].copy_from_slice(&ip.octets()),
            IpAddr::V6(ip) => address.copy_from_slice(&ip.octets()),
        }
        bytes.extend(address);
    }
    bytes.extend([0; 4]); // by whatever interface
    bytes.extend([0xFF; 8]); // whichever of its name
    bytes
}

fn told(said: &[u8], theirs: SocketAddr, ours: SocketAddr) -> Told {
    let number = |at: usize| {
        let bytes = said.get(at..at + 4)?;
        Some(u32::from_ne_bytes(bytes.try_into().ok()?))
    };
    let kind = said.get(4..6).map(|kind| u16::from_ne_bytes([kind[0], kind[1]]));
    if kind == Some(ERROR) {
        let is_gone = number(HEAD) == Some((-Errno::NOENT.raw_os_error()).cast_unsigned());
        return if is_gone { Told::Gone } else { Told::Nothing };
    }
    let Some(answer) = said.get(HEAD..HEAD + ANSWER) else {
        return Told::Nothing;
    };
    if kind != Some(BY_FAMILY) {
        return Told::Nothing;
    }
    // Where the connection is gone, somebody who listens on its port is found instead.
    if end(answer, 4, 8) != (theirs.ip(), theirs.port()) || end(answer, 6, 24) != (ours.ip(), ours.port()) {
        return Told::Gone;
    }
    match (number(HEAD + 64), number(HEAD + 68)) {
        (Some(account), Some(inode)) if inode != 0 => Told::Socket { inode, account },
        _ => Told::Gone,
    }
}

/// One end of what is answered. A connection by IPv4 may have been made with a socket for IPv6.
fn end(answer: &[u8], port: usize, address: usize) -> (IpAddr, u16) {
    let mut octets = [0; 16];
    octets.copy_from_slice(&answer[address..address + 16]);
    let ip = if u16::from(answer[0]) == AddressFamily::INET.as_raw() {
        IpAddr::from(Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]))
    } else {
        IpAddr::from(Ipv6Addr::from(octets)).to_canonical()
    };
    (ip, u16::from_be_bytes([answer[port], answer[port + 1]]))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::os::fd::AsFd;

    use super::super::system::both_ends;
    use super::*;

    fn inode(stream: &impl AsFd) -> u32 {
        u32::try_from(rustix::fs::fstat(stream).unwrap().st_ino).unwrap()
    }

    #[test]
    fn the_socket_at_the_other_end_is_told_until_it_is_closed() {
        let Some(mut diagnosis) = Diagnosis::new() else {
            eprintln!("SKIPPED because the system lets nobody ask for sockets");
            return;
        };
        for (listener, stream) in both_ends::by_each_kind_of_address() {
            let (theirs, ours) = (stream.local_addr().unwrap(), listener.local_addr().unwrap());
            let told = diagnosis.socket_of(theirs, ours);
            if told == Told::Nothing {
                eprintln!("SKIPPED because the system does not tell");
                return;
            }
            let account = rustix::process::geteuid().as_raw();
            let inode = inode(&stream);
            assert_eq!(told, Told::Socket { inode, account });
            let elsewhere = SocketAddr::new(ours.ip(), 1);
            assert_eq!(diagnosis.socket_of(theirs, elsewhere), Told::Gone);
            drop(stream);
            assert_eq!(diagnosis.socket_of(theirs, ours), Told::Gone);
        }
    }

    #[test]
    fn one_who_listens_is_not_the_one_who_connected() {
        let Some(mut diagnosis) = Diagnosis::new() else {
            eprintln!("SKIPPED because the system lets nobody ask for sockets");
            return;
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let listening = listener.local_addr().unwrap();
        let nobody = SocketAddr::new(listening.ip(), 1);
        let told = diagnosis.socket_of(listening, nobody);
        assert!(!matches!(told, Told::Socket { .. }), "{told:?}");
    }

    #[test]
    fn what_is_cut_short_tells_nothing() {
        let end: SocketAddr = "127.0.0.1:1".parse().unwrap();
        let whole = question(end, end);
        for length in 0..whole.len() {
            assert_eq!(told(&whole[..length], end, end), Told::Nothing);
        }
    }
}
