// Words of the tab "Verifier service" for values that have a fixed set of meanings.

import Circle from '@lucide/svelte/icons/circle';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import { m } from '$lib/i18n';
import type { OtherVerifier } from '$lib/ipc/client';
import type { IconComponent } from '$lib/ui';
import type { Standing } from '$lib/verifier/standing';

/** The big word of the tab. */
export function standingWord(standing: Standing): string {
  return STANDINGS[standing]();
}

const STANDINGS: Record<Standing, () => string> = {
  running: () => m.verifier_running(),
  elsewhere: () => m.verifier_running(),
  sealed: () => m.verifier_lends_nothing(),
  starting: () => m.verifier_starting(),
  stopping: () => m.verifier_stopping(),
  stopped: () => m.verifier_stopped(),
  version: () => m.verifier_version(),
  store_version: () => m.verifier_version(),
  port: () => m.verifier_port_in_use(),
  crashed: () => m.verifier_crashed(),
  permission: () => m.verifier_no_permission(),
  failed: () => m.verifier_not_started(),
};

/** Its icon; null while something is under way. */
export function standingIcon(standing: Standing): IconComponent | null {
  switch (standing) {
    case 'running':
    case 'elsewhere':
      return CircleCheck;
    case 'starting':
    case 'stopping':
      return null;
    case 'stopped':
      return Circle;
    case 'sealed':
    case 'version':
    case 'store_version':
    case 'port':
    case 'crashed':
    case 'permission':
    case 'failed':
      return TriangleAlert;
  }
}

/** What kind of process another verifier is in. */
export function hostWords({ host, process }: OtherVerifier): string {
  // A process's number is a name, not a quantity.
  const words = { process: String(process) };
  switch (host) {
    case 'window':
      return m.verifier_host_window(words);
    case 'terminal':
      return m.verifier_host_terminal(words);
    case 'service':
      return m.verifier_host_service(words);
  }
}
