import { expect, test, vi } from 'vitest';
import { Form } from './form.svelte';

const refused = (field: string) => ({ code: 'invalid_field', field, problem: { problem: 'taken' } });

function form() {
  const name = { focus: vi.fn() };
  const groups = { focus: vi.fn() };
  const reveal = vi.fn();
  return {
    name,
    groups,
    reveal,
    form: new Form(
      () => [
        ['name', name],
        ['groups', groups],
      ],
      reveal,
    ),
  };
}

test('the first field that is wrong gets the focus, and nothing is sent', async () => {
  const { form: draft, name, groups, reveal } = form();
  const request = vi.fn();
  await draft.send({ groups: { problem: 'empty' }, name: { problem: 'empty' } }, request);
  expect(request).not.toHaveBeenCalled();
  expect(reveal).toHaveBeenCalledOnce();
  expect(name.focus).toHaveBeenCalledOnce();
  expect(groups.focus).not.toHaveBeenCalled();
  expect(draft.words('name')).not.toBeNull();
});

test('a refused field is told at the field, and can be sent again', async () => {
  const { form: draft, groups } = form();
  await draft.send({}, () => Promise.reject(refused('groups') as unknown as Error));
  expect(groups.focus).toHaveBeenCalledOnce();
  expect(draft.problems).toEqual({ groups: { problem: 'taken' } });
  expect(draft.busy).toBe(false);
  draft.judge('groups');
  expect(draft.words('groups')).toBeNull();
});

test('what no field of the dialog is to blame for is told above them all', async () => {
  const { form: draft } = form();
  await draft.send({}, () => Promise.reject(refused('address') as unknown as Error));
  expect(draft.problems).toEqual({});
  expect(draft.failure).toMatchObject({ code: 'invalid_field', field: 'address' });
});

test('nothing is sent twice', async () => {
  const { form: draft } = form();
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  const first = draft.send({}, () => promise);
  const again = vi.fn();
  await draft.send({}, again);
  expect(again).not.toHaveBeenCalled();
  resolve();
  await first;
});
