//! Limits that a person may set on a token: how often, how many times, and from where it is accepted.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use thiserror::Error;

/// What a token is limited to. Without any limit it is [`Limits::default`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// So many requests in each window of time.
    pub rate: Option<Rate>,
    /// So many requests in all, of one secret.
    pub uses: Option<Uses>,
    /// From where; empty: from everywhere.
    pub networks: Networks,
}

/// So many requests in each minute, hour, and so on: windows that begin when the clock's minute, hour does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    per: Per,
}

/// The length of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// 1 s.
    Second,
    /// 60 s.
    Minute,
    /// 3,600 s.
    Hour,
    /// 86,400 s, from midnight UTC.
    Day,
}

impl Per {
    const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    fn word(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
        }
    }

    /// Its length in seconds.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }
}

impl Rate {
    /// The most requests in a window.
    pub const MOST: u32 = 1_000_000;

    /// So many requests.
    pub fn count(self) -> u32 {
        self.count
    }

    /// In each window of this length.
    pub fn per(self) -> Per {
        self.per
    }
}

/// `100/min`; also `/s`, `/h`, `/d`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.per.word())
    }
}

impl FromStr for Rate {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let (count, per) = text.trim().split_once('/').ok_or(NotALimit)?;
        let count = whole(count, Self::MOST)?;
        let per = Per::ALL
            .into_iter()
            .find(|own| own.word() == per.trim())
            .ok_or(NotALimit)?;
        Ok(Self { count, per })
    }
}

/// How many requests a secret is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uses(u32);

impl Uses {
    /// The most that can be counted.
    pub const MOST: u32 = 1_000_000;

    /// So many.
    pub fn count(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Uses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Uses {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        whole(text, Self::MOST).map(Self)
    }
}

/// A whole number from 1 on, in digits.
fn whole(text: &str, most: u32) -> Result<u32, NotALimit> {
    let text = text.trim();
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_digits.then(|| text.parse().ok()).flatten().ok_or(NotALimit)?;
    if (1..=most).contains(&number) {
        Ok(number)
    } else {
        Err(NotALimit)
    }
}

/// Networks that a token may come from. As text: with commas between.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// The most networks of one token.
    pub const MOST: usize = 64;

    /// Whether `address` is one of theirs. Without any network every address is.
    pub fn allow(&self, address: IpAddr) -> bool {
        self.0.is_empty() || self.0.iter().any(|network| network.contains(address))
    }

    /// Whether there is none.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Network> {
        self.0.iter().copied()
    }
}

impl FromIterator<Network> for Networks {
    fn from_iter<T: IntoIterator<Item = Network>>(networks: T) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, network) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            write!(f, "{comma}{network}")?;
        }
        Ok(())
    }
}

impl FromStr for Networks {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let networks: Self = text
            .split([',', ' ', '\n', ';'])
            .filter(|word| !word.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        if networks.0.len() > Self::MOST {
            return Err(NotALimit);
        }
        Ok(networks)
    }
}

/// A network as RFC 4632 writes it: `10.20.0.0/16`, `2001:db8::/32`; an address alone is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// Whether `address` belongs to it.
    pub fn contains(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                u32::from(own) == u32::from(other) & mask(self.length, 32) as u32
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                u128::from(own) == u128::from(other) & mask(self.length, 128)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The first `length` of `bits` bits.
fn mask(length: u8, bits: u32) -> u128 {
    let unused = bits - u32::from(length);
    u128::MAX.checked_shl(unused).unwrap_or(0) & (u128::MAX >> (128 - bits))
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

impl FromStr for Network {
    type Err = NotALimit;

    /// Bits behind the prefix are taken for a slip and cleared: `10.1.2.3/8` is `10.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotALimit)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length
                .parse()
                .ok()
                .filter(|length| *length <= most)
                .ok_or(NotALimit)?,
            Some(_) => return Err(NotALimit),
            None => most,
        };
        let address = match address {
            IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) & mask(length, 32) as u32).into(),
            IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & mask(length, 128)).into(),
        };
        Ok(Self { address, length })
    }
}

/// The text is no limit of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the text is no such limit")]
pub struct NotALimit;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_and_a_span() {
        let rate: Rate = " 100 / min ".parse().unwrap();
        assert_eq!((rate.count(), rate.per().seconds()), (100, 60));
        for text in ["1/s", "100/min", "5/h", "1000000/d"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "100",
            "0/min",
            "-1/min",
            "+1/min",
            "1000001/d",
            "1/week",
            "/min",
            "1.5/s",
        ] {
            assert_eq!(wrong.parse::<Rate>(), Err(NotALimit), "{wrong}");
        }
    }

    #[test]
    fn uses_are_counted_from_one_on() {
        assert_eq!("1000000".parse::<Uses>().unwrap().count(), Uses::MOST);
        for wrong in ["", "0", "-1", "1e3", "1000001", "99999999999999999999"] {
            assert_eq!(wrong.parse::<Uses>(), Err(NotALimit), "{wrong}");
        }
    }

    #[test]
    fn an_address_belongs_to_its_networks_and_to_no_other() {
        let networks: Networks = "10.20.1.2/16, 192.0.2.7 2001:db8::1/32,::1".parse().unwrap();
        assert_eq!(
            networks.to_string(),
            "10.20.0.0/16,192.0.2.7/32,2001:db8::/32,::1/128"
        );
        for (address, allowed) in [
            ("10.20.255.1", true),
            ("10.21.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::1", false),
            ("::1", true),
            ("::ffff:10.20.0.1", true),
        ] {
            assert_eq!(networks.allow(address.parse().unwrap()), allowed, "{address}");
        }
        let everywhere = Networks::default();
        assert!(everywhere.is_everywhere() && everywhere.allow("203.0.113.5".parse().unwrap()));
        let all: Networks = "0.0.0.0/0".parse().unwrap();
        assert!(all.allow("203.0.113.5".parse().unwrap()) && !all.allow("::1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "10.0.0.0/33",
            "10.0.0/8",
            "::1/129",
            "plant7",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/-1",
        ] {
            assert_eq!(wrong.parse::<Networks>(), Err(NotALimit), "{wrong}");
        }
        let many = "10.0.0.1,".repeat(Networks::MOST + 1);
        assert_eq!(many.parse::<Networks>(), Err(NotALimit));
        assert_eq!(" , ".parse::<Networks>(), Ok(Networks::default()));
    }
}
