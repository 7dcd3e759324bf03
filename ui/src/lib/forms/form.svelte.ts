// What a dialog with fields knows of itself: which fields are wrong, whether it is on its way, and why it was refused.

import { tick } from 'svelte';
import { errorIn, type AppError, type Field } from '$lib/ipc/client';
import { fieldWords } from '$lib/ipc/errors';
import type { DraftProblems } from '$lib/tokens/draft';

/** A field of a dialog, and what takes the focus when it is wrong. */
type Place = readonly [field: Field, control: Pick<HTMLElement, 'focus'> | null | undefined];

/** The state of a dialog whose fields are sent together. */
export class Form {
  /** What is wrong, by field. */
  problems = $state.raw<DraftProblems>({});
  /** Why all of it was refused. */
  failure = $state.raw<AppError | null>(null);
  /** It is on its way. */
  busy = $state(false);

  readonly #places: () => readonly Place[];
  readonly #reveal: () => void;

  /**
   * `places`: the fields from top to bottom. The first that is wrong gets the focus, after `reveal` has opened what hides it.
   */
  constructor(places: () => readonly Place[], reveal: () => void = () => undefined) {
    this.#places = places;
    this.#reveal = reveal;
  }

  /** What is wrong with a field. */
  words(field: Field): string | null {
    const problem = this.problems[field];
    return problem ? fieldWords(field, problem) : null;
  }

  /** Says what is wrong with one field; nothing: it is right, or being mended. */
  judge(field: Field, problem?: DraftProblems[Field]): void {
    if (this.problems[field] || problem) this.problems = { ...this.problems, [field]: problem };
  }

  /** Sends it, unless it is on its way or `own` problems are in it. Whoever was heard closes the dialog. */
  async send(own: DraftProblems, request: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.failure = null;
    this.problems = own;
    if (Object.values(own).some(Boolean)) return this.#focusProblem();
    this.busy = true;
    try {
      await request();
    } catch (thrown) {
      const error = errorIn(thrown);
      this.busy = false;
      if (error.code === 'invalid_field' && this.#has(error.field)) {
        this.problems = { [error.field]: error.problem };
        await this.#focusProblem();
      } else this.failure = error;
    }
  }

  #has(field: Field): boolean {
    return this.#places().some(([each]) => each === field);
  }

  async #focusProblem(): Promise<void> {
    this.#reveal();
    await tick();
    this.#places()
      .find(([field]) => this.problems[field])?.[1]
      ?.focus();
  }
}
