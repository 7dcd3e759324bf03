// The in-memory desk: every command of `command_list.rs` with the behaviour that the window sees.

import type {
  AppError,
  AuditRow,
  Commands,
  Issued,
  Policy,
  Settings,
  TokenDraft,
  TokenLimits,
  TokenRow,
} from '../bindings';
import {
  auditOf,
  base62,
  GROUPS,
  initialPolicy,
  initialSettings,
  instant,
  personOn,
  SCOPES,
  seeded,
  usesOf,
} from '../fixtures';
import { OPEN_WHEN_LOCKED } from './requests';
import { draftNotes, endOf, fieldRefused, isLive, nameProblem, readDays, refuseFirst, Refused } from './rules';
import { audited, auditRow, integrity } from './audit';
import { startingRows, type Scenario } from './scenario';
import { MockPersonal } from './personal';
import { MockPlacements } from './placements';
import { endingSoon, MockReminders } from './reminders';
import { HeldSecrets, masked, MockClipboard, partsOf } from './secrets';
import { MockSettingsFile } from './settings-file';
import { identified } from './identified';
import { regeneratedInPlace } from './in-place';
import { draftLike, MockTemplates } from './templates';
import { snippetsFor, snippetText } from './snippets';
import { endpointOf, MockSetup } from './setup';
import { MockResources, resourceAnswers } from './resources';
import { MockUsers } from './users';
import { MockVariables } from './variables';
import { MockVerifier } from './verifier';

const GRACE = { now: 0, '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 };

/** Answers of every command by name. */
export type Answers = { [Name in keyof Commands]: (request: Commands[Name]['request']) => Commands[Name]['response'] };

/** Tells the page that something happened. */
export type Emit = (event: string, payload: unknown) => void;

/** Everything that Rust would hold. */
export class MockDesk {
  rows = new Map<string, TokenRow>();
  limits = new Map<string, TokenLimits>();
  descriptions = new Map<string, string>();
  deleted = new Map<string, TokenRow>();
  audit: AuditRow[] = [];
  settings: Settings;
  policy: Policy;
  locked: boolean;
  passphrase: string | null;
  readonly secrets = new HeldSecrets();
  readonly clipboard: MockClipboard;
  readonly variables: MockVariables;
  readonly placements: MockPlacements;
  readonly file: MockSettingsFile;
  readonly verifier: MockVerifier;
  readonly setup: MockSetup;
  readonly users: MockUsers;
  readonly resources: MockResources;
  readonly templates = new MockTemplates();
  readonly reminders: MockReminders;
  readonly personal: MockPersonal = new MockPersonal(this);
  /** What the window was asked to do. */
  readonly window = { painted: 0, closed: 0, keptOpen: 0, zoom: 100 };
  /** What the person will choose in the system's dialog; none: they go back. */
  chosenFile: string | null = null;
  readonly #random = seeded(5);

  constructor(
    readonly scenario: Scenario,
    readonly emit: Emit,
  ) {
    const now = Date.now();
    this.settings = { ...initialSettings(), ...scenario.settings };
    this.policy = { ...initialPolicy(), ...scenario.policy };
    this.locked = scenario.locked;
    this.passphrase = scenario.passphrase;
    for (const row of startingRows(scenario, now)) this.rows.set(row.id, row);
    this.personal.begin(scenario.personal, now);
    this.audit = auditOf([...this.rows.values()], now);
    this.clipboard = new MockClipboard(
      () => scenario.clipboard === 'works',
      (state) => this.emit('clipboard_changed', state),
    );
    const person = personOn(scenario.platform);
    const { account } = person;
    this.users = new MockUsers(() => [...this.rows.values()], person, scenario.users);
    this.resources = new MockResources(scenario.resources, now);
    this.variables = new MockVariables(scenario, this, account);
    this.file = new MockSettingsFile(
      scenario,
      account,
      () => [...this.rows.values()].find((row) => row.status === 'active') ?? null,
      (name) => this.variables.placed.has(name),
    );
    this.placements = new MockPlacements(scenario, this.variables, this, account, this.file);
    this.verifier = new MockVerifier(
      scenario,
      () => this.settings,
      (status) => this.emit('verifier_changed', status),
    );
    this.setup = new MockSetup(scenario, this.variables, this.file, (id) => this.rows.get(id));
    this.reminders = new MockReminders(this);
    this.#placeFirst(now);
  }

  /** A token's name and whether it is alive. */
  look(tokenId: string): { name: string; alive: boolean } | null {
    const row = this.rows.get(tokenId);
    return row ? { name: row.name, alive: row.status === 'active' } : null;
  }

  /** Answers one command or throws {@link Refused}. */
  answer(command: string, request: unknown): unknown {
    if (this.locked && !OPEN_WHEN_LOCKED.includes(command)) throw new Refused({ code: 'store_locked' });
    const answer = this.answers[command as keyof Answers] as ((request: unknown) => unknown) | undefined;
    if (!answer) throw new Error(`Command ${command} not found`);
    return answer(request);
  }

  /** Another window or the terminal changes a token. */
  changeElsewhere(id: string, change: Partial<TokenRow>): void {
    const row = this.#row(id);
    this.#change(row, change);
  }

  /** Another window or the terminal deletes a record. */
  removeElsewhere(id: string): void {
    this.rows.delete(id);
    this.emit('tokens_changed', { upsert: [], remove: [id] });
  }

  /** Time-driven work: rows whose hour has come. */
  tick(): void {
    const due = [...this.rows.values()].filter(
      (row) => isLive(row) && row.expiresAt !== null && Date.parse(row.expiresAt) <= Date.now(),
    );
    for (const row of due) this.#change(row, { status: 'expired' });
  }

  readonly answers: Answers = {
    ...this.personal.answers,
    session: () => ({
      person: { ...personOn(this.scenario.platform), groups: this.scenario.mayGenerate ? [...GROUPS] : ['User'] },
      platform: this.scenario.platform,
      version: '0.1.0',
      dataFolder:
        this.scenario.platform === 'windows'
          ? 'C:\\Users\\pi-admin\\AppData\\Local\\token-desk'
          : '/home/pi-admin/.local/share/token-desk',
      groups: [...GROUPS],
      scopes: [...SCOPES],
      settings: this.settings,
      locked: this.locked,
      hasPassphrase: this.passphrase !== null,
      mayGenerate: this.scenario.mayGenerate,
      isAdministrator: this.scenario.mayGenerate,
      locale: this.settings.language ?? this.scenario.locale,
      clockBehindMinutes: this.scenario.clockBehind,
    }),
    home: () => {
      const active = [...this.rows.values()].filter((row) => row.status === 'active');
      const soon = endingSoon([...this.rows.values()], this.settings.remindDays);
      return {
        total: this.rows.size,
        active: active.length,
        endsSoon: soon.length,
        soon: soon.slice(0, 5),
        recent: this.audit.slice(0, 5),
      };
    },
    lock: () => {
      for (const reveal of this.secrets.handles()) this.#letGo(reveal);
      this.clipboard.clear();
      this.locked = true;
      this.emit('locked', null);
      return null;
    },
    unlock: ({ passphrase }) => {
      if (this.passphrase !== null && passphrase !== this.passphrase) throw new Refused({ code: 'wrong_passphrase' });
      this.locked = false;
      return null;
    },

    reminders: () => this.reminders.answer(),
    read_reminders: () => this.reminders.read(),

    restore_store: () => ({
      copyFrom: instant(Date.now() - 24 * 3_600_000),
      keptAs: '/home/pi-admin/.local/share/token-desk/damaged-1',
      endedAgain: 1,
    }),
    trust_clock: () => {
      this.scenario.clockBehind = null;
      return { now: instant(Date.now()), latestSeen: instant(Date.now()), wasBehind: true };
    },

    list_tokens: () => ({ tokens: [...this.rows.values()].map((row) => ({ ...row })), now: instant(Date.now()) }),
    audit_page: (ask) => audited(this.audit, ask),
    audit_row: ({ seq }) => auditRow(this.audit, seq),
    audit_integrity: () => integrity(this.scenario.trail, this.audit.length),
    check_audit: () => integrity(this.scenario.trail, this.audit.length),
    export_audit: ({ query, form }) => ({
      path: `/home/pi-admin/Downloads/token-desk-audit.${form}`,
      rows: audited(this.audit, { query, before: null, count: Infinity }).rows.length,
    }),

    list_users: () => this.users.list(),
    add_user: (draft) => this.#people(this.users.add(draft)),
    edit_user: (draft) => this.#people(this.users.edit(draft)),
    disable_user: ({ account }) => {
      const user = this.users.disable(account);
      this.#block(account, true);
      return this.#people(user);
    },
    enable_user: ({ account }) => {
      const user = this.users.enable(account);
      this.#block(account, false);
      return this.#people(user);
    },
    identify_tokens: ({ text }) => identified(text, [...this.rows.values()]),
    token_details: ({ id }) => {
      const token = this.#row(id);
      const history = this.audit.filter((row) => row.tokenId === id).slice(0, 50);
      const ended = token.status === 'paused' || token.status === 'revoked';
      return {
        token: { ...token },
        issuedAt: token.issuedAt,
        endedAt: ended ? instant(Date.now()) : null,
        uses: usesOf(token),
        limits: this.limits.get(id) ?? { rate: '', uses: '', networks: '' },
        description: this.descriptions.get(id) ?? null,
        spent: 0,
        history,
      };
    },
    check_draft: (draft) => {
      const days = readDays(draft.days, this.policy);
      const ends = 'days' in days ? endOf(days.days, Date.now()) : null;
      return {
        expiresAt: ends === null ? null : instant(ends),
        never: 'days' in days && days.days === 0,
        problems: this.#notes(draft),
      };
    },
    create_token: (draft) => this.create(draft),
    ...resourceAnswers(this),
    duplicate_token: ({ id }) => ({
      draft: draftLike(this.#row(id), [...this.rows.values()], this.limits.get(id), this.descriptions.get(id)),
      resource: this.resources.lentBy(this.#row(id).name),
    }),
    templates: () => this.templates.all(),
    save_template: (template) => this.templates.save(template),
    remove_template: ({ name }) => this.templates.remove(name),
    rename_token: ({ id, name, rev }) => {
      const row = this.#row(id);
      if (rev !== null && rev !== row.rev) throw new Refused({ code: 'conflict' });
      if (row.status === 'revoked') throw new Refused({ code: 'wrong_state', status: row.status });
      const problem = nameProblem(name, [...this.rows.values()], id, row.user);
      if (problem) throw fieldRefused('name', problem);
      this.#record('token.renamed', row, { from: row.name });
      return this.#change(row, { name: name.trim() });
    },
    pause_token: ({ id }) => this.#move(id, 'active', 'paused'),
    resume_token: ({ id }) => this.#move(id, 'paused', 'active'),
    regenerate_token: ({ id, days, grace }) => {
      const row = this.#row(id);
      if (row.status === 'revoked') throw new Refused({ code: 'wrong_state', status: row.status });
      const read = readDays(days, this.policy);
      if ('problem' in read) throw fieldRefused('days', read.problem);
      const { reveal, held } = this.secrets.mint(id, endOf(read.days, Date.now()), GRACE[grace]);
      return { token: { ...row }, reveal, masked: masked(held.text) };
    },
    regenerate_in_place: (request) =>
      regeneratedInPlace(this, request, this.#deliver.bind(this), (row, to) => this.#change(row, to)),
    revoke_tokens: ({ ids }) => this.#revoke(ids),
    delete_record: ({ id }) => {
      const row = this.#row(id);
      if (isLive(row)) throw new Refused({ code: 'wrong_state', status: row.status });
      this.rows.delete(id);
      this.deleted.set(id, row);
      this.#record('token.record_deleted', row);
      this.emit('tokens_changed', { upsert: [], remove: [id] });
      return null;
    },
    restore_record: ({ id }) => {
      const row = this.deleted.get(id);
      if (!row) throw new Refused({ code: 'not_found' });
      this.deleted.delete(id);
      this.rows.set(id, row);
      this.#record('token.record_restored', row);
      return this.#change(row, {});
    },
    export_ends: ({ ids }) => ({ path: '/home/pi-admin/Downloads/token-desk-ends.ics', rows: ids.length }),
    export_tokens: ({ ids }) => ({ path: '/home/pi-admin/Downloads/tokens.csv', rows: ids.length }),

    copy_secret: ({ reveal }) => {
      const state = this.clipboard.putSecret(this.secrets.of(reveal).text, this.settings.clipboardSeconds);
      this.#deliver(reveal);
      return state;
    },
    copy_snippet: ({ kind, variable, reveal }) => {
      if (!reveal) {
        this.clipboard.putPlain(snippetText(kind, variable, null));
        return this.clipboard.state();
      }
      const text = snippetText(kind, variable, this.secrets.of(reveal).text);
      const state = this.clipboard.putSecret(text, this.settings.clipboardSeconds);
      this.#deliver(reveal);
      return state;
    },
    copy_text: ({ text }) => {
      this.clipboard.putPlain(text);
      return null;
    },
    extend_clipboard: ({ seconds }) => this.clipboard.extend(seconds),
    clear_clipboard: () => this.clipboard.clear(),
    reveal_secret: ({ reveal }) => {
      const { text } = this.secrets.of(reveal);
      this.#deliver(reveal);
      return { text, hidesAfterSeconds: this.settings.revealSeconds };
    },
    hide_secret: ({ reveal }) => {
      this.secrets.of(reveal);
      return null;
    },
    discard_secret: ({ reveal }) => {
      this.secrets.of(reveal);
      this.#letGo(reveal);
      return null;
    },
    snippets: ({ variable }) => snippetsFor(variable),

    variable_status: ({ name }) => this.variables.status(name),
    plan_variable: ({ name, reveal }) => this.variables.plan(name, this.secrets.of(reveal).text),
    set_variable: ({ name, reveal }) => {
      const held = this.secrets.of(reveal);
      const outcome = this.variables.set(name, held.text, held.tokenId);
      if (held.tokenId === null) this.secrets.drop(reveal);
      else {
        this.#deliver(reveal);
        this.#change(this.#row(held.tokenId), { variable: name });
        this.#record('variable.set', this.#row(held.tokenId), { variable: name });
      }
      return { ...outcome, status: this.variables.status(name) };
    },
    verify_variable: ({ name }) => this.variables.verify(name),
    remove_variable: ({ name }) => this.variables.remove(name),
    hold_value: ({ text }) => {
      const value = text.trim().replace(/^(["'])(.*)\1$/, '$2');
      if (value === '') throw fieldRefused('value', { problem: 'empty' });
      if (/[^!-~]/.test(value)) throw fieldRefused('value', { problem: 'bad_variable_value', detail: 'blanks' });
      const reveal = this.secrets.paste(value);
      const last4 = value.length < 20 ? null : value.slice(-4);
      return { reveal, masked: masked(value), last4, wasTrimmed: value !== text, tokenName: null };
    },

    placements: () => ({ rows: this.placements.all(), reach: this.placements.reach() }),
    undo_placement: ({ id }) => this.placements.undo(id),
    forget_placement: ({ id }) => this.placements.forget(id),

    usual_settings_file: () => this.file.usual(),
    plan_settings_file: (request) => this.file.plan(request),
    apply_settings_file: (request) => this.file.apply(request),
    undo_settings_file: ({ path }) => this.file.undo(path),

    verifier_status: () => this.verifier.status(),
    verifier_start: () => this.verifier.start(),
    verifier_stop: () => this.verifier.stop(),
    verifier_restart: () => {
      this.verifier.stop();
      return this.verifier.start();
    },
    verifier_log: () => ({ lines: this.verifier.log() }),
    verifier_background: () => this.verifier.background(),
    verifier_at_sign_in: ({ on }) => this.verifier.atSignIn(on),
    test_setup: (request) => this.setup.test(request),
    verifier_samples: (request) => this.setup.samples(request),

    settings: () => this.settings,
    change_settings: (change) => {
      if (change.variable !== undefined && change.variable !== null) this.variables.status(change.variable);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      if (typeof change.endpoint === 'string') given['endpoint'] = endpointOf(change.endpoint);
      return this.#settle({ ...this.settings, ...given } as Settings);
    },
    reset_settings: () => this.#settle(initialSettings()),
    export_settings: () => ({
      path: '/home/pi-admin/Downloads/token-desk-settings.json',
      rows: Object.keys(this.settings).length,
    }),
    policy: () => this.policy,
    change_policy: (policy) => {
      if (policy.maxDays < 1 || policy.maxDays > 3650)
        throw fieldRefused('max_days', { problem: 'over_cap', max: 3650, byPolicy: false });
      this.policy = { ...policy };
      return this.policy;
    },
    set_passphrase: ({ current, new: next }) => {
      if (this.passphrase !== null && current !== this.passphrase) throw new Refused({ code: 'wrong_passphrase' });
      if (next !== null && next.length < 8) throw fieldRefused('passphrase', { problem: 'too_short', min: 8 });
      this.passphrase = next;
      return null;
    },
    open_data_folder: () => null,

    page_painted: () => this.#did('painted'),
    close_window: () => this.#did('closed'),
    keep_open: () => this.#did('keptOpen'),
    choose_file: () => ({ path: this.chosenFile }),
    notify_desktop: (notice) => this.reminders.notify(notice),
    show_tray: (words) => this.reminders.showTray(words),
    hide_tray: () => this.reminders.hideTray(),
    zoom: ({ step }) => {
      const asked = step === 'reset' ? 100 : this.window.zoom + (step === 'in' ? 10 : -10);
      this.window.zoom = Math.min(200, Math.max(50, asked));
      return { percent: this.window.zoom };
    },
    touch: () => null,
  };

  #did(what: 'painted' | 'closed' | 'keptOpen'): null {
    this.window[what] += 1;
    return null;
  }

  create(draft: TokenDraft): Issued {
    refuseFirst(this.#notes(draft));
    const now = Date.now();
    const days = readDays(draft.days, this.policy);
    const ends = 'days' in days ? endOf(days.days, now) : null;
    const id = base62(16, this.#random);
    const { reveal, held } = this.secrets.mint(id, ends, null);
    const row: TokenRow = {
      id,
      name: draft.name.trim(),
      ...partsOf(held.text),
      status: 'active',
      ...this.#ownerOf(draft),
      blocked: false,
      groups: GROUPS.filter((group) => draft.groups.includes(group)),
      scopes: [...new Set(draft.scopes)],
      createdAt: instant(now),
      createdBy: 'pi-admin',
      issuedAt: instant(now),
      expiresAt: ends === null ? null : instant(ends),
      lastUsedAt: null,
      lastUsedFrom: null,
      refused: 0,
      exposedAt: null,
      retiring: null,
      variable: null,
      rev: 1,
    };
    this.rows.set(id, row);
    this.limits.set(id, draft.limits);
    if (draft.description.trim() !== '') this.descriptions.set(id, draft.description.trim());
    this.#record('token.created', row);
    this.emit('tokens_changed', { upsert: [{ ...row }], remove: [] });
    return { token: { ...row }, reveal, masked: masked(held.text) };
  }

  #revoke(ids: string[]) {
    const done: TokenRow[] = [];
    const failed: { id: string; error: AppError }[] = [];
    for (const id of ids) {
      const row = this.rows.get(id);
      if (!row) failed.push({ id, error: { code: 'not_found' } });
      else if (this.scenario.stubborn.includes(row.name)) failed.push({ id, error: { code: 'conflict' } });
      else {
        this.#record('token.revoked', row);
        done.push(this.#change(row, { status: 'revoked', retiring: null }, false));
      }
      if (ids.length > 1) this.emit('bulk_progress', { done: done.length + failed.length, total: ids.length });
    }
    this.emit('tokens_changed', { upsert: done, remove: [] });
    return { done, failed };
  }

  #move(id: string, from: TokenRow['status'], to: TokenRow['status']): TokenRow {
    const row = this.#row(id);
    if (row.status !== from) throw new Refused({ code: 'wrong_state', status: row.status });
    this.#record(to === 'paused' ? 'token.paused' : 'token.resumed', row);
    return this.#change(row, { status: to });
  }

  /** The secret has reached somebody: a new one counts now, and an old one's grace begins. */
  #deliver(reveal: string): void {
    const held = this.secrets.of(reveal);
    if (held.delivered) return;
    held.delivered = true;
    const row = held.tokenId === null ? undefined : this.rows.get(held.tokenId);
    if (!row || held.grace === null) return;
    const own = row.expiresAt === null ? Infinity : Date.parse(row.expiresAt);
    const ends = Math.min(own, Date.now() + held.grace);
    const old = { prefix: row.prefix, last4: row.last4, endsAt: instant(ends), untilSeen: false, usedBy: [] };
    const retiring = held.grace === 0 || !isLive(row) ? null : old;
    this.#record('token.regenerated', row);
    const expiresAt = held.ends === null ? null : instant(held.ends);
    const value = { ...partsOf(held.text), issuedAt: instant(held.since), exposedAt: null, expiresAt, retiring };
    this.#change(row, { ...value, status: 'active' });
  }

  #letGo(reveal: string): void {
    const held = this.secrets.drop(reveal);
    if (!held) return;
    if (held.tokenId === null) return;
    const row = this.rows.get(held.tokenId);
    if (!held.delivered && held.grace === null && row) {
      this.#record('token.undelivered', row);
      this.#change(row, { status: 'revoked' });
    }
    this.emit('secret_gone', reveal);
  }

  #notes(draft: TokenDraft) {
    const { user } = this.#ownerOf(draft);
    return draftNotes(draft, [...this.rows.values()], user, this.policy, GROUPS);
  }

  /** The page hears that the list of users is another. */
  #people<Answer>(answer: Answer): Answer {
    this.emit('tokens_changed', { upsert: [], remove: [] });
    return answer;
  }

  #ownerOf({ owner }: TokenDraft): { user: string | null; owner: string | null } {
    if (owner === 'company') return { user: null, owner: null };
    if (owner === 'me') return { user: 'pi-admin', owner: personOn(this.scenario.platform).account };
    const { name, account } = this.users.of(owner.user);
    return { user: name, owner: account };
  }

  /** Their tokens follow a user who is disabled or enabled. */
  #block(account: string, blocked: boolean): void {
    for (const row of this.rows.values()) if (row.owner === account) this.#change(row, { blocked });
  }

  #settle(settings: Settings): Settings {
    this.settings = settings;
    this.emit('settings_changed', settings);
    return settings;
  }

  #row(id: string): TokenRow {
    const row = this.rows.get(id);
    if (!row) throw new Refused({ code: 'not_found' });
    return row;
  }

  #change(row: TokenRow, change: Partial<TokenRow>, tell = true): TokenRow {
    const changed = { ...row, ...change, rev: row.rev + 1 };
    this.rows.set(row.id, changed);
    if (tell) this.emit('tokens_changed', { upsert: [{ ...changed }], remove: [] });
    return { ...changed };
  }

  #record(event: string, row: TokenRow, facts: Record<string, string> = {}): void {
    const seq = (this.audit[0]?.seq ?? 0) + 1;
    const at = instant(Date.now());
    this.audit.unshift({
      seq,
      at,
      event,
      tokenId: row.id,
      tokenName: row.name,
      actor: 'pi-admin',
      source: 'window',
      facts,
    });
  }

  #placeFirst(now: number): void {
    const { variable } = this.scenario;
    const alive = [...this.rows.values()].find((row) => row.status === 'active');
    const dead = [...this.rows.values()].find((row) => row.status === 'revoked');
    const token = variable === 'ours' ? alive : variable === 'ours_ended' ? dead : undefined;
    if (token)
      this.variables.placed.set(this.settings.variable, { value: token.last4, tokenId: token.id, at: now - 3_600_000 });
    if (variable === 'foreign')
      this.variables.placed.set(this.settings.variable, { value: 'something-91Kd', tokenId: null, at: null });
  }
}
