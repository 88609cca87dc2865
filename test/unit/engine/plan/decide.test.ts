import { beforeAll, describe, expect, it } from 'vitest';

import type { Limits } from '../../../../src/contracts/engine';
import { vgg19, type Network } from '../../../../src/engine/network/network';
import { NetworkStore } from '../../../../src/engine/network/store';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { choicesOf, type Other } from '../../../../src/engine/plan/choices';
import { costPerPixel, Costs } from '../../../../src/engine/plan/costs';
import { decide, type Question } from '../../../../src/engine/plan/decide';
import { planScales } from '../../../../src/engine/plan/scales';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import type { SelectedDevice } from '../../../../src/engine/runtime/devices';
import type { OptimizeRecipe } from '../../../../src/recipe/recipe';

const network: Network = { description: vgg19, parameters: new Map() };
const device = { id: 'cpu', backend: {}, trial: {}, probeMilliseconds: 5 } as unknown as SelectedDevice;
let studio: OptimizeRecipe;
let lbfgs: OptimizeRecipe;

beforeAll(async () => {
  studio = await resolveRecipe('studio', { network: 'vgg19', iterations: 20 });
  lbfgs = await resolveRecipe('neural-style', { iterations: 20 });
});

function question(recipe: OptimizeRecipe, size: number, limits: Limits = {}): Question {
  const scalesOf = ({ iterations }: OptimizeRecipe) => [{ width: size, height: size, iterations }];
  const scales = scalesOf(recipe);
  return { recipe, network, device, division: [[0]], scales, limits, bytesAvailable: 24e9 };
}

it('counts the multiplications of VGG-19 as published', () => {
  // 19.6 billion for a picture of 224×224 (Simonyan & Zisserman 2014; torchvision's documentation: 19.63 GMAC), of which
  // the classifier's 25088·4096 + 4096·4096 + 4096·1000 are none of ours.
  const classifier = 25_088 * 4096 + 4096 * 4096 + 4096 * 1000;
  const { multiplications } = costPerPixel(vgg19, ['relu5_4']);

  expect((multiplications * 224 ** 2 + classifier) / 1e9).toBeCloseTo(19.63, 1);
  // A recipe that looks no further computes no further.
  expect(costPerPixel(vgg19, ['relu4_2']).multiplications).toBeLessThan(0.8 * multiplications);
});

describe('what a run costs', () => {
  it('grows with the pixels, but for what is there once', () => {
    const costs = new Costs(question(studio, 512));
    const bytes = (side: number) =>
      costs.bytes({ width: side, height: side }, { tile: undefined, history: 0 });

    const [small, middle, large] = [bytes(256), bytes(512), bytes(1024)];
    expect((large - middle) / (middle - small)).toBeCloseTo(4, 5);
    // 290 rectified activations a pixel, of 4 bytes, and what goes with them.
    expect((large - middle) / (1024 ** 2 - 512 ** 2)).toBeGreaterThan(4 * 290);
    expect((large - middle) / (1024 ** 2 - 512 ** 2)).toBeLessThan(4 * 700);
  });

  it('counts the pairs of L-BFGS, in the precision in which it keeps them', async () => {
    const size = { width: 100, height: 100 };
    const exact = await resolveRecipe('gatys-2015');
    const pairs = (recipe: OptimizeRecipe) => {
      const costs = new Costs(question(recipe, 100));
      const bytes = (history: number) => costs.bytes(size, { tile: undefined, history });
      expect(bytes(7) - bytes(2)).toBe(5 * costs.pairBytes(size));
      return costs.pairBytes(size);
    };
    expect(pairs(lbfgs)).toBe(2 * 4 * 3 * 100 * 100);
    expect(pairs(exact)).toBe(2 * 8 * 3 * 100 * 100);
  });

  it('counts what regions add', async () => {
    const store = new NetworkStore({
      userFolder: 'none',
      bundledFolder: 'media/networks',
      readForeign: readForeignNetwork,
    });
    const embedded = { ...question(studio, 512), network: await store.load('embedded') };
    const size = { width: 512, height: 512 };
    const manner = { tile: undefined, history: 0 };
    const whole = new Costs(embedded).bytes(size, manner);
    const regions = new Costs({ ...embedded, division: [[0], [1], [2]] }).bytes(size, manner);
    expect(regions).toBeGreaterThan(whole);
    expect(regions).toBeLessThan(2 * whole);
  });
});

describe('what is decided', () => {
  it('leaves a picture whole where it fits, by half of the free memory', () => {
    expect(decide(question(studio, 512))).toMatchObject({ tile: undefined, budget: 12e9, concerns: [] });
  });

  it('takes the largest tiles that fit, and no more memory than it may', () => {
    const tiled = decide(question(studio, 3000));
    expect(tiled.tile).toBe(1024);
    expect(tiled.bytes).toBeLessThan(tiled.budget!);

    const tight = decide(question(studio, 3000, { memoryBytes: 3e9 }));
    expect(tight.tile).toBeLessThan(1024);
    expect(tight.bytes).toBeLessThan(3e9);
    expect(tight.concerns).not.toContain('memory');
  });

  it('tells of what is kept for the next picture only where there is room', () => {
    const needed = new Costs(question(studio, 512)).bytes(
      { width: 512, height: 512 },
      { tile: undefined, history: 5 },
    );
    const roomy = decide(question(studio, 512));
    const tight = decide(question(studio, 512, { memoryBytes: needed + 1000 }));

    expect(roomy.bytes).toBeGreaterThan(1.1 * needed);
    expect(roomy.spare).toBe(24e9 / 2 - needed);
    expect(tight).toMatchObject({ tile: undefined, bytes: needed + 1000, spare: 1000, concerns: [] });
    expect(decide(question(studio, 512, { tile: 256 })).spare).toBe(0);
  });

  it('says when nothing fits', () => {
    const { tile, concerns } = decide(question(studio, 8000, { memoryBytes: 1e9 }));
    expect(tile).toBe(256);
    expect(concerns).toContain('memory');
  });

  it('takes the tile that is asked for', () => {
    expect(decide(question(studio, 512, { tile: 200 })).tile).toBe(200);
  });

  it('keeps fewer pairs of L-BFGS rather than cut the picture up, but not fewer than are useful', () => {
    const costs = new Costs(question(lbfgs, 1024));
    const size = { width: 1024, height: 1024 };
    const whole = costs.bytes(size, { tile: undefined, history: 0 });
    const room = (pairs: number) => ({ memoryBytes: whole + (pairs + 0.5) * costs.pairBytes(size) });

    expect(decide(question(lbfgs, 1024, { memoryBytes: 20e9 }))).toMatchObject({ history: 100 });
    for (const history of [30, 3])
      expect(decide(question(lbfgs, 1024, room(history)))).toMatchObject({ tile: undefined, history });
    const tiled = decide(question(lbfgs, 1024, room(2)));
    expect(tiled.tile).toBeDefined();
    expect(tiled.history).toBeGreaterThanOrEqual(3);
    expect(tiled.concerns).toEqual([]);
  });

  it('knows nothing of the memory of a graphics card', () => {
    const webgpu = { ...device, id: 'webgpu' } as const;
    const decision = decide({ ...question(studio, 8000), device: webgpu });
    expect(decision).not.toHaveProperty('budget');
    expect(decision.tile).toBeUndefined();
  });
});

describe('what is offered instead', () => {
  const choices = (asked: Question, others: Other[] = []) => {
    const { width } = asked.scales[0]!;
    const scalesOf = (recipe: OptimizeRecipe) => {
      const side = recipe.size === 'native' || recipe.size === asked.recipe.size ? width : recipe.size;
      return planScales({ ...recipe, scales: undefined }, { width: side, height: side }, 16);
    };
    return choicesOf({ ...asked, decision: decide(asked), scalesOf, others });
  };

  it('is nothing where all is well', () => {
    expect(choices(question(studio, 512))).toEqual([]);
  });

  it('is the largest size that fits, and more of the memory that is free', () => {
    const [size, memory] = choices(question(studio, 4000, { memoryBytes: 1.5e9 }));

    const side = Number(size!.settings['size']);
    expect(size).toMatchObject({ kind: 'size', width: side, height: side });
    expect(decide(question(studio, side, { memoryBytes: 1.5e9 })).concerns).toEqual([]);
    expect(decide(question(studio, side + 64, { memoryBytes: 1.5e9 })).concerns).not.toEqual([]);
    expect(memory).toMatchObject({ kind: 'memory', memoryBytes: 0.9 * 24e9, width: 4000 });
  });

  it('is another network only where that one fits', async () => {
    const store = new NetworkStore({
      userFolder: 'none',
      bundledFolder: 'media/networks',
      readForeign: readForeignNetwork,
    });
    const embedded = await store.load('embedded');
    const least = (asked: Question) => decide({ ...asked, limits: { memoryBytes: 1 } }).bytes;
    const other = { ...question(studio, 2048), network: embedded };
    const [enough, most] = [least(other), least(question(studio, 2048))];
    const offered = (memoryBytes: number) => {
      const limits = { memoryBytes };
      const settings = { network: 'embedded' };
      const others = [{ kind: 'network', settings, question: { ...other, limits } } as const];
      return choices(question(studio, 2048, limits), others).filter(({ kind }) => kind === 'network');
    };
    expect(enough).toBeLessThan(most);
    expect(offered(Math.round((enough + most) / 2))).toMatchObject([{ settings: { network: 'embedded' } }]);
    expect(offered(enough - 1)).toEqual([]);
  });

  it('is fewer iterations for a run that takes long', () => {
    const long = { ...question(studio, 1024), recipe: { ...studio, iterations: 100_000 } };
    const asked = { ...long, scales: [{ width: 1024, height: 1024, iterations: 100_000 }] };
    const found = choices(asked).find(({ kind }) => kind === 'iterations')!;

    expect(decide(asked).concerns).toEqual(['time']);
    expect(found.seconds).toBeLessThan(31 * 60);
    expect(found.seconds).toBeGreaterThan(25 * 60);
  });
});
