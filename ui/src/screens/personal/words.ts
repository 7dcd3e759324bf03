// Words of the tab "Personal token".
import { m } from '$lib/i18n';
import type { KeptIn } from '$lib/ipc/client';

/** Where the key lies that its value is sealed with. */
export function keptWords(keptIn: KeptIn, isClosed: boolean): string {
  switch (keptIn) {
    case 'keyring':
      return m.personal_kept_keyring();
    case 'passphrase':
      return isClosed ? m.personal_kept_closed() : m.personal_kept_passphrase();
    case 'key_file':
      return m.personal_kept_key_file();
  }
}

/** What may be seen of a token whose value is hidden. */
export function masked(last4: string): string {
  return `tdk_${'•'.repeat(12)}${last4}`;
}
