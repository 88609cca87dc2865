import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';

import type { Picture } from '../../../../../src/engine/imaging/picture';
import {
  PassPainter,
  pictureMoments,
  thumbnailMoments,
} from '../../../../../src/engine/methods/one-pass/painter';
import { readForeignStyle } from '../../../../../src/engine/node/weights/read-style';
import type { Feeds } from '../../../../../src/engine/runtime/computation';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import type { PaintingNetwork } from '../../../../../src/engine/runtime/painting';
import { TensorFlowBackend } from '../../../../../src/engine/runtime/tfjs/backend';
import { sharedFile } from '../../../../support/system/shared-data';
import { tensorFlow } from '../../../../support/tensorflow/tensorflow';
import { farthest, painted, patterned, styleFixture } from '../../network/styles/fixtures';

const onnx = new OnnxBackend(ort, { executionProvider: 'cpu' });
const backends = [
  ['ONNX Runtime', onnx],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
] as const;
const files = ['johnson.pth', 'zoo.onnx', 'dynamic.onnx'] as const;
const manifest = sharedFile('data/fast-styles/wave/manifest.json');

async function networkOf(path: string, backend: OnnxBackend | TensorFlowBackend = onnx) {
  const { style } = await readForeignStyle(path);
  return backend.paintingNetwork(style);
}

/** A whole painting, tile by tile. */
async function paintPicture(
  network: PaintingNetwork,
  picture: Picture,
  tile?: number,
  moments?: Feeds,
  fractions: number[] = [],
): Promise<Float32Array> {
  const painter = new PassPainter(network, picture, tile, undefined, moments);
  for (let done = 0; !painter.isDone;) {
    await painter.next();
    fractions.push(++done / painter.count);
  }
  await painter.dispose();
  return painter.painting;
}

/** Of colours from 0 to 255. */
const tolerance = 255 * 1e-3;

describe.each(backends)('on %s', (_, backend) => {
  test.each(['johnson.pth', 'johnson-checkpoint.pth'])(
    '%s paints what PyTorch paints with it',
    async (name) => {
      const network = await networkOf(styleFixture(name), backend);

      const painting = await paintPicture(network, patterned(painted.width, painted.height));

      expect(farthest(painting, painted.johnson)).toBeLessThan(tolerance);
    },
  );

  test.skipIf(manifest.skipReason)(
    manifest.title('the wave of deeplearn.js paints what PyTorch paints with its weights'),
    async () => {
      const network = await networkOf(manifest.path, backend);

      const painting = await paintPicture(network, patterned(painted.width, painted.height));

      expect(farthest(painting, painted.wave)).toBeLessThan(tolerance);
    },
  );
});

test.each(['zoo.onnx', 'dynamic.onnx'])('%s paints what PyTorch paints', async (name) => {
  const network = await networkOf(styleFixture(name));

  const painting = await paintPicture(network, patterned(painted.width, painted.height));

  expect(farthest(painting, painted.johnson)).toBeLessThan(tolerance);
});

test('an ONNX model made for pictures of one size paints others, as the same network does in our graph', async () => {
  const picture = patterned(72, 48);
  const [model, network] = [
    await networkOf(styleFixture('zoo.onnx')),
    await networkOf(styleFixture('johnson.pth')),
  ];

  const painting = await paintPicture(model, picture);

  expect(farthest(painting, await paintPicture(network, picture))).toBeLessThan(tolerance);
});

describe.each(files)('%s in tiles', (name) => {
  test('paints the whole picture to a thousandth when the statistics are the same', async () => {
    const network = await networkOf(styleFixture(name));
    const picture = patterned(264, 200);
    const whole = await paintPicture(network, picture);
    const fractions: number[] = [];

    const tiled = await paintPicture(network, picture, 48, await pictureMoments(network, picture), fractions);

    expect(fractions.length).toBeGreaterThan(2);
    expect(fractions.at(-1)).toBe(1);
    expect(farthest(tiled, whole)).toBeLessThan(tolerance);
  });

  test('with the statistics of a thumbnail paints what it paints in one window', async () => {
    const network = await networkOf(styleFixture(name));
    const picture = patterned(264, 200);
    const moments = await thumbnailMoments(network, picture);

    const once = await paintPicture(network, picture, 1024, moments);
    const tiled = await paintPicture(network, picture, 48);

    expect(farthest(tiled, once)).toBeLessThan(tolerance);
  });
});

test('a picture of any size keeps its size', async () => {
  const network = await networkOf(styleFixture('johnson.pth'));
  const picture = patterned(37, 26);

  const painting = await paintPicture(network, picture);

  expect(painting).toHaveLength(3 * 37 * 26);
});
