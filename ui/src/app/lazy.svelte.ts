// A part of the window that is fetched when it is wanted, or when it soon may be.
import type { Component } from 'svelte';

/** A component that may not be there yet. */
export interface Lazy {
  /** Null until it has been fetched. */
  readonly component: Component | null;
  /** It could not be fetched. */
  readonly failed: boolean;
  /** Fetches it, once. */
  fetch: () => void;
}

/** Makes one of `() => import('./Part.svelte')`. */
export function lazy(load: () => Promise<{ default: Component }>): Lazy {
  let component = $state.raw<Component | null>(null);
  let failed = $state(false);
  let asked = false;
  return {
    get component() {
      return component;
    },
    get failed() {
      return failed;
    },
    fetch() {
      if (asked) return;
      asked = true;
      load().then(
        (module) => (component = module.default),
        () => {
          asked = false;
          failed = true;
        },
      );
    },
  };
}
