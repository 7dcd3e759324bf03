//! The vault over a keyring that only a test has. `tests/vault.rs` asks a real one.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;

/// A keyring that holds one entry and refuses when told to.
#[derive(Default)]
struct One(Mutex<Option<Vec<u8>>>);

impl Keyring for One {
    fn read(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        Ok(self.0.lock().unwrap().clone().map(Zeroizing::new))
    }

    fn write(&self, _: &str, bytes: &[u8]) -> Result<(), KeyringError> {
        *self.0.lock().unwrap() = Some(bytes.to_vec());
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), KeyringError> {
        *self.0.lock().unwrap() = None;
        Ok(())
    }
}

fn vault_in(folder: &Path) -> Vault {
    let generator = Arc::new(Mutex::new(StdRng::seed_from_u64(11)));
    Vault::new(folder, Arc::new(One::default()), generator)
}

const CELL: Cell<'_> = Cell {
    table: "resources",
    row: "r-1",
    version: 1,
    column: "password",
};

#[test]
fn whatever_is_sealed_opens_again_and_is_not_in_what_lies_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault_in(folder.path());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1_000));
    let bytes = proptest::collection::vec(any::<u8>(), 0..300);
    runner
        .run(&(bytes, "[a-z0-9]{0,20}", 0_u32..9), |(plain, row, version)| {
            let cell = Cell {
                row: &row,
                version,
                ..CELL
            };
            let sealed = vault.seal(&cell, &plain).unwrap();
            prop_assert_eq!(&*vault.open(&cell, &sealed).unwrap(), &plain);
            let again = vault.seal(&cell, &plain).unwrap();
            prop_assert_ne!(&sealed, &again, "every nonce is another");
            if plain.len() >= 8 {
                prop_assert!(!sealed.windows(plain.len()).any(|window| window == plain));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn of_ten_thousand_flipped_bits_none_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault_in(folder.path());
    let mut rng = StdRng::seed_from_u64(12);
    let sealed = vault.seal(&CELL, b"correct horse battery staple").unwrap();
    let mut refused = 0;
    for _ in 0..10_000 {
        let mut flipped = sealed.clone();
        let bit = rng.random_range(0..flipped.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused += u32::from(matches!(
            vault.open(&CELL, &flipped),
            Err(VaultError::Broken { table: "resources" })
        ));
    }
    assert_eq!(refused, 10_000);
    for length in 0..sealed.len() {
        assert!(vault.open(&CELL, &sealed[..length]).is_err(), "cut at {length}");
    }
    assert!(vault.open(&CELL, &sealed).is_ok(), "the untouched one opens");
}

#[test]
fn of_a_thousand_values_moved_to_another_place_none_opens_there() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault_in(folder.path());
    let mut rng = StdRng::seed_from_u64(13);
    let rows = ["1", "2", "11", "12"];
    let places: Vec<Cell<'_>> = ["resources", "personal_tokens"]
        .into_iter()
        .flat_map(|table| rows.into_iter().map(move |row| (table, row)))
        .flat_map(|(table, row)| {
            ["account", "password"].into_iter().map(move |column| Cell {
                table,
                row,
                version: 1,
                column,
            })
        })
        .flat_map(|cell| [cell, Cell { version: 2, ..cell }])
        .collect();
    let sealed: Vec<Vec<u8>> = places
        .iter()
        .map(|cell| vault.seal(cell, b"a password").unwrap())
        .collect();
    let mut refused = 0;
    while refused < 1_000 {
        let (from, to) = (
            rng.random_range(0..places.len()),
            rng.random_range(0..places.len()),
        );
        if from == to {
            assert!(vault.open(&places[to], &sealed[from]).is_ok());
            continue;
        }
        assert!(
            matches!(
                vault.open(&places[to], &sealed[from]),
                Err(VaultError::Broken { .. })
            ),
            "{:?} opened as {:?}",
            places[from],
            places[to]
        );
        refused += 1;
    }
}

#[test]
fn places_whose_parts_run_together_are_not_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault_in(folder.path());
    let one = Cell {
        table: "a",
        row: "bc",
        version: 1,
        column: "d",
    };
    let other = Cell {
        table: "ab",
        row: "c",
        ..one
    };
    let sealed = vault.seal(&one, b"x").unwrap();
    assert!(vault.open(&other, &sealed).is_err());
}

#[test]
fn what_a_file_asks_of_argon2_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault_in(folder.path());
    vault.keep(&Keeping::Passphrase("long enough")).unwrap();
    vault.close();
    let path = vault.file();
    let text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("\"memory\": 65536", "\"memory\": 4000000000"),
        ("\"memory\": 65536", "\"memory\": 8"),
        ("\"passes\": 3", "\"passes\": 100000"),
        ("\"passes\": 3", "\"passes\": 0"),
        ("\"lanes\": 1", "\"lanes\": 64"),
        ("\"version\": 1", "\"version\": 2"),
    ] {
        assert!(text.contains(from));
        std::fs::write(&path, text.replace(from, to)).unwrap();
        assert!(
            matches!(vault.unlock("long enough"), Err(VaultError::Unusable { .. })),
            "{to} was taken"
        );
    }
    std::fs::write(&path, &text).unwrap();
    vault.unlock("long enough").unwrap();
}
