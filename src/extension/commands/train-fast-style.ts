import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import type { TrainingResult, TrainingSummary } from '../../contracts/engine';
import { pictureExtensions } from '../../contracts/picture-files';
import type { TrainRequest } from '../../contracts/training';
import type { StyleChoice } from '../model/choices/choices';
import { askText, pick, showProgress, type Step } from '../notices/notify';
import { nameOf } from '../pictures/picture-files';
import type { Engine } from '../services/engine';

/** What there is to ask before a training. */
type Wish = Pick<TrainRequest, 'styles' | 'pictures' | 'name' | 'minutes'>;

export type Training =
  { readonly kind: 'new'; readonly wish: Wish } | { readonly kind: 'resumed'; readonly name: string };

const previewMilliseconds = 15_000;

/**
 * Asks what to train, or which training to go on with.
 *
 * @param chosen the styles of the panel
 * @returns undefined when the person has thought better of it
 */
export async function askForTraining(
  engine: Engine,
  chosen: readonly StyleChoice[],
): Promise<Training | undefined> {
  const left = await engine.request('trainings', {});
  const name = left.length > 0 ? await whichTraining(left) : '';
  if (name === undefined) return undefined;
  if (name !== '') return { kind: 'resumed', name };
  const wish = await askForWish(chosen);
  return wish && { kind: 'new', wish };
}

/** '' for a new one. */
async function whichTraining(left: readonly TrainingSummary[]): Promise<string | undefined> {
  const items = [
    { label: vscode.l10n.t('Train a new style'), name: '' },
    ...left.map(({ name, iteration }) => ({
      label: vscode.l10n.t('Go on with {0}', name),
      description: vscode.l10n.t('{0} steps so far', iteration),
      name,
    })),
  ];
  return (await pick(items, { title: vscode.l10n.t('Train a Fast Style') }))?.name;
}

async function askForWish(chosen: readonly StyleChoice[]): Promise<Wish | undefined> {
  const styles = chosen.length > 0 ? chosen.map(ofChoice) : await browseStyles();
  const [first] = styles ?? [];
  if (!styles || !first) return undefined;
  const pictures = await browseFolder();
  if (!pictures) return undefined;
  const name = await askText({
    title: vscode.l10n.t('Name of the Fast Style'),
    prompt: vscode.l10n.t(
      'It becomes a recipe of that name: letters, digits, dots, hyphens and underscores.',
    ),
    value: suggestedName(first.path),
    check: (text) =>
      /^[a-z0-9][a-z0-9._-]{0,63}$/i.test(text) ? undefined : vscode.l10n.t('That is no name for a style.'),
  });
  if (name === undefined) return undefined;
  const minutes = await howLong();
  return minutes === undefined ? undefined : { styles, pictures: pictures.fsPath, name, minutes };
}

const ofChoice = ({ uri, weight }: StyleChoice) => ({ path: vscode.Uri.parse(uri).fsPath, weight });

async function browseStyles(): Promise<Wish['styles'] | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Style to Learn'),
    openLabel: vscode.l10n.t('Choose'),
    filters: { [vscode.l10n.t('Pictures')]: [...pictureExtensions] },
  });
  return files?.map(({ fsPath }) => ({ path: fsPath, weight: 1 }));
}

async function browseFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of Photographs to Learn from'),
      openLabel: vscode.l10n.t('Choose'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}

async function howLong(): Promise<number | undefined> {
  const items = [15, 30, 60, 120].map((minutes) => ({
    label: vscode.l10n.t('{0} minutes', minutes),
    minutes,
  }));
  const placeHolder = vscode.l10n.t('You can stop at any time, keep what was learnt, and go on later.');
  return (await pick(items, { title: vscode.l10n.t('How Long to Train'), placeHolder }))?.minutes;
}

function suggestedName(path: string): string {
  const stem = nameOf(vscode.Uri.file(path)).replace(/\.[^.]*$/, '');
  return stem.replace(/[^a-z0-9._-]+/gi, '-').replace(/^[^a-z0-9]+/i, '') || 'style';
}

/**
 * Trains, in a notification that shows how it goes; its button ends the training, which keeps what was learnt. What the
 * network makes of a picture that it does not learn from opens beside, and changes as it learns.
 *
 * @param folder for the previews
 * @param replace whether a fast style of that name gives way
 */
export function showTraining(
  engine: Engine,
  training: Training,
  folder: vscode.Uri,
  replace: boolean,
): Thenable<TrainingResult> {
  const run = randomUUID();
  const name = training.kind === 'new' ? training.wish.name : training.name;
  const preview = { everyMilliseconds: previewMilliseconds };
  const title = vscode.l10n.t('Training {0}', name);
  return showProgress({ title, cancellable: true }, async (report, token) => {
    const end = followed(engine, run, vscode.Uri.joinPath(folder, `${name}.png`), report, token);
    try {
      return training.kind === 'new'
        ? await engine.request('train', { run, ...training.wish, preview, replace })
        : await engine.request('resumeTraining', { run, name, preview });
    } finally {
      end();
    }
  });
}

function followed(
  engine: Engine,
  run: string,
  picture: vscode.Uri,
  report: (step: Step) => void,
  token: vscode.CancellationToken,
): () => void {
  let percent = 0;
  let isOpen = false;
  const stops = [
    engine.on('progress', ({ run: id, fraction, losses, secondsLeft }) => {
      if (id !== run) return;
      const now = 100 * fraction;
      const left = Math.ceil(secondsLeft / 60);
      const message = vscode.l10n.t(
        'style loss {0}, {1} minutes left',
        losses.style.toPrecision(3).replace('e+', 'e'),
        left,
      );
      report({ message, increment: now - percent });
      percent = now;
    }),
    engine.on('preview', ({ run: id, png }) => {
      if (id !== run) return;
      void vscode.workspace.fs.writeFile(picture, png).then(() => {
        if (isOpen) return;
        isOpen = true;
        const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        return vscode.commands.executeCommand('vscode.open', picture, beside);
      });
    }),
  ];
  const cancelling = token.onCancellationRequested(() => {
    void engine.request('control', { run, action: 'finish' }).catch(() => undefined);
  });
  return () => {
    for (const stop of stops) stop();
    cancelling.dispose();
  };
}
