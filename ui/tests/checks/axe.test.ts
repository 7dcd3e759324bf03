// No accessibility fault that axe-core knows, in any state, light or dark.

import { expect, it } from 'vitest';
import { axe } from '../harness/axe';
import { reach, settle, STATES } from '../harness/states';
import { browserTests } from '../harness/suite';

browserTests('axe finds nothing', (open) => {
  for (const state of STATES) {
    it(`in ${state.name}, light and dark`, async () => {
      const { page, desk } = await reach(state, open);
      expect(await axe(page), 'light').toEqual([]);
      await desk((control) => control.systemTheme('dark'));
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
      await settle(page);
      expect(await axe(page, 'colours'), 'dark').toEqual([]);
    });
  }
});
