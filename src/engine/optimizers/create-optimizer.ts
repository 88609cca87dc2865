import { StylizeError } from '../../channel/errors';
import type { OptimizerSettings } from '../../recipe/optimizers';
import { Adam } from './adam';
import { Lbfgs } from './lbfgs';
import type { Optimizer, OptimizerOptions } from './optimizer';
import { Sgd } from './sgd';

/**
 * The optimiser of a recipe, at `start`, [n], which is copied.
 *
 * @throws StylizeError `bad-setting` when a clamp is asked of L-BFGS, whose curvature pairs it would falsify
 */
export function createOptimizer(
  settings: OptimizerSettings,
  start: Float32Array,
  options: OptimizerOptions = {},
): Optimizer {
  switch (settings.kind) {
    case 'adam':
      return new Adam(settings, start, options);
    case 'lbfgs':
      if (options.clampTo !== undefined) {
        throw new StylizeError('bad-setting', 'clamp does not go with the optimizer lbfgs', {
          hint: 'Set clamp to false; the result is brought into the displayable range when it is written.',
        });
      }
      return new Lbfgs(settings, start);
    case 'sgd':
      return new Sgd(settings, start, options);
  }
}
