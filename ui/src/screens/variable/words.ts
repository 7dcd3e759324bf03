// Words of the variable dialog for values that have a fixed set of meanings.

import { dateAndTime, list, m, number } from '$lib/i18n';
import type {
  PlaceAction,
  PlaceKind,
  Platform,
  StepState,
  VariableStatus,
  VariableWarning,
  WayWord,
} from '$lib/ipc/client';

/** What the variable holds now. */
export function nowWords(status: VariableStatus): string {
  const last4 = status.last4 ?? '';
  const name = status.tokenName ?? '';
  switch (status.state) {
    case 'not_set':
      return m.tokens_var_not_set();
    case 'ours':
      return m.tokens_var_ours({ last4, name });
    case 'ours_ended':
      return m.tokens_var_ours_ended({ last4, name });
    case 'foreign':
      return m.tokens_var_foreign();
    case 'cannot_tell':
      return m.tokens_var_cannot_tell();
  }
}

/** What setting it would replace; null: nothing. */
export function replaceWords(status: VariableStatus): string | null {
  if (status.state === 'not_set' || status.state === 'cannot_tell') return null;
  return status.state === 'foreign' || status.last4 === null
    ? m.tokens_var_replace_foreign()
    : m.tokens_var_replace({ last4: status.last4 });
}

/** What kind of place a line of the plan is. */
export function kindWords(kind: PlaceKind): string {
  switch (kind) {
    case 'secret_file':
      return m.tokens_var_kind_secret_file();
    case 'startup_file':
      return m.tokens_var_kind_startup_file();
    case 'environment_d':
      return m.tokens_var_kind_environment_d();
    case 'user_manager':
      return m.tokens_var_kind_user_manager();
    case 'registry':
      return m.tokens_var_kind_registry();
  }
}

/** What happens to a place. */
export function actionWords(action: PlaceAction): string {
  switch (action) {
    case 'create':
      return m.tokens_var_action_create();
    case 'change':
      return m.tokens_var_action_change();
    case 'keep':
      return m.tokens_var_action_keep();
    case 'skip':
      return m.tokens_var_action_skip();
    case 'remove':
      return m.tokens_var_action_remove();
  }
}

/** What a step was; one that is not known is shown as it is. */
export function stepWords(step: string): string {
  const labels: Readonly<Record<string, () => string>> = {
    wrote: m.tokens_var_step_wrote,
    removed: m.tokens_var_step_removed,
    read_back: m.tokens_var_step_read_back,
    fresh_process: m.tokens_var_step_fresh_process,
    user_manager: m.tokens_var_step_user_manager,
    notified: m.tokens_var_step_notified,
  };
  return labels[step]?.() ?? step;
}

/** How a step went. */
export function stateWords(state: StepState): string {
  switch (state) {
    case 'done':
      return m.tokens_var_state_done();
    case 'skipped':
      return m.tokens_var_state_skipped();
    case 'failed':
      return m.tokens_var_state_failed();
  }
}

/** Something to know about the variable. */
export function warningWords(warning: VariableWarning): string {
  switch (warning.kind) {
    case 'system_variable':
      return m.tokens_var_warn_system();
    case 'shadowed':
      return m.tokens_var_warn_shadowed({ place: warning.place });
    case 'stale_programs': {
      const time = dateAndTime(warning.since);
      return warning.programs.length === 0
        ? m.tokens_var_warn_stale({ time })
        : m.tokens_var_warn_stale_named({ time, programs: list(warning.programs) });
    }
    case 'read_only_file':
      return m.tokens_var_warn_read_only({ path: warning.path });
    case 'damaged_block':
      return m.tokens_var_warn_damaged({ path: warning.path });
    case 'in_git_tree':
      return m.tokens_var_warn_git({ path: warning.path });
    case 'not_utf8':
      return m.tokens_var_warn_not_utf8({ path: warning.path });
    case 'shells_only':
      return m.tokens_var_warn_shells();
    case 'former_value_gone':
      return m.tokens_var_warn_former();
    case 'long_value':
      return m.tokens_var_warn_long({ count: warning.length, countText: number(warning.length) });
  }
}

/** What has to be started again, or sees the variable at once. */
export function restartWords(system: Platform): string {
  switch (system) {
    case 'windows':
      return m.tokens_var_note();
    case 'linux':
      return m.tokens_var_note_linux();
    case 'macos':
      return m.tokens_var_note_macos();
  }
}

/** Who can read it: it is no vault. */
export function readableWords(system: Platform): string {
  return system === 'windows' ? m.tokens_var_readable_windows() : m.tokens_var_readable();
}

/** A way by which a program of another account gets the variable. */
export function wayWords(way: WayWord): { title: string; text: string } {
  switch (way) {
    case 'as_that_account':
      return { title: m.tokens_way_account(), text: m.tokens_way_account_text() };
    case 'whole_computer':
      return { title: m.tokens_way_computer(), text: m.tokens_way_computer_text() };
    case 'one_service':
      return { title: m.tokens_way_service(), text: m.tokens_way_service_text() };
    case 'cron':
      return { title: m.tokens_way_cron(), text: m.tokens_way_cron_text() };
  }
}

/** One step of doing it by hand, with what is typed or pasted there. */
export interface HandStep {
  words: string;
  /** The dots stand for the token. */
  lines?: string;
}

const FILE = '~/.config/api-token.sh';
const SOURCED = '[ -r "$HOME/.config/api-token.sh" ] && . "$HOME/.config/api-token.sh"';
/** Behind `99-environment.conf`, as which /etc/environment takes part: the last one wins. */
const FOR_SERVICES = '~/.config/environment.d/99-token.conf';
const MADE = `mkdir -p ~/.config && install -m 600 /dev/null ${FILE}`;

/** The steps of doing it by hand. */
export function handSteps(system: Platform, variable: string): HandStep[] {
  const line = `export ${variable}='tdk_…'`;
  switch (system) {
    case 'windows':
      return [
        { words: m.tokens_hand_windows_1() },
        { words: m.tokens_hand_windows_2() },
        { words: m.tokens_hand_windows_3() },
        { words: m.tokens_hand_windows_4() },
        { words: m.tokens_hand_windows_5({ variable }) },
        { words: m.tokens_hand_windows_6() },
        { words: m.tokens_hand_windows_7() },
      ];
    case 'linux':
      return [
        { words: m.tokens_hand_linux_1() },
        { words: m.tokens_hand_linux_2(), lines: MADE },
        { words: m.tokens_hand_line({ file: FILE }), lines: line },
        { words: m.tokens_hand_linux_3(), lines: SOURCED },
        {
          words: m.tokens_hand_linux_4(),
          lines: `mkdir -p ~/.config/environment.d && install -m 600 /dev/null ${FOR_SERVICES}\n${variable}="tdk_…"\nsystemctl --user daemon-reload`,
        },
        { words: m.tokens_hand_linux_5() },
      ];
    case 'macos':
      return [
        { words: m.tokens_hand_macos_1() },
        { words: m.tokens_hand_linux_2(), lines: MADE },
        { words: m.tokens_hand_line({ file: FILE }), lines: line },
        { words: m.tokens_hand_macos_2(), lines: SOURCED },
        { words: m.tokens_hand_macos_4(), lines: `. ${FILE} && launchctl setenv ${variable} "$${variable}"` },
      ];
  }
}
