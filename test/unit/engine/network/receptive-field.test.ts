import { expect, it } from 'vitest';

import { vgg19 } from '../../../../src/engine/network/network';
import { receptiveField } from '../../../../src/engine/network/receptive-field';
import { randomImage } from '../../../support/pictures/random-image';
import { referenceForward } from '../../../support/reference/losses';
import { randomNetwork } from '../../../support/reference/random-network';

it('of VGG-19 is the published one', () => {
  // 1 + Σ (kernel − 1) · stride.
  expect(receptiveField(vgg19, 'relu1_1')).toEqual({ stride: 1, start: -1, size: 3 });
  expect(receptiveField(vgg19, 'relu2_1')).toEqual({ stride: 2, start: -4, size: 10 });
  expect(receptiveField(vgg19, 'relu5_1')).toMatchObject({ stride: 16, size: 156 });
});

it.each(['relu1_2', 'relu2_2', 'relu3_1'])('is where a pixel makes a difference, at %s', (layer) => {
  const network = randomNetwork(4, [3, 3, 3]);
  const [width, height] = [40, 12];
  const options = { pooling: 'average', padding: 'zero' } as const;
  const activationsOf = (image: Float32Array) =>
    referenceForward(network, image, width, height, options).get(layer)!;
  const image = randomImage(1, width, height);
  const before = activationsOf(image);
  const { stride, start, size } = receptiveField(network.description, layer);

  const pixel = 17;
  const changed = image.slice();
  for (let row = 0; row < height; row++) changed[row * width + pixel]! += 20;
  const after = activationsOf(changed);

  for (let position = 0; position < before.width; position++) {
    const sees = pixel >= start + position * stride && pixel < start + position * stride + size;
    const differs = after.data.some(
      (value, i) => i % before.width === position && Math.abs(value - before.data[i]!) > 1e-9,
    );
    expect(differs, `position ${position}`).toBe(sees);
  }
});
