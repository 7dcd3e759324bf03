// The verifier of the in-memory desk: started, stopped, in trouble, or in another process.

import type { AppError, OtherVerifier, Settings, VerifierBackground, VerifierState, VerifierStatus } from '../bindings';
import { instant } from '../fixtures';
import type { Scenario } from './scenario';

/** How it stands at the start. */
export type VerifierScene =
  'stopped' | 'running' | 'starting' | 'service' | 'others' | 'old' | 'port' | 'crashed' | 'permission' | 'failed';

/** Runs nothing: it says what Rust would say. */
export class MockVerifier {
  own: VerifierState;
  others: OtherVerifier[] = [];
  #with: string;

  constructor(
    readonly scenario: Scenario,
    readonly settings: () => Settings,
    readonly tell: (status: VerifierStatus) => void,
  ) {
    const now = Date.now();
    const since = instant(now - 2 * 3_600_000);
    this.#with = this.#wish();
    this.own = this.#first(scenario.verifier, since);
    const other = (process: number, host: OtherVerifier['host'], sameVersion = true): OtherVerifier => ({
      process,
      host,
      address: `127.0.0.1:${String(7443 + this.others.length)}`,
      since,
      version: sameVersion ? '0.1.0' : '0.0.9',
      sameVersion,
    });
    if (scenario.verifier === 'service') this.others.push(other(812, 'service'));
    if (scenario.verifier === 'old') this.others.push(other(812, 'service', false));
    if (scenario.verifier === 'others')
      for (const host of ['terminal', 'window'] as const) this.others.push(other(4711 + this.others.length, host));
  }

  status(): VerifierStatus {
    const runs = this.own.state === 'running';
    return {
      own: this.own,
      settingsWait: runs && this.#with !== this.#wish(),
      requests: runs ? { accepted: 12_480, rejected: 37 } : null,
      lends: this.scenario.lends,
      others: this.others,
    };
  }

  start(): VerifierStatus {
    if (this.own.state === 'running') return this.status();
    const { verifierAddress: address, verifierPort: port } = this.settings();
    if (this.scenario.verifier === 'port' && port === 7443) return this.#becomes(this.#trouble(TAKEN));
    this.#with = this.#wish();
    return this.#becomes({ state: 'running', since: instant(Date.now()), address: `${address}:${String(port)}` });
  }

  stop(): VerifierStatus {
    return this.#becomes({ state: 'stopped' });
  }

  background(): VerifierBackground {
    const { keeper } = this.scenario;
    return {
      atSignIn: this.others.some(({ host }) => host === 'service'),
      unavailable: keeper === 'away' ? 'the user manager of systemd cannot be reached' : null,
      givenUp: keeper === 'gave-up' ? 'exit-code' : null,
      byHand: null,
    };
  }

  atSignIn(on: boolean): VerifierBackground {
    const runs = this.own.state === 'running';
    this.others = this.others.filter(({ host }) => host !== 'service');
    if (on) {
      const port = String(this.settings().verifierPort);
      const since = instant(Date.now());
      const address = `127.0.0.1:${port}`;
      this.others.push({ process: 900, host: 'service', address, since, version: '0.1.0', sameVersion: true });
      if (runs) this.stop();
    } else this.start();
    this.tell(this.status());
    const file = '/Users/pi-admin/Library/LaunchAgents/app.tokendesk.verifier.plist';
    const line = on
      ? `launchctl bootstrap gui/$(id -u) '${file}'`
      : 'launchctl bootout gui/$(id -u)/app.tokendesk.verifier';
    return { ...this.background(), byHand: this.scenario.platform === 'macos' ? line : null };
  }

  log(): string[] {
    if (this.own.state === 'stopped') return [];
    return [
      '2026-11-22T18:30:00.104512Z  INFO desk::verifying::service: the verifier answers address=127.0.0.1:7443',
      '2026-11-22T19:30:00.201733Z  INFO verifier::service: the certificate was renewed',
      '2026-11-22T20:01:12.000482Z  WARN verifier::service: a connection was not taken error=Too many open files (os error 24)',
    ];
  }

  #first(scene: VerifierScene, since: string): VerifierState {
    switch (scene) {
      case 'stopped':
      case 'service':
      case 'old':
        return { state: 'stopped' };
      case 'starting':
        return { state: 'starting', since: instant(Date.now()) };
      case 'running':
      case 'others':
        return { state: 'running', since, address: '127.0.0.1:7443' };
      case 'port':
        return this.#trouble(TAKEN);
      case 'crashed':
        return this.#trouble({ code: 'verifier_ended', detail: 'a part of it failed; the log says which' });
      case 'permission':
        return this.#trouble({ code: 'verifier_not_permitted', place: '127.0.0.1:7443' });
      case 'failed':
        return this.#trouble({
          code: 'verifier_failed',
          detail: '/home/pi-admin/.local/share/token-desk/data/verifier/ca.key is damaged',
        });
    }
  }

  #trouble(error: AppError): VerifierState {
    return { state: 'problem', since: instant(Date.now() - 60_000), error };
  }

  #becomes(own: VerifierState): VerifierStatus {
    this.own = own;
    this.tell(this.status());
    return this.status();
  }

  #wish(): string {
    const { verifierPort, verifierAddress, verifierNames, verifierKeysInQuery } = this.settings();
    return JSON.stringify([verifierPort, verifierAddress, verifierNames, verifierKeysInQuery]);
  }
}

const TAKEN: AppError = { code: 'port_taken', port: 7443, by: { program: 'nginx', process: 812 }, next: 7444 };
