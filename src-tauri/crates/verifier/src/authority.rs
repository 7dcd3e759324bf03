//! A certificate authority of one machine's own, and the certificate that it signs for the service.
//!
//! The authority may vouch for the service's names alone (RFC 5280 §4.2.1.10), so that who trusts it trusts it for
//! nothing else. Keys lie in files of 0600; the authority's certificate is what a client is given.

use std::fs;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256,
};
use rustls::crypto::ring::{default_provider, sign::any_ecdsa_type};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

/// Days of an authority's life.
const AUTHORITY_DAYS: i64 = 3_650;
/// Days of a certificate's life: some clients refuse more than 398.
const LEAF_DAYS: i64 = 397;
/// A certificate that ends within so many days is replaced.
const RENEW_DAYS: i64 = 30;

const CA_CERTIFICATE: &str = "ca.pem";
const CA_KEY: &str = "ca.key";
const LEAF_CERTIFICATE: &str = "server.pem";
const NAMED_CERTIFICATE: &str = "server-names.pem";
const LEAF_KEY: &str = "server.key";
const NOTE: &str = "made.json";

/// Why there is no certificate to serve with.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file is not what was once written there.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A name cannot be in a certificate.
    #[error("{name:?} cannot be in a certificate")]
    Name {
        /// The name.
        name: String,
    },
}

/// The authority, with a certificate that is good now.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
    names: Vec<String>,
    present: Arc<Present>,
}

/// What was made, for which names, and until when.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Note {
    names: Vec<String>,
    authority_ends: Timestamp,
    leaf_ends: Timestamp,
}

impl Authority {
    /// Reads the authority in `folder`, or makes one that may vouch for `names` (host names and addresses) and
    /// nothing else. For other names than before a new one is made, which clients have to be given.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn open(folder: &Path, names: &[String], now: Timestamp) -> Result<Self, AuthorityError> {
        private_folder(folder).map_err(|error| AuthorityError::File {
            path: folder.to_owned(),
            error,
        })?;
        let note = read_note(folder)?;
        let usable = note.filter(|note| note.names == names && note.authority_ends > later(now, LEAF_DAYS));
        match usable {
            None => {
                make_authority(folder, names, now)?;
                sign_leaf(folder, names, now)?;
            }
            Some(note) if is_due(folder, &note, now) => sign_leaf(folder, names, now)?,
            Some(_) => {}
        }
        Ok(Self {
            folder: folder.to_owned(),
            names: names.to_vec(),
            present: Arc::new(Present(RwLock::new(load(folder)?))),
        })
    }

    /// The file that clients are given: `curl --cacert`, `REQUESTS_CA_BUNDLE`.
    pub fn certificate_file(folder: &Path) -> PathBuf {
        folder.join(CA_CERTIFICATE)
    }

    /// Replaces a certificate that ends soon, without a pause in service. Answers whether it did.
    ///
    /// # Errors
    /// [`AuthorityError`]; the present certificate stays in service then.
    pub fn renew_if_due(&self, now: Timestamp) -> Result<bool, AuthorityError> {
        let due = read_note(&self.folder)?.is_none_or(|note| is_due(&self.folder, &note, now));
        if due {
            sign_leaf(&self.folder, &self.names, now)?;
            *self.present.0.write().unwrap_or_else(PoisonError::into_inner) = load(&self.folder)?;
        }
        Ok(due)
    }

    /// TLS 1.2 and 1.3 with this certificate, for HTTP/1.1 alone, without early data.
    pub(crate) fn server_config(&self) -> ServerConfig {
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .expect("the provider has suites for both")
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&self.present) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config
    }
}

/// The certificates in service.
#[derive(Debug)]
struct Present(RwLock<Leaves>);

/// Some clients (those on BoringSSL, such as Envoy) refuse an authority's limits on addresses as soon as a certificate
/// has an address in it. Who says the name that it asks for (RFC 6066 §3), which no address can be, is shown one
/// with names alone.
#[derive(Debug)]
struct Leaves {
    of_all: Arc<CertifiedKey>,
    of_names: Arc<CertifiedKey>,
}

impl ResolvesServerCert for Present {
    fn resolve(&self, client: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let leaves = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_named = client.server_name().is_some();
        Some(Arc::clone(if is_named {
            &leaves.of_names
        } else {
            &leaves.of_all
        }))
    }
}

fn is_due(folder: &Path, note: &Note, now: Timestamp) -> bool {
    // One that was made by an earlier version has no certificate for names.
    note.leaf_ends <= later(now, RENEW_DAYS) || !folder.join(NAMED_CERTIFICATE).exists()
}

fn make_authority(folder: &Path, names: &[String], now: Timestamp) -> Result<(), AuthorityError> {
    let key = new_key();
    let mut params = authority_params();
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.iter().map(|name| subtree(name)).collect(),
        excluded_subtrees: Vec::new(),
    });
    let ends = lasting(&mut params, now, AUTHORITY_DAYS);
    let certificate = params.self_signed(&key).map_err(|_| refused_name(names))?;
    write(&folder.join(CA_KEY), key_pem(&key).as_bytes())?;
    write(&folder.join(CA_CERTIFICATE), certificate.pem().as_bytes())?;
    let note = Note {
        names: names.to_vec(),
        authority_ends: ends,
        leaf_ends: now,
    };
    write_note(folder, &note)
}

fn sign_leaf(folder: &Path, names: &[String], now: Timestamp) -> Result<(), AuthorityError> {
    let ca_key = folder.join(CA_KEY);
    let damaged = || AuthorityError::Damaged { path: ca_key.clone() };
    let text = Zeroizing::new(read(&ca_key)?);
    let text = std::str::from_utf8(&text).map_err(|_| damaged())?;
    let issuer = Issuer::new(
        authority_params(),
        KeyPair::from_pem(text).map_err(|_| damaged())?,
    );

    let key = new_key();
    let (mut params, mut named) = (leaf_params(names)?, leaf_params(&hosts(names))?);
    let ends = lasting(&mut params, now, LEAF_DAYS);
    lasting(&mut named, now, LEAF_DAYS);
    let certificate = params.signed_by(&key, &issuer).map_err(|_| damaged())?;
    let for_names = named.signed_by(&key, &issuer).map_err(|_| damaged())?;
    write(&folder.join(LEAF_KEY), key_pem(&key).as_bytes())?;
    write(&folder.join(NAMED_CERTIFICATE), for_names.pem().as_bytes())?;
    write(&folder.join(LEAF_CERTIFICATE), certificate.pem().as_bytes())?;
    let note = read_note(folder)?.ok_or_else(|| AuthorityError::Damaged {
        path: folder.join(NOTE),
    })?;
    write_note(
        folder,
        &Note {
            leaf_ends: ends,
            ..note
        },
    )
}

/// Those of the names that are no addresses.
fn hosts(names: &[String]) -> Vec<String> {
    let is_host = |name: &&String| name.parse::<IpAddr>().is_err();
    names.iter().filter(is_host).cloned().collect()
}

fn leaf_params(names: &[String]) -> Result<CertificateParams, AuthorityError> {
    let mut params = CertificateParams::new(names.to_vec()).map_err(|_| refused_name(names))?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Token Desk verifier");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// The same each time: a signature names its issuer by what stands here.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "Token Desk of this machine");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn subtree(name: &str) -> GeneralSubtree {
    match name.parse::<IpAddr>() {
        Ok(address @ IpAddr::V4(_)) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, 32)),
        Ok(address @ IpAddr::V6(_)) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, 128)),
        Err(_) => GeneralSubtree::DnsName(name.to_owned()),
    }
}

/// From the day before, since clocks differ, for so many days. Answers the end.
fn lasting(params: &mut CertificateParams, now: Timestamp, days: i64) -> Timestamp {
    let day = |at: Timestamp| {
        let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
        let part = |number: i8| u8::try_from(number).expect("months and days are positive");
        rcgen::date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    let ends = later(now, days);
    params.not_before = day(later(now, -1));
    params.not_after = day(ends);
    ends
}

fn later(now: Timestamp, days: i64) -> Timestamp {
    let by = SignedDuration::from_hours(24 * days);
    now.saturating_add(by).expect("a duration in hours is exact")
}

fn new_key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("the system has randomness")
}

fn key_pem(key: &KeyPair) -> Zeroizing<String> {
    Zeroizing::new(key.serialize_pem())
}

fn refused_name(names: &[String]) -> AuthorityError {
    AuthorityError::Name {
        name: names.join(", "),
    }
}

fn load(folder: &Path) -> Result<Leaves, AuthorityError> {
    // What clients are given, and what the next certificate is signed with: neither is shown to anybody from here, and
    // nobody would hear of a damage before it is too late.
    load_pair(folder, CA_CERTIFICATE, CA_KEY)?;
    Ok(Leaves {
        of_all: load_pair(folder, LEAF_CERTIFICATE, LEAF_KEY)?,
        of_names: load_pair(folder, NAMED_CERTIFICATE, LEAF_KEY)?,
    })
}

fn load_pair(folder: &Path, certificate: &str, key: &str) -> Result<Arc<CertifiedKey>, AuthorityError> {
    let (certificate, key) = (folder.join(certificate), folder.join(key));
    let damaged = |path: &Path| AuthorityError::Damaged {
        path: path.to_owned(),
    };
    let chain = CertificateDer::pem_slice_iter(&read(&certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| damaged(&certificate))?;
    let text = Zeroizing::new(read(&key)?);
    let signer = PrivateKeyDer::from_pem_slice(&text)
        .ok()
        .and_then(|der| any_ecdsa_type(&der).ok())
        .ok_or_else(|| damaged(&key))?;
    let certified = CertifiedKey::new(chain, signer);
    // Key and certificate of two different days would fail every handshake without a word.
    certified.keys_match().map_err(|_| damaged(&certificate))?;
    Ok(Arc::new(certified))
}

fn read_note(folder: &Path) -> Result<Option<Note>, AuthorityError> {
    let path = folder.join(NOTE);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| AuthorityError::Damaged { path }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(AuthorityError::File { path, error }),
    }
}

fn write_note(folder: &Path, note: &Note) -> Result<(), AuthorityError> {
    let text = serde_json::to_vec_pretty(note).expect("a note is text and instants");
    write(&folder.join(NOTE), &text)
}

fn read(path: &Path) -> Result<Vec<u8>, AuthorityError> {
    fs::read(path).map_err(|error| AuthorityError::File {
        path: path.to_owned(),
        error,
    })
}

/// Whole or not at all, and for nobody else to read.
fn write(path: &Path, bytes: &[u8]) -> Result<(), AuthorityError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    tempfile::NamedTempFile::new_in(folder)
        .and_then(|mut beside| {
            beside.write_all(bytes)?;
            beside.as_file().sync_all()?;
            beside.persist(path).map_err(|error| error.error)
        })
        .map(drop)
        .map_err(|error| AuthorityError::File {
            path: path.to_owned(),
            error,
        })
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}
