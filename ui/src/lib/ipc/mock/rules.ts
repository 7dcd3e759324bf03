// What the desk refuses, judged as Rust judges it: names, days and variable names.

import type { AppError, Field, FieldNote, FieldProblem, Policy, TokenDraft, TokenLimits, TokenRow } from '../bindings';

const DAY = 86_400_000;

/** Names of variables that programs depend on. */
const RESERVED = new Set(
  'PATH PATHEXT HOME USER USERNAME USERPROFILE SHELL TEMP TMP COMSPEC SYSTEMROOT WINDIR OS PSMODULEPATH IFS ENV BASH_ENV'.split(
    ' ',
  ),
);
const RESERVED_BEGINNINGS = ['LD_', 'DYLD_', 'XDG_', 'SUDO_'];

/** A rejected command: what Tauri rejects the promise with. */
export class Refused extends Error {
  constructor(readonly error: AppError) {
    super(error.code);
  }
}

/** A {@link Refused} for a field. */
export function fieldRefused(field: Field, problem: FieldProblem): Refused {
  return new Refused({ code: 'invalid_field', field, problem });
}

/** What is wrong with a name, if anything. */
export function nameProblem(
  name: string,
  taken: TokenRow[],
  self: string | null,
  user: string | null,
): FieldProblem | null {
  const text = name.trim();
  if (text === '') return { problem: 'empty' };
  if ([...text].length > 80) return { problem: 'too_long', max: 80 };
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(text)) return { problem: 'control_character' };
  if (looksLikeToken(text)) return { problem: 'looks_like_token' };
  const other = taken.find(
    (row) => row.id !== self && row.user === user && isLive(row) && row.name.toLowerCase() === text.toLowerCase(),
  );
  return other ? { problem: 'taken', name: other.name } : null;
}

/** Whether a row keeps its name from being given again. */
export function isLive(row: TokenRow): boolean {
  return row.status === 'active' || row.status === 'paused';
}

/** A token, a piece of one, or a run of characters that only a machine writes. */
export function looksLikeToken(text: string): boolean {
  if (/tdk_/i.test(text)) return true;
  const runs = text.match(/[0-9A-Za-z_]{12,}/g) ?? [];
  return runs.some((run) => /\d/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run) && changes(run) >= run.length / 3);
}

function changes(run: string): number {
  const kind = (character: string) =>
    /\d/.test(character) ? 'digit' : character === character.toUpperCase() ? 'upper' : 'lower';
  return [...run].filter((character, at) => at > 0 && kind(character) !== kind(run[at - 1] as string)).length;
}

/** Days as a number, or what is wrong with what was typed. */
export function readDays(days: string, policy: Policy): { days: number } | { problem: FieldProblem } {
  const text = days.trim();
  if (text === '') return { problem: { problem: 'empty' } };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return lastDay(text, policy);
  if (!/^\d+$/.test(text)) return { problem: { problem: 'not_a_number' } };
  const count = Number(text);
  if (count === 0 && !policy.neverAllowed) return { problem: { problem: 'never_not_allowed', max: policy.maxDays } };
  if (count > policy.maxDays)
    return { problem: { problem: 'over_cap', max: policy.maxDays, byPolicy: policy.maxDays < 3650 } };
  return { days: count };
}

/** A last day: it ends when that day does. */
function lastDay(text: string, policy: Policy): { days: number } | { problem: FieldProblem } {
  const days = Math.floor((Date.parse(text) - Date.now()) / DAY) + 1;
  if (!(days >= 0)) return { problem: { problem: 'past' } };
  return readDays(String(Math.max(days, 1)), policy);
}

/** When a token of so many days ends; null: never. */
export function endOf(days: number, now: number): number | null {
  return days === 0 ? null : now + days * DAY;
}

/** Groups that may be chosen, and at least one of them. */
export function groupProblem(groups: string[], allowed: string[]): FieldProblem | null {
  if (groups.length === 0) return { problem: 'empty' };
  const foreign = groups.find((group) => !allowed.includes(group));
  return foreign === undefined ? null : { problem: 'not_allowed', value: foreign };
}

/** What is wrong with a variable's name, if anything. */
export function variableProblem(name: string): FieldProblem | null {
  if (name === '') return { problem: 'empty' };
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > 200) return { problem: 'bad_variable_name' };
  const upper = name.toUpperCase();
  const reserved = RESERVED.has(upper) || RESERVED_BEGINNINGS.some((beginning) => upper.startsWith(beginning));
  return reserved ? { problem: 'reserved_variable' } : null;
}

/** Throws the first problem, as a command does that is given a bad form. */
export function refuseFirst(notes: FieldNote[]): void {
  const [first] = notes;
  if (first) throw fieldRefused(first.field, first.problem);
}

/** Everything that is wrong with a draft, by field, in the order of the form. */
export function draftNotes(
  draft: TokenDraft,
  rows: TokenRow[],
  user: string | null,
  policy: Policy,
  allowed: string[],
): FieldNote[] {
  const notes: FieldNote[] = [];
  const name = nameProblem(draft.name, rows, null, user);
  if (name) notes.push({ field: 'name', problem: name });
  const days = readDays(draft.days, policy);
  if ('problem' in days) notes.push({ field: 'days', problem: days.problem });
  const described = draft.description.trim() !== '';
  if (draft.owner === 'company' && !described) notes.push({ field: 'description', problem: { problem: 'empty' } });
  else if (looksLikeToken(draft.description))
    notes.push({ field: 'description', problem: { problem: 'looks_like_token' } });
  const groups = groupProblem(draft.groups, allowed);
  if (groups) notes.push({ field: 'groups', problem: groups });
  return [...notes, ...limitNotes(draft.limits)];
}

/** What is wrong with the limits; a coarser judge than Rust's for networks. */
function limitNotes({ rate, uses, networks }: TokenLimits): FieldNote[] {
  const notes: FieldNote[] = [];
  const asked = (text: string) => text.trim() !== '';
  if (asked(rate) && !/^\s*[1-9]\d{0,6}\s*\/\s*(s|min|h|d)\s*$/.test(rate))
    notes.push({ field: 'rate', problem: { problem: 'bad_rate' } });
  if (asked(uses) && !/^\s*[1-9]\d{0,6}\s*$/.test(uses))
    notes.push({ field: 'uses', problem: { problem: 'bad_uses' } });
  const parts = networks.split(/[,;\s]+/).filter(Boolean);
  if (parts.some((part) => !/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(part)))
    notes.push({ field: 'networks', problem: { problem: 'bad_networks' } });
  return notes;
}
