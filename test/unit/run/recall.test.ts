import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { encodePicture } from '../../../src/engine/imaging/encode';
import type { ResultMetadata } from '../../../src/engine/imaging/metadata';
import { NetworkStore } from '../../../src/engine/network/store';
import { studio } from '../../../src/engine/recipes/studio';
import { recallRun } from '../../../src/engine/run/recall';
import { recipeSchema } from '../../../src/protocol/recipe';
import { writeWaves } from '../../support/pictures';

let folder: string;
let gallery: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-recall-'));
  gallery = join(folder, 'gallery');
  await mkdir(gallery);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const recipe = recipeSchema.parse({ ...studio, size: 64, seed: 7 });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const source = (name: string) => ({ name, sha256: sha256(name) });
/** A file whose content is its name. */
const put = (name: string, place = folder) => writeFile(join(place, name), name);

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

async function recall(changes: Partial<ResultMetadata> = {}, places: readonly string[] = []) {
  const picture = { width: 8, height: 8, data: new Float32Array(3 * 64) };
  const file = join(folder, 'result.png');
  await writeFile(
    file,
    await encodePicture(picture, { format: 'png', metadata: { ...metadata, ...changes } }),
  );
  const store = new NetworkStore({ userFolder: folder, bundledFolder: 'media/networks' });
  return recallRun(file, places, { store, version: '1.0.0', bundledPictures: [gallery] });
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
    ['an early end', { stopped: true, iterations: 120 }, /stopped after 120 of 300 iterations/],
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

  it('finds the picture that the run has started from, and the file of its network', async () => {
    for (const name of ['photo.jpg', 'waves.jpg', 'start.png', 'mine.safetensors']) await put(name);
    const initial = { ...recipe.initial, image: 'file', file: 'start.png' };

    const recalled = await recall({
      recipe: { ...recipe, network: 'mine.safetensors', initial },
      initial: source('start.png'),
    });

    expect(recalled.recipe.initial.file).toBe(join(folder, 'start.png'));
    expect(recalled.recipe.network).toBe(join(folder, 'mine.safetensors'));
    expect(recalled.missing).toEqual([]);
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
    expect(recalled.initial.file).toBe('passwd');
    expect(missing).toEqual(['photo.jpg', 'waves.jpg', 'passwd', 'net']);
  });

  it('is refused for a picture that says nothing, and for a recipe of another time', async () => {
    const plain = await writeWaves(join(folder, 'plain.png'), 1, 8, 8);
    const store = new NetworkStore({ userFolder: folder, bundledFolder: 'media/networks' });
    const options = { store, version: '1.0.0', bundledPictures: [] };
    await expect(recallRun(plain, [], options)).rejects.toMatchObject({
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
