// Words of the tab "Connections" for values that have a fixed set of meanings.

import { list, m } from '$lib/i18n';
import type { Changed } from '$lib/connections/placed.svelte';
import type { Placement, PlacementTruth, ProgramHolds, UndoAnswer, UndoOutcome } from '$lib/ipc/client';

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
export function truthWords({ truth, place, tokenName }: Placement): string | null {
  switch (truth.truth) {
    case 'installed':
      return null;
    case 'holds_older':
      return m.connections_older({ name: tokenName ?? '' });
    case 'overwritten':
      return truth.tokenName === null
        ? m.connections_overwritten()
        : m.connections_overwritten_by({ name: truth.tokenName });
    case 'missing':
      return place.kind === 'variable' ? m.connections_missing() : m.connections_missing_line();
    case 'shadowed':
      return m.connections_shadowed({ place: truth.place });
    case 'cannot_tell':
      return m.connections_cannot_tell({ reason: truth.reason.replace(/\.$/, '') });
  }
}

/** What was placed: whose token, and how it ends. */
export function originWords({ tokenName, last4, place, variable }: Placement): string {
  if (place.kind === 'settings_file') return m.connections_names({ variable });
  const what = tokenName === null ? m.connections_pasted() : m.connections_token({ name: tokenName });
  return last4 === null ? what : m.connections_ends_in({ what, last4 });
}

/** That the token which lies there has ended; null: it has not. */
export function endedWords({ tokenName, tokenStatus }: Placement): string | null {
  const name = tokenName ?? '';
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
        : m.connections_holds_older_named({ name: holds.tokenName });
    case 'another_value':
      return m.connections_holds_other();
    case 'unknown':
      return m.connections_holds_unknown();
  }
}

/** Why something cannot be taken back; null: it can. */
export function stuckWords(undo: UndoAnswer): string | null {
  switch (undo.undo) {
    case 'possible':
      return null;
    case 'changed_since':
      return m.connections_undo_changed({ places: list(undo.places) });
    case 'former_gone':
      return m.connections_undo_gone();
  }
}

/** What is asked before something is taken back. */
export function undoWords({ place, variable, undo }: Placement): { title: string; text: string } {
  if (place.kind === 'settings_file') {
    return { title: m.connections_undo_file_title(), text: m.connections_undo_file({ path: place.path }) };
  }
  const restores = undo.undo === 'possible' && undo.restoresValue;
  return {
    title: m.connections_undo_title({ variable }),
    text: restores ? m.connections_undo_restores() : m.connections_undo_clears(),
  };
}

/** What came of taking something back. */
export function undoneWords({ undone, answer }: UndoOutcome): string {
  if (undone) return m.connections_undone();
  return m.connections_not_undone({ reason: stuckWords(answer) ?? '' });
}

/** Said when something is no longer as it was. */
export function changedWords({ placement }: Changed): string {
  const what = placement.place.kind === 'variable' ? placement.variable : placement.place.path;
  return m.connections_now({ what, truth: truthLabel(placement.truth) });
}
