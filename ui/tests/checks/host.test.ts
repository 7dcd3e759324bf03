// The harness itself must be able to fail: a page that misbehaves is seen to misbehave.

import { expect } from 'vitest';
import { it } from 'vitest';
import { axe } from '../harness/axe';
import { browserTests } from '../harness/suite';

browserTests('the harness', (open, { forgive }) => {
  it('finds nothing wrong with the page as it is shipped', async () => {
    const { page, desk } = await open();
    expect(await page.title()).toContain('Token Desk');
    expect(await desk((control) => control.calls.map((call) => call.command))).toContain('session');
  });

  it('notices an inline script, an inline style and a foreign request that a page sneaks in', async () => {
    const opened = await open({
      replace: (path, text) =>
        path.endsWith('index.html')
          ? text.replace(
              '<body>',
              '<body><script>globalThis.ran=1</script><b style="color:red">x</b><img alt="" src="https://example.invalid/x.png">',
            )
          : text,
    });
    forgive(opened, /script-src/, /style-src/, /img-src/, /Content Security Policy/);
    const violations = await opened.violations();
    expect(violations.some((one) => one.startsWith('script-src'))).toBe(true);
    expect(violations.some((one) => one.startsWith('style-src'))).toBe(true);
    expect(violations.some((one) => one.startsWith('img-src'))).toBe(true);
    expect(await opened.page.evaluate(() => 'ran' in globalThis)).toBe(false);
  });

  it('finds a page that is broken for people who cannot see it', async () => {
    const opened = await open();
    await opened.page.evaluate(() => {
      const field = document.createElement('input');
      document.querySelector('main')?.append(field);
    });
    const broken = await axe(opened.page);
    expect(broken.join('\n')).toContain('label');
  });
});
