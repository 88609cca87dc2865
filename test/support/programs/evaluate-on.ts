import * as ort from 'onnxruntime-node';

import type { ObjectiveSpecification } from '../../../src/engine/losses/objective-graph';
import { wassersteinTarget } from '../../../src/engine/losses/style/wasserstein-target';
import type { FeatureTerm, Term } from '../../../src/engine/losses/term';
import { channelsOf, poolingsBefore } from '../../../src/engine/network/hypercolumn';
import { OnnxBackend } from '../../../src/engine/runtime/onnx/backend';
import { randomImage } from '../pictures/random-image';
import { randomNetwork } from '../reference/random-network';
import '../platform';

/*
 * Evaluates a set of objectives on the execution provider named on the command line, and prints their losses and gradients
 * as JSON. It is a separate program because a device may need an environment that must exist when the process starts.
 */

/** Has 6→4 channels in the backward pass and 9→8 in the forward pass, which ONNX Runtime's WebGPU needs help with. */
const network = randomNetwork(7, [4, 6, 9, 8, 8]);
const size = { width: 19, height: 22 };

const featureTerms: Term[] = [
  { kind: 'content', name: 'content', layer: 'relu4_2' },
  { kind: 'gram', name: 'gram 2', layer: 'relu2_2', normalization: 0.01 },
  { kind: 'gram', name: 'gram 5', layer: 'relu5_1', normalization: 0.5 },
];
const statisticTerms: Term[] = [
  { kind: 'covariance', name: 'covariance 3', layer: 'relu3_1', normalization: 0.1 },
  { kind: 'mean', name: 'mean 4', layer: 'relu4_1', normalizeGradient: true },
  { kind: 'wasserstein', name: 'wasserstein 2', layer: 'relu2_1' },
];
/** A layer by itself, and two in a hypercolumn of a size that is odd. */
const nearestTerms: Term[] = [
  { kind: 'nearest', name: 'nearest 2', layer: 'relu2_1', centered: false },
  { kind: 'nearest', name: 'nearest', layer: 'relu1_1 + 0.5 × relu4_1', centered: false },
];
/** A guidance channel for the first half of the positions, with a mean square of 1. */
const guidance = (positions: number) =>
  Float32Array.from({ length: positions }, (_, i) => (2 * i < positions ? Math.SQRT2 : 0));
const regionTerms: Term[] = [
  { kind: 'gram', name: 'gram 3', layer: 'relu3_1', normalization: 0.1, guidance: guidance(4 * 5) },
  { kind: 'wasserstein', name: 'wasserstein 2', layer: 'relu2_1', guidance: guidance(9 * 11) },
];
const variants = ['squared-mean', 'squared-half-sum', 'power', 'absolute'] as const;
const specifications: ObjectiveSpecification[] = [
  ...(['max', 'average', 'l2'] as const).map((pooling) => ({
    ...size,
    pooling,
    padding: pooling === 'max' ? ('replicate' as const) : ('zero' as const),
    terms: featureTerms,
  })),
  { ...size, pooling: 'max', padding: 'zero', terms: statisticTerms },
  { ...size, pooling: 'max', padding: 'zero', terms: regionTerms },
  { ...size, pooling: 'max', padding: 'zero', terms: nearestTerms },
  ...variants.map((variant) => ({
    ...size,
    pooling: 'max' as const,
    padding: 'zero' as const,
    terms: [{ kind: 'total-variation', name: 'tv', variant } as const],
  })),
];

function positionsOf(layer: string): number {
  const stride = 2 ** poolingsBefore(network.description, layer);
  return Math.floor(size.width / stride) * Math.floor(size.height / stride);
}

function targetOf(term: FeatureTerm): Float32Array {
  const channels = channelsOf(network.description, term.layer);
  const matrix = (diagonal: number) =>
    new Float32Array(channels ** 2).map((_, index) => (index % (channels + 1) === 0 ? diagonal : 100));
  switch (term.kind) {
    case 'content':
      return new Float32Array(8 * 2 * 2).fill(10);
    case 'nearest':
      return new Float32Array(positionsOf(term.layer) * channelsOf(network.description, term.layer)).fill(
        0.1,
      );
    case 'gram':
    case 'covariance':
      return matrix(100);
    case 'mean':
      return new Float32Array(channels).fill(10);
    case 'moments':
      return Float32Array.of(...new Float32Array(channels).fill(10), ...matrix(500));
    case 'wasserstein':
      return wassersteinTarget(new Float32Array(channels).fill(10), matrix(500));
  }
}

async function evaluateAll(executionProvider: string) {
  const backend = new OnnxBackend(ort, { executionProvider });
  const results = [];
  for (const specification of specifications) {
    const objective = await backend.createObjective(network, specification);
    for (const term of specification.terms) {
      objective.setFactor(term.name, 1);
      if (term.kind !== 'total-variation') objective.setTarget(term.name, targetOf(term));
    }
    const { values, gradient } = await objective.evaluate(randomImage(1, size.width, size.height));
    results.push({ values: [...values], gradient: [...gradient] });
    await objective.dispose();
  }
  return results;
}

void evaluateAll(process.argv[2]!).then(
  (results) => {
    process.stdout.write(JSON.stringify(results), () => process.kill(process.pid, 'SIGKILL'));
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
