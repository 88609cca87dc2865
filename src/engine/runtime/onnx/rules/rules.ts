import type { OnnxRules } from '../emitter';
import { convolution } from './convolution';
import { elementwise } from './elementwise';
import { matrices } from './matrices';
import { pooling } from './pooling';
import { reductions } from './reductions';
import { shaping } from './shaping';

/** How every execution provider computes the operators. */
export const plainRules: OnnxRules = {
  ...elementwise,
  ...reductions,
  ...shaping,
  ...matrices,
  ...convolution,
  ...pooling,
};
