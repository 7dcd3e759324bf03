//! What 100,000 records cost: listing them, finding one, seeing a change; and a million rows of the audit trail:
//! adding one, a page of them, looking along the chain. Prints medians, by the clock and in
//! processor time, which a busy machine hardly changes.
#![allow(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::{AuditFilter, By, Event, Extent, NewSecret, NewToken, Source, Store};
use token::{Digest, Expiry, Groups, Limits, Scopes, TokenId, TokenName};

const RECORDS: usize = 100_000;
const AUDIT_ROWS: u64 = 1_000_000;
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let now: Timestamp = "2026-11-22T20:30:00Z".parse()?;
    let by = By {
        actor: "ann@plant7".into(),
        source: Source::Program,
        at: now,
    };
    let mut store = Store::open(folder.path(), now)?;
    let ids = fill(&mut store, &by)?;

    trail(&mut store, &by)?;
    let noting = median(|| {
        store.change(&by, |change| {
            (0..1_000).try_for_each(|_| change.note(Event::named("noted").fact("number", 1)))
        })
    })?;
    let newest = median(|| checked(&store, Extent::Newest(1_000)))?;
    let whole = median(|| checked(&store, Extent::Whole))?;
    let paging = median(|| {
        store
            .read()
            .audit_page(&AuditFilter::default(), None, 500)
            .map(drop)
    })?;
    let nobody = AuditFilter {
        text: Some("nobody says this".into()),
        ..AuditFilter::default()
    };
    let searching = median(|| store.read().audit_page(&nobody, None, 500).map(drop))?;
    let opening = median(|| Store::open(folder.path(), now).map(drop))?;
    let listing = median(|| {
        let all = store.read().tokens()?;
        assert_eq!(all.len(), RECORDS);
        Ok(())
    })?;
    let finding = median(|| store.read().token(&ids[RECORDS / 2]).map(drop))?;
    let rev = store.read().rev()?;
    let asking = median(|| store.read().changes_since(rev).map(drop))?;
    let mut next = ids.iter();
    let changing = median(|| {
        store.change(&by, |change| {
            let id = next.next().expect("there are more records than rounds");
            change.record(Event::named("token.revoked"))?.revoke(id)
        })
    })?;
    println!("store, {RECORDS} records, medians of {ROUNDS}:");
    for (what, took) in [
        ("list all", listing),
        ("find one", finding),
        ("ask what changed", asking),
        ("revoke one, safe on disk", changing),
        ("open", opening),
        ("1,000 audit rows, one commit", noting),
        ("check the newest 1,000", newest),
        ("check 1,000,000 rows", whole),
        ("a page of 500 audit rows", paging),
        ("a page of a vain search", searching),
    ] {
        println!(
            "  {what:<30}{:>10.3} ms, processor {:>9.3} ms",
            took.clock.as_secs_f64() * 1e3,
            took.processor.as_secs_f64() * 1e3
        );
    }
    Ok(())
}

fn fill(store: &mut Store, by: &By) -> Result<Vec<TokenId>, Box<dyn std::error::Error>> {
    let mut rng = StdRng::seed_from_u64(1);
    // One digest for all: making them is not what is measured.
    let digest = Digest::with_cost(
        b"x",
        token::Cost {
            memory: 64,
            passes: 1,
        },
        &mut rng,
    );
    let mut ids = Vec::with_capacity(RECORDS);
    for batch in 0..RECORDS / 1_000 {
        store.change(by, |change| {
            for number in 0..1_000 {
                let name = format!("scanner {batch}-{number}");
                let id = TokenId::generate(&mut rng);
                let secret = NewSecret {
                    id: TokenId::generate(&mut rng),
                    digest: digest.clone(),
                    last4: "g2Vp".into(),
                    issued_at: by.at,
                    expiry: Expiry::Never,
                    holder: String::new(),
                };
                let new = NewToken {
                    id,
                    name: TokenName::parse(&name).expect("a name"),
                    owner: None,
                    groups: Groups::all(),
                    scopes: Scopes::default(),
                    limits: Limits::default(),
                };
                let mut write = change.record(Event::named("token.created").about(id, &name))?;
                write.add_token(&new, &secret)?;
                write.deliver(&secret.id)?;
                ids.push(id);
            }
            Ok::<_, store::Error>(())
        })?;
    }
    Ok(ids)
}

fn trail(store: &mut Store, by: &By) -> Result<(), store::Error> {
    let there = store.read().check_audit(Extent::Whole, None)?.rows;
    for batch in (there..AUDIT_ROWS).step_by(50_000) {
        store.change(by, |change| {
            (batch..AUDIT_ROWS.min(batch + 50_000)).try_for_each(|number| {
                let event = Event::named("token.renamed").fact("from", format!("scanner {number}"));
                change.note(event.about(TokenId::generate(&mut StdRng::seed_from_u64(number)), "scanner"))
            })
        })?;
    }
    Ok(())
}

fn checked(store: &Store, extent: Extent) -> Result<(), store::Error> {
    let checked = store.read().check_audit(extent, None)?;
    assert_eq!(checked.damage, None);
    Ok(())
}

fn median(mut work: impl FnMut() -> Result<(), store::Error>) -> Result<Took, store::Error> {
    let mut clock = Vec::with_capacity(ROUNDS);
    let mut processor = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let (start, busy) = (Instant::now(), processor_time());
        work()?;
        clock.push(start.elapsed());
        processor.push(processor_time().saturating_sub(busy));
    }
    clock.sort();
    processor.sort();
    Ok(Took {
        clock: clock[ROUNDS / 2],
        processor: processor[ROUNDS / 2],
    })
}

struct Took {
    clock: Duration,
    processor: Duration,
}

/// How long this process has kept a processor busy.
#[cfg(unix)]
fn processor_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    Duration::ZERO
}
