import { expect, it } from 'vitest';

import { StepLoop } from '../../../../../src/engine/methods/optimize/step-loop';
import type { WeightedTerm } from '../../../../../src/engine/objective/terms';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import type { Objective } from '../../../../../src/engine/runtime/backend';

const terms: WeightedTerm[] = [
  {
    term: { kind: 'content', name: 'content relu1_1', layer: 'relu1_1' },
    group: 'content',
    share: 0.5,
    gradientShare: 0.5,
  },
  {
    term: { kind: 'total-variation', name: 'tv', variant: 'squared-sum' },
    group: 'tv',
    share: 1,
    gradientShare: 1,
  },
];

/** The value of both terms is half the squared distance to 100: minimum at a gray picture. */
function quadratic(): Objective & { readonly factors: Map<string, number> } {
  const factors = new Map<string, number>();
  return {
    factors,
    setFactor: (term, factor) => factors.set(term, factor),
    setTarget: () => undefined,
    evaluate(image) {
      const sum = [...factors.values()].reduce((a, b) => a + b, 0);
      const value = image.reduce((total, x) => total + (x - 100) ** 2 / 2, 0);
      const gradient = image.map((x) => sum * (x - 100));
      return Promise.resolve({ values: Float32Array.of(value, value), gradient });
    },
    dispose: () => Promise.resolve(),
  };
}

const weights = { 'content.weight': 2, 'style.weight': 0, 'totalVariation.weight': 3, mix: [1] };
const start = () => Float32Array.of(0, 50, 250);

it('reports each group’s loss with its weight and share, and their sum', async () => {
  const objective = quadratic();
  const loop = new StepLoop(await resolveRecipe('studio'), objective, terms, weights, start());

  const losses = await loop.step();

  // ½(100² + 50² + 150²) = 17500, times 2·0.5 and 3·1.
  expect(losses).toEqual({ content: 17_500, style: 0, tv: 52_500, total: 70_000 });
  expect(Object.fromEntries(objective.factors)).toEqual({ 'content relu1_1': 1, tv: 3 });
});

it('takes new weights with the next step', async () => {
  const loop = new StepLoop(await resolveRecipe('studio'), quadratic(), terms, weights, start());

  loop.reweight({ ...weights, 'content.weight': 0, 'totalVariation.weight': 1 });

  await expect(loop.step()).resolves.toEqual({ content: 0, style: 0, tv: 17_500, total: 17_500 });
});

it('has a picture before any step was accepted, with an averaged iterate too', async () => {
  const recipe = await resolveRecipe('studio', { 'optimizer.kind': 'lbfgs', clamp: false });
  const loop = new StepLoop(recipe, quadratic(), terms, weights, start());

  expect(loop.picture).toEqual(start());
  await loop.step();

  expect(loop.picture).toEqual(start());
});

it('hands over the bias-corrected average of the iterates', async () => {
  const recipe = await resolveRecipe('studio', { averaging: 0.5, 'optimizer.learningRate': 1 });
  const loop = new StepLoop(recipe, quadratic(), terms, weights, start());

  // A constant slope's Adam step is the learning rate: iterates 1 and 2 above the start, to first order.
  await loop.step();
  await loop.step();

  // (¼·1 + ½·2) / (1 − ¼)
  expect(loop.picture[0]).toBeCloseTo(5 / 3, 1);
});

it('works in units of 0 to 1 where the recipe counts in them', async () => {
  const settings = { input: 'unit', averaging: 0, 'optimizer.learningRate': 0.01 };
  const loop = new StepLoop(await resolveRecipe('studio', settings), quadratic(), terms, weights, start());

  await loop.step();

  // Adam's first step is the learning rate: 0.01 of 255. The last value, 250, is above the minimum at 100.
  const [black, dark, light] = loop.picture;
  expect([black, dark! - 50, light! - 250].map((step) => Math.abs(step!))).toEqual([
    expect.closeTo(2.55, 4),
    expect.closeTo(2.55, 4),
    expect.closeTo(2.55, 4),
  ]);
});

it('clamps to the displayable range in either unit', async () => {
  for (const [input, learningRate] of [
    ['network', 250],
    ['unit', 250 / 255],
  ] as const) {
    const settings = { input, averaging: 0, 'optimizer.learningRate': learningRate };
    const recipe = await resolveRecipe('studio', settings);
    const loop = new StepLoop(recipe, quadratic(), terms, weights, Float32Array.of(200, 50, 255));
    await loop.step();

    // A step of 250 towards 100 overshoots the range from everywhere.
    expect([...loop.picture]).toEqual([0, 255, 5]);
  }
});

const diverging = { 'optimizer.kind': 'sgd', 'optimizer.learningRate': 1, clamp: false, averaging: 0 };

it('stops where the loss grows beyond reason, with the last picture that was in order', async () => {
  const recipe = await resolveRecipe('studio', diverging);
  const loop = new StepLoop(recipe, quadratic(), terms, weights, start());
  const run = async () => {
    for (let step = 0; step < 100; step++) await loop.step();
  };

  // The curvature is 4 and the step 1 with momentum: every step goes further.
  await expect(run()).rejects.toMatchObject({
    code: 'diverged',
    message: expect.stringContaining('optimizer.learningRate 1 is too large') as string,
  });
  expect(loop.soundPicture).toEqual({ data: start(), evaluations: 0 });
});

it('keeps the picture of the last loss that was in order', async () => {
  const recipe = await resolveRecipe('studio', { ...diverging, 'optimizer.learningRate': 0.1 });
  const objective = quadratic();
  const loop = new StepLoop(recipe, objective, terms, weights, start());
  for (let step = 0; step < 3; step++) await loop.step();
  const before = loop.picture;
  const evaluate = objective.evaluate.bind(objective);
  objective.evaluate = async (image) => {
    const { values, gradient } = await evaluate(image);
    return { values: values.map((value) => 1e6 * value), gradient: gradient.map(() => NaN) };
  };

  await expect(loop.step()).rejects.toMatchObject({ code: 'diverged' });

  // Evaluated in the third step, which has led to `before`.
  expect(loop.soundPicture.evaluations).toBe(2);
  expect(loop.soundPicture.data).not.toEqual(before);
});

it('names the weight with which nothing can be computed', async () => {
  const loop = new StepLoop(await resolveRecipe('studio'), quadratic(), terms, weights, start());
  await loop.step();

  loop.reweight({ ...weights, 'content.weight': 1e308, 'style.weight': 0 });

  await expect(loop.step()).rejects.toMatchObject({
    code: 'diverged',
    message: expect.stringContaining('content.weight is 1e+308') as string,
  });
});

it('tells losses that are numbers while a line search tries a step that is too long', async () => {
  const recipe = await resolveRecipe('studio', { 'optimizer.kind': 'lbfgs', clamp: false, averaging: 0 });
  const objective = quadratic();
  const evaluate = objective.evaluate.bind(objective);
  let evaluations = 0;
  objective.evaluate = async (image) => {
    const evaluation = await evaluate(image);
    return ++evaluations === 2 ? { ...evaluation, values: Float32Array.of(Infinity, Infinity) } : evaluation;
  };
  const loop = new StepLoop(recipe, objective, terms, weights, start());
  const first = await loop.step();

  await expect(loop.step()).resolves.toEqual(first);
  expect((await loop.step()).total).toBeLessThan(first.total);
});

it('does not hand over a picture that the very last step has ruined', async () => {
  const recipe = await resolveRecipe('studio', { ...diverging, 'optimizer.learningRate': 1e10 });
  const loop = new StepLoop(recipe, quadratic(), terms, weights, start());

  await loop.step();

  expect(() => loop.finish()).toThrow('optimizer.learningRate 10000000000 is too large');
});
