import { expect, it } from 'vitest';

import { StepLoop } from '../../../../../src/engine/methods/optimize/step-loop';
import type { RecipeLossValue } from '../../../../../src/engine/objective/recipe-loss';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import type { OptimizeWeights } from '../../../../../src/recipe/live';

const initial = { 'content.weight': 1, 'style.weight': 0, 'totalVariation.weight': 3, mix: [1] };

/** Half the squared distance to 100, counted twice: as content and, smoothly, as total variation. Least for a gray picture. */
function quadratic(weights: OptimizeWeights = initial) {
  return {
    weights,
    emptyLoss: 0,
    reweight(changed: OptimizeWeights) {
      this.weights = changed;
    },
    evaluate(picture: Float32Array): Promise<RecipeLossValue> {
      const { 'content.weight': content, 'totalVariation.weight': tv } = this.weights;
      const value = picture.reduce((total, x) => total + (x - 100) ** 2 / 2, 0);
      const losses = { content: content * value, style: 0, tv: tv * value, total: (content + tv) * value };
      const gradient = picture.map((x) => (content + tv) * (x - 100));
      return Promise.resolve({ losses, gradient, layers: new Map() });
    },
  };
}

const start = () => Float32Array.of(0, 50, 250);

const adam = { 'optimizer.kind': 'adam' };

it('reports the losses of the picture that it was at, and takes new weights with the next step', async () => {
  const loop = new StepLoop(await resolveRecipe('studio'), quadratic(), start());

  // ½(100² + 50² + 150²) = 17500
  loop.reweight({ ...initial, 'content.weight': 2, 'totalVariation.weight': 1 });

  await expect(loop.step()).resolves.toEqual({ content: 35_000, style: 0, tv: 17_500, total: 52_500 });
});

it('has a picture before any step was accepted, with an averaged iterate too', async () => {
  const recipe = await resolveRecipe('studio', { averaging: 0.5 });
  const loop = new StepLoop(recipe, quadratic(), start());

  expect(loop.picture).toEqual(start());
  await loop.step();

  expect(loop.picture).toEqual(start());
});

it('hands over the bias-corrected average of the iterates', async () => {
  const recipe = await resolveRecipe('studio', { ...adam, averaging: 0.5, 'optimizer.learningRate': 1 });
  const loop = new StepLoop(recipe, quadratic(), start());

  // A constant slope's Adam step is the learning rate: iterates 1 and 2 above the start, to first order.
  await loop.step();
  await loop.step();

  // (¼·1 + ½·2) / (1 − ¼)
  expect(loop.picture[0]).toBeCloseTo(5 / 3, 1);
});

it('works in units of 0 to 1 where the recipe counts in them', async () => {
  const settings = { ...adam, input: 'unit', 'optimizer.learningRate': 0.01 };
  const loop = new StepLoop(await resolveRecipe('studio', settings), quadratic(), start());

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
    const settings = { ...adam, input, 'optimizer.learningRate': learningRate };
    const recipe = await resolveRecipe('studio', settings);
    const loop = new StepLoop(recipe, quadratic(), Float32Array.of(200, 50, 255));
    await loop.step();

    // A step of 250 towards 100 overshoots the range from everywhere.
    expect([...loop.picture]).toEqual([0, 255, 5]);
  }
});

const diverging = { 'optimizer.kind': 'sgd', 'optimizer.learningRate': 1, clamp: false };

it('stops where the loss grows beyond reason, with the last picture that was in order', async () => {
  const recipe = await resolveRecipe('studio', diverging);
  const loop = new StepLoop(recipe, quadratic(), start());
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
  const loss = quadratic();
  const loop = new StepLoop(recipe, loss, start());
  for (let step = 0; step < 3; step++) await loop.step();
  const before = loop.picture;
  const evaluate = loss.evaluate.bind(loss);
  loss.evaluate = async (image) => {
    const value = await evaluate(image);
    return { ...value, gradient: value.gradient.map(() => NaN) };
  };

  await expect(loop.step()).rejects.toMatchObject({ code: 'diverged' });

  // Evaluated in the third step, which has led to `before`.
  expect(loop.soundPicture.evaluations).toBe(2);
  expect(loop.soundPicture.data).not.toEqual(before);
});

it('names the weight with which nothing can be computed', async () => {
  const loop = new StepLoop(await resolveRecipe('studio'), quadratic(), start());
  await loop.step();

  loop.reweight({ ...initial, 'content.weight': 1e308 });

  await expect(loop.step()).rejects.toMatchObject({
    code: 'diverged',
    message: expect.stringContaining('content.weight is 1e+308') as string,
  });
});

it('tells losses that are numbers while a line search tries a step that is too long', async () => {
  const recipe = await resolveRecipe('studio', { 'optimizer.lineSearch': 'strong-wolfe', clamp: false });
  const loss = quadratic();
  const evaluate = loss.evaluate.bind(loss);
  let evaluations = 0;
  loss.evaluate = async (image) => {
    const evaluation = await evaluate(image);
    return ++evaluations === 2
      ? { ...evaluation, losses: { ...evaluation.losses, total: Infinity } }
      : evaluation;
  };
  const loop = new StepLoop(recipe, loss, start());
  const first = await loop.step();

  await expect(loop.step()).resolves.toEqual(first);
  expect((await loop.step()).total).toBeLessThan(first.total);
});

it('does not hand over a picture that the very last step has ruined', async () => {
  const recipe = await resolveRecipe('studio', { ...diverging, 'optimizer.learningRate': 1e10 });
  const loop = new StepLoop(recipe, quadratic(), start());

  await loop.step();

  expect(() => loop.finish()).toThrow('optimizer.learningRate 10000000000 is too large');
});

it('has the losses of any picture, and learns nothing from them', async () => {
  const recipe = await resolveRecipe('studio', adam);
  const [loop, untouched] = [
    new StepLoop(recipe, quadratic(), start()),
    new StepLoop(recipe, quadratic(), start()),
  ];
  await loop.step();
  await untouched.step();

  // ½(10² + 10² + 0²)
  await expect(loop.lossesOf(Float32Array.of(90, 110, 100))).resolves.toMatchObject({
    content: 100,
    tv: 300,
  });
  await expect(loop.lossesOf(Float32Array.of(NaN, 0, 0))).rejects.toMatchObject({ code: 'diverged' });

  expect(await loop.step()).toEqual(await untouched.step());
  expect(loop.state()).toEqual(untouched.state());
});
