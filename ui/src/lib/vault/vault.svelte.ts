// The way into what is sealed. Where its key lies under a passphrase, whatever needs it waits here until the person has
// given the passphrase in the one dialog for it.

import { call, errorIn } from '../ipc/client';

/** What the dialog is about: the passphrase that there is, or the first one. */
export type VaultQuestion = 'open' | 'choose';

class Vault {
  /** What the dialog asks while it is open. */
  asking = $state<VaultQuestion | null>(null);
  /** How often it was opened: what shows how the vault stands looks again. */
  opened = $state(0);

  #waiting: ((opened: boolean) => void)[] = [];

  /**
   * Does what needs the vault. Where that is closed, the person is asked for its passphrase first; if they go back, the
   * refusal is thrown as it came.
   */
  async through<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (errorIn(thrown).code !== 'vault_closed') throw thrown;
      if (!(await this.#ask('open'))) throw thrown;
      return work();
    }
  }

  /** Asks for its passphrase. Answers whether it was given. */
  open(): Promise<boolean> {
    return this.#ask('open');
  }

  /** Lets the person choose the passphrase that its key is kept under. Answers whether they did. */
  choose(): Promise<boolean> {
    return this.#ask('choose');
  }

  /** Gives the passphrase, and lets those go on who wait for it. It throws where that is not the one. */
  async unlock(passphrase: string): Promise<void> {
    await call('unlock_vault', { passphrase });
    this.#answer(true);
  }

  /** Has its key kept under this passphrase. It throws where it cannot be. */
  async keep(passphrase: string): Promise<void> {
    await call('keep_vault', { passphrase });
    this.#answer(true);
  }

  /** The person gives no passphrase, or the window was locked. */
  leave(): void {
    this.#answer(false);
  }

  #ask(question: VaultQuestion): Promise<boolean> {
    this.asking = question;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #answer(opened: boolean): void {
    this.asking = null;
    if (opened) this.opened += 1;
    for (const resolve of this.#waiting.splice(0)) resolve(opened);
  }
}

/** The window's way into the vault. */
export const vault = new Vault();
