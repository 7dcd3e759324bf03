// Stands where Tauri stands: `__TAURI_INTERNALS__` with `invoke` and the event plugin over an in-memory desk,
// so that the page runs unmodified in a plain browser. Used by the browser tests, the screenshots and
// `npm run dev` with `?mock`; never part of the production bundle.

import type { AppError } from './bindings';
import { MockDesk } from './mock/desk';
import { misshapen } from './mock/requests';
import { Refused } from './mock/rules';
import { type Scenario, scenarioFrom, scenarioOf } from './mock/scenario';

/** One command that the page called. */
export interface Call {
  /** The command. */
  command: string;
  /** Its arguments. */
  args: unknown;
  /** What it was answered with: `ok`, or an error's code. */
  outcome: string;
}

/** What tests hold in hand, as `globalThis.tokenDesk`. */
export interface Control {
  /** The desk itself. */
  desk: MockDesk;
  /** Every call so far. */
  calls: Call[];
  /** Event listeners that the page has registered and not taken away. */
  listening: () => string[];
  /** Sends an event to the page. */
  emit: (event: string, payload: unknown) => void;
  /** Lets a command fail until {@link Control.heal}. */
  fail: (command: string, error: AppError) => void;
  /** Takes a failure away. */
  heal: (command: string) => void;
  /** The system's theme changes. */
  systemTheme: (theme: 'light' | 'dark', contrast?: 'more' | 'normal') => void;
}

type Invoke = (command: string, args?: Record<string, unknown>) => Promise<unknown>;

declare global {
  /** What a test asks for before the page starts. */
  var tokenDeskScenario: Partial<Scenario> | undefined;
  /** What a test holds while the page runs. */
  var tokenDesk: Control | undefined;
}

/** Puts the desk in Tauri's place. */
export function installMock(asked: Partial<Scenario> = {}): Control {
  const scenario = scenarioOf(asked);
  const callbacks = new Callbacks();
  const listeners = new Map<number, { event: string; handler: number }>();
  const calls: Call[] = [];
  const failing = new Map(Object.entries(scenario.failing));

  const emit = (event: string, payload: unknown) => {
    for (const [id, listener] of listeners) {
      if (listener.event === event) callbacks.run(listener.handler, { event, id, payload: structuredClone(payload) });
    }
  };
  const desk = new MockDesk(scenario, emit);
  const shell = new Shell(scenario, desk, emit);

  const answer: Invoke = async (command, args) => {
    if (command === 'plugin:event|listen') {
      const id = callbacks.next();
      listeners.set(id, { event: String(args?.['event']), handler: Number(args?.['handler']) });
      return id;
    }
    if (command === 'plugin:event|unlisten') {
      listeners.delete(Number(args?.['eventId']));
      return null;
    }
    if (command.startsWith('plugin:')) return null;
    await pause(scenario.slowBy[command] ?? scenario.slow);
    const wrong = misshapen(command, args);
    if (wrong !== null) throw wrong;
    const failure = failing.get(command);
    if (failure) throw new Refused(failure);
    const response = desk.answer(command, args?.['request']);
    if (command === 'change_settings' || command === 'reset_settings') shell.showTheme();
    return structuredClone(response);
  };

  const invoke: Invoke = async (command, given) => {
    // Tauri sends JSON: state that is not plain data becomes plain data on the way.
    const args = JSON.parse(JSON.stringify(given ?? {})) as Record<string, unknown>;
    const call: Call = { command, args, outcome: 'waiting' };
    calls.push(call);
    try {
      const response = await answer(command, args);
      call.outcome = 'ok';
      return response;
    } catch (thrown) {
      const error = thrown instanceof Refused ? thrown.error : String(thrown);
      call.outcome = typeof error === 'string' ? error : error.code;
      // Not an Error: Tauri rejects with the plain value that Rust serialised.
      throw error;
    }
  };

  Object.assign(globalThis, {
    isTauri: true,
    __TAURI_INTERNALS__: {
      invoke,
      transformCallback: callbacks.add,
      unregisterCallback: callbacks.remove,
      runCallback: callbacks.run,
      convertFileSrc: (path: string) => path,
      metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main', windowLabel: 'main' } },
    },
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: (_event: string, id: number) => listeners.delete(id) },
  });
  shell.markDocument();

  const control: Control = {
    desk,
    calls,
    listening: () => [...listeners.values()].map(({ event }) => event),
    emit,
    fail: (command, error) => failing.set(command, error),
    heal: (command) => failing.delete(command),
    systemTheme: (theme, contrast = 'normal') => {
      Object.assign(scenario, { theme, contrast });
      shell.showTheme();
    },
  };
  globalThis.tokenDesk = control;
  return control;
}

/** Callbacks by number, as Tauri hands them to the other side. */
class Callbacks {
  readonly #by = new Map<number, (payload: unknown) => void>();
  #last = 0;

  next = (): number => (this.#last += 1);
  add = (callback: (payload: unknown) => void, once = false): number => {
    const id = this.next();
    this.#by.set(id, (payload) => {
      if (once) this.#by.delete(id);
      callback(payload);
    });
    return id;
  };
  remove = (id: number): boolean => this.#by.delete(id);
  run = (id: number, payload: unknown): void => this.#by.get(id)?.(payload);
}

/** What the Rust shell does besides commands: it decides the theme and marks `<html>` before the page runs. */
class Shell {
  constructor(
    readonly scenario: Scenario,
    readonly desk: MockDesk,
    readonly emit: (event: string, payload: unknown) => void,
  ) {}

  markDocument(): void {
    const root = document.documentElement as HTMLElement | null;
    if (root === null) {
      // An init script may run before `<html>` is there.
      new MutationObserver((_changes, observer) => {
        observer.disconnect();
        this.markDocument();
      }).observe(document, { childList: true });
      return;
    }
    root.dataset['theme'] = this.#theme();
    root.dataset['contrast'] = this.scenario.contrast;
    root.dataset['platform'] = this.scenario.platform;
  }

  showTheme(): void {
    this.emit('theme_changed', { theme: this.#theme(), contrast: this.scenario.contrast });
  }

  #theme(): 'light' | 'dark' {
    const { theme } = this.desk.settings;
    return theme === 'system' ? this.scenario.theme : theme;
  }
}

function pause(milliseconds: number): Promise<void> {
  if (milliseconds === 0) return Promise.resolve();
  return new Promise((resolve) => {
    if (Number.isFinite(milliseconds)) setTimeout(resolve, milliseconds);
  });
}

installMock(globalThis.tokenDeskScenario ?? scenarioFrom(new URLSearchParams(globalThis.location.search)));
