// Links to a page of this window, followed in another program. They open the page; nothing is done by them.

import { m } from '$lib/i18n';
import { on, type LinkPlace } from '$lib/ipc/client';
import { toasts } from '$lib/ui';
import { focusPage } from './regions';
import { router, type TabId } from './router.svelte';
import { isDialogOpen } from './shortcuts';

const TABS_OF: Readonly<Record<LinkPlace, TabId>> = { personal_token: 'personal' };

/** Follows links from now on. What is being filled in is not lost by one: the page opens once that is closed. */
export function followLinks(): () => void {
  return on('link_opened', ({ place }) => {
    if (isDialogOpen()) {
      toasts.show({ text: m.personal_link_waits() });
      return;
    }
    router.settings(TABS_OF[place]);
    focusPage();
  });
}
