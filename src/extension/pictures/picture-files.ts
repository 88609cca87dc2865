import { createHash, randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { isPicture } from '../../contracts/picture-files';
import { Disposable } from '../disposable';
import type { Picture } from '../model/choices/choices';
import type { MaskFiles } from '../model/choices/masks';
import { plainFileName } from '../model/runs/output-name';
import type { RunFiles } from '../model/runs/runs';
import { isShown } from './formats';

const dayMilliseconds = 86_400_000;
/** How long windows without a folder may need files that are not chosen in this one. */
const sharedDays = 90;

/** Larger files are not shown: a webview holds whole files in memory. */
const mostBytesShown = 128 * 2 ** 20;
/** The engine's limit. */
const mostBytes = 2 ** 30;

/**
 * Pictures as files: paths for the engine, and addresses for webviews. Webviews can read only the extension's storage and
 * media, so other pictures are copied there first.
 */
export class PictureFiles extends Disposable implements RunFiles, MaskFiles {
  readonly #storage: vscode.Uri;
  readonly #media: vscode.Uri;
  /** Storage of this workspace alone, where we know what is still needed. */
  readonly #own: vscode.Uri;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  /** The visible copy of each picture; undefined while it is being made, or if it cannot be made. */
  readonly #shown = new Map<string, vscode.Uri | undefined>();
  /** A picture can be shown now. */
  readonly onDidChange = this.#changed.event;

  readonly #onError: (thrown: unknown) => void;

  constructor(
    context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'storageUri' | 'extensionUri'>,
    onError: (thrown: unknown) => void,
  ) {
    super();
    this.#onError = onError;
    this.#storage = context.globalStorageUri;
    this.#own = context.storageUri ?? context.globalStorageUri;
    this.#media = vscode.Uri.joinPath(context.extensionUri, 'media');
  }

  /** What a webview must be allowed to read. */
  get roots(): readonly vscode.Uri[] {
    return [this.#storage, this.#own, this.#media];
  }

  /**
   * A picture that the person has chosen.
   *
   * @throws StylizeError `file-not-found`, `bad-image` for what is no picture by its name
   */
  async picture(uri: vscode.Uri): Promise<Picture> {
    const name = nameOf(uri);
    if (!isPicture(name)) {
      throw new StylizeError('bad-image', vscode.l10n.t('{0} is not a picture that Stylize reads.', name), {
        file: uri.fsPath,
        hint: vscode.l10n.t('Choose a PNG, JPEG, WebP, TIFF, AVIF or GIF file.'),
      });
    }
    await requireFile(uri, mostBytes);
    // It may have changed since it was last chosen.
    this.#shown.delete(uri.toString());
    return { uri: uri.toString(), name };
  }

  /** The file from which a webview can show a picture. If there is none yet, `onDidChange` fires when there is. */
  show(uri: string): vscode.Uri | undefined {
    if (this.#shown.has(uri)) return this.#shown.get(uri);
    const source = vscode.Uri.parse(uri);
    if (!isShown(source.path)) return undefined;
    if (this.#isOwn(source)) return source;
    this.#shown.set(uri, undefined);
    this.#copyToShow(source).then(
      (copy) => {
        this.#shown.set(uri, copy);
        if (!this.isDisposed) this.#changed.fire();
      },
      // Missing or unreadable: there is nothing to show. Using it reports the error.
      () => undefined,
    );
    return undefined;
  }

  async pathOf({ uri, name }: Picture): Promise<string> {
    const source = vscode.Uri.parse(uri);
    if (source.scheme === 'file') return source.fsPath;
    const { mtime } = await requireFile(source, mostBytes);
    return (await this.#copy(source, `inputs/${hash(`${uri} ${mtime}`)}`, name)).fsPath;
  }

  resultPath(name: string): Promise<string> {
    return newPath(this.#results, name);
  }

  temporaryPath(name: string): Promise<string> {
    return newPath(this.#temporary, name);
  }

  uriOf(path: string): string {
    return vscode.Uri.file(path).toString();
  }

  /** Stores a picture that was dropped from outside and has no file here. */
  async keep(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
    const folder = vscode.Uri.joinPath(this.#dropped, randomUUID());
    const file = vscode.Uri.joinPath(folder, plainFileName(name) || 'picture');
    await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.writeFile(file, bytes);
    return file;
  }

  /** Stores a mask under a unique name, because results name the masks they were made with. */
  async keepMask(png: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(png).digest('hex');
    const file = vscode.Uri.file(await newPath(this.#masks, `mask-${hash.slice(0, 12)}.png`));
    await vscode.workspace.fs.writeFile(file, png);
    return file.toString();
  }

  async read(uri: string): Promise<Uint8Array> {
    const source = vscode.Uri.parse(uri);
    await requireFile(source, mostBytesShown);
    return vscode.workspace.fs.readFile(source);
  }

  /** Whether it is in the extension's storage, which the person does not see. */
  isStored(uri: string): boolean {
    return [this.#storage, this.#own].some((folder) => isWithin(vscode.Uri.parse(uri), folder));
  }

  isBundled(uri: string): boolean {
    return isWithin(vscode.Uri.parse(uri), this.#media);
  }

  /** Removes a result or mask with its folder. Files outside our storage are left alone. */
  async remove(uri: string): Promise<void> {
    const file = vscode.Uri.parse(uri);
    const isOurs = [this.#results, this.#temporary, this.#masks].some((folder) => isWithin(file, folder));
    if (isOurs) await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
  }

  /**
   * Removes copies that were not needed for a week, leftovers of closed windows, and masks and dropped pictures that are
   * not in use.
   */
  async prune(inUse: ReadonlySet<string>): Promise<void> {
    await this.#pruneOwn(inUse);
    await this.#pruneResults();
    for (const kind of ['shown', 'inputs', 'temporary']) {
      const folder = vscode.Uri.joinPath(this.#storage, kind);
      for (const [name] of await entriesOf(folder)) {
        const entry = vscode.Uri.joinPath(folder, name);
        try {
          if ((await ageOf(entry)) > 7 * dayMilliseconds) {
            await vscode.workspace.fs.delete(entry, { recursive: true });
          }
        } catch (thrown) {
          this.#onError(thrown);
        }
      }
    }
  }

  /** Number and size of the stored pictures of all windows. */
  async stored(): Promise<{ readonly count: number; readonly bytes: number }> {
    let count = 0;
    let bytes = 0;
    for (const folder of this.#places) {
      for (const file of await filesIn(folder)) {
        count++;
        bytes += (await stat(file)).size;
      }
    }
    return { count, bytes };
  }

  /** Removes all of them. */
  async clear(): Promise<void> {
    this.#shown.clear();
    for (const folder of this.#places) {
      if ((await entriesOf(folder)).length > 0) {
        await vscode.workspace.fs.delete(folder, { recursive: true });
      }
    }
  }

  /** Every folder that holds pictures. */
  get #places(): readonly vscode.Uri[] {
    const kinds = ['results', 'temporary', 'shown', 'inputs', 'dropped', 'masks'];
    const shared = kinds.map((kind) => vscode.Uri.joinPath(this.#storage, kind));
    return isWithin(this.#masks, this.#storage) ? shared : [...shared, this.#masks, this.#dropped];
  }

  async #pruneOwn(inUse: ReadonlySet<string>): Promise<void> {
    // Windows without a folder share the storage and do not know what others need.
    const isShared = isWithin(this.#masks, this.#storage);
    const used = [...inUse].map((uri) => vscode.Uri.parse(uri));
    for (const folder of [this.#masks, this.#dropped]) {
      for (const [name] of await entriesOf(folder)) {
        const entry = vscode.Uri.joinPath(folder, name);
        if (used.some((file) => isWithin(file, entry))) continue;
        if (isShared && (await ageOf(entry)) < sharedDays * dayMilliseconds) continue;
        await vscode.workspace.fs.delete(entry, { recursive: true }).then(undefined, this.#onError);
      }
    }
  }

  /** Removes empty folders, left by windows that were closed during a run. New ones may belong to another window's run. */
  async #pruneResults(): Promise<void> {
    for (const [name] of await entriesOf(this.#results)) {
      const folder = vscode.Uri.joinPath(this.#results, name);
      if ((await entriesOf(folder)).length > 0 || (await ageOf(folder)) < dayMilliseconds) continue;
      await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, this.#onError);
    }
  }

  get #masks(): vscode.Uri {
    return vscode.Uri.joinPath(this.#own, 'masks');
  }

  get #dropped(): vscode.Uri {
    return vscode.Uri.joinPath(this.#own, 'dropped');
  }

  get #results(): vscode.Uri {
    return vscode.Uri.joinPath(this.#storage, 'results');
  }

  get #temporary(): vscode.Uri {
    return vscode.Uri.joinPath(this.#storage, 'temporary');
  }

  #isOwn(uri: vscode.Uri): boolean {
    return this.roots.some((root) => isWithin(uri, root));
  }

  async #copyToShow(source: vscode.Uri): Promise<vscode.Uri> {
    const { mtime, size } = await requireFile(source, mostBytesShown);
    const folder = `shown/${hash(`${source.toString()} ${mtime} ${size}`)}`;
    return this.#copy(source, folder, `picture.${source.path.slice(source.path.lastIndexOf('.') + 1)}`);
  }

  async #copy(source: vscode.Uri, folder: string, name: string): Promise<vscode.Uri> {
    const target = vscode.Uri.joinPath(this.#storage, folder, name);
    const isThere = await vscode.workspace.fs.stat(target).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(target, '..'));
      await vscode.workspace.fs.writeFile(target, await vscode.workspace.fs.readFile(source));
    }
    return target;
  }
}

/** Creates a new folder and returns the path of a file in it. */
async function newPath(parent: vscode.Uri, name: string): Promise<string> {
  const folder = vscode.Uri.joinPath(parent, randomUUID());
  await vscode.workspace.fs.createDirectory(folder);
  return vscode.Uri.joinPath(folder, name).fsPath;
}

/** The pictures in a folder, without the results of earlier runs. */
export async function picturesIn(folder: vscode.Uri): Promise<Picture[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && isPicture(name))
    .filter(([name]) => !/\.stylized(-\d+)?\.\w+$/i.test(name))
    .map(([name]) => ({ uri: vscode.Uri.joinPath(folder, name).toString(), name }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The entries of a folder; none if it does not exist. */
async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  return vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
}

/** Milliseconds since something was changed. */
async function ageOf(uri: vscode.Uri): Promise<number> {
  return Date.now() - (await vscode.workspace.fs.stat(uri)).mtime;
}

/** Includes those of subfolders. */
async function filesIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const files: vscode.Uri[] = [];
  for (const [name, type] of await entriesOf(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    files.push(...(type === vscode.FileType.Directory ? await filesIn(uri) : [uri]));
  }
  return files;
}

async function stat(uri: vscode.Uri): Promise<vscode.FileStat> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (cause) {
    throw new StylizeError('file-not-found', vscode.l10n.t('{0} cannot be found.', nameOf(uri)), {
      file: uri.fsPath,
      cause,
    });
  }
}

/**
 * An ordinary file: reading a pipe or a device may never end.
 *
 * @throws StylizeError `file-not-found`, `bad-image`
 */
async function requireFile(uri: vscode.Uri, most: number): Promise<vscode.FileStat> {
  const found = await stat(uri);
  const refuse = (message: string, hint: string) =>
    new StylizeError('bad-image', message, { file: uri.fsPath, hint });
  if ((found.type & vscode.FileType.File) === 0) {
    throw refuse(
      vscode.l10n.t('{0} is not an ordinary file.', nameOf(uri)),
      vscode.l10n.t('Choose a picture file.'),
    );
  }
  if (found.size > most) {
    throw refuse(
      vscode.l10n.t('{0} is larger than {1} MiB.', nameOf(uri), most / 2 ** 20),
      vscode.l10n.t('Save the picture smaller or compressed.'),
    );
  }
  return found;
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  return uri.scheme === folder.scheme && uri.path.startsWith(`${folder.path}/`);
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
