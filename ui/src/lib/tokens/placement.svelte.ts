// One environment variable as its dialog sees it: looked at, planned, set, verified, removed.

import {
  call,
  errorIn,
  type AppError,
  type RevealId,
  type VariableOutcome,
  type VariablePlan,
  type VariableStatus,
} from '../ipc/client';

/** What is under way. */
export type Work = 'looking' | 'setting' | 'verifying' | 'removing';
/** What was last done, as far as it led to an outcome. */
export type Deed = 'set' | 'verified' | 'removed';

/** One variable. With a secret at hand it can be set, without one looked at, verified and removed. */
export class Placement {
  /** Its name as typed. */
  name = $state('');
  /** What is under way. */
  work = $state<Work | null>(null);
  /** What it holds, once known. */
  status = $state.raw<VariableStatus | null>(null);
  /** What setting it would write, once known. */
  plan = $state.raw<VariablePlan | null>(null);
  /** What came of the last deed. */
  outcome = $state.raw<(VariableOutcome & { deed: Deed }) | null>(null);
  /** Why the last thing asked for did not work, and what that was. */
  error = $state.raw<{ of: Work; error: AppError } | null>(null);

  #asked = 0;

  constructor(
    name: string,
    readonly reveal: RevealId | null,
  ) {
    this.name = name;
  }

  /** Every step of the last deed went well, or was not needed. */
  get worked(): boolean {
    return this.outcome !== null && this.outcome.steps.every((step) => step.state !== 'failed');
  }

  /** Looks at what is there, and with a secret at hand at what would be written. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    const { name, reveal } = this;
    this.work = 'looking';
    try {
      const plan = reveal === null ? null : await call('plan_variable', { name, reveal });
      const status = plan === null ? await call('variable_status', { name }) : plan.now;
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.status = status;
      this.error = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.plan = null;
      this.status = null;
      this.error = { of: 'looking', error: errorIn(thrown) };
    }
    this.work = null;
  }

  /** Takes back what was known: another name was typed. */
  renamed(): void {
    this.#asked += 1;
    this.work = 'looking';
    this.plan = null;
    this.status = null;
    this.outcome = null;
    this.error = null;
  }

  /** Writes the secret into it. */
  async set(): Promise<void> {
    const { name, reveal } = this;
    if (reveal !== null) await this.#do('setting', 'set', () => call('set_variable', { name, reveal }));
  }

  /** Asks fresh processes what they see. */
  async verify(): Promise<void> {
    await this.#do('verifying', 'verified', () => call('verify_variable', { name: this.name }));
  }

  /** Takes it away. */
  async remove(): Promise<void> {
    await this.#do('removing', 'removed', () => call('remove_variable', { name: this.name }));
  }

  async #do(work: Work, deed: Deed, ask: () => Promise<VariableOutcome>): Promise<void> {
    this.#asked += 1;
    this.work = work;
    this.error = null;
    try {
      const outcome = await ask();
      this.outcome = { ...outcome, deed };
      this.status = outcome.status;
    } catch (thrown) {
      this.outcome = null;
      this.error = { of: work, error: errorIn(thrown) };
    }
    this.work = null;
  }
}
