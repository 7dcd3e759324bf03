// The personal token, and the vault that its text lies sealed in.

import type { PersonalToken, TokenRow, VaultState } from '../bindings';
import { GROUPS, instant, makeRow, seeded } from '../fixtures';
import type { Answers, MockDesk } from './desk';
import { fieldRefused, Refused } from './rules';
import { mintText, partsOf } from './secrets';

/** What there is of it at the start; `elsewhere`: it was regenerated as any other token. */
export type PersonalScene = 'none' | 'kept' | 'unused' | 'elsewhere' | 'revoked';

/** Where the vault's key lies, or why it cannot be had. */
export type VaultScene = 'keyring' | 'passphrase' | 'key_file' | 'absent' | 'locked' | 'denied' | 'slow' | 'failed';

/** What the vault of the scene `passphrase` opens with. */
export const PASSPHRASE = 'correct horse battery';

type Mine =
  | 'personal_token'
  | 'new_personal_token'
  | 'show_personal_token'
  | 'copy_personal_token'
  | 'vault_state'
  | 'unlock_vault'
  | 'keep_vault'
  | 'secret_hidden';

/** Answers what the page asks about both. */
export class MockPersonal {
  /** The sealed text; empty where there is none. */
  text = '';
  /** How often the page said that it shows a secret no longer. */
  hidden = 0;
  #id: string | null = null;
  #given = false;
  readonly #random = seeded(404);

  constructor(readonly desk: MockDesk) {}

  /** Puts what there is at the start into the desk. */
  begin(scene: PersonalScene, now: number): void {
    if (scene === 'none') return;
    const status = scene === 'revoked' ? 'revoked' : 'active';
    this.#add({ status, usedMinutesAgo: scene === 'unused' ? null : 180, ageDays: 40 }, now);
    if (scene === 'elsewhere') this.text = '';
  }

  readonly answers: Pick<Answers, Mine> = {
    personal_token: () => this.#state(),
    new_personal_token: () => this.#make(Date.now()),
    show_personal_token: () => ({ text: this.#opened(), hidesAfterSeconds: this.desk.settings.revealSeconds }),
    copy_personal_token: () => this.desk.clipboard.putSecret(this.#opened(), this.desk.settings.clipboardSeconds),
    vault_state: () => this.#vault(),
    unlock_vault: ({ passphrase }) => {
      if (this.#isClosed() && passphrase !== PASSPHRASE) throw new Refused({ code: 'wrong_passphrase' });
      this.#given = true;
      if (this.desk.scenario.lends === 'closed') this.desk.scenario.lends = 'opened';
      this.desk.emit('verifier_changed', this.desk.verifier.status());
      return null;
    },
    keep_vault: ({ passphrase }) => {
      if (this.text !== '') this.#reach();
      if (passphrase.length < 8) throw fieldRefused('passphrase', { problem: 'too_short', min: 8 });
      this.desk.scenario.vault = 'passphrase';
      this.#given = true;
      return this.#vault();
    },
    secret_hidden: () => {
      this.hidden += 1;
      return null;
    },
  };

  #row(): TokenRow | null {
    return this.#id === null ? null : (this.desk.rows.get(this.#id) ?? null);
  }

  #state(): PersonalToken {
    const token = this.#row();
    return { token: token && { ...token }, isKept: token !== null && this.text.endsWith(token.last4) };
  }

  #make(now: number): PersonalToken {
    this.#reach();
    const row = this.#row();
    if (row === null || row.status === 'revoked') {
      const made = this.#add({ ageDays: 0 }, now);
      this.desk.emit('tokens_changed', { upsert: [{ ...made }], remove: [] });
      return this.#state();
    }
    this.text = mintText(this.#random);
    this.desk.changeElsewhere(row.id, {
      ...partsOf(this.text),
      status: 'active',
      issuedAt: instant(now),
      expiresAt: null,
      retiring: null,
    });
    return this.#state();
  }

  #add(seed: { status?: TokenRow['status']; usedMinutesAgo?: number | null; ageDays: number }, now: number): TokenRow {
    this.text = mintText(this.#random);
    const made = makeRow({ name: 'Personal token', endsInDays: null, groups: [...GROUPS], ...seed }, now, this.#random);
    const row = { ...made, ...partsOf(this.text) };
    this.desk.rows.set(row.id, row);
    this.#id = row.id;
    return row;
  }

  #opened(): string {
    this.#reach();
    if (!this.#state().isKept) throw new Refused({ code: 'not_found' });
    return this.text;
  }

  #isClosed(): boolean {
    return this.desk.scenario.vault === 'passphrase' && !this.#given;
  }

  #vault(): VaultState {
    const scene = this.desk.scenario.vault;
    const none = this.text === '' || scene === 'absent';
    const keptIn = scene === 'passphrase' || scene === 'key_file' ? scene : none ? null : 'keyring';
    return { keptIn, isClosed: this.#isClosed() };
  }

  /** The key is there, or the page hears why not. */
  #reach(): void {
    if (this.#isClosed()) throw new Refused({ code: 'vault_closed' });
    const scene = this.desk.scenario.vault;
    if (scene === 'keyring' || scene === 'passphrase' || scene === 'key_file') return;
    throw new Refused({ code: 'keyring', problem: scene });
  }
}
