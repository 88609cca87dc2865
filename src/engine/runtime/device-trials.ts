import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { StylizeError } from '../../channel/errors';
import type { Diagnosis } from '../../contracts/diagnosis';
import { type Network, vggLayers } from '../network/network';
import type { Backend } from './backend';
import type { DeviceManager } from './devices';

type Trial = Diagnosis['trials'][number];

const side = 64;
const width = 16;
const layer = 'relu2_1';

/** Compares every device that works with the processor, by the gradient of a content and a Gram loss. */
export async function tryDevices(devices: DeviceManager): Promise<Trial[]> {
  const { backend } = await devices.select('cpu');
  const expected = await sampleGradient(backend);
  const trials: Trial[] = [{ device: 'cpu', difference: 0 }];
  for (const { id, available } of await devices.list()) {
    if (!available || id === 'cpu') continue;
    try {
      const { backend: other } = await devices.select(id);
      trials.push({ device: id, difference: relativeDifference(await sampleGradient(other), expected) });
    } catch (thrown) {
      trials.push({ device: id, problem: StylizeError.from(thrown).message });
    }
  }
  return trials;
}

async function sampleGradient(backend: Backend): Promise<Float32Array> {
  const objective = await backend.createObjective(sampleNetwork(), {
    width: side,
    height: side,
    pooling: 'max',
    padding: 'zero',
    terms: [
      { kind: 'content', name: 'content', layer },
      { kind: 'gram', name: 'style', layer, normalization: 1 / (side / 2) ** 2 },
    ],
  });
  try {
    objective.setTarget('content', new Float32Array(width * (side / 2) ** 2));
    objective.setTarget('style', new Float32Array(width ** 2));
    for (const term of ['content', 'style']) objective.setFactor(term, 1);
    const random = numbers(1);
    const { gradient } = await objective.evaluate(new Float32Array(3 * side ** 2).map(() => 255 * random()));
    return gradient.slice();
  } finally {
    await objective.dispose();
  }
}

/** VGG's first three convolutions with fewer channels and random weights, which keep the size of their input. */
function sampleNetwork(): Network {
  const random = numbers(2);
  const names = ['conv1_1', 'conv1_2', 'conv2_1'] as const;
  return {
    description: {
      name: 'sample',
      title: 'Sample',
      input: { channelOrder: 'rgb', mean: [128, 128, 128], deviation: [128, 128, 128] },
      layers: vggLayers([width, width], [width, width], 'conv2_1'),
    },
    parameters: new Map(
      names.map((name) => {
        const inputs = name === 'conv1_1' ? 3 : width;
        const bound = Math.sqrt(6 / (9 * inputs)); // He et al. 2015
        const kernel = new Float32Array(width * inputs * 9).map(() => bound * (2 * random() - 1));
        return [name, { kernel, bias: new Float32Array(width) }];
      }),
    ),
  };
}

/** Uniform on [0, 1), the same for every device. */
function numbers(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}
