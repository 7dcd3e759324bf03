// One test of a setup at a time: under way, done, called off, or no longer of this moment.

import { call, errorIn, type AppError, type SetupReport, type TestSetup } from '../ipc/client';

/** After this the person is told that it still works. */
const LONG = 10_000;

/** The way from a variable to the verifier. */
export class SetupTest {
  /** What the last test found. */
  report = $state.raw<SetupReport | null>(null);
  /** Why it could not be done. */
  error = $state.raw<AppError | null>(null);
  /** It is under way. */
  running = $state(false);
  /** It has been for a while. */
  slow = $state(false);
  /** The person called it off. */
  cancelled = $state(false);
  /** Something that it looked at has changed since. */
  stale = $state(false);

  #asked = 0;
  #late: ReturnType<typeof setTimeout> | undefined;

  /** Looks at every link. Answers whether there is something to show. */
  async run(request: TestSetup): Promise<boolean> {
    const asked = ++this.#asked;
    this.running = true;
    this.cancelled = false;
    this.#late = setTimeout(() => (this.slow = true), LONG);
    try {
      const report = await call('test_setup', request);
      if (asked !== this.#asked) return false;
      this.report = report;
      this.error = null;
    } catch (thrown) {
      if (asked !== this.#asked) return false;
      this.report = null;
      this.error = errorIn(thrown);
    }
    this.stale = false;
    this.#end();
    return true;
  }

  /** Whatever it still finds is not waited for. */
  cancel(): void {
    this.#asked += 1;
    this.cancelled = true;
    this.#end();
  }

  /** Something that it looked at has changed. */
  changed(): void {
    if (this.report !== null) this.stale = true;
  }

  #end(): void {
    clearTimeout(this.#late);
    this.running = false;
    this.slow = false;
  }
}
