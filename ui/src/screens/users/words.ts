// Words of the users' screens.

import { m } from '$lib/i18n';
import type { UserRow } from '$lib/ipc/client';

/** What a group means, in one sentence. */
export function meaning(group: string): string {
  const words: Readonly<Record<string, () => string>> = {
    Synchronizer: m.users_meaning_synchronizer,
    User: m.users_meaning_user,
    Moderator: m.users_meaning_moderator,
    Admin: m.users_meaning_admin,
    SiteAdmin: m.users_meaning_site_admin,
    Recognizer: m.users_meaning_recognizer,
  };
  return words[group]?.() ?? '';
}

/** Where a user stands. */
export function standing(user: UserRow): string {
  if (user.disabledAt !== null) return m.users_disabled();
  return user.isYou ? m.users_you() : m.users_enabled();
}
