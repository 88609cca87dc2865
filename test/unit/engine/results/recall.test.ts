import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { worded } from '../../../../src/channel/l10n';
import { encodePicture } from '../../../../src/engine/imaging/encoding/encode';
import type { ResultMetadata } from '../../../../src/engine/imaging/encoding/metadata';
import { NetworkStore } from '../../../../src/engine/network/store';
import { parametersSha256, writeNetwork } from '../../../../src/engine/network/weight-file';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { studio } from '../../../../src/engine/recipes/shipped/studio';
import { recallRun } from '../../../../src/engine/results/recall';
import { optimizeSchema } from '../../../../src/recipe/schema/optimize';
import { writeWaves } from '../../../support/pictures/pictures';
import { randomNetwork } from '../../../support/reference/random-network';

let folder: string;
let gallery: string;
let store: NetworkStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-recall-'));
  gallery = join(folder, 'gallery');
  await mkdir(gallery);
  store = new NetworkStore({
    userFolder: join(folder, 'home'),
    bundledFolder: 'media/networks',
    readForeign: readForeignNetwork,
  });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const recipe = optimizeSchema.parse({ ...studio, size: 64, seed: 7 });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const source = (name: string) => ({ name, sha256: sha256(name) });
/** A file whose content is its name. */
const put = (name: string, place = folder) => writeFile(join(place, name), name);

const tiny = randomNetwork(7, [2, 3, 4, 5, 6]);
const tinySha256 = await parametersSha256(tiny);

/** A network file, which says that it is called `name`. */
function putNetwork(path: string, name: string): Promise<string> {
  const network = { ...tiny, description: { ...tiny.description, name } };
  return writeNetwork(network, path, { provenance: { source: 'test' } });
}

const metadata: ResultMetadata = {
  software: 'Stylize',
  version: '1.0.0',
  recipe,
  network: { name: 'embedded' },
  content: source('photo.jpg'),
  styles: [{ ...source('waves.jpg'), weight: 0.5 }],
  device: 'cpu',
  iterations: 300,
};

/** What may be written into a result, whether Stylize would or not. */
type Changes = { readonly [key in keyof ResultMetadata]?: unknown };

async function recall(changes: Changes = {}, places: readonly string[] = [], trusted = true) {
  const picture = { width: 8, height: 8, data: new Float32Array(3 * 64) };
  const file = join(folder, 'result.png');
  await writeFile(
    file,
    await encodePicture(picture, { format: 'png', metadata: { ...metadata, ...(changes as object) } }),
  );
  const services = { store, version: '1.0.0', bundledPictures: [gallery] };
  const recalled = await recallRun({ file, places, trusted }, services);
  return { ...recalled, remarks: recalled.remarks.map((remark) => worded(remark)) };
}

describe('recalling how a result was made', () => {
  it('finds pictures beside it, in the places given, and among those that ship with Stylize', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await put('photo.jpg');
    await put('waves.jpg', gallery);
    await put('other.jpg', elsewhere);
    await put('sky.png');

    const mask = { ...source('sky.png'), color: '#ff0000' };
    const styles = [...metadata.styles, { ...source('other.jpg'), weight: 1, mask }];

    expect(await recall({ styles }, [elsewhere])).toEqual({
      recipe,
      width: 8,
      height: 8,
      content: { name: 'photo.jpg', path: join(folder, 'photo.jpg') },
      styles: [
        { name: 'waves.jpg', path: join(gallery, 'waves.jpg'), weight: 0.5 },
        {
          name: 'other.jpg',
          path: join(elsewhere, 'other.jpg'),
          weight: 1,
          mask: { name: 'sky.png', path: join(folder, 'sky.png'), color: '#ff0000' },
        },
      ],
      device: 'cpu',
      missing: [],
      remarks: [],
    });
  });

  it('names what is missing, and what is no longer the same', async () => {
    await writeFile(join(folder, 'photo.jpg'), 'another photo');

    const recalled = await recall();

    expect(recalled.content.path).toBe(join(folder, 'photo.jpg'));
    expect(recalled.styles[0]).not.toHaveProperty('path');
    expect(recalled.missing).toEqual(['waves.jpg']);
    expect(recalled.remarks).toEqual(['photo.jpg is no longer the file that it was.']);
  });

  it.each([
    ['another version', { version: '0.9.0' }, /by Stylize 0\.9\.0; this is 1\.0\.0/],
    ['an early end', { stopped: true, iterations: 50 }, /stopped after 50 of 72 iterations/],
    ['changed weights', { adjusted: true }, /Weights were changed/],
    [
      'another network',
      { network: { name: 'embedded', sha256: sha256('other') } },
      /network embedded is no longer/,
    ],
  ])('remarks on %s', async (_, changes, remark) => {
    await put('photo.jpg');
    await put('waves.jpg');

    const { remarks } = await recall(changes);

    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(remark);
  });

  it('finds the picture that the run has started from', async () => {
    for (const name of ['photo.jpg', 'waves.jpg', 'start.png']) await put(name);
    const initial = { ...recipe.initial, image: 'file', file: 'start.png' };

    const recalled = await recall({ recipe: { ...recipe, initial }, initial: source('start.png') });

    expect(recalled.recipe).toMatchObject({ initial: { file: join(folder, 'start.png') } });
    expect(recalled.missing).toEqual([]);
  });

  it('reads no picture twice, and names a missing one once', async () => {
    const styles = Array.from({ length: 5 }, () => ({ ...source('gone.jpg'), weight: 1 }));

    expect((await recall({ styles, content: source('gone.jpg') })).missing).toEqual(['gone.jpg']);
  });

  it('ends when it is cancelled', async () => {
    await put('photo.jpg');
    await recall();
    const request = { file: join(folder, 'result.png'), places: [], trusted: true };
    const signal = AbortSignal.abort();

    const recalling = recallRun(request, { store, version: '1.0.0', bundledPictures: [], signal });

    await expect(recalling).rejects.toThrow('aborted');
  });

  it('leaves a device that would load a program to the person', async () => {
    const { device, remarks } = await recall({ device: 'tfjs-gpu' });

    expect(device).toBe('auto');
    expect(remarks).toContain(
      'It was painted on tfjs-gpu, which is used only when you choose it; the device is now auto.',
    );
  });

  it.each<[string, Changes]>([
    ['six styles', { styles: Array.from({ length: 6 }, () => metadata.styles[0]) }],
    ['no style', { styles: [] }],
    ['a negative weight', { styles: [{ ...metadata.styles[0], weight: -1 }] }],
    ['a name longer than any file has', { content: source('x'.repeat(256)) }],
    ['a hash that is none', { content: { name: 'photo.jpg', sha256: 'x'.repeat(64) } }],
    [
      'a colour that is none',
      { styles: [{ ...metadata.styles[0], mask: { ...source('a'), color: 'red' } }] },
    ],
    ['an endless version', { version: '1'.repeat(100) }],
    ['a recipe without end', { recipe: { ...recipe, description: 'long '.repeat(60_000) } }],
  ])('takes a result with %s for none of ours', async (_, changes) => {
    await expect(recall(changes)).rejects.toMatchObject({ code: 'no-metadata' });
  });

  it('opens nothing that the metadata names outside the folders', async () => {
    const {
      recipe: recalled,
      content,
      missing,
    } = await recall({
      recipe: {
        ...recipe,
        network: '\\\\server\\share\\net',
        initial: { ...recipe.initial, image: 'file', file: '/etc/passwd' },
      },
      content: source('../photo.jpg'),
    });

    expect(content).toEqual({ name: 'photo.jpg' });
    expect(recalled.network).toBe('net');
    expect(recalled).toMatchObject({ initial: { file: 'passwd' } });
    expect(missing).toEqual(['photo.jpg', 'waves.jpg', 'passwd', 'net']);
  });

  describe('and its network', () => {
    const network = { name: 'mine', sha256: tinySha256 };
    const withNetwork = (name: string) => ({ network, recipe: { ...recipe, network: name } });
    const installed = (name: string) => join(folder, 'home', 'networks', `${name}.safetensors`);

    it('takes the one that is installed, by its hash', async () => {
      await putNetwork(installed('renamed'), 'renamed');

      for (const name of ['mine', 'mine.safetensors', '/art/mine.safetensors']) {
        const { recipe: recalled, remarks } = await recall(withNetwork(name), [], false);
        expect(recalled.network).toBe('renamed');
        expect(remarks).toEqual([]);
      }
    });

    it('says that the one of its name is another', async () => {
      await putNetwork(installed('mine'), 'mine');
      const other = { name: 'mine', sha256: sha256('other') };

      const { recipe: recalled, remarks } = await recall({ ...withNetwork('mine'), network: other });

      expect(recalled.network).toBe('mine');
      expect(remarks).toEqual(['The network mine is no longer the one that it was.']);
    });

    it('finds its file where there is trust, and loads nothing', async () => {
      const path = join(folder, 'mine.safetensors');
      await putNetwork(path, 'mine');
      const load = vi.spyOn(store, 'load');

      expect((await recall(withNetwork('mine.safetensors'))).recipe.network).toBe(path);
      const changed = await recall({
        ...withNetwork('mine.safetensors'),
        network: { name: 'mine', sha256: sha256('other') },
      });
      expect(changed.remarks).toContain('The network mine.safetensors is no longer the one that it was.');

      expect(load).not.toHaveBeenCalled();
    });

    it('looks for no file of it where there is no trust', async () => {
      await putNetwork(join(folder, 'mine.safetensors'), 'mine');

      const { recipe: recalled, remarks } = await recall(withNetwork('mine.safetensors'), [], false);

      expect(recalled.network).toBe('mine.safetensors');
      expect(remarks).toContain('Its network is the file mine.safetensors, which is not trusted here.');
      await expect(store.load('mine.safetensors')).rejects.toMatchObject({ code: 'network-missing' });
    });
  });

  it('is by optimisation where the result is from before recipes named their method', async () => {
    const { method, ...old } = recipe;

    expect((await recall({ recipe: old })).recipe).toMatchObject({ ...old, method });
  });

  it('is refused for a picture that says nothing, and for a recipe of another time', async () => {
    const plain = await writeWaves(join(folder, 'plain.png'), 1, 8, 8);
    const options = { store, version: '1.0.0', bundledPictures: [] };
    await expect(recallRun({ file: plain, places: [], trusted: true }, options)).rejects.toMatchObject({
      code: 'no-metadata',
      message: 'plain.png does not say how it was made.',
      file: plain,
    });

    await expect(recall({ recipe: { ...recipe, brush: 'fine' } })).rejects.toMatchObject({
      code: 'bad-recipe',
      message: expect.stringContaining('by Stylize 1.0.0 with a recipe that this version does not') as string,
    });
  });
});
