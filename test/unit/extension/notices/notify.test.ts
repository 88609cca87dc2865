import { beforeEach, expect, it, vi } from 'vitest';

import {
  ask,
  pick,
  showDone,
  showError,
  showInfo,
  showProgress,
  showWarning,
} from '../../../../src/extension/notices/notify';

/** Everything that VS Code was given to show. */
const shown = vi.hoisted(() => [] as unknown[]);
vi.mock('vscode', () => {
  const show = (...values: unknown[]) => {
    shown.push(values);
    return Promise.resolve(undefined);
  };
  return {
    ProgressLocation: { Notification: 15 },
    window: {
      showInformationMessage: show,
      showWarningMessage: show,
      showErrorMessage: show,
      setStatusBarMessage: show,
      showQuickPick: async (items: Promise<readonly unknown[]>, options: unknown) => {
        const found = await items;
        shown.push([found, options]);
        return found[1];
      },
      withProgress: (options: unknown, task: (progress: object, token: object) => unknown) => {
        shown.push(options);
        return task({ report: show }, {});
      },
    },
  };
});
beforeEach(() => {
  shown.length = 0;
});

const link = '[Open](command:x)\u202e';
const words = () => JSON.stringify(shown, (key, value: unknown) => (key === 'item' ? undefined : value));

it.each<[string, () => PromiseLike<unknown>]>([
  ['information', () => showInfo(link)],
  ['a warning', () => showWarning(link)],
  ['an error', () => showError(link)],
  ['a question', () => ask(link, link)],
  [
    'a list',
    () => pick([{ label: link, description: link, detail: link }], { title: link, placeHolder: link }),
  ],
  [
    'what is done',
    () => {
      showDone(link);
      return Promise.resolve();
    },
  ],
  [
    'progress',
    () =>
      showProgress({ title: link }, (report) => {
        report({ message: link });
        return Promise.resolve();
      }),
  ],
])('makes no command of text in %s', async (_, show) => {
  await show();

  expect(words()).toContain('[Open] (command:x)');
  expect(words()).not.toContain('](');
  expect(words()).not.toContain('\u202e');
});

it('makes no icons of names, and answers with the item that was given', async () => {
  const items = [{ label: 'a.png' }, { label: '$(trash) b.png' }];

  expect(await pick(items, {})).toBe(items[1]);
  expect(words()).toContain('\\\\$(trash) b.png');
});
