// What can be done with a user at once.

import { tellOutcome } from '$lib/forms/refusal';
import { m } from '$lib/i18n';
import { call, type UserRow } from '$lib/ipc/client';
import { users } from '$lib/users/users.svelte';

/** Has the tokens of a disabled user accepted again. */
export async function enable({ account, name }: UserRow): Promise<void> {
  await tellOutcome(m.users_toast_enabled({ name }), () => call('enable_user', { account }));
  await users.read();
}
