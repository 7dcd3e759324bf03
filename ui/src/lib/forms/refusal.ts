// How an answer is told that needs no dialog.

import { errorIn } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import { toasts } from '$lib/ui';

/** Tells in a toast why something was refused. */
export function tellRefusal(thrown: unknown): void {
  toasts.show({ text: told(errorIn(thrown)).text, tone: 'danger' });
}

/** Does `work`, and tells in a toast that it was done or why it was not. */
export async function tellOutcome(text: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    toasts.show({ text });
  } catch (thrown) {
    tellRefusal(thrown);
  }
}
