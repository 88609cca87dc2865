import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EngineClient } from '../../src/client/engine-client';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { Workspace } from '../support/cli/workspace';
import { expectedPixels, expectSamePixels, fixturePath, pictureFixtures } from '../support/pictures/fixtures';
import { readPixels, writeWaves, type Pixels } from '../support/pictures/pictures';
import { randomNetwork } from '../support/reference/random-network';

const workspace = new Workspace();
let client: EngineClient;

beforeAll(async () => {
  await workspace.open();
  const tiny = randomNetwork(5, [4, 6, 8, 8, 8]);
  await writeNetwork(tiny, workspace.path('tiny.safetensors'), { provenance: { source: 'test' } });
  await writeWaves(workspace.path('style.png'), 2, 24, 32);
  client = new EngineClient({
    program: {
      bundle: fileURLToPath(new URL('../../dist/engine.js', import.meta.url)),
      env: workspace.environment,
    },
    userFolder: workspace.home,
  });
  return async () => {
    await client.dispose();
  };
});
afterAll(() => workspace.close());

/** What a run makes of a picture at its own size by one step of so many levels. */
async function painted(name: string, step: number, out = 'out.png'): Promise<Pixels> {
  const handle = client.run({
    content: fixturePath(name),
    styles: [{ path: workspace.path('style.png'), weight: 1 }],
    recipe: 'studio',
    settings: {
      network: workspace.path('tiny.safetensors'),
      size: 'native',
      scales: null,
      iterations: 1,
      'optimizer.kind': 'adam',
      'optimizer.learningRate': step,
    },
    device: 'cpu',
    output: { path: workspace.path(out), overwrite: true },
  });
  return readPixels((await handle.result).out);
}

describe('a step of no length', () => {
  it.each(pictureFixtures)(
    'leaves a picture as other programs show it, within two levels: %s',
    async (name) => {
      expectSamePixels(await painted(name, 1e-9), await expectedPixels(name), 2);
    },
  );

  it.each(['webp', 'tiff'])('keeps soft edges in %s', async (format) => {
    const { data, channels } = await painted('disc.png', 1e-9, `disc.${format}`);
    for (let i = 0; i < data.length; i += channels) {
      // The disc is of one dark blue; a lossy format has 8 levels of its own.
      if (data[i + 3]! >= 32)
        expect([data[i]! < 45, data[i + 1]! < 45, data[i + 2]! < 85]).toEqual([true, true, true]);
    }
  });
});

it('a step leaves no white in soft edges, and over white it is what was painted', async () => {
  const before = await expectedPixels('disc.png');
  const after = await painted('disc.png', 8);
  expect(after.channels).toBe(4);
  const moved: number[] = [];
  for (let i = 0; i < after.data.length; i += 4) {
    const opacity = before.data[i + 3]! / 255;
    expect(after.data[i + 3]).toBe(before.data[i + 3]);
    for (const channel of [0, 1, 2]) {
      const onWhite = ({ data }: Pixels) => opacity * data[i + channel]! + 255 * (1 - opacity);
      // A pixel moves by 8 levels at most, seen over white.
      expect(Math.abs(onWhite(after) - onWhite(before))).toBeLessThanOrEqual(9);
      moved.push(Math.abs(onWhite(after) - onWhite(before)));
    }
  }
  expect(Math.max(...moved)).toBeGreaterThan(5);
});
