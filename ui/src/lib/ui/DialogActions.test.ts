import { render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import ConfirmDialog from './ConfirmDialog.svelte';
import DialogActions from './DialogActions.svelte';

const button = (name: string) => createRawSnippet(() => ({ render: () => `<button>${name}</button>` }));

afterEach(() => {
  delete document.documentElement.dataset['platform'];
});

describe('the order of a dialog’s buttons', () => {
  it.each([
    ['windows', ['Do it', 'Leave it']],
    ['macos', ['Leave it', 'Do it']],
    ['linux', ['Leave it', 'Do it']],
  ])('on %s is %j in the document itself', (platform, order) => {
    document.documentElement.dataset['platform'] = platform;
    render(DialogActions, { primary: button('Do it'), safe: button('Leave it') });
    expect(screen.getAllByRole('button').map((each) => each.textContent)).toEqual(order);
  });

  it('is the same in a question', async () => {
    speak('en');
    document.documentElement.dataset['platform'] = 'windows';
    render(ConfirmDialog, {
      open: true,
      title: 'Sure?',
      text: '…',
      safe: 'Keep',
      action: 'Go',
      onconfirm: () => undefined,
    });
    await screen.findByRole('alertdialog');
    expect(screen.getAllByRole('button').map((each) => each.textContent?.trim())).toEqual(['Go', 'Keep']);
  });
});
