import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { vgg19 } from '../../../../../../src/engine/network/network';
import { readForeignNetwork } from '../../../../../../src/engine/node/weights/read-foreign';
import { countedNetwork, fixture } from '../fixtures';
import { refusal } from '../refusal';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-torch-'));
});
afterEach(() => rm(folder, { recursive: true }));

const counted = countedNetwork();
const expected = counted.description;

/** A fixture with some of its bytes changed. */
async function damaged(name: string, change: (bytes: Buffer) => Buffer | undefined): Promise<string> {
  const bytes = await readFile(fixture(name));
  const path = join(folder, name);
  await writeFile(path, change(bytes) ?? bytes);
  return path;
}

describe('a state dictionary of PyTorch is read', () => {
  test.each([
    ['a zip archive', 'torchvision.pth'],
    ['in float16', 'float16.pth'],
    ['a zip archive that was compressed', 'deflated.pth'],
    ['in the format before 1.6, within a checkpoint', 'checkpoint-legacy.pth'],
    ["as torchvision's file of 2017 has it", 'early-2017.pth'],
  ])('%s', async (_name, file) => {
    const { description, parameters, convention } = await readForeignNetwork(fixture(file), expected);

    expect(parameters).toEqual(counted.parameters);
    expect(convention).toMatch(
      /^torchvision: RGB from 0 to 1, minus the mean, divided by the deviation; .*its classifier is left out$/,
    );
    expect(description).toMatchObject({ name: 'vgg19-torchvision', layers: expected.layers });
    // torchvision/transforms/_presets.py, for pictures of 0..255 in place of 0..1.
    const { channelOrder, mean, deviation } = description.input;
    expect(channelOrder).toBe('rgb');
    expect(mean.map((value) => value / 255)).toEqual([0.485, 0.456, 0.406]);
    expect(deviation.map((value) => value / 255)).toEqual([0.229, 0.224, 0.225]);
  });

  test("with the Visual Geometry Group's weights, as VGG-19 with Caffe's input", async () => {
    const network = await readForeignNetwork(fixture('visual-geometry-group.pth'), expected);

    expect(network.description).toBe(expected);
    expect(network.convention).toContain("Caffe, with torchvision's names: BGR minus ImageNet's mean");
    expect(network.parameters.get('conv1_2')).toEqual(counted.parameters.get('conv1_2'));
  });
});

describe('a file of PyTorch is refused', () => {
  test.each([
    [
      'when it is a model and not its weights, which only running it could read',
      'whole-model.pth',
      'it asks for "torch.nn.modules.container.Sequential", which a state dictionary does not need',
    ],
    ['when a tensor is part of another', 'views.pth', 'a tensor shares its storage with others'],
    ['when an entry inflates to more than it says', 'bomb.pth', 'the zip archive is damaged (too many bytes'],
  ])('%s', async (_name, file, reason) => {
    const error = await refusal(fixture(file), readForeignNetwork(fixture(file), expected));

    expect(error.message).toContain(reason);
  });

  test('when it is not VGG-19, with what it lacks', async () => {
    const path = fixture('torchvision.pth');

    const error = await refusal(path, readForeignNetwork(path, vgg19));

    expect(error.message).toBe(
      "torchvision.pth: it is not VGG-19: features.0's kernel is 4×3×3×3, not 64×3×3×3.",
    );
  });

  test.each(['torchvision.pth', 'float16.pth'])(
    'when a weight in the archive was changed: %s',
    async (name) => {
      const path = await damaged(name, (bytes) => {
        // Somewhere within the elements of the first kernel.
        const at = bytes.indexOf('data/0FB') + 100;
        bytes[at]! ^= 1;
        return undefined;
      });

      const error = await refusal(path, readForeignNetwork(path, expected));

      expect(error.message).toContain('data/0 is damaged: its checksum is wrong');
    },
  );

  test.each(['torchvision.pth', 'checkpoint-legacy.pth'])('when it is cut off: %s', async (name) => {
    const path = await damaged(name, (bytes) => bytes.subarray(0, bytes.length - 1));

    await refusal(path, readForeignNetwork(path, expected));
  });

  test('when its values are not finite', async () => {
    const path = await damaged('checkpoint-legacy.pth', (bytes) => {
      // conv5_4's bias comes last but for the classifier; storages are in the order of their keys, so look for it.
      const bias = counted.parameters.get('conv5_4')!.bias;
      const at = bytes.indexOf(Buffer.from(bias.buffer));
      bytes.writeFloatLE(NaN, at + 4);
      return undefined;
    });

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toContain('conv5_4 has NaN in its bias: the weights are damaged');
  });

  test('when it is big endian', async () => {
    const path = await damaged('checkpoint-legacy.pth', (bytes) => {
      bytes[bytes.indexOf('little_endian') + 'little_endian'.length + 2] = 0x89;
      return undefined;
    });

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toContain('its values are not little endian');
  });
});
