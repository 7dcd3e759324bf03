// Whether a secret, or a piece of it, is anywhere that the page can be read from.

import type { Opened } from './host';

/** The newest secret that the desk holds. */
export function heldSecret(opened: Opened): Promise<string> {
  return opened.desk((control) => {
    const { secrets } = control.desk;
    return secrets.of(secrets.handles().at(-1) ?? '').text;
  });
}

/** Every place where twelve characters in a row of the unguessable part can be read. */
export async function placesWith(opened: Opened, secret: string): Promise<string[]> {
  const unguessable = secret.slice(21, 21 + 43);
  const pieces = Array.from({ length: unguessable.length - 11 }, (_, at) => unguessable.slice(at, at + 12));
  const found = await opened.page.evaluate((wanted) => {
    const places: Record<string, string> = {
      document: document.documentElement.outerHTML,
      text: document.body.innerText,
      fields: [...document.querySelectorAll('input, textarea')]
        .map((field) => (field as HTMLInputElement).value)
        .join('\n'),
      address: location.href,
      title: document.title,
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      cookies: document.cookie,
      history: JSON.stringify(history.state),
    };
    return Object.entries(places)
      .filter(([, text]) => wanted.some((piece) => text.includes(piece)))
      .map(([place]) => place);
  }, pieces);
  const said = opened.said.some((line) => pieces.some((piece) => line.includes(piece)));
  return said ? [...found, 'console'] : found;
}
