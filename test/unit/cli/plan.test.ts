import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';

import { parseBytes } from '../../../src/cli/options/limits';
import type { Outline } from '../../../src/contracts/engine';
import { without } from '../../../src/recipe/values/plain-object';
import { plan, stylize } from './fake-environment';

const fitting = without(plan, 'run') as unknown as Outline;
const smaller = { kind: 'size' as const, settings: { size: 2048 }, width: 2048, height: 1536 };
const tooLarge: Outline = {
  ...fitting,
  width: 6000,
  height: 4500,
  estimate: {
    bytes: 9e9,
    seconds: 20_000,
    budget: 8e9,
    bytesAvailable: 16e9,
    tile: 512,
    history: 4,
    concerns: ['memory', 'time'],
    choices: [
      { ...smaller, bytes: 6e9, seconds: 1500 },
      {
        kind: 'memory',
        settings: {},
        memoryBytes: 9.1e9,
        width: 6000,
        height: 4500,
        bytes: 9e9,
        seconds: 20_000,
      },
    ],
  },
};

const line = 'plan photo.jpg --style waves.jpg --size native --memory 8GB';

describe('plan', () => {
  test('asks what a run with the same options would need', async () => {
    const { environment, stdout } = await stylize(line, { answers: { forecast: fitting } });

    expect(environment.requests).toEqual([
      {
        name: 'forecast',
        params: {
          content: '/pictures/photo.jpg',
          styles: [{ path: '/pictures/waves.jpg', weight: 1 }],
          recipe: 'studio',
          settings: { size: 'native' },
          device: 'auto',
          limits: { memoryBytes: 8e9 },
        },
      },
    ]);
    expect(environment.runs).toEqual([]);
    expect(stdout.split('\n')).toEqual([
      '512×384, 100 iterations, in 2 scales from 256×192; network embedded, device cpu',
      'Scales: 256×192 × 50, 512×384 × 50',
      'Needs about 0.6 GB of memory and 80 s',
      '',
    ]);
  });

  test('says what to do instead where it is too much', async () => {
    const { stdout } = await stylize(line, { answers: { forecast: tooLarge } });

    expect(stdout.split('\n').slice(2)).toEqual([
      'Needs about 9.0 GB of memory and 6 hours; in tiles of 512 pixels; 4 pairs of L-BFGS, for lack of memory',
      '6000×4500 is more than the 8.0 GB of memory that it may use. It is long, too.',
      'Instead:',
      '  --size 2048     2048×1536  6.0 GB  25 minutes',
      '  --memory 9.1GB  6000×4500  9.0 GB  6 hours',
      '',
    ]);
  });

  test('gives programs all there is', async () => {
    const { environment } = await stylize(`${line} --json`, { answers: { forecast: tooLarge } });
    expect(environment.stdout.json).toEqual([tooLarge]);
  });
});

describe('a limit of memory', () => {
  test.each([
    ['4GB', 4e9],
    ['4.5 g', 4.5e9],
    ['800MiB', 800 * 2 ** 20],
    ['2000000000', 2e9],
  ])('%s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each(['', 'GB', '4 bananas', '-1GB', '0', '4..5GB'])('is not "%s"', (text) => {
    expect(() => parseBytes(text)).toThrow(InvalidArgumentError);
  });
});
