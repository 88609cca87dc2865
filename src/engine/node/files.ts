import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  constants,
  link,
  lstat,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { ensurePrivateFolder, privateFileMode } from '../../user-folder/private-folder';
import { makeTemporaryFolder } from '../../user-folder/temporary-folder';
import type { Files } from '../platform/files';
import { owner, stateOf } from './owner';

/** The file system of Node. */
export const files: Files = {
  async status(path) {
    const stats = await stat(path);
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
    const { size, ino, mtimeMs, ctimeMs } = stats;
    return { kind, size, version: [ino, size, mtimeMs, ctimeMs].join(' ') };
  },

  isTaken,

  async danglingTarget(path) {
    try {
      if (!(await lstat(path)).isSymbolicLink()) return undefined;
      const target = await readlink(path);
      return await stat(path).then(
        () => undefined,
        () => target,
      );
    } catch {
      return undefined;
    }
  },

  list: (folder) => readdir(folder),

  read: (path) => readFile(path),

  async withFile(path, use) {
    const handle = await open(path, 'r');
    try {
      return await use({
        read: async (target, position) => (await handle.read(target, 0, target.length, position)).bytesRead,
      });
    } finally {
      await handle.close();
    }
  },

  async sha256(path, signal) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { ...(signal && { signal }) });
    return hash.digest('hex');
  },

  async checkWritable(path) {
    if (await isTaken(path)) await access(path, constants.W_OK);
    // Creating a file and removing it is the only test that is right on every platform and file system.
    const temporary = temporaryPath(await finalPath(path));
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
  },

  async create(paths, bytes) {
    let temporary: string | undefined;
    try {
      for (const path of paths) {
        temporary ??= await writeBeside(await finalPath(path), [bytes]);
        if (await moveToFree(temporary, path)) return path;
      }
      return undefined;
    } finally {
      if (temporary !== undefined) await rm(temporary, { force: true });
    }
  },

  async replace(path, bytes) {
    const target = await finalPath(path);
    await moveOver(await writeBeside(target, [bytes]), target);
  },

  async writePrivate(path, chunks) {
    ensurePrivateFolder(dirname(path));
    await moveOver(await writeBeside(path, chunks, privateFileMode), path);
  },

  rename: (from, to) => rename(from, to),

  remove: (path) => rm(path, { force: true }),

  async removeLeftovers(folder) {
    const names = await readdir(folder).catch(() => []);
    const dead = names.filter((name) => {
      const [, writer] = temporaryName.exec(name) ?? [];
      return writer !== undefined && stateOf(writer) === 'dead';
    });
    await Promise.all(dead.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
  },

  makePrivateFolder: (path) =>
    Promise.resolve().then(() => {
      ensurePrivateFolder(path);
    }),

  makeTemporaryFolder: () => Promise.resolve().then(() => makeTemporaryFolder('stylize-')),
};

async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** Where the bytes go in the end: through a symbolic link, so that overwriting replaces the file and not the link. */
async function finalPath(path: string): Promise<string> {
  return (await isTaken(path)) ? realpath(path) : path;
}

/** Without the result's own name, which may be as long as the file system allows, and with who writes it. */
const temporaryPath = (path: string): string =>
  join(dirname(path), `.stylize-${owner}-${randomBytes(6).toString('hex')}.tmp`);
const temporaryName = /^\.stylize-(\d+-[0-9a-f]{6}-[0-9a-f]{6})-[0-9a-f]{12}\.tmp$/;

/** Writes a temporary file in the folder of `path`; if that fails nothing is left behind. */
async function writeBeside(path: string, chunks: Iterable<Uint8Array>, mode?: number): Promise<string> {
  const temporary = temporaryPath(path);
  const file = await open(temporary, 'wx', mode);
  try {
    for (const chunk of chunks) await file.appendFile(chunk);
    // On disk before it gets its name: a power cut leaves no empty file under it.
    await file.sync();
  } catch (thrown) {
    await file.close();
    await rm(temporary, { force: true });
    throw thrown;
  }
  await file.close();
  return temporary;
}

async function moveOver(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncFolder(dirname(path));
}

/** Writes a folder's names to the disk. Windows does so by itself, and has no way to ask for it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Gives a file a name that must be free, in one step; false when it is taken. */
async function moveToFree(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
  }
  // No hard links here (FAT, some network drives): take the name with an empty file, then replace that.
  try {
    await (await open(path, 'wx')).close();
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
  try {
    await rename(temporary, path);
    return true;
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException).code;
