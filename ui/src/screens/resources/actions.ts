// What can be done with a resource at once.

import { m } from '$lib/i18n';
import { call, errorIn, type ResourceHolding, type ResourceRow } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import { resources } from '$lib/resources/resources.svelte';
import { toasts } from '$lib/ui';

/** Ends what somebody has of it. */
export async function checkIn({ name }: ResourceRow, { id }: ResourceHolding): Promise<void> {
  await done(() => call('check_in_resource', { id, resource: name }), m.resources_toast_checked_in({ name }));
}

/** Has its program replace the password. */
export async function rotate({ name }: ResourceRow): Promise<void> {
  await done(() => call('rotate_resource', { name }), m.resources_toast_rotated({ name }));
}

async function done(work: () => Promise<unknown>, text: string): Promise<void> {
  try {
    await work();
    toasts.show({ text });
  } catch (thrown) {
    toasts.show({ text: told(errorIn(thrown)).text, tone: 'danger' });
  }
  await resources.read();
}
