import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Control, installMock } from '$lib/ipc/mock';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { reminders } from '$lib/reminders/reminders.svelte';
import { listView } from '$lib/tokens/view.svelte';
import Reminders from './Reminders.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';

let desk: Control;

async function show(scenario: Partial<Scenario> = {}) {
  desk = installMock({ reminders: 'unread', ...scenario });
  await session.load();
  const user = userEvent.setup();
  const rendered = render(Reminders);
  await waitFor(() => expect(desk.calls.some(({ command }) => command === 'reminders')).toBe(true));
  return { user, rendered };
}

const called = (command: string) => desk.calls.filter((call) => call.command === command).length;

beforeEach(() => {
  Object.assign(reminders, { unread: [], next: undefined, tray: null, taken: null });
  session.locked = false;
  listView.showEverything();
});

describe('Reminders', () => {
  it('tells the window and the desktop, the desktop once', async () => {
    await show();
    await screen.findByText(/^2 tokens end soon: “Quality gate runner”/);
    await waitFor(() => expect(desk.desk.reminders.notices).toHaveLength(1));
    desk.emit('reminders_due', null);
    await waitFor(() => expect(called('reminders')).toBe(2));
    expect(desk.desk.reminders.notices).toHaveLength(1);
    expect(screen.getByText(/^2 tokens end soon/)).toBeVisible();
  });

  it('leads to the list of what ends soon, and is read then', async () => {
    const { user } = await show();
    await user.click(await screen.findByRole('button', { name: 'Show' }));
    expect(listView.filter).toBe('expires_soon');
    expect(router.route).toMatchObject({ view: 'settings', tab: 'tokens' });
    expect(called('read_reminders')).toBe(1);
    expect(screen.queryByRole('button', { name: 'Show' })).toBeNull();
  });

  it('leaves the desktop alone where the person wants that', async () => {
    await show({ settings: { remindOnDesktop: false, tray: false } });
    await screen.findByText(/^2 tokens end soon/);
    expect([called('notify_desktop'), called('show_tray')]).toEqual([0, 0]);
  });

  it('says at the icon what ends next, and no name once the window is locked', async () => {
    const { rendered } = await show();
    await waitFor(() => expect(desk.desk.reminders.tray?.next).toMatch(/Quality gate runner/));
    session.locked = true;
    rendered.unmount();
    await waitFor(() => expect(desk.desk.reminders.tray?.next).toBe('Token Desk is locked'));
  });

  it('takes the icon away', async () => {
    await show();
    await waitFor(() => expect(desk.desk.reminders.tray).not.toBeNull());
    await session.change({ tray: false });
    await waitFor(() => expect(desk.desk.reminders.tray).toBeNull());
  });

  it('knows of a desktop that has neither', async () => {
    await show({ desktop: 'no_library' });
    await waitFor(() => expect(reminders.taken).toBe(false));
    await waitFor(() => expect(reminders.tray).toBe('no_library'));
  });
});
