// Samples that name the variable: the texts of `desk`'s `snippets.rs`.

import type { Snippet, SnippetKind } from '../bindings';

const ADDRESS = 'https://your-server.example/api/v1/status';
const KINDS: SnippetKind[] = ['curl', 'curl_basic', 'python', 'powershell', 'postman', 'settings_file'];

/** Every sample for a variable. */
export function snippetsFor(variable: string): Snippet[] {
  return KINDS.map((kind) => ({ kind, text: snippetText(kind, variable, null) }));
}

/** One sample, with the secret in place of the variable where one is given. */
export function snippetText(kind: SnippetKind, variable: string, secret: string | null): string {
  switch (kind) {
    case 'curl':
      return `curl ${ADDRESS} \\\n  -H "Authorization: Bearer ${secret ?? `$${variable}`}"`;
    case 'curl_basic':
      return `curl ${ADDRESS} \\\n  -u "${secret ?? `$${variable}`}:"`;
    case 'python':
      return secret === null
        ? python('import os, requests', `f"Bearer {os.environ['${variable}']}"`)
        : python('import requests', `"Bearer ${secret}"`);
    case 'powershell':
      return `$uri = "${ADDRESS}"\nInvoke-RestMethod -Uri $uri -Headers @{ Authorization = "Bearer ${secret ?? `$env:${variable}`}" }`;
    case 'postman':
      return (
        `1. Variables: add osprey_token, mark it as secret, and give it ${secret ?? `the value of ${variable}`}.\n` +
        '2. Authorization: choose Bearer Token and enter {{osprey_token}}.\n   ' +
        'Or choose Basic Auth: user name {{osprey_token}}, password empty.'
      );
    case 'settings_file':
      return `tychoDataAPIToken = ${secret ?? `\${${variable}}`}`;
  }
}

function python(imports: string, bearer: string): string {
  return `${imports}\n\nurl = "${ADDRESS}"\nr = requests.get(url, headers={"Authorization": ${bearer}})\nr.raise_for_status()`;
}
