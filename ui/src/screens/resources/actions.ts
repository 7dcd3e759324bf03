// What can be done with a resource at once.

import { tellOutcome } from '$lib/forms/refusal';
import { m } from '$lib/i18n';
import { call, type ResourceHolding, type ResourceRow } from '$lib/ipc/client';
import { resources } from '$lib/resources/resources.svelte';

/** Ends what somebody has of it. */
export async function checkIn({ name }: ResourceRow, { id }: ResourceHolding): Promise<void> {
  await done(m.resources_toast_checked_in({ name }), () => call('check_in_resource', { id, resource: name }));
}

/** Has its program replace the password. */
export async function rotate({ name }: ResourceRow): Promise<void> {
  await done(m.resources_toast_rotated({ name }), () => call('rotate_resource', { name }));
}

async function done(text: string, work: () => Promise<unknown>): Promise<void> {
  await tellOutcome(text, work);
  await resources.read();
}
