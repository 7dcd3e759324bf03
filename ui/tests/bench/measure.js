// What an interaction costs, measured from inside the page, in Chromium and in the real window alike: each sample is
// one act, its microtasks and the layout that they ask for. Run as a script; it adds the global `bench`.
globalThis.bench = (() => {
  const settle = () => new Promise((done) => setTimeout(done, 0));
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  const grid = () => document.querySelector('[role=grid]');
  const layout = () => document.body.getBoundingClientRect().height + (grid()?.scrollHeight ?? 0);
  const shown = (selector, words) =>
    [...document.querySelectorAll(selector)].filter((each) => words.test(each.textContent));

  /** The milliseconds of `count` acts, each begun on a page at rest. */
  const many = async (count, act) => {
    const all = [];
    for (let at = 0; at < count; at += 1) {
      await frame();
      await settle();
      const begin = performance.now();
      act(at);
      await Promise.resolve();
      await Promise.resolve();
      layout();
      all.push(performance.now() - begin);
      await settle();
    }
    return all;
  };

  /** The same for acts that are over once `isThere` says so, and that `undo` takes back. */
  const opened = async (count, act, isThere, undo) => {
    const all = [];
    for (let at = 0; at < count; at += 1) {
      await frame();
      const begin = performance.now();
      act();
      await until(isThere);
      layout();
      all.push(performance.now() - begin);
      undo();
      await until(() => !isThere());
    }
    return all;
  };

  const until = async (test) => {
    const end = performance.now() + 5000;
    while (!test()) {
      if (performance.now() > end) throw new Error(`never: ${test}`);
      await new Promise((done) => setTimeout(done, 1));
    }
  };

  const press = (key) =>
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    );

  const type = (value) => {
    const field = document.querySelector('main input[type=search]');
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };

  return {
    frames: async (count) => {
      const all = [];
      for (let at = 0; at < count; at += 1) {
        const begin = performance.now();
        await frame();
        all.push(performance.now() - begin);
      }
      return all;
    },
    search: async (count) => {
      const words = 'scanner plant 7 42';
      const all = await many(count, (at) => type(words.slice(0, 1 + (at % words.length))));
      type('');
      await frame();
      return all;
    },
    sort: (count) =>
      many(count, (at) => {
        const heads = shown('[role=columnheader] button', /Name|Status|Expires|User|Groups/);
        heads[at % heads.length].click();
      }),
    filter: (count) =>
      many(count, (at) => {
        const chips = shown('main [aria-pressed]', /\d/);
        chips[at % chips.length].click();
      }),
    selectAll: (count) => many(count, () => document.querySelector('[role=columnheader] input[type=checkbox]').click()),
    scroll: (count) =>
      many(count, () => {
        grid().scrollTop += 600;
        grid().dispatchEvent(new Event('scroll'));
      }),
    key: (key, count) => {
      grid().querySelector('[tabindex="0"], button:not([tabindex="-1"])').focus();
      return many(count, () => press(key));
    },
    menu: (count) =>
      opened(
        count,
        () => {
          const button = document.querySelector('[role=row] button[aria-haspopup=menu]');
          button.dispatchEvent(
            new PointerEvent('pointerdown', { bubbles: true, button: 0, pointerType: 'mouse', cancelable: true }),
          );
          if (!document.querySelector('[role=menu]')) button.click();
        },
        () => document.querySelector('[role=menu]') !== null,
        () => press('Escape'),
      ),
    dialog: (count) =>
      opened(
        count,
        () => shown('main button', /Generate token/)[0].click(),
        () => document.querySelector('[role=dialog]')?.contains(document.activeElement) ?? false,
        () => press('Escape'),
      ),
    /** Somebody else renames a token, or pauses one, and the window is told. Only where the desk is the one of tests. */
    change: (count) => {
      const rows = [...tokenDesk.desk.rows.values()];
      return many(count, (at) => {
        const row = rows[(at * 4993) % rows.length];
        const change = at % 2 === 0 ? { name: `Renamed ${at}` } : { status: 'paused' };
        tokenDesk.emit('tokens_changed', { upsert: [{ ...row, ...change, rev: row.rev + 1 }], remove: [] });
      });
    },
  };
})();
