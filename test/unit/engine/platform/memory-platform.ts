import { createHash } from 'node:crypto';

import type { Files } from '../../../../src/engine/platform/files';
import type { Pictures, Pixels } from '../../../../src/engine/platform/pictures';
import type { Platform } from '../../../../src/engine/platform/platform';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A picture file as the platform below has them: what a PNG begins with, the size, and the samples. */
export function pictureFile({ width, height, channels, data }: Pixels): Uint8Array {
  return Uint8Array.of(...signature, width, height, channels, ...data);
}

/** A platform without a disk and without sharp. Folders are there as soon as a file is in them. */
export function memoryPlatform(stored: Map<string, Uint8Array>): Platform {
  return {
    files: memoryFiles(stored),
    pictures,
    pause: () => Promise.resolve(),
    processes: { own: 'this', stateOf: (name) => (name === 'this' ? 'this' : 'dead') },
    memory: () => 2 ** 34,
    residentMemory: () => 2 ** 28,
  };
}

function memoryFiles(stored: Map<string, Uint8Array>): Files {
  const read = (path: string): Uint8Array => {
    const bytes = stored.get(path);
    if (!bytes) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return bytes;
  };
  const write = (path: string, bytes: Uint8Array) => Promise.resolve(void stored.set(path, bytes));
  const later = <T>(make: () => T): Promise<T> => Promise.resolve().then(make);
  return {
    status: (path) => later(() => ({ kind: 'file', size: read(path).length, version: '' })),
    isTaken: (path) => Promise.resolve(stored.has(path)),
    danglingTarget: () => Promise.resolve(undefined),
    list: (folder) =>
      later(() =>
        [...stored.keys()].flatMap((path) =>
          path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
        ),
      ),
    read: (path) => later(() => read(path)),
    withFile: async (path, use) => {
      const bytes = read(path);
      return use({
        read: (target, position) => {
          const part = bytes.subarray(position, position + target.length);
          target.set(part);
          return Promise.resolve(part.length);
        },
      });
    },
    sha256: (path) => later(() => createHash('sha256').update(read(path)).digest('hex')),
    checkWritable: () => Promise.resolve(),
    create: async (paths, bytes) => {
      for (const path of paths) {
        if (stored.has(path)) continue;
        await write(path, bytes);
        return path;
      }
      return undefined;
    },
    replace: write,
    writePrivate: (path, chunks) => write(path, Uint8Array.of(...[...chunks].flatMap((chunk) => [...chunk]))),
    rename: async (from, to) => {
      await write(to, read(from));
      stored.delete(from);
    },
    remove: (path) => Promise.resolve(void stored.delete(path)),
    removeLeftovers: () => Promise.resolve(),
    makePrivateFolder: () => Promise.resolve(),
    makeTemporaryFolder: () => Promise.resolve('/temporary'),
  };
}

const missing = () => Promise.reject(new Error('There is none in memory.'));

const pictures: Pictures = {
  open: ({ bytes }) => {
    const [width, height, channels] = bytes.subarray(8) as unknown as [number, number, number];
    const sample = (x: number, y: number, channel: number) =>
      bytes[11 + (y * width + x) * channels + channel]!;
    return Promise.resolve({
      width,
      height,
      load: (size = { width, height }) => {
        const data = new Float32Array(3 * size.width * size.height);
        for (let i = 0; i < data.length; i++) {
          const [x, y] = [i % size.width, Math.floor(i / size.width) % size.height];
          const channel = Math.floor(i / (size.width * size.height));
          data[i] = sample(
            Math.floor((x * width) / size.width),
            Math.floor((y * height) / size.height),
            channel,
          );
        }
        return Promise.resolve({ width: size.width, height: size.height, data });
      },
    });
  },
  readXmp: () => Promise.resolve(undefined),
  encode: (pixels) => Promise.resolve(pictureFile(pixels)),
  drawText: missing,
  compose: missing,
};
