// Templates: read when a dialog asks for them. The one that a token was last made with is what Connections begins with.

import { call, type Template, type Templates } from '../ipc/client';

class KnownTemplates {
  /** Every template; null until read. */
  all = $state.raw<Templates | null>(null);
  /** The template of the token that was just made: what is still to be done begins with it. */
  begun = $state.raw<Template | null>(null);

  /** In the order that they are offered in. */
  get list(): readonly Template[] {
    return this.all === null ? [] : [...this.all.given, ...this.all.own];
  }

  /** Whether the person saved it. */
  isOwn(name: string): boolean {
    return this.all?.own.some((template) => template.name === name) ?? false;
  }

  /** Reads them. Without them a token is made as always. */
  async read(): Promise<void> {
    this.all = await call('templates').catch(() => this.all);
  }

  /** Saves one of the person's own. */
  async save(template: Template): Promise<void> {
    this.all = await call('save_template', template);
  }

  /** Removes one of the person's own. */
  async remove(name: string): Promise<void> {
    this.all = await call('remove_template', { name });
    if (this.begun?.name === name) this.begun = null;
  }
}

/** The templates of this window. */
export const templates = new KnownTemplates();
