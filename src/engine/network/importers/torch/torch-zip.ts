import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';

import { StylizeError } from '../../../../channel/errors';
import * as l10n from '../../../../channel/l10n';
import { badWeights, withWeightFile } from '../../weights-access';
import { crc32 } from './crc32';
import { readStateDictionary, type TorchFile, type TorchTensor } from './torch-tensors';
import { ZipReader } from './zip-reader';

/** VGG-19 needs 6 kB; a larger pickle is worth neither the memory nor the time. */
const maximalPickleBytes = 1 << 20;
/** VGG-19 has 41. */
const maximalEntries = 10_000;

/**
 * Opens a zip archive of PyTorch (caffe2/serialize/inline_container.h) for the duration of `use`. Its one folder contains
 * `data.pkl`, the pickled value, and `data/KEY` for every storage.
 *
 * @throws StylizeError 'bad-weights' when it is another archive, or damaged
 */
export async function withTorchZip<Result>(
  path: string,
  use: (file: TorchFile) => Promise<Result>,
): Promise<Result> {
  return withWeightFile(path, async (file, size) => {
    let zip: ZipFile | undefined;
    try {
      zip = await fromRandomAccessReaderPromise(new ZipReader(file, size), size, { autoClose: false });
      const archive = await Archive.open(path, zip);
      const { tensors } = readStateDictionary(path, await archive.read('data.pkl', maximalPickleBytes));
      const readStorage = ({ storage }: TorchTensor) =>
        archive.read(`data/${storage.key}`, storage.byteLength);
      return await use({ tensors, readStorage });
    } catch (error) {
      if (error instanceof StylizeError) throw error;
      throw badWeights(path, l10n.t`the zip archive is damaged (${(error as Error).message})`, {
        cause: error,
      });
    } finally {
      zip?.close();
    }
  });
}

class Archive {
  readonly #path: string;
  readonly #zip: ZipFile;
  /** By the name within the archive's one folder. */
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(path: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#zip = zip;
    this.#entries = entries;
  }

  static async open(path: string, zip: ZipFile): Promise<Archive> {
    if (zip.entryCount > maximalEntries) throw badWeights(path, l10n.t`the zip archive has too many files`);
    const all: Entry[] = [];
    for await (const entry of zip.eachEntry()) all.push(entry);
    const pickle = all.find(({ fileName }) => /^[^/]+\/data\.pkl$/.test(fileName));
    if (!pickle) {
      const keras = all.some(({ fileName }) => fileName === 'model.weights.h5');
      const what = keras ? l10n.t`a Keras model (.keras)` : l10n.t`a zip archive`;
      throw badWeights(path, l10n.t`it is ${what} that PyTorch did not save`, {
        ...(keras && { hint: l10n.t`Save only the weights: model.save_weights("vgg19.weights.h5").` }),
      });
    }
    const folder = pickle.fileName.slice(0, -'data.pkl'.length);
    const ours = all.filter(({ fileName }) => fileName.startsWith(folder));
    const archive = new Archive(
      path,
      zip,
      new Map(ours.map((entry) => [entry.fileName.slice(folder.length), entry])),
    );
    await archive.#checkByteOrder();
    return archive;
  }

  /** Reads one of the archive's files, which may have at most `maximalBytes`. */
  async read(name: string, maximalBytes: number): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw badWeights(this.#path, l10n.t`${name} is missing from the archive`);
    // The library makes the stream fail when there are more bytes than the archive says.
    if (entry.uncompressedSize > maximalBytes)
      throw badWeights(this.#path, l10n.t`${name} is longer than it should be`);
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (crc32(bytes) !== entry.crc32)
      throw badWeights(this.#path, l10n.t`${name} is damaged: its checksum is wrong`);
    return bytes;
  }

  async #checkByteOrder(): Promise<void> {
    if (!this.#entries.has('byteorder')) return;
    const order = (await this.read('byteorder', 16)).toString('latin1');
    if (order !== 'little') throw badWeights(this.#path, l10n.t`its values are ${order} endian, not little`);
  }
}
