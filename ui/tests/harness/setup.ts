// Runs once before all browser tests: builds the page and the desk.

import { buildMock, buildPage } from './build';

export default async function setup(): Promise<void> {
  const page = await buildPage();
  if (page === 'built') console.log('built the page');
  await buildMock();
}
