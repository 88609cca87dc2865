import { GraphBuilder, staticFeatureMap, type OnnxModel, type Tensor } from '../graph/builder';
import { emitForward, emitReverse, type ChainOptions } from '../graph/chain';
import type { Network } from '../network/network';
import { contentLoss } from './content';
import { emitEncoding, encodingName, type Encoding } from './encodings';
import { withNormalizedGradient, type LossNodes } from './loss';
import { styleLoss, styleStatistics } from './style-statistics';
import { isStyleTerm, type FeatureTerm, type StyleTerm, type Term } from './term';
import { totalVariationLosses } from './total-variation';

export type { FeatureTerm, StyleTerm, Term } from './term';
export { encodingName, type Encoding } from './encodings';

export interface ObjectiveSpecification extends ChainOptions {
  readonly width: number;
  readonly height: number;
  readonly terms: readonly Term[];
}

/** Names of the objective graph's inputs and outputs. */
export const objectiveNames = {
  image: 'image',
  gradient: 'gradient',
  losses: 'losses',
  factor: (term: Term) => `${term.name} factor`,
  target: (term: FeatureTerm) => `${term.name} target`,
  /** Of an encoder. */
  guidance: (layer: string) => `${layer} guidance`,
} as const;

/**
 * The graph of one step: image [1, 3, H, W], RGB 0..255, and each term's factor and target in; out come `gradient`,
 * of the sum of factor × value over all terms with respect to the image, and `losses` [number of terms], the values
 * before their factors, in the order of the terms.
 */
export function buildObjectiveGraph(network: Network, specification: ObjectiveSpecification): OnnxModel {
  const { width, height, terms } = specification;
  const g = new GraphBuilder('objective');
  const image = g.input(objectiveNames.image, [1, 3, height, width]);
  const featureTerms = terms.filter((term) => term.kind !== 'total-variation');
  const taps = new Set(featureTerms.map((term) => term.layer));
  const pass = emitForward(g, network, image, taps, specification);

  const values = new Map<Term, Tensor>();
  const injected = new Map<string, Tensor>();
  let gradient: Tensor | undefined;
  const addTo = (sum: Tensor | undefined, { gradient }: LossNodes) => (sum ? g.add(sum, gradient) : gradient);

  for (const term of featureTerms) {
    const features = pass.activations.get(term.layer)!;
    const shape = isStyleTerm(term)
      ? styleStatistics[term.kind].targetShape(Number(features.shape[1]))
      : features.shape;
    const target = g.input(objectiveNames.target(term), shape);
    const factor = g.input(objectiveNames.factor(term), []);
    const loss = isStyleTerm(term) ? styleLoss(term) : contentLoss;
    const guidance = isStyleTerm(term) ? guidanceOf(g, term, features) : undefined;
    const nodes = term.normalizeGradient
      ? withNormalizedGradient(g, loss(g, features, target, g.scalar(1), guidance), factor)
      : loss(g, features, target, factor, guidance);
    values.set(term, nodes.value);
    injected.set(term.layer, addTo(injected.get(term.layer), nodes));
  }
  if (featureTerms.length > 0) gradient = emitReverse(g, network, pass, injected, specification);

  for (const term of terms) {
    if (term.kind !== 'total-variation') continue;
    const nodes = totalVariationLosses[term.variant](g, image, g.input(objectiveNames.factor(term), []));
    values.set(term, nodes.value);
    gradient = addTo(gradient, nodes);
  }
  if (!gradient) throw new Error('an objective needs at least one term');

  g.output(objectiveNames.gradient, gradient);
  const scalars = terms.map((term) => g.reshape(values.get(term)!, [1]));
  g.output(objectiveNames.losses, g.concatenate(scalars, 0));
  return g.build();
}

function guidanceOf(g: GraphBuilder, { name, guidance }: StyleTerm, features: Tensor): Tensor | undefined {
  const [, , height, width] = staticFeatureMap(features);
  return guidance && g.parameter(`${name} guidance`, guidance, [1, 1, height, width]);
}

/**
 * The graph that takes targets from a picture `image` [1, 3, height, width] of any size, RGB 0..255. A layer of which
 * something is guided has an input for its guidance channel.
 */
export function buildEncoderGraph(
  network: Network,
  encodings: readonly Encoding[],
  options: ChainOptions,
): OnnxModel {
  const g = new GraphBuilder('encoder');
  const image = g.input(objectiveNames.image, [1, 3, 'height', 'width']);
  const pass = emitForward(g, network, image, new Set(encodings.map(({ layer }) => layer)), options);
  const guidances = new Map<string, Tensor>();
  const guidance = ({ layer, guided }: Encoding): Tensor | undefined => {
    if (guided && !guidances.has(layer)) {
      const [, , height, width] = pass.activations.get(layer)!.shape;
      guidances.set(layer, g.input(objectiveNames.guidance(layer), [1, 1, height!, width!]));
    }
    return guided ? guidances.get(layer) : undefined;
  };
  for (const encoding of encodings) {
    const features = pass.activations.get(encoding.layer)!;
    g.output(encodingName(encoding), emitEncoding(g, encoding.kind, features, guidance(encoding)));
  }
  return g.build();
}
