import { describe, expect, test } from 'vitest';

import { listRecipes } from '../../../src/engine/recipes/catalog';
import { stylize, type FakeOptions } from './fake-environment';

const recipe = { ...listRecipes().find(({ name }) => name === 'studio')!, size: 384 };

const recall = {
  recipe,
  width: 384,
  height: 256,
  content: { name: 'photo.jpg', path: '/art/photo.jpg', width: 3000, height: 2000 },
  styles: [
    {
      name: 'waves.jpg',
      path: '/art/waves.jpg',
      weight: 0.5,
      mask: { name: 'sky.png', path: '/art/sky.png' },
    },
  ],
  device: 'webgpu',
  missing: [],
  remarks: ['waves.jpg is no longer the file that it was.'],
};

async function goOn(options = '', answers: FakeOptions['answers'] = { recall }) {
  const outcome = await stylize(`continue art.png ${options}`, {
    answers,
    onRun: (run) => {
      run.succeed();
    },
  });
  return { ...outcome, settings: outcome.environment.runs[0]?.settings };
}

const initial = { 'initial.image': 'file', 'initial.file': '/pictures/art.png' };

describe('continue', () => {
  test('paints on from the result at twice its size, with all that made it', async () => {
    const { environment, code, stderr } = await goOn();

    expect(code).toBe(0);
    expect(environment.runs).toEqual([
      {
        content: '/art/photo.jpg',
        styles: [{ path: '/art/waves.jpg', weight: 0.5, mask: { path: '/art/sky.png' } }],
        recipe,
        settings: { size: 768, scales: false, iterations: 40, ...initial },
        device: 'webgpu',
        limits: {},
        output: { overwrite: false, metadata: true },
      },
    ]);
    expect(stderr).toBe('waves.jpg is no longer the file that it was.\n');
  });

  test('takes the size that is asked for', async () => {
    expect((await goOn('--times 4')).settings).toMatchObject({ size: 1536 });
    expect((await goOn('--size 1000')).settings).toMatchObject({ size: 1000 });
    expect((await goOn('--native')).settings).toMatchObject({ size: 'native', iterations: 120 });
    expect((await goOn('--size 1000 --iterations 7')).settings).toMatchObject({ iterations: 7 });
  });

  test('takes more iterations at its own size, and says that the optimiser begins anew', async () => {
    const { settings, stderr } = await goOn('--iterations 50');

    expect(settings).toEqual({ scales: false, iterations: 50, ...initial });
    expect(stderr).toContain('optimiser begins anew');
  });

  test('takes settings, a device, limits and an output of its own', async () => {
    const options = '--set style.weight=3 --device cpu --memory 2GB --out big.png --force';
    expect((await goOn(options)).environment.runs[0]).toMatchObject({
      settings: { 'style.weight': 3 },
      device: 'cpu',
      limits: { memoryBytes: 2e9 },
      output: { path: '/pictures/big.png', overwrite: true },
    });
  });

  test('refuses two sizes, one that is no larger, and a content picture that is gone', async () => {
    expect((await goOn('--size 1000 --native')).stderr).toContain('say the same thing');
    expect((await goOn('--times 1')).stderr).toContain('Give a number above 1.');
    const gone = { ...recall, content: { name: 'photo.jpg' } };
    const { code, stderr } = await goOn('--native', { recall: gone });
    expect(code).not.toBe(0);
    expect(stderr).toContain('photo.jpg');
  });
});
