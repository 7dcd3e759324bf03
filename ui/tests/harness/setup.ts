// Runs once before all browser tests: builds the page, the page in long words, and the desk.

import { buildCovered, buildMock, buildPage, buildPseudo } from './build';
import { covering } from './coverage';

export default async function setup(): Promise<void> {
  if (covering) buildCovered();
  else buildPage();
  buildPseudo();
  await buildMock();
}
