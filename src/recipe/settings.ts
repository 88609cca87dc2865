import { StylizeError } from '../channel/errors';
import { normalizesNow, withFittingWeights } from './normalized-gradients';
import { initialOptimizer } from './optimizer-settings';
import { isPlainObject, type PlainObject } from './plain-object';
import { recipeSchema, type Recipe } from './recipe';
import { checked, describeIssues } from './validate';

/**
 * A recipe with some of its values replaced. Keys are paths: `style.weight`, `optimizer.learningRate`; also written
 * `style-weight` or `optimizer.learning-rate`. A layer's weight, `style.layers.relu3_1`, may be added.
 *
 * Giving `optimizer.kind` another value drops the settings of the old kind; `gradientNormalization: true` brings weights
 * that fit.
 *
 * @throws StylizeError `bad-setting` naming the key and what it may be
 */
export function applySettings(recipe: Recipe, settings: Readonly<Record<string, unknown>>): Recipe {
  const changed = structuredClone(recipe) as unknown as PlainObject;
  for (const [key, value] of inOrder(settings)) set(changed, resolveKey(changed, key), value);
  const parsed = recipeSchema.safeParse(changed);
  if (!parsed.success) {
    throw new StylizeError('bad-setting', describeIssues(parsed.error), {
      hint: '"stylize recipes show studio" prints every setting with a value that it may have.',
    });
  }
  return checked(parsed.data);
}

/** What brings values of other settings with it comes before those, whatever order they were given in. */
function inOrder(settings: Readonly<Record<string, unknown>>): [string, unknown][] {
  const leads = ([key]: [string, unknown]) =>
    ['optimizerkind', 'gradientnormalization'].includes(normalized(key));
  return Object.entries(settings).sort((a, b) => Number(leads(b)) - Number(leads(a)));
}

/** Keys that a recipe may have without having them: optional ones, and all settings of all optimisers. */
const optionalKeys: readonly string[] = [
  'source',
  'scales.from',
  'scales.factor',
  'scales.decay',
  'style.layerScheme',
  'initial.file',
  'optimizer.learningRate',
  'optimizer.beta1',
  'optimizer.beta2',
  'optimizer.epsilon',
  'optimizer.history',
  'optimizer.lineSearch',
  'optimizer.restartEvery',
  'optimizer.momentum',
  'optimizer.decay',
];

const normalized = (key: string) => key.replace(/[-_.]/g, '').toLowerCase();

function resolveKey(recipe: PlainObject, key: string): string[] {
  const known = [...new Set([...keysOf(recipe), ...optionalKeys])];
  const wanted = known.find((candidate) => normalized(candidate) === normalized(key));
  if (wanted !== undefined) return wanted.split('.');
  if (/^(style|content)\.layers\.[^.]+$/.test(key)) return key.split('.');
  throw new StylizeError('bad-setting', `A recipe has no setting "${key}".`, {
    hint: `Settings are ${known.filter((candidate) => !candidate.includes('.layers.')).join(', ')}.`,
  });
}

/** Every key by its path, of objects and of what they hold. */
function keysOf(object: PlainObject, prefix = ''): string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const path = prefix + key;
    return isPlainObject(value) ? [path, ...keysOf(value, `${path}.`)] : [path];
  });
}

function set(recipe: PlainObject, path: readonly string[], value: unknown): void {
  const key = path.join('.');
  if (key === 'scales' && (value === null || value === false)) {
    delete recipe['scales'];
    return;
  }
  if (key === 'optimizer.kind' && (recipe['optimizer'] as PlainObject)['kind'] !== value) {
    recipe['optimizer'] = initialOptimizer(value);
    return;
  }
  if (key === 'gradientNormalization' && normalizesNow(recipe[key], value)) {
    Object.assign(recipe, withFittingWeights(recipe));
  }
  let object = recipe;
  for (const step of path.slice(0, -1)) object = (object[step] ??= {}) as PlainObject;
  object[path.at(-1)!] = value;
}
