// The resources of the person, with who has them: read when they are on the screen and again when anything changed.

import { call, errorIn, type AppError, type ResourceRow } from '$lib/ipc/client';

/** What there is. */
class Resources {
  /** Those that the person may see, by name; null until they were read. */
  list = $state.raw<readonly ResourceRow[] | null>(null);
  /** Whether the person may add some. */
  mayAdd = $state(false);
  /** Why they could not be read the last time. */
  error = $state.raw<AppError | null>(null);

  /** Reads them. */
  async read(): Promise<void> {
    try {
      const { resources, mayAdd } = await call('list_resources');
      this.list = resources;
      this.mayAdd = mayAdd;
      this.error = null;
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
  }

  /** The row of an id. */
  row(id: string): ResourceRow | null {
    return this.list?.find((row) => row.id === id) ?? null;
  }
}

/** The resources of this window. */
export const resources = new Resources();
