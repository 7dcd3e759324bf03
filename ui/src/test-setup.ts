import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';
import { speak } from '$lib/i18n';

configure({ asyncUtilTimeout: 10_000 });

// What jsdom lacks and the components ask for.
if (typeof window !== 'undefined') {
  window.matchMedia ??= (query: string) =>
    ({
      matches: false,
      media: query,
      onchange: null,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
      dispatchEvent: () => false,
    }) as MediaQueryList;
  globalThis.ResizeObserver ??= class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  };
  Element.prototype.scrollIntoView ??= () => undefined;
  Element.prototype.hasPointerCapture ??= () => false;
  if (document.getElementById('popups') === null) {
    const popups = document.createElement('div');
    popups.id = 'popups';
    document.body.append(popups);
  }
  speak('en');
}
