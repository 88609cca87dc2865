import * as z from 'zod';

import { optimizerSpaces } from './conventions';

const learningRate = z.number().positive();
const decay = z
  .number()
  .nonnegative()
  .default(0)
  .describe(
    'How fast the steps shrink: after t iterations they are 1 / (1 + decay·t) times as long; 0 never.',
  );

const annealing = z
  .number()
  .min(0)
  .max(1)
  .default(1)
  .describe(
    'How short the steps become towards the end of each size, as a share of their length at its beginning, along half a cosine; 1: they stay as long.',
  );

const space = z
  .enum(optimizerSpaces)
  .default('pixels')
  .describe(
    'What a step changes: each pixel by itself (pixels), or motifs of all sizes at once (pyramid), which lets large shapes move.',
  );

const adam = z.strictObject({
  kind: z.literal('adam').describe('Adam: a step of its own length for each pixel. Quick and hard to upset.'),
  learningRate: learningRate.describe('About how far a pixel may move in one iteration.'),
  beta1: z.number().min(0).lt(1).default(0.9).describe('How slowly the mean of the gradients forgets.'),
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe('How slowly the mean of the squared gradients forgets.'),
  epsilon: z.number().positive().default(1e-8).describe('Keeps divisions by tiny gradients finite.'),
  decay,
  annealing,
  space,
});

const lbfgs = z.strictObject({
  kind: z.literal('lbfgs').describe('L-BFGS: learns how the loss curves. Reaches the lowest losses.'),
  history: z.int().min(1).max(500).default(10).describe('How many past steps the curvature is taken from.'),
  lineSearch: z
    .enum(['none', 'backtracking', 'strong-wolfe'])
    .default('strong-wolfe')
    .describe(
      'How far to go along a direction: tried until the loss falls as it should (strong-wolfe), one step length but shorter where the loss would rise (backtracking), or always one step length (none).',
    ),
  learningRate: learningRate.default(1).describe('Step length where there is no line search.'),
  restartEvery: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'Forget the history after so many iterations, as a loop of SciPy calls with maxfun does; 0 never.',
    ),
  space,
});

const sgd = z.strictObject({
  kind: z.literal('sgd').describe('Gradient descent, with momentum if wanted. Plain and slow.'),
  learningRate: learningRate.describe('Step length: multiplies the gradient.'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Share of the last step that is added to the next one.'),
  decay,
  annealing,
  space,
});

/** How the picture is moved towards a lower loss. One iteration evaluates the loss and its gradient once. */
export const optimizerSchema = z.discriminatedUnion('kind', [adam, lbfgs, sgd]);

export type OptimizerSettings = z.infer<typeof optimizerSchema>;

/** The first settings of an optimizer whose kind is chosen: what suits the default recipe. */
export function initialOptimizer(kind: unknown): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'adam':
      return { kind, learningRate: 5 };
    case 'sgd':
      return { kind, learningRate: 1e-4, momentum: 0.9 };
    case 'lbfgs':
      return { kind, history: 5, lineSearch: 'backtracking' };
    default:
      return { kind };
  }
}
