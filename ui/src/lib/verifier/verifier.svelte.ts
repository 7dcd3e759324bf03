// The verifier as the page knows it: for the pill in the top bar, the first view, and its tab.

import { type AppError, call, errorIn, on, type VerifierStatus } from '$lib/ipc/client';

type Deed = 'start' | 'stop' | 'restart';

class Verifier {
  /** How it stands; null until that is known. */
  status = $state.raw<VerifierStatus | null>(null);
  /** Why it is not known, or why the last press of a button came to nothing. */
  error = $state.raw<AppError | null>(null);
  /** What the person asked for and is under way. */
  deed = $state<Deed | null>(null);

  /** Reads how it stands and listens for changes. */
  follow(): () => void {
    void this.read();
    const stops = [
      on('verifier_changed', (status) => (this.status = status)),
      on('settings_changed', () => void this.read()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Asks how it stands now. */
  async read(): Promise<void> {
    try {
      this.status = await call('verifier_status');
      this.error = null;
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
  }

  /** Starts, stops or restarts the one in this window. */
  async do(deed: Deed): Promise<void> {
    if (this.deed !== null) return;
    this.deed = deed;
    try {
      this.status = await call(`verifier_${deed}`);
      this.error = null;
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
    this.deed = null;
  }
}

/** The window's view of the verifier. */
export const verifier = new Verifier();
