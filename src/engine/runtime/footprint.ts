import { peakBytes } from '../graph/peak';
import { transformProgram } from '../graph/transform';
import { objectiveProgram, type ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { TransformNetwork } from '../network/styles/transform-network';

/** Most bytes that the values of a step take at once, whichever library computes it: see `peakBytes`. */
export const stepBytes = (network: Network, specification: ObjectiveSpecification): number =>
  peakBytes(objectiveProgram(network, specification));

/** The same of a pass, for a picture of this size. */
export const passBytes = (network: TransformNetwork, width: number, height: number): number =>
  peakBytes(transformProgram(network, width, height));
