// A secret that Rust holds for the window: copied, shown and let go by its handle. The characters are here only
// between Show and Hide.

import {
  call,
  on,
  type ClipboardState,
  type Issued,
  type RevealId,
  type ShownSecret,
  type SnippetKind,
} from '../ipc/client';
import { noted, SecretOnScreen } from './on-screen.svelte';

const held = new WeakMap<Issued, HeldSecret>();

/** One held secret. */
export class HeldSecret extends SecretOnScreen {
  /** The variable that holds it now. */
  placedIn = $state<string | null>(null);
  /** Rust holds it no longer. */
  gone = $state(false);

  constructor(readonly reveal: RevealId) {
    super();
  }

  /** The secret that was issued: the same one whoever asks, so that closing the window knows what is at stake. */
  static of(issued: Issued): HeldSecret {
    const known = held.get(issued) ?? new HeldSecret(issued.reveal);
    held.set(issued, known);
    return known;
  }

  /** Nobody but Rust has it yet: letting it go takes it back. */
  get undelivered(): boolean {
    return !this.copied && !this.seen && this.placedIn === null;
  }

  /** Follows the secret's end too. */
  override follow(): () => void {
    const stop = super.follow();
    const stopGone = on('secret_gone', (reveal) => {
      if (reveal === this.reveal) this.#lose();
    });
    return () => {
      stopGone();
      stop();
    };
  }

  /** Puts a sample on the clipboard, with the secret in it or with the variable's name. */
  async copySample(kind: SnippetKind, variable: string, withSecret: boolean): Promise<boolean> {
    const reveal = withSecret ? this.reveal : null;
    return this.ask(async () => {
      const state = await call('copy_snippet', { kind, variable, reveal });
      if (withSecret) this.onClipboard(state);
      else if (this.copied) this.clipboard = noted(state);
    });
  }

  /** Lets it go. If nobody has it, what was made is taken back. */
  async discard(): Promise<void> {
    this.forget();
    // One that is gone already needs no letting go.
    await call('discard_secret', { reveal: this.reveal }).catch(() => undefined);
  }

  protected override putOnClipboard(): Promise<ClipboardState> {
    return call('copy_secret', { reveal: this.reveal });
  }

  protected override characters(): Promise<ShownSecret> {
    return call('reveal_secret', { reveal: this.reveal });
  }

  protected override tellHidden(): Promise<unknown> {
    return call('hide_secret', { reveal: this.reveal });
  }

  protected override async ask(work: () => Promise<unknown>): Promise<boolean> {
    const done = await super.ask(work);
    if (this.error?.code === 'reveal_gone') this.#lose();
    return done;
  }

  #lose(): void {
    this.gone = true;
    this.forget();
  }
}
