import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { tokens } from '$lib/tokens/tokens.svelte';
import { idOf, openDialog, requests, stage, type Stage } from './stage';

const NAME = 'PI Scanner Token';

async function open(): Promise<Stage & { token: string }> {
  const set = await stage();
  tokens.open();
  await tokens.read();
  await openDialog({ kind: 'identify' });
  return { ...set, token: `${tokens.row(idOf(NAME))?.prefix ?? ''}_${'x'.repeat(52)}` };
}

test('a pasted token is named, its value never in the page, and can be revoked from there', async () => {
  const { user, desk, token } = await open();
  const field = await screen.findByLabelText<HTMLInputElement>('Found token or text');
  await waitFor(() => expect(field).toHaveFocus());
  await user.paste(`Authorization: Bearer ${token}`);
  const item = within(await screen.findByRole('list', { name: 'What was found' })).getByRole('listitem');
  expect(item).toHaveTextContent(NAME);
  expect(item).toHaveTextContent('This is its present value.');
  expect(field.value).toBe('');
  expect(document.body.outerHTML).not.toContain(token);
  expect(requests(desk, 'identify_tokens')).toEqual([{ text: `Authorization: Bearer ${token}` }]);

  await user.click(within(item).getByRole('button', { name: 'Revoke…' }));
  await user.click(await screen.findByRole('button', { name: 'Revoke token' }));
  await waitFor(() => expect(tokens.row(idOf(NAME))?.status).toBe('revoked'));
});

test('what is typed leaves the field; a public part and a stranger are told apart', async () => {
  const { user, token } = await open();
  const field = await screen.findByLabelText<HTMLInputElement>('Found token or text');
  await user.type(field, `${token.slice(0, 20)} tdk_0000000000000000 tdk_1{Enter}`);
  expect(await screen.findByText('This is only its public part. Nobody gets in with it.')).toBeInTheDocument();
  expect(screen.getByText(/wasn’t made by this Token Desk/)).toBeInTheDocument();
  expect(screen.getByText(/begins like a token and is cut off/)).toBeInTheDocument();
  expect(field.value).toBe('');
});

test('nothing, and a text without a token, are told', async () => {
  const { user, desk } = await open();
  await user.click(await screen.findByRole('button', { name: 'Identify' }));
  expect(await screen.findByText('Paste what you found first.')).toBeInTheDocument();
  expect(requests(desk, 'identify_tokens')).toEqual([]);
  await user.type(screen.getByLabelText('Found token or text'), 'hello{Enter}');
  expect(await screen.findByText('There is no token in it.')).toBeInTheDocument();
});

test('a failure is told and what was typed can be tried again', async () => {
  const { user, desk } = await open();
  desk.fail('identify_tokens', { code: 'store_unavailable', reason: 'the disk is full' });
  const field = await screen.findByLabelText('Found token or text');
  await user.type(field, 'tdk_{Enter}');
  expect(await screen.findByText(/the disk is full/)).toBeInTheDocument();
  expect(field).toHaveFocus();
  expect(dialogs.open).toHaveLength(1);
});
