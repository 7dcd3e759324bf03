// What can be done with a user at once.

import { m } from '$lib/i18n';
import { call, errorIn, type UserRow } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import { users } from '$lib/users/users.svelte';
import { toasts } from '$lib/ui';

/** Has the tokens of a disabled user accepted again. */
export async function enable({ account, name }: UserRow): Promise<void> {
  try {
    await call('enable_user', { account });
    toasts.show({ text: m.users_toast_enabled({ name }) });
  } catch (thrown) {
    toasts.show({ text: told(errorIn(thrown)).text, tone: 'danger' });
  }
  await users.read();
}
