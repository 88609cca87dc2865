import { basename } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { OpenFile } from '../platform/files';
import { platform } from '../platform/platform';

/** Where to get weights that we can read. */
const weightsHint = l10n.t`Stylize reads VGG-19 from files of Keras (.h5), MatConvNet (.mat) and PyTorch (.pth), and from safetensors. Keras publishes ${'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5'} at ${'https://github.com/fchollet/deep-learning-models/releases/tag/v0.1'}.`;

/** The error for a file with the wrong content. Names the file and the reason, and says what to do. */
export function badWeights(
  path: string,
  reason: l10n.Words,
  context: { hint?: l10n.Words; cause?: unknown } = {},
): StylizeError {
  return new StylizeError('bad-weights', l10n.t`${basename(path)}: ${reason}`, {
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
    return new StylizeError('file-not-found', l10n.t`${basename(path)}: there is no such file`, {
      file: path,
      hint: weightsHint,
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return badWeights(path, l10n.t`you do not have permission to read it`, {
      hint: l10n.t`Check the permissions of the file.`,
      cause: error,
    });
  }
  return badWeights(path, l10n.t`it cannot be read (${code ?? String(error)})`, { cause: error });
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
  const { kind, size } = await platform()
    .files.status(path)
    .catch((error: unknown) => {
      throw readFailure(path, error);
    });
  if (kind === 'folder') throw badWeights(path, l10n.t`it is a folder, not a file`);
  // Opening a pipe would wait for ever for a writer.
  if (kind !== 'file') throw badWeights(path, l10n.t`it is not a regular file`);
  if (size === 0) throw badWeights(path, l10n.t`the file is empty`);
  return size;
}

/**
 * Opens a weight file for the duration of `read`.
 *
 * @throws StylizeError as `weightFileSize`, and for any other failure of the file system
 */
export async function withWeightFile<Result>(
  path: string,
  read: (file: OpenFile, size: number) => Promise<Result>,
): Promise<Result> {
  const size = await weightFileSize(path);
  try {
    return await platform().files.withFile(path, (file) => read(file, size));
  } catch (error) {
    throw readFailure(path, error);
  }
}

/**
 * Fills `target` from `position`, however many reads that takes.
 *
 * @throws StylizeError 'bad-weights' when the file ends first
 */
export async function readExactly(
  file: OpenFile,
  path: string,
  target: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const count = await file.read(target.subarray(done), position + done);
    if (count === 0) throw badWeights(path, l10n.t`the file ends too early`);
    done += count;
  }
}

/** SHA-256 of a whole file, in hexadecimal. Throws as `withWeightFile`. */
export async function fileSha256(path: string): Promise<string> {
  await weightFileSize(path);
  return platform()
    .files.sha256(path)
    .catch((error: unknown) => {
      throw readFailure(path, error);
    });
}

/**
 * Writes a file for the person alone: it is there whole or not at all. The folder is made when missing.
 *
 * @throws StylizeError 'unwritable-output'
 */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  try {
    await platform().files.writePrivate(path, chunks);
  } catch (error) {
    if (error instanceof StylizeError) throw error;
    throw new StylizeError(
      'unwritable-output',
      l10n.t`${basename(path)} cannot be written (${systemCode(error) ?? String(error)})`,
      { file: path, hint: l10n.t`Check that the folder exists, is writable and has space.`, cause: error },
    );
  }
}
