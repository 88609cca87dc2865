import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { type Network, vggLayers } from '../network/network';
import type { Backend } from './backend';

export type ProbeResult =
  { readonly ok: true; readonly milliseconds: number } | { readonly ok: false; readonly reason: l10n.Words };

const side = 128;
const runs = 3;
const hopelessMilliseconds = 1000;

/**
 * Runs a step of a small network whose loss is known in advance. This shows whether a device works and computes correctly,
 * and how fast it is.
 */
export async function probeDevice(backend: Backend): Promise<ProbeResult> {
  try {
    const objective = await backend.createObjective(probeNetwork, {
      width: side,
      height: side,
      pooling: 'max',
      padding: 'zero',
      terms: [{ kind: 'content', name: 'probe', layer: 'relu2_1' }],
    });
    try {
      objective.setFactor('probe', 1);
      objective.setTarget('probe', new Float32Array(width * (side / 2) ** 2));
      const image = new Float32Array(3 * side * side).fill(255);
      let milliseconds = Infinity;
      for (let run = 0; run <= runs; run++) {
        const start = performance.now();
        const { values } = await objective.evaluate(image);
        const took = performance.now() - start;
        // The first run prepares kernels.
        if (run > 0) milliseconds = Math.min(milliseconds, took);
        const error = Math.abs(values[0]! / expectedLoss - 1);
        if (!(error < 1e-2)) return { ok: false, reason: l10n.t`it computes wrong results` };
        // Probably a graphics card emulated in software. It cannot win, so do not keep the person waiting.
        if (took > hopelessMilliseconds) return { ok: true, milliseconds: took };
      }
      return { ok: true, milliseconds };
    } finally {
      await objective.dispose();
    }
  } catch (thrown) {
    return { ok: false, reason: StylizeError.from(thrown).words.message };
  }
}

const width = 32;

/** Every convolution computes the mean of its input channels at the middle tap, so that a white picture stays constant. */
const probeNetwork: Network = {
  description: {
    name: 'probe',
    title: 'Probe',
    input: { channelOrder: 'rgb', mean: [0, 0, 0], deviation: [1, 1, 1] },
    layers: vggLayers([width, width], [width, width], 'conv2_1'),
  },
  parameters: new Map(
    (['conv1_1', 'conv1_2', 'conv2_1'] as const).map((name) => {
      const inputs = name === 'conv1_1' ? 3 : width;
      const kernel = Float32Array.from({ length: width * inputs * 9 }, (_, i) =>
        i % 9 === 4 ? 1 / inputs : 0,
      );
      return [name, { kernel, bias: new Float32Array(width) }];
    }),
  ),
};

/** Multiplications in the forward and backward pass of the probe's step. */
export const probeMultiplications = 2 * 9 * side ** 2 * (3 * width + width * width + (width * width) / 4);

/** Σ255² over all features. */
const expectedLoss = 255 ** 2 * width * (side / 2) ** 2;
