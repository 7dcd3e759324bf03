import { m } from '$lib/i18n';
import { call, errorIn } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import { toasts } from '$lib/ui';

/** Puts lines on the clipboard and tells whether they are there. */
export async function copyLines(text: string): Promise<void> {
  try {
    await call('copy_text', { text });
    toasts.show({ text: m.tokens_var_lines_copied() });
  } catch (thrown) {
    toasts.show({ text: told(errorIn(thrown)).text, tone: 'danger' });
  }
}
