use store::{Error, Event, Placement};
use token::{Expiry, Fingerprint};

use crate::{Bench, by_ann, sunday};

#[test]
fn a_placement_shows_at_its_record_until_it_is_taken_away() {
    let mut bench = Bench::new();
    let (id, secret) = bench.active("token", Expiry::Never);
    let placed = Placement {
        variable: "TYCHODATA_OSPREY_APITOKEN".into(),
        token_id: Some(id),
        secret_id: Some(secret),
        print: Fingerprint([7; 32]),
        last4: "g2Vp".into(),
        placed_at: sunday(),
    };
    let rev = bench.record(&id).rev;
    bench.change(sunday(), Event::named("variable.set"), |write| {
        write.place(&placed)
    });
    assert_eq!(
        bench.store.read().placement("TYCHODATA_OSPREY_APITOKEN").unwrap(),
        Some(placed.clone())
    );
    assert_eq!(
        bench.record(&id).variable.as_deref(),
        Some("TYCHODATA_OSPREY_APITOKEN")
    );
    assert!(
        bench.record(&id).rev > rev,
        "whoever shows the record learns of it"
    );

    let typed = Placement {
        token_id: None,
        secret_id: None,
        ..placed
    };
    bench.change(sunday(), Event::named("variable.set"), |write| {
        write.place(&typed)
    });
    assert_eq!(
        bench.store.read().placements().unwrap(),
        [typed],
        "a variable holds one value"
    );
    assert_eq!(bench.record(&id).variable, None);

    bench.change(sunday(), Event::named("variable.removed"), |write| {
        write.unplace("TYCHODATA_OSPREY_APITOKEN")
    });
    assert_eq!(bench.store.read().placements().unwrap(), []);
    let again = bench.store.change(&by_ann(sunday()), |change| {
        change
            .record(Event::named("variable.removed"))?
            .unplace("TYCHODATA_OSPREY_APITOKEN")
    });
    assert!(matches!(again, Err(Error::Missing)));
}
