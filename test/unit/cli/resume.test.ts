import { expect, test } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import { runCommandLine } from '../../../src/cli/program';
import type { Checkpoint } from '../../../src/contracts/checkpoints';
import { studio } from '../../../src/engine/recipes/shipped/studio';
import { recipeSchema } from '../../../src/recipe/recipe';
import { FakeEnvironment, plan, progressAt, result, type FakeOptions } from './fake-environment';

const checkpoint: Checkpoint = {
  id: '3f9a2c1e',
  run: 'r',
  content: '/pictures/photo.jpg',
  styles: [
    { path: '/styles/waves.jpg', weight: 2 },
    { path: '/styles/mosaic.jpg', weight: 1 },
  ],
  out: '/pictures/photo.stylized.png',
  recipe: recipeSchema.parse(studio),
  device: 'cpu',
  iteration: 240,
  iterations: 500,
  width: 512,
  height: 384,
  seconds: 70,
  savedAt: 0,
  bytes: 12_600_000,
  active: false,
  stopped: false,
};
const older = {
  ...checkpoint,
  id: '3f02aa55',
  content: '/pictures/other.jpg',
  out: '/tmp/other.png',
  stopped: true,
};
const busy = { ...checkpoint, id: 'c0ffee00', active: true };

async function stylize(line: string, options: FakeOptions = {}) {
  const environment = new FakeEnvironment({
    answers: { checkpoints: [busy, checkpoint, older], discardCheckpoint: {} },
    ...options,
  });
  const code = await runCommandLine(line.split(' '), environment);
  return { code, environment, stdout: environment.stdout.text, stderr: environment.stderr.text };
}

test('lists what can be gone on with', async () => {
  const { code, environment } = await stylize('resume');

  expect(code).toBe(0);
  expect(environment.stdout.lines.map((line) => line.replace(/painted .* ago|\d+ days ago/, '…'))).toEqual([
    'c0ffee00  photo.jpg + waves.jpg, mosaic.jpg  512×384  240/500  being …  12.6 MB  photo.stylized.png',
    '3f9a2c1e  photo.jpg + waves.jpg, mosaic.jpg  512×384  240/500  interrupted …    12.6 MB  photo.stylized.png',
    '3f02aa55  other.jpg + waves.jpg, mosaic.jpg  512×384  240/500  stopped …        12.6 MB  /tmp/other.png',
    '',
    '"stylize resume ID" goes on with one, "stylize resume --last" with the first.',
  ]);
});

test('prints the list as JSON', async () => {
  const { environment } = await stylize('resume --json');
  expect(environment.stdout.json).toEqual([[busy, checkpoint, older]]);
});

test('says when there is none', async () => {
  expect((await stylize('resume', { answers: { checkpoints: [] } })).stdout).toBe(
    'There is no run to go on with.\n',
  );
  const { code, stderr } = await stylize('resume --last', { answers: { checkpoints: [busy] } });
  expect([code, stderr]).toEqual([
    1,
    'stylize: There is no run to go on with.\nA run that ends as it should leaves none.\n',
  ]);
});

test.each([
  ['resume --last', { id: '3f9a2c1e' }],
  ['resume 3f0', { id: '3f02aa55' }],
  ['resume 3f9a2c1e --device cpu', { id: '3f9a2c1e', device: 'cpu' }],
  [
    'resume --last --out art.png --force',
    { id: '3f9a2c1e', output: { path: '/pictures/art.png', overwrite: true } },
  ],
  [
    'resume --last --force',
    { id: '3f9a2c1e', output: { path: '/pictures/photo.stylized.png', overwrite: true } },
  ],
])('goes on: %s', async (line, request) => {
  const { code, environment, stderr, stdout } = await stylize(line, {
    onRun: (run) => {
      run.tell('planned', plan);
      run.tell('progress', progressAt(60));
      run.succeed(result);
    },
  });

  expect(code).toBe(0);
  expect(environment.resumptions).toEqual([request]);
  expect(stderr).toMatch(/^going on with (photo|other)\.jpg .* from iteration 240 of 500$/m);
  expect(stdout).toContain('60/100');
  expect(stdout).toContain('Saved photo.stylized.png');
});

test.each([
  ['resume 3f', 'Several runs begin with 3f.'],
  ['resume abc', 'There is no interrupted run abc.'],
  ['resume abc --last', 'Name one run, or say --last or --discard.'],
])('refuses what is not one run: %s', async (line, message) => {
  const { code, stderr } = await stylize(line);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toContain(message);
});

test('forgets one, or all that nobody paints', async () => {
  const one = await stylize('resume --discard 3f9');
  expect(one.environment.requests.slice(1)).toEqual([
    { name: 'discardCheckpoint', params: { id: '3f9a2c1e' } },
  ]);
  expect(one.stdout).toBe('Forgot 1 run.\n');
  const all = await stylize('resume --discard all');
  expect(all.environment.requests.slice(1).map(({ params }) => params)).toEqual([
    { id: '3f9a2c1e' },
    { id: '3f02aa55' },
  ]);
});

test('says how to go on with a run that was stopped, or has failed', async () => {
  const stopped = await stylize('run photo.jpg --style waves.jpg', {
    onRun: (run) => {
      run.succeed({ ...result, stopped: true, checkpoint: '3f9a2c1e' });
    },
  });
  expect(stopped.environment.stdout.lines.at(-1)).toBe('To go on: stylize resume 3f9a2c1e');

  const fail = (error: StylizeError) =>
    stylize('run photo.jpg --style waves.jpg', {
      onRun: (run) => {
        run.tell('planned', plan);
        run.tell('checkpoint', { run: 'r', id: '3f9a2c1e', iteration: 5 });
        run.fail(error);
      },
    });
  const failed = await fail(new StylizeError('engine-failed', 'It has gone.', { hint: 'Try again.' }));
  expect(failed.stderr).toBe('stylize: It has gone.\nTry again.\nTo go on: stylize resume 3f9a2c1e\n');
  const picture = { path: '/pictures/a.png', width: 1, height: 1, iterations: plan.iterations };
  for (const error of [
    new StylizeError('diverged', 'Too large.'),
    new StylizeError('cancelled', 'Cancelled.'),
    new StylizeError('unwritable-output', 'No room.', { rescued: picture }),
  ])
    expect((await fail(error)).stderr).not.toContain('To go on');
});
