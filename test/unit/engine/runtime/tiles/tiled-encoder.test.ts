import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { encodingName, type Encoding } from '../../../../../src/engine/losses/encodings';
import { receptiveField } from '../../../../../src/engine/network/receptive-field';
import type { Values } from '../../../../../src/engine/runtime/backend';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { poolings, summedStatistics } from '../../../../../src/recipe/schema/conventions';
import { randomImage } from '../../../../support/pictures/random-image';
import { randomNetwork } from '../../../../support/reference/random-network';

const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
const network = randomNetwork(7, [4, 5, 6]);
const layers = ['relu1_1', 'relu2_2', 'relu3_1'];
const encodings: Encoding[] = layers.flatMap((layer) =>
  (['features', ...summedStatistics] as const).map((kind) => ({ layer, kind })),
);

/** A region with a soft edge, as each layer sees it. */
function guidanceOf(width: number, height: number): ReadonlyMap<string, Values> {
  return new Map(
    layers.map((layer) => {
      const { stride } = receptiveField(network.description, layer);
      const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
      const data = Float32Array.from({ length: columns * rows }, (_, i) =>
        Math.min(1, Math.max(0, 2 - (4 * (i % columns)) / columns)),
      );
      return [layer, { data, shape: [rows, columns] }];
    }),
  );
}

async function expectSame(
  { width, height, guided = false }: { width: number; height: number; guided?: boolean },
  tile: number,
  options: Parameters<OnnxBackend['createEncoder']>[2] = { pooling: 'max', padding: 'zero' },
): Promise<void> {
  const image = randomImage(1, width, height);
  const guidance = guided ? guidanceOf(width, height) : undefined;
  const wanted = encodings.map((encoding) => ({ ...encoding, guided }));
  const whole = await backend.createEncoder(network, wanted, options);
  const expected = await whole.encode(image, width, height, guidance);
  const tiled = await backend.createEncoder(network, wanted, options, tile);
  const found = await tiled.encode(image, width, height, guidance);
  for (const encoding of encodings) {
    const name = encodingName(encoding);
    const [a, b] = [found.get(name)!, expected.get(name)!];
    expect(a.shape, name).toEqual(b.shape);
    const norm = Math.hypot(...b.data);
    const difference = Math.hypot(...a.data.map((value, i) => value - b.data[i]!));
    expect(difference / norm, name).toBeLessThan(2e-6);
  }
  await Promise.all([whole.dispose(), tiled.dispose()]);
}

describe('an encoder that goes tile by tile finds what one finds that sees the whole picture', () => {
  it.each([4, 13, 40, 500])('in cores of %i pixels', async (tile) => {
    await expectSame({ width: 75, height: 58 }, tile);
  });

  it('in a region', async () => {
    await expectSame({ width: 75, height: 58, guided: true }, 16);
  });

  it('whatever the size, the tile and the network’s options', { timeout: 60_000 }, async () => {
    const cases = fc.record({
      width: fc.integer({ min: 8, max: 80 }),
      height: fc.integer({ min: 8, max: 60 }),
      guided: fc.boolean(),
      tile: fc.integer({ min: 8, max: 48 }),
      pooling: fc.constantFrom(...poolings),
      padding: fc.constantFrom('zero' as const, 'replicate' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, ({ tile, pooling, padding, ...picture }) =>
        expectSame(picture, tile, { pooling, padding }),
      ),
      { numRuns: 12, seed: 5 },
    );
  });

  it('with one encoder for pictures of several sizes', async () => {
    const options = { pooling: 'max', padding: 'zero' } as const;
    const encoding: Encoding = { layer: 'relu2_2', kind: 'gram' };
    const tiled = await backend.createEncoder(network, [encoding], options, 16);
    const large = await tiled.encode(randomImage(1, 70, 50), 70, 50);
    await tiled.encode(randomImage(2, 31, 64), 31, 64);
    const again = await tiled.encode(randomImage(1, 70, 50), 70, 50);
    expect(again.get('relu2_2 gram')).toEqual(large.get('relu2_2 gram'));
    await expect(
      tiled.encode(randomImage(1, 70, 50), 70, 50, undefined, AbortSignal.abort(new Error('enough'))),
    ).rejects.toThrow('enough');
    await tiled.dispose();
  });
});
