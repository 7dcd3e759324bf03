// Templates and copies as Rust answers them.

import type { Template, Templates, TokenDraft, TokenLimits, TokenRow } from '../bindings';
import { fieldRefused, nameProblem, variableProblem } from './rules';

const PLAIN: Omit<Template, 'name' | 'kind' | 'variable'> = {
  days: 365,
  groups: [],
  scopes: [],
  limits: { rate: '', uses: '', networks: '' },
  settingsFile: null,
  auth: 'bearer',
  sample: 'curl',
};

const GIVEN: readonly Template[] = [
  {
    ...PLAIN,
    name: 'PI scanner',
    kind: 'own',
    variable: 'TYCHODATA_OSPREY_APITOKEN',
    settingsFile: { path: null, key: 'tychoDataAPIToken' },
    sample: 'settings_file',
  },
  { ...PLAIN, name: 'Data Hub key', kind: 'user', variable: 'DATA_HUB_API_KEY' },
  {
    ...PLAIN,
    name: 'Database credential',
    kind: 'resource',
    variable: 'DATABASE_ACCESS_TOKEN',
    days: 90,
    auth: 'token',
  },
  {
    ...PLAIN,
    name: 'Ratings API',
    kind: 'own',
    variable: 'RATINGS_API_TOKEN',
    scopes: ['read'],
    auth: 'basic',
    sample: 'curl_basic',
  },
];

/** The given ones and the person's own. */
export class MockTemplates {
  own: Template[] = [];

  all(): Templates {
    return { given: [...GIVEN], own: [...this.own] };
  }

  save(template: Template): Templates {
    const problem = nameProblem(template.name, [], null, null);
    if (problem) throw fieldRefused('template', problem);
    const given = GIVEN.find((each) => isCalled(each, template.name));
    if (given) throw fieldRefused('template', { problem: 'taken', name: given.name });
    const variable = variableProblem(template.variable);
    if (variable) throw fieldRefused('variable', variable);
    this.own = [...this.own.filter((each) => !isCalled(each, template.name)), template];
    return this.all();
  }

  remove(name: string): Templates {
    const left = this.own.filter((each) => !isCalled(each, name));
    if (left.length === this.own.length) throw fieldRefused('template', { problem: 'not_allowed', value: name });
    this.own = left;
    return this.all();
  }
}

const ME = 'pi-admin@plant7';

/** What *Generate* begins with for another token like `row`. */
export function draftLike(
  row: TokenRow,
  rows: readonly TokenRow[],
  limits?: TokenLimits,
  description = '',
): TokenDraft {
  let number = 2;
  while (rows.some((other) => other.name === `${row.name} ${number}`)) number += 1;
  const life = row.expiresAt === null ? 0 : Date.parse(row.expiresAt) - Date.parse(row.issuedAt);
  return {
    name: `${row.name} ${number}`,
    days: String(Math.round(life / 86_400_000)),
    owner: row.owner === null ? 'company' : row.owner === ME ? 'me' : { user: row.owner },
    groups: [...row.groups],
    scopes: [...row.scopes],
    limits: limits ?? { rate: '', uses: '', networks: '' },
    description,
  };
}

function isCalled(template: Template, name: string): boolean {
  return template.name.toLowerCase() === name.trim().toLowerCase();
}
