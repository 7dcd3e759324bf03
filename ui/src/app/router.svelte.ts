// Where in the window we are, kept in the address: `#/`, `#/settings/tokens`, `#/settings/general/theme`.

/** The tabs of Settings, in their order. */
export const TABS = [
  'general',
  'tokens',
  'personal',
  'users',
  'resources',
  'connections',
  'verifier',
  'audit',
] as const;
export type TabId = (typeof TABS)[number];

/** A place in the window. */
export type Route = { view: 'home' } | { view: 'settings'; tab: TabId; row: string | null };

const HOME: Route = { view: 'home' };

class Router {
  /** Where we are. */
  route = $state.raw<Route>(HOME);
  /** The tab that Settings opens with. */
  lastTab = $state<TabId>('general');

  /** Follows the address from now on. */
  start(): () => void {
    const read = () => this.#enter(parse(location.hash));
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }

  /** Goes to the first view. */
  home(): void {
    this.#go(HOME);
  }

  /** Goes to a tab of Settings; without one, to the last. */
  settings(tab: TabId = this.lastTab, row: string | null = null): void {
    this.#go({ view: 'settings', tab, row });
  }

  #go(route: Route): void {
    const hash = hashOf(route);
    if (location.hash !== hash) history.pushState(null, '', hash);
    this.#enter(route);
  }

  #enter(route: Route): void {
    this.route = route;
    if (route.view === 'settings') this.lastTab = route.tab;
  }
}

/** The route that an address names; what it does not name is Home. */
export function parse(hash: string): Route {
  const [view, tab, row] = hash.replace(/^#\/?/, '').split('/');
  const known = TABS.find((each) => each === tab);
  if (view !== 'settings' || known === undefined) return HOME;
  return { view, tab: known, row: row === undefined || row === '' ? null : decodeURIComponent(row) };
}

/** The address of a route. */
export function hashOf(route: Route): string {
  if (route.view === 'home') return '#/';
  return `#/settings/${route.tab}${route.row === null ? '' : `/${encodeURIComponent(route.row)}`}`;
}

/** The window's router. */
export const router = new Router();
