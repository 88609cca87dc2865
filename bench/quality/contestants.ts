import type { Settings } from '../../src/recipe/values/paths';

/** Who takes a step: decides what it costs. */
export type Stepper = 'embedded' | 'vgg19' | 'pytorch';

/** A way to paint, compared with others. */
export interface Contestant {
  readonly name: string;
  readonly stepper: Stepper;
  /** Of a recipe of ours; without it, crowsonkb.py paints. */
  readonly recipe?: { readonly name: string; readonly settings: Settings };
}

/** What the others are measured by: the loss of `studio` with VGG-19, minimised as the field does, at one size by L-BFGS. */
export const reference: Contestant = {
  name: 'L-BFGS, one size',
  stepper: 'vgg19',
  recipe: {
    name: 'studio',
    settings: {
      network: 'vgg19',
      scales: false,
      iterations: 300,
      'optimizer.kind': 'lbfgs',
      'optimizer.lineSearch': 'none',
      'optimizer.history': 100,
      clamp: false,
      averaging: 0,
    },
  },
};

export const contestants: readonly Contestant[] = [
  reference,
  { name: 'studio', stepper: 'embedded', recipe: { name: 'studio', settings: { network: 'embedded' } } },
  { name: 'studio, VGG-19', stepper: 'vgg19', recipe: { name: 'studio', settings: { network: 'vgg19' } } },
  { name: 'neural-style', stepper: 'vgg19', recipe: { name: 'neural-style', settings: {} } },
  { name: 'crowsonkb, PyTorch', stepper: 'pytorch' },
];

/** `tuned: iterations=150 scales.decay=0.7`: a variant of `studio`, to try settings with. */
export function variant(text: string): Contestant {
  const [name = '', assignments = ''] = text.split(/:\s*/, 2);
  const settings = Object.fromEntries(
    assignments
      .split(/\s+/)
      .filter((assignment) => assignment !== '')
      .map((assignment) => {
        const [key = '', value = ''] = assignment.split('=', 2);
        return [key, parsed(value)];
      }),
  );
  const stepper = settings['network'] === 'vgg19' ? 'vgg19' : 'embedded';
  return { name, stepper, recipe: { name: 'studio', settings } };
}

function parsed(value: string): number | boolean | string {
  if (value === 'true' || value === 'false') return value === 'true';
  return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}
