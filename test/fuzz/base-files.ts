import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { convolutions } from '../../src/engine/network/parameters';
import { type Tensor, writeSafetensors } from '../../src/engine/network/safetensors';
import { countedNetwork, fixture } from '../unit/engine/network/importers/fixtures';
import { styleFixture } from '../unit/engine/network/styles/fixtures';
import { type KerasFileOptions, writeKerasFile } from '../unit/engine/node/weights/keras-fixture';
import type { FuzzFile } from './campaign';
import { mutated } from './mutation';

export const formats = ['h5', 'mat', 'pth', 'safetensors'] as const;
/** Networks that paint in one style. */
export const styleFormats = ['style-pth', 'style-onnx'] as const;
export type Format = (typeof formats)[number] | (typeof styleFormats)[number];

const counted = countedNetwork();

const kerasVariants: readonly KerasFileOptions[] = [
  {},
  { layout: 'TensorFlow 2', wholeModel: true, classifier: true },
  { inOrder: true, compressed: true },
];

/**
 * Makes the damaged files of a campaign for one format: file `i` of a seed is always the same, and every hundredth is whole.
 *
 * @param folder for those that are written anew
 */
export async function damagedFiles(
  format: Format,
  seed: number,
  folder: string,
): Promise<(file: number) => FuzzFile> {
  const originals = await baseFiles(format, folder);
  return (file) => {
    const isWhole = file % 100 === 99;
    const original = originals[(isWhole ? (file - 99) / 100 : file) % originals.length]!;
    const bytes = isWhole ? original : mutated(original, seed * 1_000_003 + file);
    return { name: `damaged.${format}`, bytes, isWhole };
  };
}

/**
 * Small files of a format, in the variants that are met, each a whole import of `countedNetwork`.
 *
 * @param folder for those that are written anew
 */
async function baseFiles(format: Format, folder: string): Promise<Buffer[]> {
  switch (format) {
    case 'h5':
      return Promise.all([
        ...kerasVariants.map(async (options, index) => {
          const path = join(folder, `base-${index}.h5`);
          await writeKerasFile(path, counted, options);
          return readFile(path);
        }),
        readFile(fixture('keras-half.h5')),
      ]);
    case 'mat':
      return readAll(['matconvnet.mat', 'matconvnet-older.mat']);
    case 'pth':
      return readAll([
        'torchvision.pth',
        'float16.pth',
        'deflated.pth',
        'checkpoint-legacy.pth',
        'early-2017.pth',
        'timm-bfloat16.pth',
        'training-float64.pth',
      ]);
    case 'style-pth':
      return readStyles(['johnson.pth', 'johnson-checkpoint.pth']);
    case 'style-onnx':
      return readStyles(['zoo.onnx', 'dynamic.onnx']);
    case 'safetensors':
      return Promise.all((['F32', 'F16'] as const).map((dtype) => safetensors(join(folder, dtype), dtype)));
  }
}

const readStyles = (names: readonly string[]): Promise<Buffer[]> =>
  Promise.all(names.map((name) => readFile(styleFixture(name))));

function readAll(names: readonly string[]): Promise<Buffer[]> {
  return Promise.all(names.map((name) => readFile(fixture(name))));
}

async function safetensors(path: string, dtype: 'F32' | 'F16'): Promise<Buffer> {
  const tensors = new Map<string, Tensor>();
  for (const { name, inputChannels, outputChannels } of convolutions(counted.description)) {
    const { kernel, bias } = counted.parameters.get(name)!;
    tensors.set(`${name}.weight`, { shape: [outputChannels, inputChannels, 3, 3], data: kernel });
    tensors.set(`${name}.bias`, { shape: [outputChannels], data: bias });
  }
  await writeSafetensors(path, { metadata: { format: 'pt' }, tensors }, dtype);
  return readFile(path);
}
