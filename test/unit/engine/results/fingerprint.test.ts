import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { encodePicture } from '../../../../src/engine/imaging/encoding/encode';
import type { ResultMetadata } from '../../../../src/engine/imaging/encoding/metadata';
import { writeResult } from '../../../../src/engine/imaging/files/output';
import { NetworkStore } from '../../../../src/engine/network/store';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { neuralStyle } from '../../../../src/engine/recipes/shipped/neural-style';
import { studio } from '../../../../src/engine/recipes/shipped/studio';
import { fingerprints, type FingerprintRequest } from '../../../../src/engine/results/fingerprint';
import { optimizeSchema } from '../../../../src/recipe/schema/optimize';
import { writeWaves } from '../../../support/pictures/pictures';

let folder: string;
let store: NetworkStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-fingerprint-'));
  store = new NetworkStore({
    userFolder: folder,
    bundledFolder: 'media/networks',
    readForeign: readForeignNetwork,
  });
  for (const [index, name] of ['photo.png', 'other.png', 'style.png', 'mask.png'].entries())
    await writeWaves(at(name), index, 32, 24);
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const recipe = optimizeSchema.parse({ ...studio, network: 'embedded', size: 32 });
const wanted = async (changes: Partial<FingerprintRequest> = {}) => {
  const request = {
    content: at('photo.png'),
    styles: [{ path: at('style.png'), weight: 1 }],
    recipe,
    path: at('x'),
  };
  return (await fingerprints({ ...request, ...changes }, store)).wanted;
};

describe('the fingerprint of a run', () => {
  it('is another for anything that changes the picture', async () => {
    const style = { path: at('style.png'), weight: 1 };
    const all = await Promise.all([
      wanted(),
      wanted({ content: at('other.png') }),
      wanted({ styles: [{ path: at('other.png'), weight: 1 }] }),
      wanted({ styles: [{ ...style, weight: 2 }] }),
      wanted({ styles: [style, style] }),
      wanted({ styles: [{ ...style, mask: { path: at('mask.png') } }] }),
      wanted({ styles: [{ ...style, styleMask: { path: at('mask.png') } }] }),
      wanted({ styles: [{ ...style, mask: { path: at('mask.png'), color: '#ff0000' } }] }),
      wanted({ recipe: { ...recipe, seed: 5 } }),
      wanted({ recipe: { ...recipe, initial: { image: 'file', file: at('photo.png') } as never } }),
      wanted({ recipe: { ...recipe, initial: { image: 'file', file: at('other.png') } as never } }),
    ]);

    expect(new Set(all).size).toBe(all.length);
  });

  it('is the same wherever the files are, and whatever the recipe is called', async () => {
    await writeWaves(at('moved.png'), 0, 32, 24);
    expect(await wanted({ content: at('moved.png'), recipe: { ...recipe, title: 'Mine' } })).toBe(
      await wanted(),
    );
  });

  it('is the same with fewer pairs of L-BFGS, which are as many as there is memory for', async () => {
    const pairs = (history: number) =>
      optimizeSchema.parse({
        ...neuralStyle,
        network: 'embedded',
        optimizer: { ...neuralStyle.optimizer, history },
      });
    expect(await wanted({ recipe: pairs(30) })).toBe(await wanted({ recipe: pairs(100) }));
  });

  it('is not that of a picture that says nothing, or was ended early', async () => {
    const request = { content: at('photo.png'), styles: [{ path: at('style.png'), weight: 1 }], recipe };
    const source = { name: 'x', sha256: '0'.repeat(64) };
    const metadata: ResultMetadata = {
      software: 'Stylize',
      version: '1.0.0',
      recipe,
      network: { name: 'embedded' },
      content: source,
      styles: [{ ...source, weight: 1 }],
      device: 'cpu',
      iterations: 3,
    };
    const picture = { width: 2, height: 2, data: new Float32Array(12) };
    const put = async (name: string, more: object) =>
      writeResult(
        await encodePicture(picture, { format: 'png', metadata: { ...metadata, ...more } }),
        at(name),
      );
    await put('finished.png', {});
    await put('stopped.png', { stopped: true });
    const found = async (name: string) => {
      const { taken, found: fingerprint } = await fingerprints({ ...request, path: at(name) }, store);
      return [taken, fingerprint !== undefined];
    };

    expect(await found('finished.png')).toEqual([true, true]);
    expect(await found('stopped.png')).toEqual([true, false]);
    expect(await found('other.png')).toEqual([true, false]);
    expect(await found('none.png')).toEqual([false, false]);
  });
});
