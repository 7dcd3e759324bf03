// The users of the in-memory desk.

import type { GroupRow, TokenRow, UserDraft, UserList, UserRow } from '../bindings';
import { GROUPS, instant } from '../fixtures';
import { fieldRefused, looksLikeToken, Refused } from './rules';

const HOLDS = ['Synchronizer', 'Moderator', 'Admin', 'SiteAdmin'];

/** Everybody, and what can be done with them. The person at the keyboard is a SiteAdmin. */
export class MockUsers {
  readonly by = new Map<string, UserRow>();

  constructor(
    readonly tokens: () => TokenRow[],
    person: { account: string; name: string },
    more: readonly UserDraft[],
  ) {
    this.#put({ account: person.account, name: person.name, groups: [...GROUPS] }, true);
    for (const draft of more) this.#put(draft, false);
  }

  list(): UserList {
    const groups: GroupRow[] = GROUPS.map((name) => ({ name, mayHoldTokens: HOLDS.includes(name), mayGive: true }));
    return { users: [...this.by.values()].map((user) => this.#counted(user)), groups, mayAdd: true };
  }

  add(draft: UserDraft): UserRow {
    this.#check(draft);
    const taken = [...this.by.keys()].find((account) => account.toLowerCase() === draft.account.trim().toLowerCase());
    if (taken !== undefined) throw fieldRefused('account', { problem: 'taken', name: taken });
    return this.#put(draft, false);
  }

  edit(draft: UserDraft): UserRow {
    this.#check(draft);
    const user = this.of(draft.account);
    if (user.isYou && !draft.groups.includes('SiteAdmin')) this.#keep(user);
    return this.#set(user, { name: draft.name.trim() || user.name, ...this.#groups(draft.groups) });
  }

  disable(account: string): UserRow {
    const user = this.of(account);
    if (user.isYou) this.#keep(user);
    return this.#set(user, { disabledAt: instant(Date.now()) });
  }

  enable(account: string): UserRow {
    return this.#set(this.of(account), { disabledAt: null });
  }

  of(account: string): UserRow {
    const user = this.by.get(account);
    if (!user) throw new Refused({ code: 'no_such_user', account });
    return user;
  }

  /** Nobody takes themselves away, least of all the last one. */
  #keep(user: UserRow): never {
    const others = [...this.by.values()].some(
      (other) => other !== user && other.groups.includes('SiteAdmin') && other.disabledAt === null,
    );
    throw new Refused({ code: others ? 'own_account' : 'last_site_admin' });
  }

  #check({ account, name, groups }: UserDraft): void {
    if (account.trim() === '') throw fieldRefused('account', { problem: 'empty' });
    if (looksLikeToken(account)) throw fieldRefused('account', { problem: 'looks_like_token' });
    if (looksLikeToken(name)) throw fieldRefused('name', { problem: 'looks_like_token' });
    if (groups.length === 0) throw fieldRefused('groups', { problem: 'empty' });
  }

  #groups(asked: readonly string[]) {
    const groups = GROUPS.filter((group) => asked.includes(group));
    return { groups, mayHoldTokens: groups.some((group) => HOLDS.includes(group)) };
  }

  #put({ account, name, groups }: UserDraft, isYou: boolean): UserRow {
    const user: UserRow = {
      account: account.trim(),
      name: name.trim() || (account.trim().split('@')[0] ?? account),
      ...this.#groups(groups),
      createdAt: instant(Date.now()),
      disabledAt: null,
      tokens: 0,
      activeTokens: 0,
      lastActiveAt: null,
      isYou,
      may: { edit: true, disable: !isYou, generate: true },
    };
    this.by.set(user.account, user);
    return this.#counted(user);
  }

  #set(user: UserRow, change: Partial<UserRow>): UserRow {
    const changed = { ...user, ...change };
    this.by.set(user.account, changed);
    return this.#counted(changed);
  }

  #counted(user: UserRow): UserRow {
    const theirs = this.tokens().filter((row) => row.owner === user.account);
    const used = theirs.map((row) => row.lastUsedAt).filter((at) => at !== null);
    return {
      ...user,
      tokens: theirs.length,
      activeTokens: theirs.filter((row) => row.status === 'active').length,
      lastActiveAt: used.toSorted().at(-1) ?? null,
    };
  }
}
