import { mount, tick } from 'svelte';
import App from '$app/App.svelte';
import { followLinks } from '$app/links';
import { session } from '$app/session.svelte';
import { router } from '$app/router.svelte';
import { speak } from '$lib/i18n';
import { call } from '$lib/ipc/client';

/** The window is shown with whatever there is when Rust has not said who is at the keyboard by then. */
const PATIENCE_MS = 400;

async function start(): Promise<void> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('mock')) await import('$lib/ipc/mock');
  speak(document.documentElement.lang || navigator.language);
  session.follow();
  followLinks();
  router.start();
  const target = document.getElementById('app');
  if (target === null) throw new Error('index.html holds no #app');
  await Promise.race([session.load(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  mount(App, { target });
  await tick();
  // No animation frame: there are none in a window that is not shown yet.
  await call('page_painted').catch(() => undefined);
}

void start();
