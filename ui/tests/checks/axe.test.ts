// No accessibility fault that axe-core knows, in any state, light or dark.

import { expect, it } from 'vitest';
import { axe } from '../harness/axe';
import { reach, STATES } from '../harness/states';
import { browserTests } from '../harness/suite';

browserTests('axe finds nothing', (open) => {
  for (const theme of ['light', 'dark'] as const) {
    for (const state of STATES) {
      it(`in ${state.name}, ${theme}`, async () => {
        const { page } = await reach(state, open, { scenario: { theme } });
        expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
        expect(await axe(page)).toEqual([]);
      });
    }
  }
});
