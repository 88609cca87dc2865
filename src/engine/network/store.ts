import { basename, extname, isAbsolute, join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { NetworkSummary } from '../../contracts/engine';
import { platform } from '../platform/platform';
import type { ForeignNetwork } from './importers/foreign';
import { knownLicense } from './known-weights';
import { type NetworkDescription, tapNames, vgg19 } from './network';
import { StyleStore, type ForeignStyle } from './styles/store';
import {
  parametersSha256,
  isNetworkFile,
  readNetwork,
  readNetworkSummary,
  type StoredNetwork,
  writeNetwork,
} from './weight-file';
import { badWeights, fileSha256 } from './weights-access';

/** The network that ships with Stylize. */
export const embeddedName = 'embedded';

const networkExtension = '.safetensors';

export interface NetworkStoreOptions {
  /** The person's folder; imported networks are in its `networks`. */
  readonly userFolder: string;
  /** `media/networks`: the networks that ship with Stylize. */
  readonly bundledFolder: string;
  /** The network that another program's file must contain: VGG-19, unless a test needs less. */
  readonly expected?: NetworkDescription;
  /** Reads such a file. */
  readonly readForeign: (path: string, expected: NetworkDescription) => Promise<ForeignNetwork>;
  /** Reads another program's fast style; without it none can be imported. */
  readonly readStyle?: (path: string) => Promise<ForeignStyle>;
}

export interface ImportOptions {
  /** Whether to replace other weights that are installed under the same name. */
  readonly replace?: boolean;
  /** Whether to accept only published weights. */
  readonly onlyKnown?: boolean;
}

/** A network in the store. Its name is the file's, without the extension. */
interface Entry {
  readonly name: string;
  readonly file: string;
}

/** The networks on this machine: those bundled with Stylize and those imported. Keeps the last one in memory. */
export class NetworkStore {
  /** The networks that paint in one style. */
  readonly styles: StyleStore;
  readonly #bundledFolder: string;
  readonly #importedFolder: string;
  readonly #expected: NetworkDescription;
  readonly #readForeign: (path: string, expected: NetworkDescription) => Promise<ForeignNetwork>;
  /** The network that was loaded last, with what tells whether its file is still the same. */
  #last: { readonly version: string; readonly network: StoredNetwork } | undefined;

  constructor({ userFolder, bundledFolder, expected = vgg19, readForeign, readStyle }: NetworkStoreOptions) {
    this.styles = new StyleStore({ userFolder, readForeign: readStyle });
    this.#bundledFolder = bundledFolder;
    this.#importedFolder = join(userFolder, 'networks');
    this.#expected = expected;
    this.#readForeign = readForeign;
  }

  /**
   * Every network: the embedded one, VGG-19 whether installed or not, then the others. Reads only the files' headers. A
   * file that cannot be read is listed as not installed, with the reason in its title.
   */
  async list(): Promise<NetworkSummary[]> {
    const entries = await this.#entries();
    const summaries = await Promise.all(entries.map(summarize));
    if (!entries.some(({ name }) => name === this.#expected.name)) {
      summaries.push({ ...describe(this.#expected), installed: false });
    }
    const first = [this.#expected.name, embeddedName];
    const rank = ({ name }: NetworkSummary) => first.indexOf(name);
    return summaries.sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
  }

  /** The hashes of the installed networks' weights, by name, according to their files' headers. */
  async weightHashes(): Promise<ReadonlyMap<string, string>> {
    const entries = await this.#entries();
    const hashes = await Promise.all(entries.map(({ file }) => this.weightHash(file)));
    return new Map(entries.flatMap(({ name }, i) => (hashes[i] === undefined ? [] : [[name, hashes[i]]])));
  }

  /** The hash in one file's header; undefined when Stylize did not write the file. */
  async weightHash(path: string): Promise<string | undefined> {
    return readNetworkSummary(path).then(
      ({ sha256 }) => sha256,
      () => undefined,
    );
  }

  /**
   * @param nameOrPath `vgg19`, or the absolute path of a `.safetensors` file that Stylize wrote or of another program's
   *   VGG-19
   * @throws StylizeError 'network-missing' for a name that is not installed; 'file-not-found' and 'bad-weights' as
   *   `readNetwork` and `readForeign`
   */
  async load(nameOrPath: string): Promise<StoredNetwork> {
    const entries = await this.#entries();
    const entry = entries.find(({ name }) => name === nameOrPath);
    if (entry) {
      const read = () => readNetwork(entry.file);
      return this.#remembered(entry.file, read).catch((error: unknown) => {
        throw this.#damaged(entry, StylizeError.from(error));
      });
    }
    // A relative path would depend on where this process runs.
    if (!isAbsolute(nameOrPath)) throw this.#missing(nameOrPath, entries);
    return this.#remembered(nameOrPath, () => this.#read(nameOrPath));
  }

  /** Forgets the last network. */
  release(): void {
    this.styles.release();
    this.#last = undefined;
  }

  /**
   * Imports a weight file into the person's folder, converted once: VGG-19 becomes `vgg19.safetensors` or, with
   * torchvision's own weights, `vgg19-torchvision.safetensors`; another network keeps its name. A failure leaves an
   * existing file of that name untouched. The licence of VGG-19 is that of known weights, whatever the file says.
   *
   * @throws StylizeError as `load`; 'network-exists' when other weights are installed under that name and may not be
   *   replaced; 'bad-weights' when only known weights are accepted and these are not; 'unwritable-output'
   */
  async importFile(
    path: string,
    { replace = false, onlyKnown = false }: ImportOptions = {},
  ): Promise<NetworkSummary> {
    const read = await this.#read(path);
    const { name, title } = read.description;
    if (name === embeddedName || !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) {
      throw badWeights(path, l10n.t`a network cannot be imported under the name ${JSON.stringify(name)}`, {
        hint: l10n.t`Use the file by its path.`,
      });
    }
    const license = await knownLicense(read, read.provenance.sha256 ?? '');
    if (onlyKnown && license === undefined)
      throw badWeights(path, l10n.t`it does not have the published weights`);
    const isOurs = name.startsWith(this.#expected.name);
    const network = isOurs ? withLicense(read, license) : read;

    const file = join(this.#importedFolder, name + networkExtension);
    const installed = await this.weightHash(file);
    // Unreadable weights may be replaced without asking.
    if (installed !== undefined && installed !== network.sha256 && !replace) {
      const are = license === undefined ? l10n.t`unknown to Stylize` : l10n.t`published ones`;
      throw new StylizeError(
        'network-exists',
        l10n.t`${title} is already installed with different weights. Those in ${basename(path)} are ${are}.`,
        { file, hint: l10n.t`Use --force to replace the installed weights.` },
      );
    }
    await writeNetwork(network, file, { provenance: network.provenance });
    return summarize({ name, file });
  }

  /** Reads a file again only when it has changed. */
  async #remembered(file: string, read: () => Promise<StoredNetwork>): Promise<StoredNetwork> {
    const status = await platform()
      .files.status(file)
      .catch(() => undefined);
    const version = `${file} ${status?.version}`;
    if (status && this.#last?.version === version) return this.#last.network;
    this.#last = undefined;
    const network = await read();
    if (status) this.#last = { version, network };
    return network;
  }

  async #read(path: string): Promise<StoredNetwork> {
    if (await isNetworkFile(path)) return readNetwork(path);
    const { convention, ...network } = await this.#readForeign(path, this.#expected);
    const provenance = { source: basename(path), sha256: await fileSha256(path), convention };
    return { ...network, provenance, sha256: await parametersSha256(network) };
  }

  /** Bundled networks come first, so that an imported file cannot take their names. */
  async #entries(): Promise<Entry[]> {
    const entries = new Map<string, Entry>();
    for (const folder of [this.#bundledFolder, this.#importedFolder]) {
      for (const file of await filesIn(folder)) {
        if (file.startsWith('.') || extname(file) !== networkExtension) continue;
        const name = basename(file, networkExtension);
        if (!entries.has(name)) entries.set(name, { name, file: join(folder, file) });
      }
    }
    return [...entries.values()];
  }

  #damaged({ name, file }: Entry, cause: StylizeError): StylizeError {
    if (cause.code !== 'bad-weights') return cause;
    const isBundled = file.startsWith(this.#bundledFolder);
    return new StylizeError(
      'bad-weights',
      l10n.t`The installed network ${name} is damaged. ${cause.words.message}`,
      {
        file,
        hint: isBundled ? l10n.t`Reinstall Stylize.` : this.#howToGet(name),
        cause,
      },
    );
  }

  #missing(name: string, entries: readonly Entry[]): StylizeError {
    const installed = entries.map((entry) => entry.name).join(', ') || l10n.t`none`;
    const isExpected = name === this.#expected.name;
    return new StylizeError(
      'network-missing',
      isExpected
        ? l10n.t`the weights of ${this.#expected.title} are not installed`
        : l10n.t`there is no network "${name}"`,
      { hint: l10n.sentences(this.#howToGet(name), l10n.t`Installed: ${installed}.`) },
    );
  }

  /** How a person gets the weights of a network. */
  #howToGet(name: string): l10n.Words {
    const byFile = l10n.t`Import a weight file with "stylize weights import FILE" or the command "Stylize: Import Network Weights…".`;
    if (name !== this.#expected.name) return byFile;
    const byDownload = l10n.t`Download them with "stylize weights download" or the command "Stylize: Download VGG-19 Weights".`;
    return l10n.sentences(byDownload, byFile);
  }
}

async function summarize({ name, file }: Entry): Promise<NetworkSummary> {
  try {
    const { description, provenance } = await readNetworkSummary(file);
    const { convention } = provenance;
    const { size } = await platform().files.status(file);
    const summary = { ...describe(description), name, installed: true, file, bytes: size };
    return convention === undefined ? summary : { ...summary, convention };
  } catch (error) {
    const { message } = StylizeError.from(error);
    return { name, title: `${name} (${message})`, installed: false, file, layers: [] };
  }
}

function withLicense(network: StoredNetwork, license: string | undefined): StoredNetwork {
  const description = { ...network.description };
  if (license === undefined) delete description.license;
  else description.license = license;
  return { ...network, description };
}

function describe(description: NetworkDescription): Omit<NetworkSummary, 'installed' | 'convention'> {
  const { name, title, license } = description;
  return { name, title, layers: tapNames(description), ...(license !== undefined && { license }) };
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await platform().files.list(folder);
  } catch {
    // Nothing has been imported yet, or the folder is unreadable: either way there are no networks.
    return [];
  }
}
