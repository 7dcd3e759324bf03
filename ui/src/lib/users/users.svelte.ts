// Everybody whom tokens may act for, read when the tab is open and again when anything changed.

import { call, errorIn, type AppError, type GroupRow, type UserRow } from '$lib/ipc/client';

/** Who there is. */
class Users {
  /** Everybody, oldest first; null until they were read. */
  list = $state.raw<readonly UserRow[] | null>(null);
  /** The six groups. */
  groups = $state.raw<readonly GroupRow[]>([]);
  /** Whether the person may add users. */
  mayAdd = $state(false);
  /** Why they could not be read the last time. */
  error = $state.raw<AppError | null>(null);

  /** Reads everybody. */
  async read(): Promise<void> {
    try {
      const { users, groups, mayAdd } = await call('list_users');
      this.list = users;
      this.groups = groups;
      this.mayAdd = mayAdd;
      this.error = null;
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
  }

  /** The row of a user name. */
  row(account: string): UserRow | null {
    return this.list?.find((user) => user.account === account) ?? null;
  }

  /** Forgets everybody: the window was locked. */
  forget(): void {
    this.list = null;
    this.error = null;
  }
}

/** The users of this window. */
export const users = new Users();
