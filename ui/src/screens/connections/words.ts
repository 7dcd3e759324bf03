// Words of the tab "Connections" for values that have a fixed set of meanings.

import { list, locale, m } from '$lib/i18n';
import type { Changed } from '$lib/connections/placed.svelte';
import type { PlacedIn, Placement, PlacementTruth, ProgramHolds, UndoAnswer, UndoOutcome } from '$lib/ipc/client';

/** A name or a path inside a sentence; from right to left its own signs would otherwise move around it. */
export function apart(text: string): string {
  return locale.dir === 'rtl' ? `\u2068${text}\u2069` : text;
}

/** The truth in a word. */
export function truthLabel({ truth }: PlacementTruth): string {
  switch (truth) {
    case 'installed':
      return m.connections_truth_installed();
    case 'holds_older':
      return m.connections_truth_older();
    case 'overwritten':
      return m.connections_truth_overwritten();
    case 'missing':
      return m.connections_truth_missing();
    case 'shadowed':
      return m.connections_truth_shadowed();
    case 'cannot_tell':
      return m.connections_truth_cannot_tell();
  }
}

/** What that means and what to do; null where there is nothing to do. */
export function truthWords(row: Placement): string | null {
  return row.place.kind === 'variable' ? ofVariable(row) : ofLine(row);
}

function ofVariable({ truth, tokenName }: Placement): string | null {
  switch (truth.truth) {
    case 'installed':
      return null;
    case 'holds_older':
      return m.connections_older({ name: apart(tokenName ?? '') });
    case 'overwritten':
      return truth.tokenName === null
        ? m.connections_overwritten()
        : m.connections_overwritten_by({ name: apart(truth.tokenName) });
    case 'missing':
      return m.connections_missing();
    case 'shadowed':
      return m.connections_shadowed({ place: apart(truth.place) });
    case 'cannot_tell':
      return m.connections_cannot_tell({ reason: apart(truth.reason.replace(/\.$/, '')) });
  }
}

function ofLine({ truth, variable, tokenName }: Placement): string | null {
  switch (truth.truth) {
    case 'installed':
      return null;
    case 'holds_older':
      return m.connections_line_older({ variable, name: apart(tokenName ?? '') });
    case 'overwritten':
      return truth.tokenName === null
        ? m.connections_line_overwritten({ variable })
        : m.connections_line_literal({ name: apart(truth.tokenName) });
    case 'missing':
      return m.connections_missing_line();
    case 'shadowed':
      return m.connections_line_shadowed({ place: apart(truth.place) });
    case 'cannot_tell':
      return m.connections_cannot_tell({ reason: apart(truth.reason.replace(/\.$/, '')) });
  }
}

/** What was placed: whose token, and how it ends. */
export function originWords({ tokenName, last4, place, variable, truth }: Placement): string {
  if (place.kind === 'settings_file') {
    const names = truth.truth === 'installed' || truth.truth === 'holds_older' || truth.truth === 'shadowed';
    if (!names) return m.connections_named({ variable });
    return tokenName === null
      ? m.connections_names({ variable })
      : m.connections_reads({ variable, name: apart(tokenName) });
  }
  const what = tokenName === null ? m.connections_pasted() : m.connections_token({ name: apart(tokenName) });
  return last4 === null ? what : m.connections_ends_in({ what, last4 });
}

/** That the token which lies there has ended; null: it has not. */
export function endedWords({ tokenName, tokenStatus }: Placement): string | null {
  const name = apart(tokenName ?? '');
  switch (tokenStatus) {
    case 'revoked':
      return m.connections_revoked({ name });
    case 'expired':
      return m.connections_expired({ name });
    case 'paused':
      return m.connections_paused({ name });
    case 'active':
    case null:
      return null;
  }
}

/** What a program holds instead. */
export function holdsWords(holds: ProgramHolds): string {
  switch (holds.holds) {
    case 'older_token':
      return holds.tokenName === null
        ? m.connections_holds_older()
        : m.connections_holds_older_named({ name: apart(holds.tokenName) });
    case 'another_value':
      return m.connections_holds_other();
    case 'unknown':
      return m.connections_holds_unknown();
  }
}

/** Why a row has no *Undo*; null: it has, or what is told of its truth says it already. */
export function rowStuckWords({ undo, place, truth }: Placement): string | null {
  const isThere = truth.truth === 'installed' || truth.truth === 'holds_older';
  return place.kind === 'settings_file' && undo.undo === 'changed_since' && !isThere
    ? null
    : stuckWords(undo, place.kind);
}

/** Why something cannot be taken back; null: it can. */
export function stuckWords(undo: UndoAnswer, kind: PlacedIn['kind']): string | null {
  switch (undo.undo) {
    case 'possible':
      return null;
    case 'changed_since':
      return kind === 'variable'
        ? m.connections_undo_changed({ places: list(undo.places.map(apart)) })
        : m.connections_undo_file_changed();
    case 'former_gone':
      return kind === 'variable' ? m.connections_undo_gone() : m.connections_undo_file_gone();
  }
}

/** What is asked before something is taken back. */
export function undoWords({ place, variable, undo }: Placement): { title: string; text: string } {
  if (place.kind === 'settings_file') {
    return { title: m.connections_undo_file_title(), text: m.connections_undo_file({ path: apart(place.path) }) };
  }
  const restores = undo.undo === 'possible' && undo.restoresValue;
  return {
    title: m.connections_undo_title({ variable }),
    text: restores ? m.connections_undo_restores() : m.connections_undo_clears(),
  };
}

/** What came of taking something back. */
export function undoneWords({ undone, answer }: UndoOutcome, kind: PlacedIn['kind']): string {
  if (undone) return kind === 'variable' ? m.connections_undone() : m.connections_file_undone();
  return m.connections_not_undone({ reason: stuckWords(answer, kind) ?? '' });
}

/** Where a placement is: a variable's name, or a file and its line. */
export function placeWords({ place, variable }: Placement): string {
  if (place.kind === 'variable') return variable;
  return place.line === null ? place.path : `${place.path}:${place.line}`;
}

/** Said when something is no longer as it was. */
export function changedWords({ placement }: Changed): string {
  const what = placement.place.kind === 'variable' ? placement.variable : placement.place.path;
  return m.connections_now({ what, truth: truthLabel(placement.truth) });
}
