import { beforeAll, describe, expect, it, test } from 'vitest';

import type { Losses } from '../../src/contracts/engine';
import type { Network } from '../../src/engine/network/network';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { readKerasVgg19 } from '../../src/engine/node/weights/keras';
import { listRecipes } from '../../src/engine/recipes/catalog';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { randomNetwork } from '../support/reference/random-network';
import {
  cropPictures,
  differences,
  drawPictures,
  evaluate,
  judge,
  sizes,
} from '../support/reference/recipe-agreement';
import { referenceRecipes, type RecipeLosses } from '../support/reference/recipes';
import { sharedFile } from '../support/system/shared-data';

const workspace = useWorkspace();

/** All whose losses are sums over layers. The other one is compared with PyTorch where its places are matched. */
const recipeNames = listRecipes().flatMap(({ name, style }) => (style.statistic === 'nearest' ? [] : [name]));

function expectAgreement(found: RecipeLosses, expected: RecipeLosses): void {
  expect(expected.content).toBeGreaterThan(0);
  expect(expected.style).toBeGreaterThan(0);
  for (const [name, difference] of differences(found, expected)) {
    expect(difference, name).toBeLessThan(1e-4);
  }
}

async function stylize(args: readonly string[]): Promise<string> {
  const outcome = await workspace.stylize(args);
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0, stderr: '' });
  return outcome.stdout;
}

async function installed(name: string, network: Network): Promise<Network> {
  await writeNetwork(network, workspace.path(name), { provenance: { source: 'test' } });
  return network;
}

it('there is a float64 formula of every recipe', () => {
  expect(Object.keys(referenceRecipes).sort()).toEqual([...recipeNames].sort());
});

describe('eval agrees with an independent float64 evaluation', { timeout: 240_000 }, () => {
  it.each([
    ['even', 'bgr'],
    ['odd', 'rgb'],
  ] as const)(
    'of every recipe with a network of all sixteen convolutions, at %s sizes and with %s input',
    async (parity, channelOrder) => {
      const network = await installed(
        'tiny.safetensors',
        randomNetwork(11, [4, 6, 8, 10, 12], { channelOrder }),
      );
      await drawPictures(workspace.folder, sizes.drawn[parity]);
      const judged = await judge(workspace.folder, network);

      for (const recipe of recipeNames) {
        const found = await evaluate(stylize, recipe, 'tiny.safetensors');
        expectAgreement(found, referenceRecipes[recipe]!(judged));
      }
    },
  );

  it('of a recipe that compares with each of several styles', async () => {
    const network = await installed('tiny.safetensors', randomNetwork(13, [4, 6, 8, 10, 12]));
    await writeWaves(workspace.path('content.png'), 1, 48, 33);
    await writeWaves(workspace.path('image.png'), 3, 48, 33);
    await writeWaves(workspace.path('first.png'), 2, 32, 40);
    await writeWaves(workspace.path('second.png'), 4, 51, 37);
    const styles = ['first.png', 'second.png'];

    const found = await evaluate(stylize, 'tf2-tutorial', 'tiny.safetensors', styles);

    const judged = await judge(workspace.folder, network, styles);
    expectAgreement(found, referenceRecipes['tf2-tutorial']!(judged));
  });

  it('with a distilled network, whose losses count the channels of its teacher', async () => {
    const distilled = await installed(
      'tiny.safetensors',
      randomNetwork(12, [4, 6, 8, 10, 12], { teacherWidths: [8, 9, 10, 11, 12] }),
    );
    await installed('plain.safetensors', randomNetwork(12, [4, 6, 8, 10, 12]));
    await drawPictures(workspace.folder, [
      [40, 32],
      [40, 32],
    ]);

    const found = await evaluate(stylize, 'neural-style', 'tiny.safetensors');
    const plain = await evaluate(stylize, 'neural-style', 'plain.safetensors');
    const studio = await evaluate(stylize, 'studio', 'tiny.safetensors');

    // Gram / (C·P), then the mean over C² elements: four powers of the channel count.
    const shares = [4 / 8, 6 / 9, 8 / 10, 10 / 11, 1];
    for (const [index, share] of shares.entries()) {
      const layer = `style relu${index + 1}_1`;
      expect(found.layers[layer]! / plain.layers[layer]!).toBeCloseTo(share ** 4, 5);
    }
    expect(found.content / plain.content).toBeCloseTo(10 / 11, 5);
    expectAgreement(studio, referenceRecipes['studio']!(await judge(workspace.folder, distilled)));
  });
});

describe('the losses that a result tells', { timeout: 120_000 }, () => {
  it.each([
    ['with an averaged picture', ['--set', 'optimizer.kind=adam', '--set', 'averaging=0.9']],
    ['with the photograph’s own colours', ['--set', 'colors=content']],
    [
      'with a picture beyond what can be displayed',
      ['--set', 'optimizer.kind=adam', '--set', 'optimizer.learningRate=60', '--set', 'clamp=false'],
    ],
  ])('are those of its file: %s', async (_, settings) => {
    // At the sizes that the run works at, since eval resizes nothing.
    await writeWaves(workspace.path('photo.png'), 1, 64, 48);
    await writeWaves(workspace.path('style.png'), 2, 64, 48);
    const recipe = ['--recipe', 'studio', ...settings, '--json', '--device', 'cpu'];

    const told = await stylize([
      ...[
        'run',
        'photo.png',
        '--style',
        'style.png',
        '--size',
        '64',
        '--iterations',
        '4',
        '--out',
        'out.png',
      ],
      ...recipe,
    ]);
    const found = await stylize([
      ...['eval', '--content', 'photo.png', '--style', 'style.png', '--image', 'out.png', ...recipe],
    ]);

    const { losses } = JSON.parse(told.trimEnd().split('\n').at(-1)!) as { losses: Losses };
    const evaluated = JSON.parse(found) as Losses;
    for (const group of ['content', 'style', 'tv', 'total'] as const) {
      expect(losses[group] / evaluated[group], group).toBeCloseTo(1, 5);
    }
  });
});

const weights = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
const content = sharedFile('data/images/content/tubingen.jpg');
const style = sharedFile('data/images/style/starry_night.jpg');

// Some seconds of float64 loops, on a processor that may have other work.
describe('with VGG-19', { timeout: 900_000 }, () => {
  let network: Network | undefined;
  beforeAll(async () => {
    if (weights.skipReason === false) network = await readKerasVgg19(weights.path);
  });

  describe.each(['even', 'odd'] as const)('at %s sizes', (parity) => {
    test.skipIf(weights.skipReason)(weights.title('eval agrees with the float64 evaluation'), async () => {
      await cropPictures(workspace.folder, sizes.photographed[parity], {
        content: content.path,
        style: style.path,
      });
      await stylize(['weights', 'import', weights.path]);
      const judged = await judge(workspace.folder, network!);

      for (const recipe of recipeNames) {
        const found = await evaluate(stylize, recipe, 'vgg19');
        expectAgreement(found, referenceRecipes[recipe]!(judged));
      }
    });
  });
});
