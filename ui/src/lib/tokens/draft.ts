import * as v from 'valibot';
import type { Field, FieldProblem, Policy, TokenDraft } from '../ipc/bindings';
import { DAY } from './clock';

/** Scopes as they are typed in one field, with commas or blanks between. */
export function scopesIn(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter((name) => name !== '');
}

/** The longest life that a token can be given, whatever the policy says. */
export const MOST_DAYS = 3650;
/** The longest name, in characters. */
export const LONGEST_NAME = 80;
/** The longest description, in characters. */
export const LONGEST_DESCRIPTION = 200;
/** The presets of the days field. `0` never expires. */
export const PRESET_DAYS = [7, 30, 90, 365, 0] as const;

/** What is wrong with a draft, by field. Whether a name is taken or is a token by mistake, Rust tells. */
export type DraftProblems = Partial<Record<Field, FieldProblem>>;

/** Checks a draft against the rules that need no other tokens. */
export function draftProblems(draft: TokenDraft, policy: Policy): DraftProblems {
  return problemsOf(v.safeParse(draftSchema(policy), draft));
}

/** Checks the fields of *Regenerate*. */
export function daysProblem(days: string, policy: Policy): FieldProblem | undefined {
  return problemsOf(v.safeParse(v.object({ days: daysSchema(policy) }), { days })).days;
}

/** Checks a name alone, for *Rename*. */
export function nameProblem(name: string): FieldProblem | undefined {
  return problemsOf(v.safeParse(v.object({ name: nameSchema }), { name })).name;
}

/** The days that were typed, if they are a whole number without a sign. */
export function wholeDays(days: string): number | null {
  const text = days.trim();
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}

/** Whether a day was named instead: `2027-11-23`. */
export function isDate(days: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(days.trim());
}

/** When a token made at `now` for so many days ends; null: never, or not to be told. */
export function endOf(days: string, now: number): number | null {
  const whole = wholeDays(days);
  return whole === null || whole === 0 || whole > MOST_DAYS ? null : now + whole * DAY;
}

/** The most days that may be asked for. */
export function mostDays(policy: Policy): number {
  return Math.min(policy.maxDays, MOST_DAYS);
}

/** The presets that the policy allows. */
export function presetsFor(policy: Policy): number[] {
  return PRESET_DAYS.filter((days) => (days === 0 ? policy.neverAllowed : days <= mostDays(policy)));
}

const nameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('empty'),
  v.check((name) => [...name].length <= LONGEST_NAME, 'too_long'),
);

function daysSchema(policy: Policy) {
  const most = mostDays(policy);
  return v.pipe(
    v.string(),
    // Whether a day is over or too far, Rust tells: it knows the policy and the hour.
    v.check((days) => isDate(days) || wholeDays(days) !== null, 'not_a_number'),
    v.check(
      (days) => wholeDays(days) !== 0 || policy.neverAllowed,
      () => `never_not_allowed:${most}`,
    ),
    v.check(
      (days) => (wholeDays(days) ?? 0) <= most,
      () => `over_cap:${most}:${most < MOST_DAYS}`,
    ),
  );
}

function draftSchema(policy: Policy) {
  return v.object({
    name: nameSchema,
    days: daysSchema(policy),
    owner: v.union([v.picklist(['me', 'company']), v.object({ user: v.string() })]),
    groups: v.pipe(v.array(v.string()), v.nonEmpty('empty')),
    scopes: v.array(v.string()),
  });
}

interface Checked {
  issues?: readonly { message: string; path?: readonly { key: unknown }[] | undefined }[] | undefined;
}

/** The first problem of each field. Valibot carries text only, so a problem travels as its code. */
function problemsOf(checked: Checked): DraftProblems {
  const problems: DraftProblems = {};
  for (const issue of checked.issues ?? []) {
    const field = issue.path?.[0]?.key as Field | undefined;
    if (field !== undefined) problems[field] ??= decoded(issue.message);
  }
  return problems;
}

function decoded(message: string): FieldProblem {
  const [code, max, byPolicy] = message.split(':');
  switch (code) {
    case 'too_long':
      return { problem: 'too_long', max: LONGEST_NAME };
    case 'never_not_allowed':
      return { problem: 'never_not_allowed', max: Number(max) };
    case 'over_cap':
      return { problem: 'over_cap', max: Number(max), byPolicy: byPolicy === 'true' };
    case 'not_a_number':
      return { problem: code };
    default:
      return { problem: 'empty' };
  }
}
