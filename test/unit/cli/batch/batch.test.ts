import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../src/channel/errors';
import { runCommandLine } from '../../../../src/cli/program';
import { FakeEnvironment, progressAt, result, type FakeOptions, type FakeRun } from '../fake-environment';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-batch-'));
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) await writeFile(join(folder, name), '');
});
afterEach(() => rm(folder, { recursive: true }));

const missing = { fingerprint: { wanted: 'f', taken: false } };

async function batch(options: FakeOptions, ...args: string[]) {
  const environment = new FakeEnvironment({ answers: missing, ...options });
  const out = join(folder, 'out');
  const code = await runCommandLine(
    ['batch', folder, '--style', 'waves.jpg', '--out', out, ...args],
    environment,
  );
  return { code, environment, stdout: environment.stdout.text, stderr: environment.stderr.text };
}

/** Plays each run in turn, the last one again and again. */
function play(...parts: ((run: FakeRun, environment: FakeEnvironment) => void)[]): FakeOptions {
  let next = 0;
  return {
    onRun: (run, environment) => {
      parts[Math.min(next++, parts.length - 1)]!(run, environment);
    },
  };
}

const succeed = (run: FakeRun) => {
  run.succeed();
};
const failWith =
  (code: 'engine-failed' | 'bad-image' | 'network-missing' | 'output-exists', message: string) =>
  (run: FakeRun) => {
    run.fail(new StylizeError(code, message));
  };
const crash = failWith('engine-failed', 'The engine died.');

describe('a batch', () => {
  it('tells each picture as it is done, how long the rest takes, and what became of all', async () => {
    const { code, stdout } = await batch(
      play((run, environment) => {
        environment.milliseconds += 10_000;
        run.tell('progress', progressAt(50));
        run.succeed({ ...result, out: '/pictures/out/x.png', seconds: 10 });
      }),
    );

    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe('4 pictures');
    expect(stdout).toContain(`1/4 ${join(folder, 'a.png')}: saved out/x.png, 0:10, about 0:30 left\n`);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('4 painted, in 0:40');
  });

  it('tries a picture once more after a crash, on an engine that was started again', async () => {
    const { code, environment } = await batch(play(crash, succeed));

    expect(code).toBe(0);
    expect(environment.restarts).toBe(1);
    expect(environment.runs.map(({ content }) => content.slice(-5))).toEqual([
      'a.png',
      'a.png',
      'b.png',
      'c.png',
      'd.png',
    ]);
  });

  it('gives up when three pictures in a row crash the engine twice', async () => {
    const { code, environment, stdout } = await batch(play(crash));

    expect(code).toBe(1);
    expect(environment.runs).toHaveLength(6);
    expect(stdout).toContain('0 painted, 3 failed, 1 not begun');
  });

  it('ends at once with what every picture would fail with, and names what failed before in the summary', async () => {
    const summary = join(folder, 'summary.json');
    const { code, environment, stderr } = await batch(
      play(failWith('bad-image', 'a.png is damaged.'), failWith('network-missing', 'No weights.')),
      '--summary',
      summary,
    );

    expect(code).toBe(1);
    expect(environment.runs).toHaveLength(2);
    expect(stderr).toContain('No weights.');
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      pictures: 4,
      painted: 0,
      failed: 1,
      remaining: 3,
      failures: [{ content: join(folder, 'a.png'), code: 'bad-image', message: 'a.png is damaged.' }],
    });
  });

  it('is content when another process has painted the same meanwhile', async () => {
    let asked = 0;
    const answers = {
      get fingerprint() {
        // The second time that it is asked about the first picture.
        return ++asked === 2 ? { wanted: 'f', found: 'f', taken: true } : { wanted: 'f', taken: false };
      },
    };
    const { code, stdout } = await batch({ answers, ...play(failWith('output-exists', 'There.'), succeed) });

    expect(code).toBe(0);
    expect(stdout).toContain('3 painted, 1 there already');
  });

  it('gives up the picture at the second Ctrl-C, and tells what is left', async () => {
    const { code, stdout, environment } = await batch(
      play((run, sender) => {
        sender.send('SIGINT');
        expect(run.cancels).toBe(0);
        sender.send('SIGINT');
      }),
    );

    expect(code).toBe(130);
    expect(environment.runs).toHaveLength(1);
    expect(stdout).toContain('0 painted, 4 not begun');
  });
});
