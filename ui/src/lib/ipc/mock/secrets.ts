// Held secrets and the clipboard, as Rust keeps them: the page gets handles, and characters only on *Show*.

import type { ClipboardState } from '../bindings';
import { base62, seeded } from '../fixtures';
import { Refused } from './rules';

/** A secret behind a handle. */
export interface Held {
  /** The token's text form. */
  text: string;
  /** The record that it belongs to; null for a value that was pasted. */
  tokenId: string | null;
  /** When it ends, in milliseconds; null: never. */
  ends: number | null;
  /** Milliseconds that the old secret lives on; null for a new token. */
  grace: number | null;
  /** Whether it has been copied, shown or placed. */
  delivered: boolean;
  /** When it was made. */
  since: number;
}

const FIFTEEN_MINUTES = 15 * 60_000;

/** All held secrets. */
export class HeldSecrets {
  #held = new Map<string, Held>();
  #random = seeded(20_261_122);

  /** Mints a secret and holds it. */
  mint(tokenId: string, ends: number | null, grace: number | null): { reveal: string; held: Held } {
    const text = mintText(this.#random);
    const held = { text, tokenId, ends, grace, delivered: false, since: Date.now() };
    const reveal = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    this.#held.set(reveal, held);
    return { reveal, held };
  }

  /** Holds a value that was pasted. */
  paste(text: string): string {
    const reveal = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    this.#held.set(reveal, { text, tokenId: null, ends: null, grace: null, delivered: true, since: Date.now() });
    return reveal;
  }

  /** The secret behind a handle, unless it is gone. */
  of(reveal: string): Held {
    const held = this.#held.get(reveal);
    if (!held || Date.now() - held.since > FIFTEEN_MINUTES) throw new Refused({ code: 'reveal_gone' });
    return held;
  }

  /** Lets go of a secret; undefined if it was gone already. */
  drop(reveal: string): Held | undefined {
    const held = this.#held.get(reveal);
    this.#held.delete(reveal);
    return held;
  }

  /** Every handle. */
  handles(): string[] {
    return [...this.#held.keys()];
  }
}

/** A token's text form. */
export function mintText(random: () => number): string {
  return `tdk_${base62(16, random)}_${base62(43, random)}${base62(9, random)}`;
}

/** The public parts of a token's text. */
export function partsOf(text: string): { prefix: string; last4: string } {
  return { prefix: text.slice(0, 20), last4: text.slice(-4) };
}

/** `tdk_••••••••••••g2Vp`. */
export function masked(text: string): string {
  return `tdk_${'•'.repeat(12)}${text.slice(-4)}`;
}

/** The clipboard, with the timer that clears it. */
export class MockClipboard {
  /** What is on it. */
  text = '';
  #ours: string | null = null;
  #clearsAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #word: ClipboardState['state'] = 'untouched';

  constructor(
    readonly works: () => boolean,
    readonly changed: (state: ClipboardState) => void,
  ) {}

  /** Where it stands. */
  state(): ClipboardState {
    const left = this.#clearsAt === null ? null : Math.max(0, Math.ceil((this.#clearsAt - Date.now()) / 1000));
    return { state: this.#word, clearsInSeconds: this.#word === 'holding' ? left : null };
  }

  /** Puts a secret on it, to be cleared after `seconds`. */
  putSecret(text: string, seconds: number | null): ClipboardState {
    this.#refuse();
    this.text = text;
    this.#ours = text;
    this.#word = 'holding';
    this.#arm(seconds === null ? null : Date.now() + seconds * 1000);
    return this.#tell();
  }

  /** Puts plain text on it; a secret that was there is gone then. */
  putPlain(text: string): void {
    this.#refuse();
    this.otherProgramCopies(text);
  }

  /** More time for the secret on it. */
  extend(seconds: number): ClipboardState {
    if (this.#word === 'holding' && this.#clearsAt !== null) this.#arm(this.#clearsAt + seconds * 1000);
    return this.#tell();
  }

  /** Clears it if it still holds our secret. */
  clear(): ClipboardState {
    if (this.#ours === null) return this.state();
    const still = this.text === this.#ours;
    if (still) this.text = '';
    this.#forget(still ? 'cleared' : 'left_alone');
    return this.#tell();
  }

  /** Another program copies something; Token Desk notices at once. */
  otherProgramCopies(text: string): void {
    this.text = text;
    if (this.#ours === null) return;
    this.#forget('left_alone');
    this.#tell();
  }

  #arm(at: number | null): void {
    clearTimeout(this.#timer);
    this.#clearsAt = at;
    if (at === null) return;
    this.#timer = setTimeout(() => this.clear(), at - Date.now());
  }

  #tell(): ClipboardState {
    this.changed(this.state());
    return this.state();
  }

  #forget(word: ClipboardState['state']): void {
    clearTimeout(this.#timer);
    this.#ours = null;
    this.#clearsAt = null;
    this.#word = word;
  }

  #refuse(): void {
    if (!this.works())
      throw new Refused({ code: 'clipboard_unavailable', detail: 'no X11 or Wayland display answered' });
  }
}
