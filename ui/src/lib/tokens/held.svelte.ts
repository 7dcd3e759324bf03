// A secret that Rust holds for the window: copied, shown and let go by its handle. The characters are here only
// between Show and Hide.

import {
  call,
  errorIn,
  on,
  type AppError,
  type ClipboardState,
  type Issued,
  type RevealId,
  type SnippetKind,
} from '../ipc/client';

/** Seconds that *Keep longer* adds. */
export const LONGER = 60;

/** What is known of the clipboard, and since when. Instants in milliseconds. */
export interface ClipboardNow extends ClipboardState {
  since: number;
  /** When it will be cleared; null: it will not, or holds nothing of ours. */
  until: number | null;
}

const held = new WeakMap<Issued, HeldSecret>();

/** One held secret. */
export class HeldSecret {
  /** The clipboard, once this secret was put there. */
  clipboard = $state.raw<ClipboardNow | null>(null);
  /** The characters while they are shown. */
  shown = $state.raw<string | null>(null);
  /** When the characters hide again; null: not by themselves. */
  hidesAt = $state.raw<number | null>(null);
  /** Why the last thing asked for did not work. */
  error = $state.raw<AppError | null>(null);
  /** It was put on the clipboard at least once. */
  copied = $state(false);
  /** It was shown at least once. */
  seen = $state(false);
  /** The variable that holds it now. */
  placedIn = $state<string | null>(null);
  /** Rust holds it no longer. */
  gone = $state(false);

  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly reveal: RevealId) {}

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

  /** Follows the clipboard and the secret's end, and hides the characters when the window is left. */
  follow(): () => void {
    const leave = (): void => this.hide();
    const turn = (): void => {
      if (document.visibilityState === 'hidden') this.hide();
    };
    const stops = [
      on('clipboard_changed', (state) => {
        if (this.copied) this.clipboard = noted(state);
      }),
      on('secret_gone', (reveal) => {
        if (reveal === this.reveal) this.#lose();
      }),
    ];
    addEventListener('blur', leave);
    document.addEventListener('visibilitychange', turn);
    return () => {
      stops.forEach((stop) => stop());
      removeEventListener('blur', leave);
      document.removeEventListener('visibilitychange', turn);
      this.#forget();
    };
  }

  /** Puts it on the clipboard. Answers whether that worked. */
  async copy(): Promise<boolean> {
    return this.#ask(async () => this.#onClipboard(await call('copy_secret', { reveal: this.reveal })));
  }

  /** Puts a sample on the clipboard, with the secret in it or with the variable's name. */
  async copySample(kind: SnippetKind, variable: string, withSecret: boolean): Promise<boolean> {
    const reveal = withSecret ? this.reveal : null;
    return this.#ask(async () => {
      const state = await call('copy_snippet', { kind, variable, reveal });
      if (withSecret) this.#onClipboard(state);
      else if (this.copied) this.clipboard = noted(state);
    });
  }

  /** Leaves it on the clipboard for longer. */
  async keepLonger(): Promise<void> {
    await this.#ask(async () => (this.clipboard = noted(await call('extend_clipboard', { seconds: LONGER }))));
  }

  /** Clears the clipboard. */
  async clearNow(): Promise<void> {
    await this.#ask(async () => (this.clipboard = noted(await call('clear_clipboard'))));
  }

  /** Shows the characters, for as long as the settings say. */
  async show(): Promise<void> {
    await this.#ask(async () => {
      const { text, hidesAfterSeconds } = await call('reveal_secret', { reveal: this.reveal });
      clearTimeout(this.#hiding);
      this.shown = text;
      this.seen = true;
      this.hidesAt = hidesAfterSeconds === null ? null : Date.now() + hidesAfterSeconds * 1000;
      if (hidesAfterSeconds !== null) this.#hiding = setTimeout(() => this.hide(), hidesAfterSeconds * 1000);
    });
  }

  /** Hides the characters. */
  hide(): void {
    if (this.shown === null) return;
    this.#forget();
    void call('hide_secret', { reveal: this.reveal }).catch(() => undefined);
  }

  /** Lets it go. If nobody has it, what was made is taken back. */
  async discard(): Promise<void> {
    this.#forget();
    // One that is gone already needs no letting go.
    await call('discard_secret', { reveal: this.reveal }).catch(() => undefined);
  }

  #onClipboard(state: ClipboardState): void {
    this.copied = true;
    this.clipboard = noted(state);
  }

  #lose(): void {
    this.gone = true;
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#hiding);
    this.shown = null;
    this.hidesAt = null;
  }

  async #ask(work: () => Promise<unknown>): Promise<boolean> {
    this.error = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.error = errorIn(thrown);
      if (this.error.code === 'reveal_gone') this.#lose();
      return false;
    }
  }
}

function noted(state: ClipboardState): ClipboardNow {
  const since = Date.now();
  const seconds = state.state === 'holding' ? state.clearsInSeconds : null;
  return { ...state, since, until: seconds === null ? null : since + seconds * 1000 };
}
