import { peakBytes } from '../graph/peak';
import { objectiveProgram, type ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';

/** Most bytes that the values of a step take at once, whichever library computes it: see `peakBytes`. */
export const stepBytes = (network: Network, specification: ObjectiveSpecification): number =>
  peakBytes(objectiveProgram(network, specification));
