import { basename, extname, join } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { FastStyleSummary } from '../../../contracts/engine';
import { platform } from '../../platform/platform';
import { badStyle } from './bad-style';
import {
  readStyle,
  readStyleFacts,
  removeStyle,
  styleExtension,
  styleExtensions,
  styleSha256,
  writeStyle,
  type StyleFacts,
  type StyleNetwork,
} from './style-file';

/** A style from another program's file. */
export interface ForeignStyle {
  readonly style: StyleNetwork;
  /** What the file is, in words. */
  readonly convention: string;
  /** Of a file that Stylize wrote. */
  readonly facts?: StyleFacts;
}

/** A fast style that can paint. */
export interface FastStyle extends StyleFacts {
  readonly name: string;
  readonly style: StyleNetwork;
}

export interface StyleStoreOptions {
  /** The person's folder; styles are in its `styles`. */
  readonly userFolder: string;
  /** Reads another program's file; without it nothing can be imported. */
  readonly readForeign: ((path: string) => Promise<ForeignStyle>) | undefined;
}

export interface StyleImportOptions {
  /** Default: made from the file's name. */
  readonly name?: string | undefined;
  readonly license?: string | undefined;
  readonly replace?: boolean;
  /** Whether a name is that of something else that paints. */
  readonly isReserved?: (name: string) => boolean;
}

interface Entry {
  readonly name: string;
  readonly file: string;
}

/** Names as commands and files have them. */
const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** The fast styles that the person has imported. Keeps the last one in memory. */
export class StyleStore {
  readonly #options: StyleStoreOptions;
  readonly #folder: string;
  #last: { readonly version: string; readonly style: FastStyle } | undefined;

  constructor(options: StyleStoreOptions) {
    this.#options = options;
    this.#folder = join(options.userFolder, 'styles');
  }

  /** Every style by its name. One that cannot be read is listed with the reason. */
  async list(): Promise<FastStyleSummary[]> {
    const entries = await this.#entries();
    const all = await Promise.all(entries.map(summarize));
    return all.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** What a style is called; undefined when there is none of that name that can be read. */
  async titleOf(name: string): Promise<string | undefined> {
    const entry = await this.#find(name);
    const facts = entry && (await readStyleFacts(entry.file).catch(() => undefined));
    return facts?.title;
  }

  /** The hashes of the styles' numbers, by name. */
  async hashes(): Promise<ReadonlyMap<string, string>> {
    const entries = await this.#entries();
    const all = await Promise.all(entries.map(({ file }) => readStyleFacts(file).catch(() => undefined)));
    return new Map(entries.flatMap(({ name }, i) => (all[i] ? [[name, all[i].sha256]] : [])));
  }

  /** @throws StylizeError 'network-missing', or 'bad-weights' when its file is damaged */
  async load(name: string): Promise<FastStyle> {
    const entry = await this.#find(name);
    if (!entry) throw await this.#missing(name);
    const status = await platform().files.status(entry.file);
    const version = `${entry.file} ${status.version}`;
    if (this.#last?.version !== version) {
      const { facts, style } = await readStyle(entry.file);
      this.#last = { version, style: { name, style, ...facts } };
    }
    return this.#last.style;
  }

  /**
   * Imports a file of another program into the person's folder, converted once.
   *
   * @param tryOut paints with it, and throws if it cannot
   * @throws StylizeError 'bad-weights', 'file-not-found', 'network-exists', 'unwritable-output'
   */
  async importFile(
    path: string,
    { name: given, license, replace = false, isReserved }: StyleImportOptions,
    tryOut: (style: StyleNetwork) => Promise<void>,
  ): Promise<FastStyleSummary> {
    const name = given ?? nameOf(path);
    requireName(name, isReserved, path);
    const { readForeign } = this.#options;
    if (!readForeign) throw badStyle(path, l10n.t`fast styles cannot be imported here`);
    const { style, convention, facts } = await readForeign(path);
    await this.#requireRoom(name, replace, await styleSha256(style));
    await tryOut(style);
    const told = { source: facts?.source ?? basename(path), convention };
    return this.keep(name, style, { license: license ?? facts?.license, ...told });
  }

  /**
   * Finds out whether a new style may have a name.
   *
   * @throws StylizeError 'network-exists', or 'bad-weights' for what is no name
   */
  async requireFree(
    name: string,
    { replace = false, isReserved }: Pick<StyleImportOptions, 'replace' | 'isReserved'>,
  ): Promise<void> {
    requireName(name, isReserved);
    await this.#requireRoom(name, replace);
  }

  /**
   * Puts a style among the others, in the place of one of that name.
   *
   * @throws StylizeError 'unwritable-output'
   */
  async keep(
    name: string,
    style: StyleNetwork,
    {
      license,
      source,
      convention,
    }: Pick<StyleFacts, 'source' | 'convention'> & { license?: string | undefined },
  ): Promise<FastStyleSummary> {
    const existing = await this.#find(name);
    const file = join(this.#folder, name + styleExtension(style));
    await writeStyle(file, style, {
      title: titleOf(name),
      ...(license !== undefined && { license }),
      source,
      convention,
      sha256: await styleSha256(style),
    });
    if (existing && existing.file !== file) await removeStyle(existing.file);
    return summarize({ name, file });
  }

  /** @throws StylizeError 'network-missing' */
  async remove(name: string): Promise<void> {
    const entry = await this.#find(name);
    if (!entry) throw await this.#missing(name);
    this.#last = undefined;
    await removeStyle(entry.file);
  }

  /** Forgets the last style. */
  release(): void {
    this.#last = undefined;
  }

  /** @param sha256 of a style that may take the place of the same one */
  async #requireRoom(name: string, replace: boolean, sha256?: string): Promise<void> {
    const existing = await this.#find(name);
    const installed = existing && (await readStyleFacts(existing.file).catch(() => undefined));
    if (!installed || installed.sha256 === sha256 || replace) return;
    throw new StylizeError('network-exists', l10n.t`There is another fast style named ${name}.`, {
      file: existing.file,
      hint: l10n.t`Choose another name, or use --force to replace the one that is there.`,
    });
  }

  async #find(name: string): Promise<Entry | undefined> {
    return (await this.#entries()).find((entry) => entry.name === name);
  }

  async #entries(): Promise<Entry[]> {
    const files = await platform()
      .files.list(this.#folder)
      .catch((): string[] => []);
    return files.flatMap((file) => {
      const extension = extname(file);
      const isStyle = (styleExtensions as readonly string[]).includes(extension) && !file.startsWith('.');
      return isStyle ? [{ name: basename(file, extension), file: join(this.#folder, file) }] : [];
    });
  }

  async #missing(name: string): Promise<StylizeError> {
    const names = (await this.#entries()).map((entry) => entry.name).join(', ') || 'none';
    return new StylizeError('network-missing', l10n.t`There is no fast style "${name.slice(0, 80)}".`, {
      hint: l10n.t`Import it with "stylize styles import FILE" or "Stylize: Import Fast Style…". Imported: ${names}.`,
    });
  }
}

function requireName(name: string, isReserved: ((name: string) => boolean) | undefined, path?: string): void {
  if (!namePattern.test(name)) {
    throw badStyle(path ?? name, l10n.t`a style cannot have the name ${JSON.stringify(name.slice(0, 80))}`);
  }
  if (isReserved?.(name)) {
    throw new StylizeError('network-exists', l10n.t`${name} is the name of a recipe of Stylize.`, {
      file: path,
      hint: l10n.t`Choose another name for the style.`,
    });
  }
}

/** A manifest is called by its folder. */
function nameOf(path: string): string {
  const stem = (name: string) => name.replace(/(?:\.(?:onnx|pth|pt|t7|model|safetensors|json))+$/i, '');
  const own = stem(basename(path));
  const name = own === 'manifest' ? basename(join(path, '..')) : own;
  return name
    .trim()
    .replace(/[^a-z0-9._-]+/gi, '-')
    .replace(/^[^a-z0-9]+/i, '')
    .slice(0, 64)
    .toLowerCase();
}

const titleOf = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replace(/[-_.]+/g, ' ');

async function summarize({ name, file }: Entry): Promise<FastStyleSummary> {
  try {
    const [{ title, license, source, convention }, { size }] = await Promise.all([
      readStyleFacts(file),
      platform().files.status(file),
    ]);
    return { name, title, file, bytes: size, source, convention, ...(license !== undefined && { license }) };
  } catch (thrown) {
    return { name, title: name, file, flaw: StylizeError.from(thrown).words.message };
  }
}
