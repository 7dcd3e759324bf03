// One settings file of a program: what a plan says, writing it and taking it back. Which kind of file it is, the
// scenario says.

import type {
  DiffLine,
  FoundKey,
  PatchSettingsFile,
  Placement,
  SettingsFileApplied,
  SettingsFilePlan,
  SettingsFileProblem,
  SettingsFileUndone,
  UsualSettingsFile,
} from '../bindings';
import { instant } from '../fixtures';
import { Refused, variableProblem, fieldRefused } from './rules';
import type { Scenario } from './scenario';

const KEY = 'tychoDataAPIToken';

/** The file. */
export class MockSettingsFile {
  /** The request that was carried out, while the file is as it was written. */
  #request: PatchSettingsFile | null = null;
  /** When. */
  #at = 0;

  constructor(
    readonly scenario: Scenario,
    readonly account: string,
    /** The record of the token that the file holds in plain text. */
    readonly literal: () => { id: string; name: string } | null,
    /** Whether a variable is set. */
    readonly isSet: (name: string) => boolean,
  ) {}

  /** Whether it names the variable by now. */
  get changed(): boolean {
    return this.#request !== null;
  }

  /** The variable that it names by now. */
  get variable(): string | null {
    return this.#request?.variable ?? null;
  }

  /** What became of it, once written. */
  placement(): Placement | null {
    if (this.#request === null) return null;
    const { key, variable } = this.#request;
    const path = this.#request.path ?? this.usual().path ?? '';
    return {
      id: `file:${key}=${path}`,
      place: { kind: 'settings_file', path, key, line: 4 },
      variable,
      tokenId: null,
      tokenName: null,
      tokenStatus: null,
      last4: null,
      placedAt: instant(this.#at),
      truth: { truth: 'installed' },
      programs: [],
      undo: { undo: 'possible', restoresValue: true },
    };
  }

  /** Where it lies. */
  usual(): UsualSettingsFile {
    const path =
      this.scenario.platform === 'windows'
        ? 'C:\\Users\\pi-admin\\Documents\\Tycho Data\\Osprey\\appsettings.ini'
        : '/home/pi-admin/Documents/Tycho Data/Osprey/appsettings.ini';
    return { path, exists: this.scenario.file !== 'missing', key: KEY, account: this.account };
  }

  /** What would change. */
  plan(request: PatchSettingsFile): SettingsFilePlan {
    const path = request.path ?? this.usual().path ?? '';
    const { file } = this.scenario;
    if (file === 'missing') throw problem(path, { problem: 'missing' });
    if (request.key === '' || /[=[\n]/.test(request.key)) throw problem(path, { problem: 'bad_key' });
    const wrong = variableProblem(request.variable);
    if (wrong) throw fieldRefused('variable', wrong);
    const plan = this.#plan(path, request);
    if (this.changed || file === 'correct') return { ...plan, verdict: 'correct', hunks: [], warnings: [] };
    if (file === 'read-only') return { ...plan, verdict: 'refused', refusal: { problem: 'read_only' }, hunks: [] };
    if (file === 'sections' && request.section === null) {
      const questions: SettingsFilePlan['questions'] = [{ kind: 'section', several: true, choices: ['osprey', 'pi'] }];
      return { ...plan, verdict: 'ask', questions, hunks: [] };
    }
    if (file === 'other' && !request.replaceOther) {
      const questions: SettingsFilePlan['questions'] = [{ kind: 'other_variable', line: 3, names: 'OLD_TOKEN' }];
      return { ...plan, verdict: 'ask', questions, hunks: [] };
    }
    return plan;
  }

  /** Writes it. */
  apply(request: PatchSettingsFile): SettingsFileApplied {
    const plan = this.plan(request);
    if (request.seen !== null && request.seen !== plan.seen) throw problem(plan.path, { problem: 'changed' });
    if (plan.verdict === 'ask') throw problem(plan.path, { problem: 'unanswered' });
    if (this.scenario.file === 'in-use') throw problem(plan.path, { problem: 'in_use' });
    const changed = plan.verdict === 'change';
    if (changed) {
      this.#request = request;
      this.#at = Date.now();
    }
    return { plan, changed, lines: changed ? [3, 4] : [] };
  }

  /** Takes it back. */
  undo(path: string): SettingsFileUndone {
    if (!this.changed) throw problem(path, { problem: 'nothing_to_undo' });
    this.#request = null;
    const token = this.scenario.file === 'literal' ? this.literal() : null;
    return { path, key: KEY, token: token && { id: token.id, name: token.name, alive: true } };
  }

  #plan(path: string, { key, variable, commentOutExtras }: PatchSettingsFile): SettingsFilePlan {
    const { file } = this.scenario;
    const token = this.literal();
    const found: FoundKey = {
      line: 3,
      section: 'osprey',
      commentedOut: false,
      holds: file === 'correct' || this.changed ? 'correct' : file === 'other' ? 'other_variable' : 'literal',
      names: file === 'other' ? 'OLD_TOKEN' : null,
      masked: file === 'other' ? null : 'tdk_••••••••••••g2Vp',
      token: token ? { id: token.id, name: token.name, alive: true } : null,
    };
    const old = file === 'other' ? '${OLD_TOKEN}' : 'tdk_••••••••••••g2Vp';
    const lines: DiffLine[] = [
      { mark: 'kept', number: 2, text: 'incrementalScanEnabled = …' },
      { mark: 'removed', number: 3, text: `${key} = ${old} ; plant 7` },
      { mark: 'added', number: 3, text: '; plant 7' },
      { mark: 'added', number: 4, text: `${key} = \${${variable}}` },
      { mark: 'kept', number: 5, text: '' },
    ];
    const plan: SettingsFilePlan = {
      path,
      linkTo: null,
      account: this.account,
      key,
      variable,
      verdict: 'change',
      seen: 'seen-1',
      encoding: 'utf8_bom',
      lineEnds: 'crlf',
      found: [found],
      hunks: [{ section: 'osprey', lines }],
      warnings: [{ kind: 'remark_moved', line: 3 }],
      questions: [],
      refusal: null,
      byHand: `${key} = \${${variable}}`,
    };
    if (found.holds === 'literal') plan.warnings.unshift({ kind: 'literal_secret', line: 3 });
    if (file === 'duplicate' && !commentOutExtras)
      plan.warnings.push({ kind: 'duplicate', section: 'osprey', lines: [3, 9] });
    if (!this.isSet(variable)) plan.warnings.push({ kind: 'variable_not_set' });
    return plan;
  }
}

function problem(path: string, what: SettingsFileProblem): Refused {
  return new Refused({ code: 'settings_file', path, problem: what });
}
