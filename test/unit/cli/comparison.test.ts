import { describe, expect, test } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import type { Outcome, PreparedVariant } from '../../../src/cli/comparison/outcome';
import { comparisonSheet } from '../../../src/cli/comparison/sheet';
import { variantTable, wholeWhereNeeded } from '../../../src/cli/comparison/variants';
import { studio } from '../../../src/engine/recipes/shipped/studio';
import { optimizeSchema } from '../../../src/recipe/schema/optimize';
import { result } from './fake-environment';

const recipe = optimizeSchema.parse(studio);
const sweep = (key: string, ...values: unknown[]) => ({ key, values });
const titles = (table: ReturnType<typeof variantTable>) => table.map((row) => row.map(({ title }) => title));

describe('the table of variants', () => {
  test('has a recipe each', () => {
    const table = variantTable(['studio', '/a/dark.stylize.json'], [], { size: 256 });
    expect(table).toEqual([
      [
        { title: 'studio', recipe: 'studio', settings: { size: 256 } },
        { title: 'dark', recipe: '/a/dark.stylize.json', settings: { size: 256 } },
      ],
    ]);
  });

  test('has a value each, over the settings of all', () => {
    expect(variantTable(['studio'], [sweep('seed', 1, 2)], { seed: 9, size: 256 })).toEqual([
      [
        { title: 'seed 1', recipe: 'studio', settings: { seed: 1, size: 256 } },
        { title: 'seed 2', recipe: 'studio', settings: { seed: 2, size: 256 } },
      ],
    ]);
  });

  test('has rows and columns for two things', () => {
    const values = variantTable(['studio'], [sweep('a', 1, 2), sweep('b', 'x', 'y', 'z')], {});
    expect(titles(values)).toEqual([
      ['a 1, b x', 'a 1, b y', 'a 1, b z'],
      ['a 2, b x', 'a 2, b y', 'a 2, b z'],
    ]);
    expect(values[1]![2]!.settings).toEqual({ a: 2, b: 'z' });

    const recipes = variantTable(['studio', 'course'], [sweep('a', 1e6, 1e-7)], {});
    expect(titles(recipes)).toEqual([
      ['studio, a 1e6', 'studio, a 1e-7'],
      ['course, a 1e6', 'course, a 1e-7'],
    ]);
    expect(recipes[1]![0]!.recipe).toBe('course');
  });

  test('is refused for three', () => {
    const three = () => variantTable(['studio', 'course'], [sweep('a', 1), sweep('b', 1)], {});
    expect(three).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test.each([
    [1, [1]],
    [5, [5]],
    [6, [3, 3]],
    [7, [4, 3]],
    [8, [4, 4]],
    [9, [3, 3, 3]],
    [10, [5, 5]],
    [11, [4, 4, 3]],
    [25, [5, 5, 5, 5, 5]],
  ])('%i of one thing are in rows of %o', (count, lengths) => {
    const values = Array.from({ length: count }, (_, index) => index);
    const table = variantTable(['studio'], [{ key: 'seed', values }], {});

    expect(table.map((row) => row.length)).toEqual(lengths);
    expect(table.flat().map(({ settings }) => settings['seed'])).toEqual(values);
  });
});

describe('values that must be whole', () => {
  test.each(['iterations', 'scales-from', 'seed'])('of %s are rounded, each once', (key) => {
    expect(wholeWhereNeeded(sweep(key, 10, 46.4, 46.3, 215), recipe).values).toEqual([10, 46, 215]);
  });

  test.each(['style-weight', 'optimizer.learningRate', 'no-such-setting'])('of %s stay', (key) => {
    expect(wholeWhereNeeded(sweep(key, 1, 1.5), recipe).values).toEqual([1, 1.5]);
  });

  test('may be words', () => {
    expect(wholeWhereNeeded(sweep('size', 99.5, 'native'), recipe).values).toEqual([100, 'native']);
  });
});

describe('the sheet', () => {
  const inputs = {
    content: '/a/photo.jpg',
    styles: [
      { path: '/a/waves.jpg', weight: 2 },
      { path: '/a/night.jpg', weight: 1 },
    ],
  };
  const variant = (title: string, changes: Partial<typeof recipe> = {}, given = 200): PreparedVariant => ({
    title,
    recipe: title,
    settings: {},
    resolved: { ...recipe, size: 256, iterations: 300, ...changes },
    iterations: given,
  });
  const painted = (iterations: number, stopped = false): Outcome => ({
    result: { ...result, iterations, stopped, out: `/temporary/${iterations}.png` },
    network: 'embedded',
  });
  const sheetOf = (table: PreparedVariant[][], outcomes: Outcome[]) =>
    comparisonSheet({ inputs, table, outcomes, mostIterations: 200, version: '1.2.3' });

  test('shows content and styles, then every variant with steps, time, loss and network', () => {
    const { sources, rows } = sheetOf(
      [[variant('studio'), variant('own', { iterations: 7 }, 7)]],
      [painted(200), painted(7)],
    );

    expect(sources).toEqual([
      { title: 'content', notes: ['photo.jpg'], picture: '/a/photo.jpg' },
      { title: 'style', notes: ['waves.jpg', 'weight 2'], picture: '/a/waves.jpg' },
      { title: 'style', notes: ['night.jpg', 'weight 1'], picture: '/a/night.jpg' },
    ]);
    expect(rows).toEqual([
      [
        {
          title: 'studio',
          notes: ['200 of 300 iterations in 1:23', 'loss 1230, network embedded'],
          picture: '/temporary/200.png',
        },
        {
          title: 'own',
          notes: ['7 iterations in 1:23', 'loss 1230, network embedded'],
          picture: '/temporary/7.png',
        },
      ],
    ]);
  });

  test('says why a cell is empty', () => {
    const hint = 'Import a weight file.';
    const error = new StylizeError('network-missing', 'the weights are not installed', { hint });
    const table = [
      [variant('a'), variant('b')],
      [variant('c'), variant('d')],
    ];

    const { rows } = sheetOf(table, [painted(200), error, painted(57, true), undefined]);

    expect(rows.flat().map(({ reason, notes }) => reason ?? notes![0])).toEqual([
      '200 of 300 iterations in 1:23',
      'The weights are not installed. Import a weight file.',
      'stopped after 57 of 300 iterations in 1:23',
      'Not painted: stopped before its turn.',
    ]);
  });

  test('says above everything what is common to all', () => {
    const same = sheetOf([[variant('a'), variant('b')]], [painted(200), painted(200)]);
    expect(same.heading).toEqual([
      'photo.jpg in the style of waves.jpg and night.jpg',
      'recipe studio, 256 pixels, seed 0, at most 200 iterations, painted on cpu by Stylize 1.2.3',
    ]);

    const others = [
      variant('a', { seed: 1 }, 300),
      variant('b', { seed: 2, size: 128, name: 'course' }, 300),
    ];
    expect(sheetOf([others], [painted(300), painted(300)]).heading![1]).toBe(
      'painted on cpu by Stylize 1.2.3',
    );
  });
});
