import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Network } from '../../../../src/engine/network/network';
import { NetworkStore } from '../../../../src/engine/network/store';
import { parametersSha256, writeNetwork } from '../../../../src/engine/network/weight-file';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { randomNetwork } from '../../../support/reference/random-network';
import { sharedFile } from '../../../support/system/shared-data';
import { writeKerasFile } from '../node/weights/keras-fixture';

const bundledFolder = fileURLToPath(new URL('../../../../media/networks', import.meta.url));

let folder: string;
let userFolder: string;
let store: NetworkStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-store-'));
  userFolder = join(folder, 'home');
  store = new NetworkStore({
    userFolder,
    bundledFolder,
    expected: tiny.description,
    readForeign: readForeignNetwork,
  });
});
afterEach(() => rm(folder, { recursive: true }));

/** A stand-in for VGG-19, so that no test writes 80 MB. */
const tiny = named('vgg19', randomNetwork(7, [2, 3, 4, 5, 6]));

function named(name: string, { description, parameters }: Network): Network {
  return { description: { ...description, name, title: `Title of ${name}` }, parameters };
}

async function writeTiny(name: string): Promise<string> {
  const path = join(folder, `${name}-file.safetensors`);
  await writeNetwork(named(name, tiny), path, { provenance: { source: 'test' } });
  return path;
}

describe('the store lists', () => {
  test('the embedded network, and VGG-19 as not installed', async () => {
    expect(await store.list()).toMatchObject([
      {
        name: 'embedded',
        installed: true,
        bytes: 1_904_704,
        file: join(bundledFolder, 'embedded.safetensors'),
      },
      { name: 'vgg19', installed: false },
    ]);
  });

  test('what was imported, after these two', async () => {
    await store.importFile(await writeTiny('another'));
    await store.importFile(await writeTiny('vgg19'));

    const summaries = await store.list();

    expect(summaries).toMatchObject([
      { name: 'embedded' },
      { name: 'vgg19', installed: true, file: join(userFolder, 'networks', 'vgg19.safetensors') },
      { name: 'another', title: 'Title of another', installed: true },
    ]);
    expect(summaries[2]!.layers).toContain('relu5_4');
  });

  test('a damaged file with its flaw, and the others all the same', async () => {
    await mkdir(join(userFolder, 'networks'), { recursive: true });
    await writeFile(join(userFolder, 'networks', 'broken.safetensors'), '');
    await writeFile(join(userFolder, 'networks', '.half-written.safetensors'), '');

    const summaries = await store.list();

    expect(summaries.map(({ name, installed }) => [name, installed])).toEqual([
      ['embedded', true],
      ['vgg19', false],
      ['broken', false],
    ]);
    expect(summaries[2]!.title).toContain('the file is empty');
  });
});

describe('the store loads', () => {
  test('a network once, and again when its file is another or it was told to forget it', async () => {
    const path = await writeTiny('another');
    const first = await store.load(path);
    expect(await store.load(path)).toBe(first);

    const other = randomNetwork(8, [2, 3, 4, 5, 6]);
    await writeNetwork(named('another', other), path, { provenance: { source: 'test' } });
    const second = await store.load(path);
    expect(second.sha256).not.toBe(first.sha256);
    expect(second.parameters.get('conv1_1')).toEqual(other.parameters.get('conv1_1'));

    store.release();
    const third = await store.load(path);
    expect(third).toEqual(second);
    expect(third).not.toBe(second);
  });

  test('the embedded network by its name', async () => {
    const { description, sha256 } = await store.load('embedded');

    expect(description.name).toBe('embedded');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a network file by its path', async () => {
    const network = await store.load(await writeTiny('elsewhere'));

    expect(network.description.name).toBe('elsewhere');
    expect(network.parameters).toEqual(tiny.parameters);
  });

  test('a Keras file by its path, with the hash that it has after import', async () => {
    const path = join(folder, 'weights.h5');
    await writeKerasFile(path, tiny);

    const direct = await store.load(path);
    await store.importFile(path);
    const imported = await store.load('vgg19');

    expect(direct.parameters).toEqual(tiny.parameters);
    expect(direct.sha256).toBe(await parametersSha256(tiny));
    expect(imported).toEqual({
      ...direct,
      description: Object.fromEntries(
        Object.entries(direct.description).filter(([key]) => key !== 'license'),
      ),
    });
    expect(imported.provenance).toMatchObject({ source: 'weights.h5', sha256: expect.any(String) as string });
  });

  test('nothing under an unknown name, but says how to import and what there is', async () => {
    await expect(store.load('nonsense')).rejects.toMatchObject({
      code: 'network-missing',
      message: 'there is no network "nonsense"',
      hint: expect.stringMatching(/stylize weights import FILE.*Installed: embedded\./) as string,
    });
    await expect(store.load('vgg19')).rejects.toMatchObject({
      code: 'network-missing',
      message: 'the weights of Title of vgg19 are not installed',
    });
  });

  test('no missing file', async () => {
    const path = join(folder, 'absent.h5');
    await expect(store.load(path)).rejects.toMatchObject({ code: 'file-not-found', file: path });
  });

  test.each(['package.json', './package.json', 'README.md'])(
    'no file of the folder that this process runs in: %s',
    async (path) => {
      await expect(store.load(path)).rejects.toMatchObject({ code: 'network-missing' });
    },
  );
});

describe('an import', () => {
  test('that fails keeps the earlier one and leaves nothing else', async () => {
    await store.importFile(await writeTiny('vgg19'));
    const bad = join(folder, 'bad.h5');
    await writeKerasFile(bad, tiny, { rename: { block3_conv1: undefined } });

    await expect(store.importFile(bad)).rejects.toMatchObject({ code: 'bad-weights', file: bad });

    expect(await readdir(join(userFolder, 'networks'))).toEqual(['vgg19.safetensors']);
    expect((await store.load('vgg19')).parameters).toEqual(tiny.parameters);
  });

  test.each(['embedded', '../escape', 'a/b', '.hidden'])('cannot take the name %s', async (name) => {
    const path = join(folder, 'name.safetensors');
    await writeNetwork(named(name, tiny), path, { provenance: { source: 'test' } });

    await expect(store.importFile(path)).rejects.toMatchObject({ code: 'bad-weights', file: path });
    expect(await readdir(folder)).toEqual(['name.safetensors']);
  });

  test('puts nothing in place of other weights unless told to', async () => {
    await store.importFile(await writeTiny('vgg19'));
    const other = join(folder, 'other.safetensors');
    await writeNetwork(named('vgg19', randomNetwork(8, [2, 3, 4, 5, 6])), other, {
      provenance: { source: 'test' },
    });

    await expect(store.importFile(other)).rejects.toMatchObject({
      code: 'network-exists',
      message:
        'Title of vgg19 is already installed with different weights. Those in other.safetensors are unknown to Stylize.',
    });
    expect((await store.load('vgg19')).parameters).toEqual(tiny.parameters);

    await store.importFile(await writeTiny('vgg19'));
    await store.importFile(other, { replace: true });
    expect((await store.load('vgg19')).parameters).not.toEqual(tiny.parameters);
  });

  test('replaces what is damaged', async () => {
    await store.importFile(await writeTiny('vgg19'));
    const stored = join(userFolder, 'networks', 'vgg19.safetensors');
    await truncate(stored, 1000);

    await expect(store.load('vgg19')).rejects.toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining('The installed network vgg19 is damaged.') as string,
      hint: expect.stringMatching(/weights download.*weights import FILE/) as string,
    });

    await store.importFile(await writeTiny('vgg19'));
    expect((await store.load('vgg19')).parameters).toEqual(tiny.parameters);
  });

  test('does not take the licence of VGG-19 from a file that calls itself so', async () => {
    const claiming = named('vgg19', tiny);
    const description = { ...claiming.description, license: 'CC BY 4.0, Visual Geometry Group' };
    const path = join(folder, 'claiming.safetensors');
    await writeNetwork({ ...claiming, description }, path, { provenance: { source: 'test' } });

    expect(await store.importFile(path)).not.toHaveProperty('license');
    await expect(store.importFile(path, { onlyKnown: true })).rejects.toMatchObject({ code: 'bad-weights' });
  });

  test('into a folder that cannot be made says so', async () => {
    const path = await writeTiny('vgg19');
    await writeFile(userFolder, 'a file in the way');

    await expect(store.importFile(path)).rejects.toMatchObject({ code: 'unwritable-output' });
  });

  const real = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
  test.skipIf(real.skipReason)(real.title('of the published file installs VGG-19'), async () => {
    const realStore = new NetworkStore({ userFolder, bundledFolder, readForeign: readForeignNetwork });

    const summary = await realStore.importFile(real.path);

    expect(summary).toMatchObject({
      name: 'vgg19',
      title: 'VGG-19',
      installed: true,
      license: 'CC BY 4.0, Visual Geometry Group, University of Oxford',
    });
    expect(summary.layers).toHaveLength(16);
    const { description, parameters } = await realStore.load('vgg19');
    expect(description.layers).toHaveLength(36);
    expect(parameters.get('conv5_4')!.kernel).toHaveLength(512 * 512 * 9);
  });
});
