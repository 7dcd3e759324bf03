import { expect, it } from 'vitest';
import { hashOf, parse, router } from './router.svelte';

it.each([
  ['', { view: 'home' }],
  ['#/', { view: 'home' }],
  ['#/nowhere', { view: 'home' }],
  ['#/settings/nowhere', { view: 'home' }],
  ['#/settings/tokens', { view: 'settings', tab: 'tokens', row: null }],
  ['#/settings/connections', { view: 'settings', tab: 'connections', row: null }],
  ['#/settings/general/theme', { view: 'settings', tab: 'general', row: 'theme' }],
])('%s leads to %j', (hash, route) => {
  expect(parse(hash)).toEqual(route);
});

it('an address leads back to where it was made', () => {
  const route = { view: 'settings', tab: 'general', row: 'a b/c' } as const;
  expect(parse(hashOf(route))).toEqual(route);
});

it('Settings opens the tab that was used last', () => {
  router.settings('tokens');
  router.home();
  expect(location.hash).toBe('#/');
  router.settings();
  expect(router.route).toEqual({ view: 'settings', tab: 'tokens', row: null });
});
