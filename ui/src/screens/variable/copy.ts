import { tellOutcome } from '$lib/forms/refusal';
import { m } from '$lib/i18n';
import { call } from '$lib/ipc/client';

/** Puts lines on the clipboard and tells whether they are there. */
export async function copyLines(text: string): Promise<void> {
  await tellOutcome(m.tokens_var_lines_copied(), () => call('copy_text', { text }));
}
