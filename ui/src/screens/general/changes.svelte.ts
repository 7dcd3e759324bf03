// Changes of the General screen: applied at once; what cannot be written goes back and says why, under its row.
import { session } from '$app/session.svelte';
import { m } from '$lib/i18n';
import { call, errorIn, type Policy, type SettingsChange } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import type { RowId } from './rows';

export class Changes {
  /** Why the last change of a row was not kept. */
  errors = $state<Partial<Record<RowId, string>>>({});
  /** What the organisation allows; null until it is known. */
  policy = $state.raw<Policy | null>(null);

  /** Changes settings for a row. Answers whether they were kept. */
  async settings(row: RowId, patch: SettingsChange): Promise<boolean> {
    return this.attempt(row, () => session.change(patch));
  }

  /** Changes the policy for a row. */
  async allow(row: RowId, patch: Partial<Policy>): Promise<boolean> {
    const before = this.policy;
    if (before === null) return false;
    this.policy = { ...before, ...patch };
    const kept = await this.attempt(row, async () => {
      this.policy = await call('change_policy', { ...before, ...patch });
    });
    if (!kept) this.policy = before;
    return kept;
  }

  /** Reads the policy. */
  async readPolicy(): Promise<void> {
    await this.attempt('max_days', async () => {
      this.policy = await call('policy');
    });
  }

  /** Does something for a row and keeps the reason if it fails. */
  async attempt(row: RowId, act: () => Promise<unknown>): Promise<boolean> {
    this.errors[row] = undefined;
    try {
      await act();
      return true;
    } catch (thrown) {
      const error = errorIn(thrown);
      const reason = told(error).text;
      this.errors[row] = error.code === 'invalid_field' ? reason : m.general_not_saved({ reason });
      return false;
    }
  }
}
