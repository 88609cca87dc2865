import type { Choice, Outline } from '../../contracts/engine';
import type { Decision, Question } from './decide';
import { totalIterations } from './scales';

/** How a run would be carried out, or is, in terms that a person understands. */
export function outlineOf(
  { recipe, network, scales, device }: Question,
  { tile, history, bytes, seconds, budget, bytesAvailable, concerns }: Decision,
  choices: Choice[],
): Outline {
  const { width, height } = scales.at(-1)!;
  const isCut = recipe.optimizer.kind === 'lbfgs' && history < recipe.optimizer.history;
  return {
    device: device.id,
    network: network.description.name,
    width,
    height,
    iterations: totalIterations(scales),
    scales: [...scales],
    estimate: {
      bytes,
      seconds,
      ...(budget !== undefined && { budget }),
      ...(bytesAvailable !== undefined && { bytesAvailable }),
      concerns,
      ...(tile !== undefined && { tile }),
      ...(isCut && { history }),
      choices,
    },
  };
}
