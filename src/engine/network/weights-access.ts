import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import { ensurePrivateFolder, privateFileMode } from '../../user-folder/private-folder';

/** Where to get weights that we can read. */
const weightsHint =
  'Stylize reads VGG-19 from files of Keras (.h5), MatConvNet (.mat) and PyTorch (.pth), and from safetensors. Keras publishes ' +
  'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 at ' +
  'https://github.com/fchollet/deep-learning-models/releases/tag/v0.1.';

/** The error for a file with the wrong content. Names the file and the reason, and says what to do. */
export function badWeights(
  path: string,
  reason: string,
  context: { hint?: string; cause?: unknown } = {},
): StylizeError {
  return new StylizeError('bad-weights', `${basename(path)}: ${reason}`, {
    file: path,
    hint: context.hint ?? weightsHint,
    cause: context.cause,
  });
}

/** Explains an error of the file system while reading `path`. */
function readFailure(path: string, error: unknown): StylizeError {
  if (error instanceof StylizeError) return error;
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StylizeError('file-not-found', `${basename(path)}: there is no such file`, {
      file: path,
      hint: weightsHint,
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return badWeights(path, 'you do not have permission to read it', {
      hint: 'Check the permissions of the file.',
      cause: error,
    });
  }
  return badWeights(path, `it cannot be read (${code ?? String(error)})`, { cause: error });
}

function systemCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Size in bytes of a file that may contain weights.
 *
 * @throws StylizeError 'file-not-found' when there is none; 'bad-weights' for a folder, a device or an empty file
 */
export async function weightFileSize(path: string): Promise<number> {
  const status = await stat(path).catch((error: unknown) => {
    throw readFailure(path, error);
  });
  if (status.isDirectory()) throw badWeights(path, 'it is a folder, not a file');
  // Opening a pipe would wait for ever for a writer.
  if (!status.isFile()) throw badWeights(path, 'it is not a regular file');
  if (status.size === 0) throw badWeights(path, 'the file is empty');
  return status.size;
}

/**
 * Opens a weight file for the duration of `read`.
 *
 * @throws StylizeError as `weightFileSize`, and for any other failure of the file system
 */
export async function withWeightFile<Result>(
  path: string,
  read: (handle: FileHandle, size: number) => Promise<Result>,
): Promise<Result> {
  const size = await weightFileSize(path);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return await read(handle, size);
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    await handle?.close();
  }
}

/**
 * Fills `target` from `position`, however many reads that takes.
 *
 * @throws StylizeError 'bad-weights' when the file ends first
 */
export async function readExactly(
  handle: FileHandle,
  path: string,
  target: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw badWeights(path, 'the file ends too early');
    done += bytesRead;
  }
}

/** SHA-256 of a whole file, in hexadecimal. Throws as `withWeightFile`. */
export async function fileSha256(path: string): Promise<string> {
  await weightFileSize(path);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    throw readFailure(path, error);
  }
  return hash.digest('hex');
}

/**
 * Writes a file completely or not at all: under a temporary name in the same folder, then renames it. Creates a missing
 * folder.
 *
 * @throws StylizeError 'unwritable-output'
 */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    ensurePrivateFolder(dirname(path));
    const handle = await open(temporary, 'wx', privateFileMode);
    try {
      for (const chunk of chunks) await handle.appendFile(chunk);
      // Otherwise a power cut could leave an empty file under the final name.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof StylizeError) throw error;
    throw new StylizeError(
      'unwritable-output',
      `${basename(path)} cannot be written (${systemCode(error) ?? String(error)})`,
      { file: path, hint: 'Check that the folder exists, is writable and has space.', cause: error },
    );
  }
}
