// Which system the window runs on. Rust marks `<html>` before the page's first script.
import type { Platform } from '$lib/ipc/bindings';

/** The system, as `data-platform` says. */
export function platform(): Platform {
  const marked = document.documentElement.dataset['platform'];
  return marked === 'windows' || marked === 'macos' ? marked : 'linux';
}

/** Whether shortcuts are typed with Command instead of Control. */
export function usesCommandKey(): boolean {
  return platform() === 'macos';
}
