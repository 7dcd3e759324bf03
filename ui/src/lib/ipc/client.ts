// The one door to Rust: commands by name, events by name, both typed by the generated bindings. A refused
// command is thrown as {@link Refusal}, which carries the coded error; `errors.ts` gives it words.

import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { AppError, Commands, Events } from './bindings';

export type * from './bindings';

/** A command's name. */
export type CommandName = keyof Commands;
/** An event's name. */
export type EventName = keyof Events;

/** Thrown by {@link call}: what went wrong, as the screen needs it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly error: AppError) {
    super(error.code);
  }
}

/** Calls a command of `desk`. Commands without a request take `null`. */
export async function call<N extends CommandName>(
  name: N,
  ...[request]: Commands[N]['request'] extends null ? [null?] : [Commands[N]['request']]
): Promise<Commands[N]['response']> {
  try {
    return await (request === null || request === undefined ? invoke(name) : invoke(name, { request }));
  } catch (thrown) {
    throw new Refusal(isAppError(thrown) ? thrown : { code: 'unknown', detail: `${name}: ${wordsOf(thrown)}` });
  }
}

/** Listens for an event; the answer stops listening. */
export function on<E extends EventName>(event: E, heard: (payload: Events[E]) => void): () => void {
  let stopped = false;
  const unlisten = listen<Events[E]>(event, ({ payload }) => {
    if (!stopped) heard(payload);
  });
  // Without a desk behind the page there is nothing to hear; the first command says so.
  unlisten.catch(() => undefined);
  return () => {
    stopped = true;
    void unlisten.then((stop) => stop()).catch(() => undefined);
  };
}

/** The coded error in anything that was thrown. */
export function errorIn(thrown: unknown): AppError {
  if (thrown instanceof Refusal) return thrown.error;
  return isAppError(thrown) ? thrown : { code: 'unknown', detail: wordsOf(thrown) };
}

function isAppError(thrown: unknown): thrown is AppError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string';
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
