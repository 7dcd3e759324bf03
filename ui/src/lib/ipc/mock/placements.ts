// What was placed where, as the desk would judge it, and taking it back.

import type { HoldingProgram, Placement, Platform, Reach, UndoOutcome } from '../bindings';
import { instant } from '../fixtures';
import { Refused } from './rules';
import type { Scenario } from './scenario';
import type { MockSettingsFile } from './settings-file';
import type { MockVariables, TokensSeen } from './variables';

const HOUR = 3_600_000;

/** Every placement of the account. */
export class MockPlacements {
  /** Placements that the scenario asks for; those of {@link MockVariables} come first. */
  rows: Placement[] = [];
  /** Programs that were started before the variable was set. */
  programs: HoldingProgram[] = [];

  constructor(
    readonly scenario: Scenario,
    readonly variables: MockVariables,
    readonly tokens: TokensSeen,
    readonly account: string,
    readonly file: MockSettingsFile,
  ) {
    if (scenario.placed === 'every') this.rows = everyTruth(scenario.platform, Date.now());
    if (scenario.placed === 'stale' || scenario.placed === 'every') this.programs = oldPrograms(Date.now());
  }

  /** The newest first. */
  all(): Placement[] {
    const own = [...this.variables.placed].flatMap(([variable, { value, tokenId, at }]): Placement[] => {
      if (at === null) return [];
      const token = tokenId === null ? null : this.tokens.look(tokenId);
      return [
        plain({
          id: `variable:${variable}`,
          variable,
          tokenId,
          tokenName: token?.name ?? null,
          tokenStatus: token === null ? null : token.alive ? 'active' : 'revoked',
          last4: value.slice(-4),
          placedAt: instant(at),
          programs: this.programs,
        }),
      ];
    });
    const named = own.find(({ variable }) => variable === this.file.variable);
    const line = this.file.placement();
    const inFile = line === null ? [] : [{ ...line, ...(named ? tokenOf(named) : {}) }];
    return [...inFile, ...own, ...this.rows];
  }

  /** Takes one back. */
  undo(id: string): UndoOutcome {
    const row = this.all().find((each) => each.id === id);
    if (!row) throw new Refused({ code: 'not_found' });
    if (row.undo.undo !== 'possible') return { undone: false, answer: row.undo, steps: [], token: null };
    const token = row.place.kind === 'settings_file' && this.file.changed ? this.file.undo(row.place.path).token : null;
    this.rows = this.rows.filter((each) => each.id !== id);
    if (id.startsWith('variable:')) this.variables.placed.delete(row.variable);
    return {
      undone: true,
      answer: row.undo,
      steps: [{ step: 'removed', subject: '~/.profile', state: 'done', detail: null }],
      token,
    };
  }

  /** Dismisses one whose file is gone. */
  forget(id: string): null {
    const row = this.all().find((each) => each.id === id);
    if (row?.place.kind !== 'settings_file') throw new Refused({ code: 'not_found' });
    const { path } = row.place;
    if (row.truth.truth !== 'missing')
      throw new Refused({ code: 'settings_file', path, problem: { problem: 'still_there' } });
    this.rows = this.rows.filter((each) => each.id !== id);
    return null;
  }

  /** Who sees a variable of this account. */
  reach(): Reach {
    const windows = this.scenario.platform === 'windows';
    const service = windows
      ? 'reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\Scanner /v Environment /t REG_MULTI_SZ'
      : 'systemctl edit scanner.service\n[Service]\nEnvironmentFile=/etc/scanner/token.env';
    const reach: Reach = {
      account: this.account,
      ways: [
        { way: 'as_that_account', lines: '' },
        { way: 'whole_computer', lines: '' },
        { way: 'one_service', lines: service },
      ],
    };
    if (this.scenario.platform === 'linux') {
      const lines = '0 2 * * * . "$HOME/.config/token-desk/env.sh"; exec /path/to/scanner';
      reach.ways.push({ way: 'cron', lines });
    }
    return reach;
  }
}

function tokenOf({ tokenId, tokenName, tokenStatus, last4 }: Placement): Partial<Placement> {
  return { tokenId, tokenName, tokenStatus, last4 };
}

function plain(row: Partial<Placement> & { id: string; variable: string }): Placement {
  return {
    place: { kind: 'variable' },
    tokenId: null,
    tokenName: null,
    tokenStatus: null,
    last4: null,
    placedAt: instant(Date.now()),
    truth: { truth: 'installed' },
    programs: [],
    undo: { undo: 'possible', restoresValue: false },
    ...row,
  };
}

function oldPrograms(now: number): HoldingProgram[] {
  return [
    { name: 'bash', pid: 4711, started: instant(now - 5 * HOUR), holds: { holds: 'another_value' } },
    { name: 'scanner', pid: 4720, started: instant(now - 4 * HOUR), holds: { holds: 'older_token', tokenName: null } },
    { name: 'code', pid: 5312, started: instant(now - 3 * HOUR), holds: { holds: 'unknown' } },
  ];
}

/** One row per truth, and one per answer to *Undo*. */
function everyTruth(platform: Platform, now: number): Placement[] {
  const at = (hours: number) => instant(now - hours * HOUR);
  const home = platform === 'windows' ? 'C:\\Users\\pi-admin\\' : '/home/pi-admin/';
  const path = `${home}Documents/Tycho Data/Osprey/appsettings.ini`;
  const token = (name: string) => ({ tokenId: name, tokenName: name, tokenStatus: 'active' as const, last4: 'g2Vp' });
  return [
    plain({
      id: 'file',
      place: { kind: 'settings_file', path, key: 'tychoDataAPIToken', line: 4 },
      variable: 'TYCHODATA_OSPREY_APITOKEN',
      placedAt: at(2),
      undo: { undo: 'possible', restoresValue: true },
    }),
    plain({
      id: 'file-literal',
      place: { kind: 'settings_file', path: `${home}plant/sync.ini`, key: 'syncToken', line: 12 },
      variable: 'PLANT_TOKEN',
      ...token('Nightly sync'),
      placedAt: at(20),
      truth: { truth: 'overwritten', tokenName: 'Nightly sync' },
      undo: { undo: 'changed_since', places: [`${home}plant/sync.ini`] },
    }),
    plain({
      id: 'file-older',
      place: { kind: 'settings_file', path: `${home}plant/balance.ini`, key: 'balanceToken', line: 1 },
      variable: 'LAB_TOKEN',
      ...token('Laboratory balance'),
      tokenStatus: 'revoked',
      placedAt: at(25),
      truth: { truth: 'holds_older' },
      undo: { undo: 'former_gone' },
    }),
    plain({
      id: 'file-gone',
      place: { kind: 'settings_file', path: `${home}plant/old.ini`, key: 'oldToken', line: null },
      variable: 'OLD_TOKEN',
      placedAt: at(26),
      truth: { truth: 'missing' },
      undo: { undo: 'changed_since', places: [`${home}plant/old.ini`] },
    }),
    plain({
      id: 'older',
      variable: 'PLANT_TOKEN',
      ...token('Nightly sync'),
      placedAt: at(30),
      truth: { truth: 'holds_older' },
      undo: { undo: 'former_gone' },
    }),
    plain({
      id: 'overwritten',
      variable: 'SCANNER_TOKEN',
      ...token('PI Scanner Token'),
      placedAt: at(50),
      truth: { truth: 'overwritten', tokenName: null },
      undo: { undo: 'changed_since', places: [`${home}.config/token-desk/env.sh`] },
    }),
    plain({
      id: 'missing',
      variable: 'LAB_TOKEN',
      ...token('Laboratory balance'),
      tokenStatus: 'revoked',
      placedAt: at(80),
      truth: { truth: 'missing' },
    }),
    plain({
      id: 'shadowed',
      variable: 'OTHER_TOKEN',
      last4: '91Kd',
      placedAt: at(100),
      truth: { truth: 'shadowed', place: `${home}.bashrc, line 12` },
    }),
    plain({
      id: 'cannot_tell',
      variable: 'FAR_TOKEN',
      placedAt: at(200),
      truth: { truth: 'cannot_tell', reason: `${home}.config can’t be read` },
    }),
  ];
}
