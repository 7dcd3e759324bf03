// The resources of the in-memory desk. The person at the keyboard may do everything with them.

import type {
  CheckIn,
  Issued,
  ResourceChange,
  ResourceDraft,
  ResourceKind,
  ResourceList,
  ResourceRow,
  ResourceSamples,
  ResourceTokens,
} from '../bindings';
import { GROUPS, instant } from '../fixtures';
import type { Answers, MockDesk } from './desk';
import { fieldRefused, Refused } from './rules';

/** How the resources of a scenario stand. */
export type ResourceScene = 'none' | 'few' | 'failed';

const MINUTE = 60_000;
const KINDS: readonly string[] = ['database', 'api', 'host'];

type Asked =
  | 'list_resources'
  | 'add_resource'
  | 'edit_resource'
  | 'remove_resource'
  | 'rotate_resource'
  | 'check_in_resource'
  | 'create_bound_token'
  | 'resource_samples';

/** What the commands about resources answer. */
export function resourceAnswers(desk: MockDesk): Pick<Answers, Asked> {
  const of = () => desk.resources;
  return {
    list_resources: () => of().list(),
    add_resource: (draft) => of().add(draft),
    edit_resource: (wish) => of().edit(wish),
    remove_resource: ({ name }) => of().remove(name),
    rotate_resource: ({ name }) => of().rotate(name),
    check_in_resource: (wish) => of().checkIn(wish),
    create_bound_token: ({ draft, resource }) => of().bind(resource, draft.groups, () => desk.create(draft)),
    resource_samples: ({ name, variable }) => of().samples(name, variable ?? 'DATABASE_ACCESS_TOKEN'),
  };
}

/** What there is, and who has it. */
export class MockResources {
  readonly by = new Map<string, ResourceRow>();
  /** The tokens that are for one, by the resource's id. */
  readonly bound = new Map<string, string[]>();
  #made = 0;

  constructor(scene: ResourceScene, now: number) {
    if (scene === 'none') return;
    const rotation = { program: '/usr/local/bin/rotate-plant-db', state: { state: 'quiet' } } as const;
    const plant = this.#put('plant-db', 'database', 'db.plant7:5432', ['Synchronizer', 'User'], true);
    plant.rotation = rotation;
    plant.held = [
      {
        id: '5f0a8c1de94b7726a3f1c0d2e8b94711',
        account: 'datahub',
        token: 'Night job',
        reason: 'Nightly import',
        takenAt: instant(now - 5 * MINUTE),
        endsAt: instant(now + 25 * MINUTE),
      },
    ];
    this.bound.set(plant.id, ['Night job', 'Day job', 'Weekly report', 'Monthly report']);
    this.#put('ratings-api', 'api', 'https://ratings.example/v1', ['Moderator'], false);
    const host = this.#put('scan-host', 'host', 'scan7.plant.example', ['SiteAdmin'], true);
    if (scene === 'failed')
      host.rotation = { ...rotation, state: { state: 'failed', problem: { problem: 'failed', code: 3 } } };
  }

  list(): ResourceList {
    const rows = [...this.by.values()].map((row) => this.#counted(row));
    return { resources: rows.toSorted((one, other) => one.name.localeCompare(other.name)), mayAdd: true };
  }

  add(draft: ResourceDraft): ResourceRow {
    this.#check(draft.name, draft.kind, draft.groups, null);
    if (draft.address.trim() === '') throw fieldRefused('address', { problem: 'empty' });
    if (draft.account === '') throw fieldRefused('account', { problem: 'empty' });
    if (draft.password === '') throw fieldRefused('password', { problem: 'empty' });
    const program = this.#program(draft.rotateWith);
    const { name, kind, address, groups, exclusive } = draft;
    const row = this.#put(name.trim(), kind as ResourceKind, address.trim(), groups, exclusive);
    row.rotation = program === null ? null : { program, state: { state: 'quiet' } };
    return this.#counted(row);
  }

  edit(wish: ResourceChange): ResourceRow {
    const row = this.of(wish.resource);
    this.#check(wish.name ?? row.name, wish.kind ?? row.kind, wish.groups ?? row.groups, row.id);
    if (wish.rotateWith !== null) {
      const program = this.#program(wish.rotateWith);
      row.rotation = program === null ? null : { program, state: { state: 'quiet' } };
    }
    row.name = wish.name?.trim() ?? row.name;
    row.kind = (wish.kind as ResourceKind | null) ?? row.kind;
    row.address = wish.address ?? row.address;
    row.groups = wish.groups ?? row.groups;
    row.exclusive = wish.exclusive ?? row.exclusive;
    return this.#counted(row);
  }

  remove(name: string): ResourceTokens {
    const row = this.of(name);
    this.by.delete(row.id);
    return { resource: row.name, revoked: this.bound.get(row.id) ?? [] };
  }

  checkIn({ id }: CheckIn): null {
    const row = [...this.by.values()].find((each) => each.held.some((held) => held.id === id));
    if (!row) throw new Refused({ code: 'no_such_checkout' });
    row.held = row.held.filter((held) => held.id !== id);
    return null;
  }

  rotate(name: string): ResourceRow {
    const row = this.of(name);
    if (row.rotation === null) throw fieldRefused('rotate_with', { problem: 'empty' });
    row.rotation = { ...row.rotation, state: { state: 'quiet' } };
    return this.#counted(row);
  }

  bind(name: string, given: readonly string[], create: () => Issued): Issued {
    const { id, name: resource, groups } = this.of(name);
    if (!given.some((group) => group === 'SiteAdmin' || groups.includes(group)))
      throw fieldRefused('groups', { problem: 'not_for_resource', resource, groups });
    const issued = create();
    this.bound.set(id, [...(this.bound.get(id) ?? []), issued.token.name]);
    return issued;
  }

  /** The resource that a token is for, both by name. */
  lentBy(token: string): string | null {
    return [...this.by.values()].find(({ id }) => this.bound.get(id)?.includes(token))?.name ?? null;
  }

  samples(name: string, variable: string): ResourceSamples {
    const call = (method: string, type: string, more: string, path: string) =>
      `printf 'Authorization: Token token=%s' "$${variable}" |\n` +
      `  curl --fail --silent --show-error --cacert '/home/pi-admin/.local/share/token-desk/verifier/ca.pem' --header @- \\\n` +
      `    --header 'Content-Type: application/json' --header 'Cache-Control: no-cache' \\\n` +
      `    --request ${method} --data '{"Request":{"type":"${type}","runHost":"${this.of(name).name}"${more}}}' \\\n` +
      `    https://localhost:7443/rest/cmdctrl/Request${path}\n`;
    return {
      certificate: '/home/pi-admin/.local/share/token-desk/verifier/ca.pem',
      checkOut: call('POST', 'PasswordCheckout', ',"reason":"night job","duration":"30","emailid":""', ''),
      checkIn: call('PUT', 'PasswordCheckin', '', '/"$REQUEST_ID"'),
    };
  }

  of(name: string): ResourceRow {
    const row = [...this.by.values()].find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
    if (!row) throw new Refused({ code: 'no_such_resource', name });
    return row;
  }

  #check(name: string, kind: string, groups: readonly string[], own: string | null): void {
    if (name.trim() === '') throw fieldRefused('resource', { problem: 'empty' });
    const taken = [...this.by.values()].find(
      (row) => row.id !== own && row.name.toLowerCase() === name.trim().toLowerCase(),
    );
    if (taken) throw fieldRefused('resource', { problem: 'taken', name: taken.name });
    if (!KINDS.includes(kind)) throw fieldRefused('resource_kind', { problem: 'not_allowed', value: kind });
    if (groups.length === 0) throw fieldRefused('groups', { problem: 'empty' });
  }

  #program(typed: string): string | null {
    const program = typed.trim();
    if (program === '') return null;
    if (!program.startsWith('/')) throw fieldRefused('rotate_with', { problem: 'not_allowed', value: program });
    return program;
  }

  #put(name: string, kind: ResourceKind, address: string, groups: readonly string[], exclusive: boolean): ResourceRow {
    this.#made += 1;
    const row: ResourceRow = {
      id: `resource-${String(this.#made)}`,
      name,
      kind,
      address,
      exclusive,
      groups: GROUPS.filter((group) => groups.includes(group)),
      tokens: 0,
      firstTokens: [],
      rotation: null,
      mayKeep: true,
      mayCheckInOthers: true,
      mayCheckOut: true,
      held: [],
    };
    this.by.set(row.id, row);
    return row;
  }

  #counted(row: ResourceRow): ResourceRow {
    const tokens = this.bound.get(row.id) ?? [];
    return structuredClone({ ...row, tokens: tokens.length, firstTokens: tokens.slice(0, 3) });
  }
}
