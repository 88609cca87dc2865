import assert from 'node:assert';
import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import type { StylizeApi } from '../../src/extension/extension';
import type { Run } from '../../src/extension/model/runs/run';

export function extension(): vscode.Extension<StylizeApi> {
  const found = vscode.extensions.getExtension<StylizeApi>('stylize.stylize');
  assert.ok(found, 'Stylize is not installed in this window.');
  return found;
}

export async function openApp(): Promise<App> {
  const api = await extension().activate();
  return api.app();
}

/** A file of the window's folder. */
export function inWorkspace(...names: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'The window shows no folder.');
  return vscode.Uri.joinPath(folder.uri, ...names);
}

/** Chooses a picture, one bundled style and a recipe that is done in a moment. */
export async function choose(app: App, content: vscode.Uri, iterations = 4): Promise<void> {
  const { store, actions } = app;
  store.selection.setStyles([]);
  await actions.addGalleryStyle('waves');
  await vscode.commands.executeCommand('stylize.stylizeImage', content);
  await store.selectRecipe('studio');
  await store.change('size', 96);
  await store.change('iterations', iterations);
}

/** Presses Start. */
export async function start(app: App): Promise<Run> {
  const before = app.store.runs.current;
  await vscode.commands.executeCommand('stylize.start');
  const { current } = app.store.runs;
  assert.ok(current && current !== before, 'No run has begun.');
  return current;
}

/** Resolves when the run has taken some steps; rejects when it ends before. */
export function steps(run: Run, count: number): Promise<void> {
  const first = run.progress?.iteration ?? 0;
  return new Promise((resolve, reject) => {
    const stop = run.onProgress(() => {
      if ((run.progress?.iteration ?? 0) < first + count) return;
      stop();
      resolve();
    });
    void run.ended.then(({ state, error }) => {
      stop();
      reject(new Error(`The run is ${state} already. ${error?.message ?? ''}`));
    });
  });
}

/** Resolves when the engine has stored the run's state. */
export function stored(run: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = run.onState(() => {
      if (!run.checkpoint) return;
      stop();
      resolve();
    });
    void run.ended.then(({ state }) => {
      reject(new Error(`The run is ${state} already.`));
    });
  });
}

/** Resolves when nothing goes on and nothing waits. */
export function idle({ store: { runs } }: App): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (runs.active || runs.queue.length > 0) return;
      stop();
      resolve();
    };
    const stop = runs.onChange(look);
    look();
  });
}

export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture's pixels. Throws when it is damaged. */
export async function readPixels(uri: vscode.Uri): Promise<Pixels> {
  const image = sharp(await readFile(uri.fsPath), { failOn: 'warning' })
    .removeAlpha()
    .toColourspace('srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
