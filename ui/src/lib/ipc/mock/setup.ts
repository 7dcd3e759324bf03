// The way from the variable to a verifier, and samples of it. What answers there, the scenario says.

import type {
  LinkWord,
  SampleKind,
  SampleRequest,
  SetupLink,
  SetupProblem,
  SetupReport,
  TestSetup,
  TokenRow,
  VerifierSamples,
} from '../bindings';
import { fieldRefused, Refused } from './rules';
import type { Scenario } from './scenario';
import type { MockSettingsFile } from './settings-file';
import type { MockVariables } from './variables';

type LinkState = { state: 'good' } | { state: 'bad'; problem: SetupProblem } | { state: 'skipped' };

const CERTIFICATE = '/home/pi-admin/.local/share/token-desk/verifier/ca.pem';
const KINDS: SampleKind[] = ['curl', 'python', 'powershell', 'postman', 'nginx', 'caddy'];
const GOOD: LinkState = { state: 'good' };
const SKIPPED: LinkState = { state: 'skipped' };

/** An address as Rust keeps it: `host:port`. */
export function endpointOf(text: string): string {
  const [, scheme, rest = ''] = /^(?:(.*):\/\/)?(.*?)\/?$/.exec(text.trim()) ?? [];
  if (scheme !== undefined && scheme.toLowerCase() !== 'https') throw fieldRefused('host', { problem: 'not_https' });
  const [, host = '', port = '7443'] = /^(.*?)(?::([^:\]]*))?$/.exec(rest) ?? [];
  if (host === '') throw fieldRefused('host', { problem: 'empty' });
  if (!/^[\w.-]+$|^\[[\da-f:]+\]$/i.test(host)) throw fieldRefused('host', { problem: 'bad_host' });
  if (!/^\d+$/.test(port) || Number(port) < 1024 || Number(port) > 65_535)
    throw fieldRefused('port', { problem: 'bad_port' });
  return `${host.toLowerCase()}:${port}`;
}

/** The verifier as programs see it. */
export class MockSetup {
  constructor(
    readonly scenario: Scenario,
    readonly variables: MockVariables,
    readonly file: MockSettingsFile,
    readonly rowOf: (id: string) => TokenRow | undefined,
  ) {}

  /** Every link, as it is now. */
  test({ variable, file, key, address, auth }: TestSetup): SetupReport {
    const endpoint = endpointOf(address);
    const { tokenId, last4, state } = this.variables.status(variable);
    const row = tokenId === null ? undefined : this.rowOf(tokenId);
    const token = row ? { id: row.id, name: row.name, status: row.status, last4: last4 ?? '' } : null;
    const line = this.#line(variable, file, key);
    const link = (word: LinkWord, how: LinkState): SetupLink => ({ link: word, ...how });
    const held = state === 'cannot_tell' ? 'cannot_tell' : state === 'not_set' ? 'not_set' : 'foreign';
    const [certificate, name, verifier, trust, accepted] = this.#way(row);
    return {
      variable,
      address: endpoint,
      auth,
      token,
      line: line.state === 'good' ? { path: file ?? this.file.usual().path ?? '', line: 3 } : null,
      links: [
        link('variable', token ? GOOD : bad({ code: held })),
        link('settings_file', line),
        link('certificate', certificate),
        link('name', name),
        link('verifier', verifier),
        link('trust', trust),
        link('token', accepted),
      ],
    };
  }

  /** One of each kind; their texts are Rust's business. */
  samples({ variable, address, auth }: SampleRequest): VerifierSamples {
    const endpoint = endpointOf(address);
    if (this.scenario.answers === 'never') return { certificate: null, samples: [] };
    const samples = KINDS.map((kind) => ({
      kind,
      text: `# ${kind}, ${auth}\nprintf 'Authorization: Bearer %s' "$${variable}" |\n  curl --cacert '${CERTIFICATE}' --header @- https://${endpoint}/v1/whoami\n`,
    }));
    return { certificate: CERTIFICATE, samples };
  }

  #line(variable: string, file: string | null, key: string): LinkState {
    if (file === null && !this.file.usual().exists) return SKIPPED;
    try {
      const plan = this.file.plan({
        path: file,
        key,
        variable,
        section: null,
        replaceOther: false,
        commentOutExtras: false,
        cleanComments: false,
        seen: null,
      });
      const [found] = plan.found;
      if (found?.holds === 'correct') return GOOD;
      return bad({ code: 'wrong_line', path: plan.path, line: found?.line ?? 0, names: found?.names ?? null });
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.error.code === 'settings_file') {
        return bad({ code: 'file', path: thrown.error.path, problem: thrown.error.problem });
      }
      throw thrown;
    }
  }

  #way(row: TokenRow | undefined): [LinkState, LinkState, LinkState, LinkState, LinkState] {
    switch (this.scenario.answers) {
      case 'never':
        return [bad({ code: 'no_certificate' }), SKIPPED, SKIPPED, SKIPPED, SKIPPED];
      case 'stopped': {
        const gone = bad({ code: 'not_reached', detail: 'Connection refused (os error 111)' });
        return [GOOD, GOOD, gone, SKIPPED, SKIPPED];
      }
      case 'stranger': {
        const detail = 'invalid peer certificate: UnknownIssuer';
        return [GOOD, GOOD, GOOD, bad({ code: 'other_certificate', detail }), SKIPPED];
      }
      case 'runs': {
        const accepted = row?.status === 'active' ? GOOD : bad({ code: 'refused' });
        return [GOOD, GOOD, GOOD, GOOD, row ? accepted : SKIPPED];
      }
    }
  }
}

function bad(problem: SetupProblem): LinkState {
  return { state: 'bad', problem };
}
