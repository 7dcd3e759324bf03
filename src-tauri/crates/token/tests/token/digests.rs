use rand::SeedableRng;
use rand::rngs::StdRng;
use token::{Cost, Digest, DigestError};

use crate::minted;

const SALT: &str = "c2FsdHNhbHRzYWx0c2FsdA";
const HASH: &str = "bG9uZ2xvbmdsb25nbG9uZ2xvbmdsb25nbG9uZ2xvbmc";

#[test]
fn a_digest_verifies_its_secret_and_no_other() {
    let digest = Digest::of(&minted(1).secret(), &mut StdRng::seed_from_u64(1));
    assert!(digest.verifies(&minted(1).secret()));
    assert!(!digest.verifies(&minted(2).secret()));
}

#[test]
fn a_digest_is_argon2id_at_the_documented_cost_and_reads_back() {
    let digest = Digest::of(&minted(1).secret(), &mut StdRng::seed_from_u64(1));
    assert!(
        digest.as_phc().starts_with("$argon2id$v=19$m=7168,t=5,p=1$"),
        "{}",
        digest.as_phc()
    );
    assert_eq!(Digest::from_phc(digest.as_phc()), Ok(digest));
}

#[test]
fn two_digests_of_one_secret_have_different_salts() {
    let mut rng = StdRng::seed_from_u64(1);
    let secret = minted(1).secret();
    assert_ne!(Digest::of(&secret, &mut rng), Digest::of(&secret, &mut rng));
}

#[test]
fn a_passphrase_is_digested_at_its_own_cost() {
    let cost = Cost {
        memory: 64,
        passes: 1,
    };
    let digest = Digest::with_cost("pässphrase".as_bytes(), cost, &mut StdRng::seed_from_u64(1));
    assert!(digest.matches("pässphrase".as_bytes()));
    assert!(!digest.matches(b"passphrase"));
}

#[test]
fn a_digest_made_elsewhere_verifies() {
    // By the reference program: echo -n password | argon2 somesaltsomesalt -id -t 2 -k 1024 -p 4 -l 32 -e
    let made =
        "$argon2id$v=19$m=1024,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0";
    assert!(Digest::from_phc(made).unwrap().matches(b"password"));
}

#[test]
fn hostile_parameters_are_refused_before_hashing() {
    for costly in [
        "m=4194304,t=1,p=1",
        "m=65537,t=1,p=1",
        "m=1024,t=11,p=1",
        "m=1024,t=4294967295,p=1",
        "m=1024,t=1,p=5",
    ] {
        let phc = format!("$argon2id$v=19${costly}${SALT}${HASH}");
        assert_eq!(Digest::from_phc(&phc), Err(DigestError::TooCostly), "{costly}");
    }
    let bounds = format!("$argon2id$v=19$m=65536,t=10,p=4${SALT}${HASH}");
    assert!(
        Digest::from_phc(&bounds).is_ok(),
        "the bounds themselves are allowed"
    );
}

#[test]
fn other_algorithms_and_garbage_are_refused() {
    let of = |head: &str| Digest::from_phc(&format!("{head}${SALT}${HASH}"));
    assert_eq!(of("$argon2i$v=19$m=7168,t=5,p=1"), Err(DigestError::Algorithm));
    assert_eq!(of("$argon2d$v=19$m=7168,t=5,p=1"), Err(DigestError::Algorithm));
    assert_eq!(of("$argon2id$v=16$m=7168,t=5,p=1"), Err(DigestError::Algorithm));
    assert_eq!(of("$pbkdf2-sha256$i=1"), Err(DigestError::Algorithm));
    let without_digest = format!("$argon2id$v=19$m=7168,t=5,p=1${SALT}");
    let short_digest = format!("$argon2id$v=19$m=7168,t=5,p=1${SALT}$bG9uZ2xvbmdsb25n");
    for garbage in [
        "",
        "$",
        "argon2id",
        "$argon2id$v=19$m=x$$",
        &"$argon2id".repeat(10_000),
        &without_digest,
        &short_digest,
    ] {
        assert_eq!(
            Digest::from_phc(garbage),
            Err(DigestError::Malformed),
            "{garbage:.40}"
        );
    }
}
