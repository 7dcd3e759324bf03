// The per-user variables of the in-memory desk: what they hold, what a plan says and what was done.

import type {
  PlannedPlace,
  VariableOutcome,
  VariablePlan,
  VariableState,
  VariableStatus,
  VariableStep,
  VariableWarning,
} from '../bindings';
import { instant } from '../fixtures';
import { fieldRefused, Refused, variableProblem } from './rules';
import type { Scenario } from './scenario';
import { masked } from './secrets';

/** What is written in a variable. */
export interface Placed {
  /** The text. */
  value: string;
  /** The record of the token, where it is ours. */
  tokenId: string | null;
  /** When we wrote it; null: somebody else did. */
  at: number | null;
}

/** What the variables need to know of tokens. */
export interface TokensSeen {
  /** A token's name and whether it is alive. */
  look(tokenId: string): { name: string; alive: boolean } | null;
}

const BLOCK = `# >>> token-desk (managed) >>>
if [ -r "$HOME/.config/token-desk/env.sh" ]; then . "$HOME/.config/token-desk/env.sh"; fi
# <<< token-desk (managed) <<<`;

/** All variables of the account. */
export class MockVariables {
  /** By name. */
  readonly placed = new Map<string, Placed>();

  constructor(
    readonly scenario: Scenario,
    readonly tokens: TokensSeen,
    readonly account: string,
  ) {}

  /** What is known of a variable. */
  status(name: string): VariableStatus {
    refuseName(name);
    const here = this.placed.get(name);
    const token = here?.tokenId ? this.tokens.look(here.tokenId) : null;
    const warnings: VariableWarning[] = [];
    if (this.scenario.variable === 'system') warnings.push({ kind: 'system_variable' });
    if (here?.at) warnings.push({ kind: 'stale_programs', since: instant(here.at), programs: ['bash'] });
    return {
      name,
      state: this.#state(here, token),
      tokenId: here?.tokenId ?? null,
      tokenName: token?.name ?? null,
      last4: here ? here.value.slice(-4) : null,
      placedByUs: Boolean(here?.at),
      placedAt: here?.at ? instant(here.at) : null,
      account: this.account,
      warnings,
    };
  }

  /** What would be written. */
  plan(name: string, secret: string): VariablePlan {
    const now = this.status(name);
    const warnings = now.warnings.filter((warning) => warning.kind !== 'stale_programs');
    if (this.scenario.platform === 'linux') warnings.push({ kind: 'shells_only' });
    if (this.scenario.places === 'read-only') {
      warnings.push({ kind: 'read_only_file', path: '/home/pi-admin/.profile', lines: BLOCK });
    }
    return { now, masked: masked(secret), places: this.#places(name, masked(secret)), warnings };
  }

  /** Writes it. */
  set(name: string, secret: string, tokenId: string | null): VariableOutcome {
    const plan = this.plan(name, secret);
    if (this.scenario.places === 'failing') {
      const reason = '/home/pi-admin/.config/token-desk/env.sh: no space left on device';
      throw new Refused({ code: 'env_write_failed', variable: name, reason, undone: true });
    }
    this.placed.set(name, { value: secret, tokenId, at: Date.now() });
    const steps = plan.places.map((place): VariableStep => {
      const skipped = place.action === 'skip';
      const detail = skipped ? 'the file is read-only' : null;
      return { step: 'wrote', subject: place.path, state: skipped ? 'skipped' : 'done', detail };
    });
    return { status: this.status(name), steps: [...steps, ...this.#checks()] };
  }

  /** Reads it back in a fresh process. */
  verify(name: string): VariableOutcome {
    const status = this.status(name);
    const found = this.placed.has(name);
    const steps = this.#checks().map((step): VariableStep =>
      found ? step : { ...step, state: 'failed', detail: `${name} is not set there` },
    );
    return { status, steps };
  }

  /** Takes it away again. */
  remove(name: string): VariableOutcome {
    this.status(name);
    if (this.scenario.places === 'failing') {
      const reason = '/home/pi-admin/.profile: permission denied';
      throw new Refused({ code: 'env_write_failed', variable: name, reason, undone: true });
    }
    const paths = this.#places(name, '').map((place) => place.path);
    this.placed.delete(name);
    const steps = paths.map((subject): VariableStep => ({ step: 'removed', subject, state: 'done', detail: null }));
    return { status: this.status(name), steps };
  }

  #state(here: Placed | undefined, token: { alive: boolean } | null): VariableState {
    if (this.scenario.variable === 'cannot_tell') return 'cannot_tell';
    if (!here) return 'not_set';
    if (!token) return 'foreign';
    return token.alive ? 'ours' : 'ours_ended';
  }

  #places(name: string, value: string): PlannedPlace[] {
    const first = this.placed.get(name)?.at ? 'change' : 'create';
    if (this.scenario.platform === 'windows') {
      const path = 'HKEY_CURRENT_USER\\Environment';
      return [{ path, kind: 'registry', action: first, lines: `${name} (REG_SZ) = ${value}` }];
    }
    const startup = this.scenario.places === 'read-only' ? 'skip' : first === 'create' ? 'change' : 'keep';
    const home = this.scenario.platform === 'macos' ? '/Users/pi-admin' : '/home/pi-admin';
    const places: PlannedPlace[] = [
      {
        path: `${home}/.config/token-desk/env.sh`,
        kind: 'secret_file',
        action: first,
        lines: `export ${name}='${value}'`,
      },
      { path: `${home}/.profile`, kind: 'startup_file', action: startup, lines: BLOCK },
      { path: `${home}/.bashrc`, kind: 'startup_file', action: startup === 'skip' ? 'change' : startup, lines: BLOCK },
    ];
    if (this.scenario.platform === 'linux') {
      const path = `${home}/.config/environment.d/99-token-desk.conf`;
      places.push({ path, kind: 'environment_d', action: first, lines: `${name}="${value}"` });
    }
    return places;
  }

  #checks(): VariableStep[] {
    if (this.scenario.platform === 'windows') {
      return [
        { step: 'read_back', subject: 'HKEY_CURRENT_USER\\Environment', state: 'done', detail: null },
        { step: 'notified', subject: 'running programs', state: 'done', detail: null },
        { step: 'fresh_process', subject: 'cmd.exe', state: 'done', detail: null },
      ];
    }
    return [
      { step: 'read_back', subject: 'env.sh', state: 'done', detail: null },
      { step: 'fresh_process', subject: 'bash -l', state: 'done', detail: null },
      { step: 'fresh_process', subject: 'zsh', state: 'skipped', detail: 'zsh is not installed' },
      { step: 'user_manager', subject: 'systemd --user', state: 'skipped', detail: 'no user manager is running' },
    ];
  }
}

function refuseName(name: string): void {
  const problem = variableProblem(name);
  if (problem) throw fieldRefused('variable', problem);
}
