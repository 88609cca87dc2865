import { dirname, join } from 'node:path';

import * as z from 'zod';

import * as l10n from '../../../channel/l10n';
import { withTorchTensors, type TorchContainer } from '../../network/importers/torch/torch';
import { legacySignature } from '../../network/importers/torch/torch-legacy';
import { withSafetensors } from '../../network/safetensors';
import { badStyle } from '../../network/styles/bad-style';
import { recognizeStyle, type RecognizedStyle, type StyleTensor } from '../../network/styles/recognition';
import type { ForeignStyle } from '../../network/styles/store';
import { isStyleFile, readModel, readStyle, storedModel } from '../../network/styles/style-file';
import { readExactly, withWeightFile } from '../../network/weights-access';
import { beginningOf } from './read-foreign';

/**
 * Reads a fast style from another program's file: a transform network of PyTorch or deeplearn.js, or an ONNX model. The
 * first bytes determine the format, not the name.
 *
 * @param onReady called when everything that does not depend on the file has been loaded
 * @throws StylizeError 'file-not-found', or 'bad-weights' with the reason
 */
export async function readForeignStyle(
  path: string,
  onReady: () => void = () => undefined,
): Promise<ForeignStyle> {
  const start = await beginningOf(path);
  onReady();
  const text = start.toString('latin1');
  if (text.startsWith('PK\x03\x04')) return transformOf(await readTorch(path, 'zip'));
  if (start.subarray(0, legacySignature.length).equals(legacySignature))
    return transformOf(await readTorch(path, 'legacy'));
  if (text[8] === '{') {
    if (!(await isStyleFile(path))) return transformOf(await readTensors(path));
    const { facts, style } = await readStyle(path);
    return { style, convention: facts.convention, facts };
  }
  if (/^\s*\{/.test(text)) return transformOf(await readManifest(path));
  // An ONNX model begins with the version of its format, the field with number 1.
  if (start[0] === 0x08)
    return {
      style: { kind: 'onnx', model: storedModel(path, await readModel(path)) },
      convention: 'an ONNX model',
    };
  throw badStyle(
    path,
    l10n.t`it is not a fast style: not ONNX, PyTorch, safetensors or a manifest of deeplearn.js`,
  );
}

const transformOf = ({ network, convention }: RecognizedStyle): ForeignStyle => ({
  style: { kind: 'transform', network },
  convention,
});

function readTorch(path: string, container: TorchContainer): Promise<RecognizedStyle> {
  return withTorchTensors(path, container, (tensors, read) => {
    const found = [...tensors].map(([name, tensor]): [string, StyleTensor] => [
      name,
      { shape: tensor.shape, read: () => read(tensor) },
    ]);
    return recognizeStyle(path, new Map(found));
  });
}

function readTensors(path: string): Promise<RecognizedStyle> {
  return withSafetensors(path, ({ entries }, read) => {
    const found = [...entries].map(([name, entry]): [string, StyleTensor] => [
      name,
      { shape: entry.shape, read: () => read(entry) },
    ]);
    return recognizeStyle(path, new Map(found));
  });
}

/** The wave has 48 variables in 5 kB. */
const mostManifestBytes = 1 << 20;
const extent = z.int().min(1).max(1024);

/** What deeplearn.js writes beside the raw numbers of each variable. */
const manifestSchema = z.record(
  z.string().max(64),
  z.object({
    // A manifest reads nothing but files of its own folder.
    filename: z.string().regex(/^[\w-][\w.-]{0,63}$/, 'names a file outside of its folder'),
    shape: z.array(extent).min(1).max(4),
  }),
);

/** A folder of deeplearn.js: the manifest, and for each variable a file of 32-bit floating point numbers. */
async function readManifest(path: string): Promise<RecognizedStyle> {
  const read = manifestSchema.safeParse(await readJson(path));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw badStyle(
      path,
      l10n.t`it is not a manifest of deeplearn.js: ${issue!.path.join('.')} ${issue!.message}`,
      read.error,
    );
  }
  const found = Object.entries(read.data).map(([name, { filename, shape }]): [string, StyleTensor] => [
    name,
    { shape, read: () => readNumbers(join(dirname(path), filename), shape) },
  ]);
  return recognizeStyle(path, new Map(found));
}

function readJson(path: string): Promise<unknown> {
  return withWeightFile(path, async (file, size) => {
    if (size > mostManifestBytes) throw badStyle(path, l10n.t`it is larger than 1 MB, and no manifest`);
    const bytes = new Uint8Array(size);
    await readExactly(file, path, bytes, 0);
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    } catch (cause) {
      throw badStyle(path, l10n.t`it is not JSON`, cause);
    }
  });
}

function readNumbers(path: string, shape: readonly number[]): Promise<Float32Array> {
  return withWeightFile(path, async (file, size) => {
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
    if (size !== data.byteLength)
      throw badStyle(path, l10n.t`it has ${size} bytes, not the ${data.byteLength} of its variable`);
    await readExactly(file, path, new Uint8Array(data.buffer), 0);
    return data;
  });
}
