// Words of a tested setup: its links, what is wrong with one, and what to do.

import { m, number } from '$lib/i18n';
import type { AuthStyle, SampleKind, SetupLink, SetupProblem, SetupReport } from '$lib/ipc/client';
import { fileWords } from '$lib/ipc/errors';

/** Host and port of an address; an IPv6 address keeps its brackets. */
export function hostAndPort(address: string): { host: string; port: string } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: address.slice(at + 1) };
}

/** What a way to present a token is called. */
export function authLabel(auth: AuthStyle): string {
  switch (auth) {
    case 'bearer':
      return m.setup_auth_bearer();
    case 'token':
      return m.setup_auth_token();
    case 'basic':
      return m.setup_auth_basic();
  }
}

/** The header as programs send it. */
export function authExample(auth: AuthStyle, variable: string): string {
  switch (auth) {
    case 'bearer':
      return `Authorization: Bearer $${variable}`;
    case 'token':
      return `Authorization: Token token=$${variable}`;
    case 'basic':
      return `Authorization: Basic ${m.setup_auth_encoded({ text: `$${variable}:` })}`;
  }
}

/** A link as it should be. */
export function linkWords({ link }: SetupLink, { variable, address }: SetupReport): string {
  const { host, port } = hostAndPort(address);
  switch (link) {
    case 'variable':
      return m.setup_link_variable({ variable });
    case 'settings_file':
      return m.setup_link_settings_file({ variable });
    case 'certificate':
      return m.setup_link_certificate();
    case 'name':
      return m.setup_link_name({ host });
    case 'verifier':
      return m.setup_link_verifier({ port });
    case 'trust':
      return m.setup_link_trust();
    case 'token':
      return m.setup_link_token();
  }
}

/** What is to be said of a link besides; null: nothing. */
export function foundWords(link: SetupLink, report: SetupReport): string | null {
  switch (link.state) {
    case 'bad':
      return problemWords(link.problem, report);
    case 'skipped':
      return link.link === 'settings_file' ? m.setup_skipped_file() : m.setup_skipped();
    case 'good':
      return goodWords(link, report);
  }
}

function goodWords({ link }: SetupLink, { token, line }: SetupReport): string | null {
  if (link === 'variable' && token !== null) {
    const { name, last4 } = token;
    return name === null ? m.setup_holds_unnamed({ last4 }) : m.setup_holds({ name, last4 });
  }
  if (link === 'settings_file' && line !== null) {
    const where = { line: String(line.line), path: line.path };
    return token === null ? m.setup_names(where) : m.setup_expands({ ...where, last4: token.last4 });
  }
  return null;
}

/** What was found, and what to do. */
function problemWords(problem: SetupProblem, report: SetupReport): string {
  const { variable, address } = report;
  switch (problem.code) {
    case 'not_set':
      return m.setup_not_set();
    case 'cannot_tell':
      return m.setup_cannot_tell();
    case 'foreign':
      return m.setup_foreign();
    case 'wrong_line': {
      const { path, names } = problem;
      const line = String(problem.line);
      if (problem.line === 0) return m.setup_no_line({ path, variable });
      return names === null
        ? m.setup_wrong_line({ line, path, variable })
        : m.setup_other_variable({ line, path, names, variable });
    }
    case 'file':
      return fileWords(problem.path, problem.problem);
    case 'no_certificate':
      return m.setup_no_certificate();
    case 'bad_certificate':
      return m.setup_bad_certificate();
    case 'unresolved':
      return m.setup_unresolved({ host: hostAndPort(address).host });
    case 'not_reached':
      return m.setup_not_reached({ address });
    case 'other_certificate':
      return m.setup_other_certificate();
    case 'not_https':
      return m.setup_not_https();
    case 'refused':
      return refusedWords(report);
    case 'unexpected':
      return m.setup_unexpected({ status: String(problem.status) });
  }
}

function refusedWords({ token }: SetupReport): string {
  if (token === null || token.status === null) return m.setup_refused_gone();
  const name = token.name ?? '';
  switch (token.status) {
    case 'revoked':
      return m.setup_refused_revoked({ name });
    case 'paused':
      return m.setup_refused_paused({ name });
    case 'expired':
      return m.setup_refused_expired({ name });
    case 'active':
      return m.setup_refused_value({ name });
  }
}

/** What the system says of a link that is broken; null: nothing more. */
export function detailWords(link: SetupLink): string | null {
  return link.state === 'bad' && 'detail' in link.problem ? m.setup_detail({ detail: link.problem.detail }) : null;
}

/** Whether all of it holds, in a sentence. */
export function summaryWords(report: SetupReport): { good: boolean; text: string } {
  const broken = report.links.filter(({ state }) => state === 'bad').length;
  return broken === 0
    ? { good: true, text: m.setup_good() }
    : { good: false, text: m.setup_bad({ count: broken, countText: number(broken) }) };
}

/** Whom a sample is for. These are names. */
export const SAMPLE_LABELS: Record<SampleKind, string> = {
  curl: 'curl',
  python: 'Python',
  powershell: 'PowerShell',
  postman: 'Postman',
  nginx: 'nginx',
  caddy: 'Caddy',
};

/** What must be known of a sample besides. */
export function sampleHint(kind: SampleKind): string | undefined {
  switch (kind) {
    case 'nginx':
    case 'caddy':
      return m.setup_sample_gateway();
    case 'postman':
      return m.setup_sample_postman();
    case 'curl':
    case 'python':
    case 'powershell':
      return undefined;
  }
}
