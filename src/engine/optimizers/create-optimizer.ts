import type { OptimizerSettings } from '../../recipe/schema/optimizers';
import { Adam } from './adam';
import { Lbfgs } from './lbfgs/lbfgs';
import type { Optimizer, OptimizerOptions } from './optimizer';
import { Sgd } from './sgd';

/**
 * The optimiser of a recipe, at `start`, [n], which is copied. L-BFGS takes no clamp, which would falsify its curvature
 * pairs: no recipe has both.
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
      return new Lbfgs(settings, start);
    case 'sgd':
      return new Sgd(settings, start, options);
  }
}
