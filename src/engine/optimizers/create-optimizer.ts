import { Adam, type AdamSettings } from './adam';
import { Lbfgs, type LbfgsSettings } from './lbfgs/lbfgs';
import type { Optimizer, OptimizerOptions } from './optimizer';
import { Sgd, type SgdSettings } from './sgd';

/** The optimiser of a recipe, at `start`, [n], which is copied. */
export function createOptimizer(
  settings: AdamSettings | LbfgsSettings | SgdSettings,
  start: Float32Array,
  options: OptimizerOptions = {},
): Optimizer {
  switch (settings.kind) {
    case 'adam':
      return new Adam(settings, start, options);
    case 'lbfgs':
      return new Lbfgs(settings, start, options);
    case 'sgd':
      return new Sgd(settings, start, options);
  }
}
