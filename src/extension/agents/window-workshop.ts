import { basename } from 'node:path';

import * as vscode from 'vscode';

import { withinRoots } from '../../agents/roots';
import type { AgentRun, BundledStyle, NamedPicture, Order, Workshop } from '../../agents/workshop';
import type { CallOptions } from '../../channel/channel';
import type { Params, RequestName, Result } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import type { EngineContract } from '../../contracts/engine';
import { addChange, type Changes } from '../../recipe/values/changes';
import type { RunActions } from '../commands/run-actions';
import type { Picture } from '../model/choices/choices';
import type { Store } from '../model/store';
import type { Gallery } from '../pictures/gallery';
import type { PictureFiles } from '../pictures/picture-files';
import type { Results } from '../services/results';
import { WindowRun } from './window-run';

export interface WindowWorkshopOptions {
  readonly store: Store;
  readonly files: PictureFiles;
  readonly gallery: Gallery;
  readonly results: Results;
  readonly runActions: Pick<RunActions, 'startWith'>;
  readonly usualRecipe: () => string;
}

/** Where the tools work in a window: its folders, and the same queue and history as the person's. */
export class WindowWorkshop implements Workshop {
  readonly styles: readonly BundledStyle[];
  readonly #options: WindowWorkshopOptions;
  /** Runs that agents have started, by id. */
  readonly #ours = new Map<string, WindowRun>();

  constructor(options: WindowWorkshopOptions) {
    this.#options = options;
    this.styles = options.gallery.styles.map(({ uri, ...style }) => ({ ...style, address: uri.toString() }));
  }

  get usualRecipe(): string {
    return this.#options.usualRecipe();
  }

  get runs(): readonly AgentRun[] {
    return [...this.#options.store.runs.all]
      .filter(({ isRemoved }) => !isRemoved)
      .reverse()
      .map((run) => this.#ours.get(run.id) ?? new WindowRun(run));
  }

  request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
    options: CallOptions,
  ): Promise<Result<EngineContract, N>> {
    return this.#options.store.engine.request(name, params, options);
  }

  async picture(text: string): Promise<NamedPicture> {
    const found = (await inVirtualFolders(text)) ?? vscode.Uri.file(await this.file(text));
    const { uri, name } = await this.#options.files.picture(found);
    return { address: uri, name };
  }

  file(text: string): Promise<string> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const local = folders.filter(({ scheme }) => scheme === 'file');
    return withinRoots(
      text,
      local.map(({ fsPath }) => fsPath),
    );
  }

  pathOf({ address: uri, name }: NamedPicture): Promise<string> {
    return this.#options.files.pathOf({ uri, name });
  }

  async paint({ content, styles, recipe, settings, output }: Order): Promise<AgentRun> {
    const { store, results, runActions } = this.#options;
    const original = await store.catalog.recipe(recipe);
    const changes = Object.entries(settings).reduce<Changes>(
      (all, [key, value]) => addChange(original, all, key, value),
      {},
    );
    const most = Math.max(...styles.map(({ weight }) => weight));
    const choices = {
      content: { uri: content.address, name: content.name },
      styles: styles.map((style) => ({ ...this.#pictureOf(style), weight: style.weight / most })),
      recipe,
      changes,
      device: store.selection.choices.device,
    };
    const run = await runActions.startWith(choices, output === undefined ? undefined : basename(output));
    if (!run) throw new StylizeError('cancelled', 'The person would rather not start it.');
    const ours = new WindowRun(run, () =>
      output === undefined ? results.save(run) : results.saveTo(run, vscode.Uri.file(output)),
    );
    this.#ours.set(run.id, ours);
    return ours;
  }

  async temporaryFile(name: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
    const { files } = this.#options;
    const path = await files.temporaryPath(name);
    return { path, remove: () => files.remove(files.uriOf(path)) };
  }

  /** Of a bundled style the picture that the panel knows. */
  #pictureOf({ address, name }: NamedPicture): Picture {
    const { gallery } = this.#options;
    const bundled = gallery.styles.find(({ uri }) => uri.toString() === address);
    return bundled ? gallery.picture(bundled.name) : { uri: address, name };
  }
}

/** A file of a workspace folder in a file system of an extension, where a path is relative to the folder. */
async function inVirtualFolders(text: string): Promise<vscode.Uri | undefined> {
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) {
    if (folder.scheme === 'file') continue;
    const file = vscode.Uri.joinPath(folder, text);
    if (!file.path.startsWith(`${folder.path.replace(/\/$/, '')}/`)) continue;
    const isThere = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
