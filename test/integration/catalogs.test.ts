import { readFile, writeFile } from 'node:fs/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import { deviceIds, deviceSchema, networkSchema } from '../../src/contracts/engine';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { recipeSchema } from '../../src/recipe/recipe';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { randomNetwork } from '../support/reference/random-network';

const workspace = useWorkspace();

async function json(...args: string[]): Promise<unknown> {
  const outcome = await workspace.stylize([...args, '--json']);
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.lines).toHaveLength(1);
  return outcome.lines[0];
}

describe('recipes', () => {
  it('are listed with what they are, the default first', async () => {
    const { code, stdout } = await workspace.stylize(['recipes']);

    expect(code).toBe(0);
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/)[0]);
    expect(names[0]).toBe('studio');
    expect(names).toEqual(expect.arrayContaining(['neural-style', 'keras-lbfgs']));
    expect(await json('recipes')).toMatchObject(names.map((name) => ({ name })));
  });

  it('are shown whole, with the constants of their publication', async () => {
    expect(recipeSchema.parse(await json('recipes', 'show', 'neural-style'))).toMatchObject({
      name: 'neural-style',
      network: 'vgg19',
      size: 512,
      measure: 'longest',
      content: { weight: 5, layers: { relu4_2: 1 }, reduction: 'mean' },
      style: { weight: 100, gram: 'positions-channels', reduction: 'mean' },
      totalVariation: { weight: 1e-3, kind: 'squared-half-sum' },
      optimizer: { kind: 'lbfgs', history: 100, lineSearch: 'none' },
      iterations: 1000,
    });
    expect(recipeSchema.parse(await json('recipes', 'show', 'keras-lbfgs'))).toMatchObject({
      name: 'keras-lbfgs',
      network: 'vgg19',
      size: 400,
      measure: 'height',
      content: { weight: 0.025, layers: { relu5_2: 1 }, reduction: 'sum' },
      style: { weight: 1, resize: 'exact' },
      totalVariation: { weight: 1e-4, kind: 'power' },
      optimizer: { kind: 'lbfgs', history: 10, lineSearch: 'strong-wolfe', restartEvery: 20 },
      iterations: 400,
      initial: { image: 'content' },
    });
  });
});

describe('devices', () => {
  it('are all listed: the processor works, one is picked, and what does not work says why', async () => {
    const devices = deviceSchema.array().parse(await json('devices'));

    expect(devices.map(({ id }) => id)).toEqual(deviceIds);
    expect(devices.find(({ id }) => id === 'cpu')).toMatchObject({ available: true });
    expect(devices.filter(({ automatic }) => automatic)).toHaveLength(1);
    for (const { available, automatic, reason, probeMilliseconds } of devices) {
      if (available) expect(probeMilliseconds).toBeGreaterThan(0);
      else expect(reason).toMatch(/\w/);
      expect(automatic && !available).toBe(false);
    }
  });
});

describe('weights', () => {
  beforeEach(async () => {
    await writeNetwork(randomNetwork(7), workspace.path('tiny.safetensors'), {
      provenance: { source: 'test' },
    });
  });
  const list = async () => networkSchema.array().parse(await json('weights', 'list'));

  it('of the embedded network are there, those of VGG-19 are to be imported', async () => {
    const networks = await list();

    expect(networks.map(({ name, installed }) => ({ name, installed }))).toEqual([
      { name: 'embedded', installed: true },
      { name: 'vgg19', installed: false },
    ]);
    expect(networks[0]!.layers).toEqual(expect.arrayContaining(['relu1_1', 'relu4_2', 'relu5_1']));
    const { stdout } = await workspace.stylize(['weights']);
    expect(stdout).toMatch(/^embedded\s/m);
    expect(stdout).toMatch(/^vgg19\s.*not installed/m);
  });

  it('are listed once imported, and used by name', async () => {
    expect(await json('weights', 'import', 'tiny.safetensors')).toMatchObject({
      name: 'random-7',
      installed: true,
    });

    expect(await list()).toContainEqual(expect.objectContaining({ name: 'random-7', installed: true }));
    await writeWaves(workspace.path('photo.png'), 1, 48, 40);
    const args = [
      'photo.png',
      '--style',
      'photo.png',
      '--network',
      'random-7',
      '--size',
      '48',
      '--iterations',
      '1',
    ];
    const { lines } = await workspace.run([...args, '--json']);
    expect(lines[0]).toMatchObject({ event: 'planned', network: 'random-7' });
    expect(lines.at(-1)).toMatchObject({ event: 'done' });
  });

  it('imported before stay when a later file is broken', async () => {
    await json('weights', 'import', 'tiny.safetensors');
    const before = await workspace.listing();
    const whole = await readFile(workspace.path('tiny.safetensors'));
    await writeFile(workspace.path('tiny.safetensors'), whole.subarray(0, whole.length - 1000));

    const broken = await workspace.stylize(['weights', 'import', 'tiny.safetensors', '--json']);

    expect(broken.code).toBe(1);
    expect(broken.lines).toMatchObject([{ event: 'error', code: 'bad-weights' }]);
    expect(await workspace.listing()).toEqual(before);
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'random-7', installed: true }));
  });
});
