// The dialogs about tokens and the variable, opened from anywhere: the list, Home, the palette, menus, shortcuts.
// Each is one value, so that what may be opened with what is checked by the compiler.

import type { Grace, Issued, RegeneratedInPlace, RevealId, Template, TokenDraft, UserRow } from '../ipc/client';

/** A dialog and what it is about. */
export type TokenDialog =
  | { kind: 'generate'; user?: UserRow; like?: TokenDraft; resource?: string }
  | { kind: 'rename'; id: string }
  | { kind: 'regenerate'; id: string }
  | { kind: 'renewed'; result: RegeneratedInPlace; grace: Grace }
  | { kind: 'revoke'; ids: readonly string[] }
  | { kind: 'delete_record'; id: string }
  | { kind: 'details'; id: string }
  | { kind: 'identify' }
  | { kind: 'show_once'; issued: Issued; occasion: Occasion }
  | { kind: 'variable'; placing?: Placing; name?: string }
  | { kind: 'paste' };

/** How the secret of the show-once dialog came about. */
export type Occasion =
  { made: 'new'; template?: Template; resource?: string } | { made: 'again'; grace: Grace; oldEnded: boolean };

/** A held secret or a pasted value that is to go into a variable. */
export interface Placing {
  /** Its handle. */
  reveal: RevealId;
  /** What may be seen of it. */
  masked: string;
  /** Its last four characters; empty where that would give away too much. */
  last4: string;
  /** What must be known of it. */
  notes?: readonly string[];
  /** The variable holds the secret now. */
  onplaced: (variable: string) => void;
  /** The dialog is gone. */
  onclosed?: () => void;
}

class Dialogs {
  /** The open dialogs, the topmost last. Only the variable lies over another (show-once). */
  open = $state.raw<readonly TokenDialog[]>([]);
  /** The token whose row is to have the focus, filters or not; the list answers by setting it back to null. */
  toFocus = $state<string | null>(null);
  /** The token whose row had the focus: it gets it back if the list still shows it, else the list as such. */
  toReturnTo = $state<string | null>(null);

  /** Opens a dialog. While a secret is shown, nothing but the variable for it may cover it. */
  show(dialog: TokenDialog): void {
    const holds = this.open.some((each) => each.kind === 'show_once');
    if (holds && !(dialog.kind === 'variable' && dialog.placing)) return;
    this.open = holds ? [...this.open, dialog] : [dialog];
  }

  /** Closes `dialog` and everything above it. */
  close(dialog: TokenDialog): void {
    const at = this.open.indexOf(dialog);
    if (at >= 0) this.open = this.open.slice(0, at);
  }

  /** Closes everything: the window was locked, and the secrets are gone. */
  closeAll(): void {
    this.open = [];
  }

  /** Whether a secret is on the screen that is gone once its dialog is closed. */
  get holdsSecret(): boolean {
    return this.open.some((each) => each.kind === 'show_once');
  }
}

/** The dialogs of this window. */
export const dialogs = new Dialogs();
