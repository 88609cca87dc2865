import type { Limits, Outline } from '../../contracts/engine';
import type { Network } from '../network/network';
import type { SelectedDevice } from '../runtime/devices';
import { estimateRun } from './estimate';
import { totalIterations, type Scale } from './scales';

/** What decides how a run goes, apart from its pictures. */
export interface OutlineInputs {
  readonly network: Network;
  readonly scales: readonly Scale[];
  readonly device: SelectedDevice;
  readonly limits: Limits;
}

/** How a run would be carried out, or is, in terms that a person understands. */
export function outlineOf({ network, scales, device, limits }: OutlineInputs): Outline {
  const { width, height } = scales.at(-1)!;
  const { id, probeMilliseconds } = device;
  return {
    device: id,
    network: network.description.name,
    width,
    height,
    iterations: totalIterations(scales),
    scales: [...scales],
    estimate: estimateRun({ network, scales, device: id, probeMilliseconds, limits }),
  };
}
