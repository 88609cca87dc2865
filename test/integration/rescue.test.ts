import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { StylizeError } from '../../src/channel/errors';
import type { EngineClient } from '../../src/client/engine-client';
import type { RunHandle } from '../../src/client/run-handle';
import { openPicture } from '../../src/engine/imaging/decoding/decode';
import { useWorkspace } from '../support/cli/workspace';
import { engineBundle, useEngineClients } from '../support/client/built-engine';
import { meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const inputs = ['photo.png', 'style.png'];
// What a failure leaves behind is looked at here; test/integration/resume.test.ts has what follows it.
const createClient = useEngineClients(workspace, { recoveries: 0 });

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 240, 160);
  await writeWaves(workspace.path('style.png'), 2, 90, 120);
});

const names = () => readdir(workspace.folder);

/** Two scales, 128 and 181 pixels, of which the second takes hours. */
const request = {
  content: '',
  styles: [{ path: '', weight: 1 }],
  recipe: 'studio',
  settings: {
    ...{ size: 181, iterations: 100_000, 'scales.factor': Math.SQRT2, 'scales.decay': 4 },
    ...{ 'optimizer.kind': 'adam', averaging: 0.9 },
  },
  device: 'cpu' as const,
};

function begin(client: EngineClient, settings: object, out = 'out.png'): RunHandle {
  return client.run({
    ...request,
    content: workspace.path('photo.png'),
    styles: [{ path: workspace.path('style.png'), weight: 1 }],
    settings: { ...request.settings, ...settings },
    output: { path: workspace.path(out) },
    preview: { everyMilliseconds: 20 },
  });
}

/** Resolves when a step at a scale is done. */
function reached(run: RunHandle, scale: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = run.on('progress', (progress) => {
      if (progress.scale < scale) return;
      stop();
      resolve();
    });
  });
}

const failureOf = (run: RunHandle) =>
  run.result.then(
    () => {
      throw new Error('The run did not fail.');
    },
    (thrown: unknown) => StylizeError.from(thrown),
  );

describe('an engine that is killed at a later scale', () => {
  it('leaves the picture of the scale before, and the error says where', async () => {
    const client = createClient();
    const run = begin(client, { iterations: 60, 'scales.decay': 1 });
    await reached(run, 1);

    process.kill(client.status.engine!.process.pid!, 'SIGKILL');
    const { code, rescued } = await failureOf(run);

    expect(code).toBe('engine-failed');
    expect(rescued).toEqual({
      path: workspace.path('out.unfinished.png'),
      width: 128,
      height: 86,
      iterations: 30,
    });
    const picture = await openPicture(rescued!.path);
    expect(picture).toMatchObject({ width: 128, height: 86 });
    const content = await (await openPicture(workspace.path('photo.png'))).load({ width: 128, height: 86 });
    const { data } = await picture.load();
    const change = data.reduce((sum, value, i) => sum + Math.abs(value - content.data[i]!), 0) / data.length;
    expect(change).toBeGreaterThan(5);
  });

  it('leaves nothing of a run that was cancelled before', async () => {
    const client = createClient();
    const run = begin(client, { iterations: 60, 'scales.decay': 1 });
    await reached(run, 1);
    expect(await names()).toContain('out.unfinished.png');

    run.cancel();
    process.kill(client.status.engine!.process.pid!, 'SIGKILL');
    await client.dispose();

    expect(await names()).toEqual(inputs);
  });
});

describe('an engine that runs out of memory at a later scale', () => {
  /** Paints four steps at 128 pixels and four at 181, of which the so-manieth finds no memory. */
  async function runOut(step: number) {
    const client = createClient({
      program: {
        bundle: join(import.meta.dirname, '../support/client/out-of-memory.mjs'),
        args: [engineBundle, '181', String(step)],
        env: workspace.environment,
      },
    });
    const run = begin(client, { iterations: 8, 'scales.decay': 1 });
    const previews: number[] = [];
    run.on('preview', ({ iteration }) => previews.push(iteration));
    const { code, message, hint, rescued } = await failureOf(run);
    return { client, previews, code, message, hint, rescued };
  }

  it.each([
    // Nothing was painted at 181: the picture of the scale before.
    [1, { width: 128, height: 86, iterations: 4 }, 'Choose a size below 181: 128 pixels were possible.'],
    // The second step at 181 has found the picture of the first in order.
    [3, { width: 181, height: 121, iterations: 5 }, 'Choose a size below 181.'],
  ])(
    'keeps the last sound picture, says why, and what would fit: in step %i',
    async (step, picture, advice) => {
      const { client, previews, code, message, hint, rescued } = await runOut(step);

      expect(code).toBe('out-of-memory');
      expect(message).toBe(
        'The computation failed in a step, because memory ran out: there were no 17 MB left for the next buffer.',
      );
      expect(hint).toBe(advice);
      const path = workspace.path('out.unfinished.png');
      expect(rescued).toEqual({ path, ...picture });
      expect(await names()).toEqual(['out.unfinished.png', ...inputs].sort());
      expect(previews.at(-1)).toBe(picture.iterations);
      // A painting, as far as it came: neither the photograph nor noise.
      const { data } = await (await openPicture(path)).load();
      const content = await (await openPicture(workspace.path('photo.png'))).load(picture);
      const change =
        data.reduce((sum, value, i) => sum + Math.abs(value - content.data[i]!), 0) / data.length;
      expect(change).toBeGreaterThan(2);
      expect(change).toBeLessThan(60);

      // The engine is as good as new.
      await expect(begin(client, { size: 128, iterations: 2 }, 'small.png').result).resolves.toMatchObject({
        width: 128,
        iterations: 2,
      });
      expect(await names()).toContain('small.png');
    },
  );
});

it('keeps no copy of a run that has its result', async () => {
  const run = begin(createClient(), { iterations: 4 });

  await run.result;

  expect(await names()).toEqual(['out.png', ...inputs].sort());
});

it('saves a finished picture elsewhere when its folder has gone, and the command line says where', async () => {
  await workspace.run(['photo.png', '--style', 'style.png', '--size', '64', '--iterations', '2']);
  const whole = await readFile(workspace.path('photo.stylized.png'));
  await mkdir(workspace.path('results'));

  const { code, stdout, stderr } = await workspace.run(
    [
      ...['photo.png', '--style', 'style.png', '--size', '64', '--iterations', '2'],
      ...['--out', join('results', 'photo.stylized.png'), '--json'],
    ],
    {
      onLine: (line) => {
        if (line.includes('"planned"')) void rm(workspace.path('results'), { recursive: true });
      },
    },
  );

  expect(code, stderr).toBe(1);
  const error = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    event: string;
    code: string;
    rescued: { path: string };
  };
  expect(error).toMatchObject({ event: 'error', code: 'unwritable-output', rescued: { iterations: 2 } });
  expect(error.rescued.path).toBe(join(workspace.home, 'unfinished', 'photo.stylized.png'));
  expect(await readFile(error.rescued.path)).toEqual(whole);
});

describe('a run that diverges', () => {
  const run = (...args: string[]) =>
    workspace.run(['photo.png', '--style', 'style.png', '--size', '64', '--iterations', '60', ...args]);

  it.each([
    ['L-BFGS without a line search', ['--recipe', 'neural-style', '--network', 'embedded'], '5'],
    ['gradient descent', ['--set', 'optimizer.kind=sgd', '--set', 'clamp=false'], '1e-3'],
    ['Adam', ['--set', 'optimizer.kind=adam', '--set', 'clamp=false'], '1e30'],
    ['Adam, kept within the displayable range', ['--set', 'optimizer.kind=adam'], '1e30'],
  ])('stops and names its setting: %s', async (_, args, learningRate) => {
    const outcome = await run(...args, '--set', `optimizer.learningRate=${learningRate}`);

    expect(outcome.code, outcome.stdout).toBe(1);
    expect(outcome.stderr).toMatch(
      /^stylize: The run has diverged: .*optimizer\.learningRate .* too large\.$/m,
    );
    expect(outcome.stderr).toMatch(/^Lower optimizer\.learningRate, to [\d.e-]+ for a start/m);
    expect(outcome.stdout).not.toContain('Saved');
    expect(await names()).not.toContain('photo.stylized.png');
  });

  it('keeps the last picture that was sound', async () => {
    const { stderr } = await run(
      ...['--recipe', 'neural-style', '--network', 'embedded', '--set', 'optimizer.learningRate=5'],
      ...['--set', 'initial.image=content'],
    );

    const saved = /^The picture after (\d+) iterations? was saved: (\S+) \(64×43\)$/m.exec(stderr);
    expect(saved, stderr).not.toBeNull();
    expect(await names()).toEqual([...inputs, saved![2]!].sort());
    // A picture, not the noise that the divergence ends in.
    const content = await openPicture(workspace.path('photo.png'));
    const before = await content.load({ width: 64, height: 43 });
    const after = await (await openPicture(workspace.path(saved![2]!))).load();
    const change =
      after.data.reduce((sum, x, i) => sum + Math.abs(x - before.data[i]!), 0) / after.data.length;
    expect(change).toBeLessThan(50);
  });

  it('names the weight that is too large, in a run and in an evaluation', async () => {
    const says =
      /^stylize: style\.weight is 1e\+300: the style loss grows beyond what can be computed\.\nLower style\.weight/m;
    const painted = await run('--set', 'style.weight=1e300');
    const judged = await workspace.stylize([
      ...['eval', '--recipe', 'studio', '--content', 'photo.png', '--style', 'style.png'],
      ...['--image', 'photo.png', '--set', 'style.weight=1e300'],
    ]);

    for (const { code, stderr } of [painted, judged]) {
      expect(stderr).toMatch(says);
      expect(code).toBe(1);
    }
    expect(await names()).toEqual(inputs);
  });

  it('shows the sound picture last, after the frames that led away from it', async () => {
    const heard: [event: string, iteration: number][] = [];
    const run = begin(createClient(), {
      ...{ size: 64, iterations: 60, clamp: false },
      ...{ 'optimizer.kind': 'lbfgs', 'optimizer.lineSearch': 'none', 'optimizer.learningRate': 5 },
    });
    run.on('preview', ({ iteration }) => heard.push(['preview', iteration]));
    run.on('progress', ({ iteration }) => heard.push(['progress', iteration]));

    const { code, rescued } = await failureOf(run);

    expect(code).toBe('diverged');
    expect(rescued!.iterations).toBeGreaterThan(0);
    expect(heard.at(-1)).toEqual(['preview', rescued!.iterations]);
    expect(heard.filter(([event]) => event === 'progress').at(-1)![1]).toBeGreaterThanOrEqual(
      rescued!.iterations,
    );
  });
});

describe('frames of --preview-every', () => {
  const frames = (...args: string[]) =>
    workspace.run([
      ...['photo.png', '--style', 'style.png', '--size', '181', '--iterations', '4', '--preview-every', '1'],
      ...['--set', 'scales.factor=1.4142135623730951', '--out', 'film.png', ...args],
    ]);

  it('have one size through all scales, and their names again with --force', async () => {
    const first = await frames();
    expect(first.code, first.stderr).toBe(0);
    const expected = ['film.1.png', 'film.2.png', 'film.3.png', 'film.4.png', 'film.png', ...inputs];
    expect(await names()).toEqual(expected);
    for (const name of expected.slice(0, 5)) {
      expect(await readPixels(workspace.path(name))).toMatchObject({ width: 181, height: 121 });
    }

    await frames('--force');

    expect(await names()).toEqual(expected);
    expect(
      meanDifference(
        await readPixels(workspace.path('film.4.png')),
        await readPixels(workspace.path('film.png')),
      ),
    ).toBeLessThan(30);
  });
});
