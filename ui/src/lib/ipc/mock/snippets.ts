// Samples that name the variable, as ui.md words them. The real texts come from Rust; these are their twins.

import type { Snippet, SnippetKind } from '../bindings';

const URL = 'https://localhost:7443/api/v1/status';

/** Every sample for a variable. */
export function snippetsFor(variable: string): Snippet[] {
  return KINDS.map((kind) => ({ kind, text: snippetText(kind, variable, null) }));
}

/** One sample, with the secret in place of the variable where one is given. */
export function snippetText(kind: SnippetKind, variable: string, secret: string | null): string {
  switch (kind) {
    case 'curl':
      return `curl ${URL} -H "Authorization: Bearer ${secret ?? `$${variable}`}"`;
    case 'curl_basic':
      return `curl ${URL} -u "${secret ?? `$${variable}`}:"`;
    case 'python':
      return python(secret ? `"Bearer ${secret}"` : `f"Bearer {os.environ['${variable}']}"`);
    case 'powershell':
      return `Invoke-RestMethod -Uri "${URL}" -Headers @{ Authorization = "Bearer ${secret ?? `$env:${variable}`}" }`;
    case 'postman':
      return `1. Authorization: Bearer Token\n2. Token: {{osprey_token}}\n3. Add osprey_token as a secret variable${secret ? `: ${secret}` : ''}`;
    case 'settings_file':
      return `tychoDataAPIToken = ${secret ?? `\${${variable}}`}`;
  }
}

const KINDS: SnippetKind[] = ['curl', 'curl_basic', 'python', 'powershell', 'postman', 'settings_file'];

function python(header: string): string {
  return `import os, requests\n\nr = requests.get("${URL}", headers={"Authorization": ${header}})\nr.raise_for_status()`;
}
