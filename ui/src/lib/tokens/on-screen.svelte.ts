// A secret that the window can copy and show: the clipboard as it stands, and the characters between Show and Hide.

import { call, errorIn, on, type AppError, type ClipboardState, type ShownSecret } from '../ipc/client';

/** Seconds that *Keep longer* adds. */
export const LONGER = 60;

/** What is known of the clipboard, and since when. Instants in milliseconds. */
export interface ClipboardNow extends ClipboardState {
  since: number;
  /** When it will be cleared; null: it will not, or holds nothing of ours. */
  until: number | null;
}

/** What can be asked of a secret, whoever holds it. */
export abstract class SecretOnScreen {
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

  #hiding: ReturnType<typeof setTimeout> | undefined;
  /** How often the characters left the page: those that were asked for before are not wanted any more. */
  #forgotten = 0;

  /** Has Rust put it on the clipboard. */
  protected abstract putOnClipboard(): Promise<ClipboardState>;

  /** Has Rust hand over the characters. */
  protected abstract characters(): Promise<ShownSecret>;

  /** Tells Rust that they are on the screen no longer. */
  protected abstract tellHidden(): Promise<unknown>;

  /** Follows the clipboard, and hides the characters when the window is left. */
  follow(): () => void {
    const leave = (): void => this.hide();
    const turn = (): void => {
      if (document.visibilityState === 'hidden') this.hide();
    };
    const stop = on('clipboard_changed', (state) => {
      if (this.copied) this.clipboard = noted(state);
    });
    addEventListener('blur', leave);
    document.addEventListener('visibilitychange', turn);
    return () => {
      stop();
      removeEventListener('blur', leave);
      document.removeEventListener('visibilitychange', turn);
      this.forget();
    };
  }

  /** Puts it on the clipboard. Answers whether that worked. */
  async copy(): Promise<boolean> {
    return this.ask(async () => this.onClipboard(await this.putOnClipboard()));
  }

  /** Leaves it on the clipboard for longer. */
  async keepLonger(): Promise<void> {
    await this.ask(async () => (this.clipboard = noted(await call('extend_clipboard', { seconds: LONGER }))));
  }

  /** Clears the clipboard. */
  async clearNow(): Promise<void> {
    await this.ask(async () => (this.clipboard = noted(await call('clear_clipboard'))));
  }

  /** Shows the characters, for as long as the settings say. */
  async show(): Promise<void> {
    await this.ask(async () => {
      const asked = this.#forgotten;
      const { text, hidesAfterSeconds } = await this.characters();
      if (this.#forgotten !== asked) {
        await this.tellHidden();
        return;
      }
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
    this.forget();
    void this.tellHidden().catch(() => undefined);
  }

  /** The clipboard holds it now. */
  protected onClipboard(state: ClipboardState): void {
    this.copied = true;
    this.clipboard = noted(state);
  }

  /** The characters leave the page. */
  protected forget(): void {
    clearTimeout(this.#hiding);
    this.#forgotten += 1;
    this.shown = null;
    this.hidesAt = null;
  }

  /** Does something, and remembers why it did not work. */
  protected async ask(work: () => Promise<unknown>): Promise<boolean> {
    this.error = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.error = errorIn(thrown);
      return false;
    }
  }
}

/** What is known of the clipboard from now on. */
export function noted(state: ClipboardState): ClipboardNow {
  const since = Date.now();
  const seconds = state.state === 'holding' ? state.clearsInSeconds : null;
  return { ...state, since, until: seconds === null ? null : since + seconds * 1000 };
}
