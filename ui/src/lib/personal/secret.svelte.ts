// The text of the personal token: sealed in the store, copied and shown as often as its user asks.

import { call, type ClipboardState, type ShownSecret } from '../ipc/client';
import { SecretOnScreen } from '../tokens/on-screen.svelte';
import { vault } from '../vault/vault.svelte';

/** The personal token's secret. */
export class PersonalSecret extends SecretOnScreen {
  /** When it leaves the screen for good, Rust is told too: no handle of it is let go of. */
  override follow(): () => void {
    const stop = super.follow();
    return () => {
      this.hide();
      stop();
    };
  }

  protected override putOnClipboard(): Promise<ClipboardState> {
    return vault.through(() => call('copy_personal_token'));
  }

  protected override characters(): Promise<ShownSecret> {
    return vault.through(() => call('show_personal_token'));
  }

  protected override tellHidden(): Promise<unknown> {
    return call('secret_hidden');
  }
}
