//! `cargo xtask bindings`: the TypeScript of the wire types, written or compared.

use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::Stop;

pub(crate) fn run(repo: &Repo, check: bool) -> Result<(), Stop> {
    let steps = Steps::new(&repo.root().join("target/xtask/bindings"))?;
    let mut test = repo.cargo(["test", "--quiet", "--package", "desk", "--lib", "--", "bindings"]);
    if check {
        steps.must(
            "compare the bindings",
            &mut test,
            "`cargo xtask bindings` writes them anew",
        )?;
        println!("ui/src/lib/ipc/bindings.ts says what the Rust types say.");
    } else {
        test.env("TOKEN_DESK_WRITE_BINDINGS", "1");
        steps.must("write the bindings", &mut test, "mend what the compiler names")?;
        println!("Written: ui/src/lib/ipc/bindings.ts.\nNext: commit it with the change of the types.");
    }
    Ok(())
}
