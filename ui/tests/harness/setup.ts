// Runs once before all browser tests: builds the page, the page in long words, and the desk.

import { buildMock, buildPage, buildPseudo } from './build';

export default async function setup(): Promise<void> {
  buildPage();
  buildPseudo();
  await buildMock();
}
