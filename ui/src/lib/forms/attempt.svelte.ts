// One thing that a dialog asks for: whether it is under way, and why it was refused.

import { errorIn, type AppError } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';

/** What a person asks for once, and again if it was refused. */
export class Attempt {
  /** It is under way. */
  busy = $state(false);
  /** Why it was refused the last time. */
  failure = $state.raw<AppError | null>(null);

  /** The same in words. */
  get words(): string | null {
    return this.failure && told(this.failure).text;
  }

  /** Does `work`, unless it is under way. */
  async make(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = errorIn(thrown);
    } finally {
      this.busy = false;
    }
  }
}
