import { beforeEach, describe, expect, it } from 'vitest';

import { deviceSchema } from '../../src/contracts/engine';
import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { useWorkspace } from '../support/cli/workspace';
import { meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';
import { installTensorFlow } from '../support/tensorflow/package';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 48, 36);
  await writeWaves(workspace.path('style.png'), 2, 40, 44);
});

const run = (device: string, out: string, env?: NodeJS.ProcessEnv) => {
  const small = ['--size', '32', '--iterations', '4', '--out', out];
  return workspace.stylize(['run', 'photo.png', '--style', 'style.png', '--device', device, ...small], {
    ...(env && { env }),
  });
};

describe('TensorFlow.js that a person has installed', () => {
  it('paints the same picture as the processor', async () => {
    const elsewhere = workspace.path('elsewhere');
    await installTensorFlow(elsewhere, { name: '@tensorflow/tfjs-node-gpu', onGraphicsCard: true });

    const painted = await run('tfjs-gpu', 'tensorflow.png', { STYLIZE_TENSORFLOW: elsewhere });
    expect(painted, painted.stderr).toMatchObject({ code: 0 });
    expect(painted.stdout).toContain('tfjs-gpu');
    expect(await run('cpu', 'onnx.png')).toMatchObject({ code: 0 });

    expect(await readMetadata(workspace.path('tensorflow.png'))).toMatchObject({ device: 'tfjs-gpu' });
    const [found, expected] = await Promise.all(
      ['tensorflow.png', 'onnx.png'].map((name) => readPixels(workspace.path(name))),
    );
    expect(meanDifference(found!, expected!)).toBeLessThan(0.1);
  });

  it("is found in the person's folder, and listed without being loaded", async () => {
    await installTensorFlow(workspace.home, { name: '@tensorflow/tfjs-node', program: 'process.exit(3);' });

    const { code, stdout } = await workspace.stylize(['devices', '--json']);

    expect(code).toBe(0);
    const devices = deviceSchema.array().parse(JSON.parse(stdout));
    expect(devices.find(({ id }) => id === 'tfjs-cpu')).toMatchObject({ available: true, automatic: false });
    expect(devices.find(({ id }) => id === 'tfjs-gpu')).toMatchObject({ available: false });
    expect(await run('auto', 'out.png')).toMatchObject({ code: 0 });
  });
});

it('says how to install TensorFlow.js where it is not', async () => {
  const { code, stderr } = await run('tfjs-gpu', 'out.png');

  expect(code).toBe(1);
  expect(stderr).toContain('@tensorflow/tfjs-node-gpu is not installed.');
  expect(stderr.replaceAll('\n', ' ')).toContain(
    `npm install --prefix "${workspace.home}" @tensorflow/tfjs-node-gpu`,
  );
});

it('refuses what is not TensorFlow.js', async () => {
  const name = '@tensorflow/tfjs-node-gpu';
  const folder = await installTensorFlow(workspace.home, { name, program: 'module.exports = {};' });

  const { code, stderr } = await run('tfjs-gpu', 'out.png');

  expect(code).toBe(1);
  expect(stderr).toContain(`What is installed as ${name} in ${folder} is not TensorFlow.js.`);
});
