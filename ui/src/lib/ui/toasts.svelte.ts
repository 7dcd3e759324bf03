// Short confirmations at the window's lower end. A toast only confirms: nothing is available in it alone.

/** One toast. */
export interface Toast {
  /** One sentence without a full stop. */
  text: string;
  /** An error stays until it is closed and is read out at once. */
  tone?: 'plain' | 'danger';
  /** Undo, or what helps. */
  action?: { label: string; run: () => void };
}

const PLAIN_MS = 6000;
const WITH_ACTION_MS = 10_000;

class ToastQueue {
  /** The one on show. */
  now = $state.raw<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = 0;
  #since = 0;

  /** Shows a toast in place of the one before. */
  show(toast: Toast): void {
    this.now = toast;
    this.#left = toast.tone === 'danger' ? Infinity : toast.action ? WITH_ACTION_MS : PLAIN_MS;
    this.resume();
  }

  /** Takes it away. */
  close(): void {
    clearTimeout(this.#timer);
    this.now = null;
  }

  /** Stops the time while the pointer or the focus is on it. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#left -= Date.now() - this.#since;
  }

  /** Lets the time run on. */
  resume(): void {
    clearTimeout(this.#timer);
    this.#since = Date.now();
    if (Number.isFinite(this.#left)) this.#timer = setTimeout(() => this.close(), Math.max(1000, this.#left));
  }
}

/** The window's toasts. */
export const toasts = new ToastQueue();
