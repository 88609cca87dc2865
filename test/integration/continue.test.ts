import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const proofSize = { width: 80, height: 60 };

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 320, 240);
  await writeWaves(workspace.path('a.png'), 2, 100, 80);
  await writeWaves(workspace.path('b.png'), 3, 80, 100);
  const right = { create: { width: 160, height: 240, channels: 3, background: 'black' } } as const;
  await sharp({ create: { width: 320, height: 240, channels: 3, background: 'white' } })
    .composite([{ input: right, left: 160, top: 0 }])
    .toFile(workspace.path('left.png'));
});

/** Of the samples of two pictures at the proof's size: 1 for pictures that are the same but for contrast and brightness. */
async function correlation(name: string, other: string): Promise<number> {
  const [a, b] = await Promise.all(
    [name, other].map(async (file) => {
      const { width, height } = proofSize;
      const samples = await sharp(workspace.path(file)).resize(width, height).removeAlpha().raw().toBuffer();
      const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
      return [...samples].map((value) => value - mean);
    }),
  );
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a!, b!) / Math.sqrt(dot(a!, a!) * dot(b!, b!));
}

// From noise, so that two runs from other seeds are two pictures.
const common = ['--set', 'initial.image=noise', '--set', 'content.weight=0.1', '--set', 'scales=false'];
const lbfgs = ['optimizer.kind=lbfgs', 'averaging=0', 'clamp=false'].flatMap((text) => ['--set', text]);

describe('a proof that is finished at twice its size', { timeout: 300_000 }, () => {
  it.each([
    ['with two styles of unequal weight', ['--style', 'a.png=3', '--style', 'b.png=1']],
    ['with a style for a region of its own', ['--style', 'a.png', '--mask', 'left.png', '--style', 'b.png']],
    ['by L-BFGS', ['--style', 'a.png', ...lbfgs]],
  ])('keeps its recipe and its composition: %s', async (_, args) => {
    const paint = (size: number, seed: number, out: string) =>
      workspace.run([
        ...['photo.png', ...args, ...common, '--size', String(size), '--iterations', '60'],
        ...['--set', `seed=${seed}`, '--out', out],
      ]);
    for (const outcome of [await paint(80, 1, 'proof.png'), await paint(160, 2, 'independent.png')])
      expect(outcome.code, outcome.stderr).toBe(0);

    const outcome = await workspace.stylize(['continue', 'proof.png', '--out', 'final.png']);

    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await sharp(workspace.path('final.png')).metadata()).toMatchObject({ width: 160, height: 120 });
    const [proof, final] = await Promise.all(
      ['proof.png', 'final.png'].map((name) => readMetadata(workspace.path(name))),
    );
    expect(final!.styles).toEqual(proof!.styles);
    const { style, content, totalVariation, optimizer } = proof!.recipe;
    expect(final!.recipe).toMatchObject({ style, content, totalVariation, optimizer });
    const kept = await correlation('final.png', 'proof.png');
    const independent = await correlation('independent.png', 'proof.png');
    expect(kept).toBeGreaterThan(0.7);
    // Another picture, by another seed.
    expect(independent).toBeLessThan(0.3);
  });
});
