import { describe, expect, test } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import { runCommandLine } from '../../../src/cli/program';
import { studio } from '../../../src/engine/recipes/shipped/studio';
import { recipeSchema } from '../../../src/recipe/recipe';
import {
  FakeEnvironment,
  plan,
  progressAt,
  result,
  type FakeOptions,
  type FakeRun,
} from './fake-environment';

const recipe = recipeSchema.parse({ ...studio, iterations: 300 });
const answers = {
  checkOutput: {},
  recipes: ['studio', 'course', 'stylenet'].map((name) => ({ name, title: name, description: '' })),
  recipe,
  contactSheet: { width: 900, height: 600 },
};

const line = 'compare-recipes photo.jpg --style waves.jpg --out sheet.png';

async function stylize(text: string, options: FakeOptions = {}) {
  const environment = new FakeEnvironment({ answers, ...options });
  const code = await runCommandLine(text.split(' '), environment);
  return { code, environment, stdout: environment.stdout.text, stderr: environment.stderr.text };
}

/** Plays each run in turn. */
function play(...parts: ((run: FakeRun, environment: FakeEnvironment) => void)[]): FakeOptions {
  let next = 0;
  return {
    onRun: (run, environment) => {
      run.tell('planned', plan);
      parts[next++]!(run, environment);
    },
  };
}

const succeed = (run: FakeRun) => {
  run.tell('progress', progressAt(1));
  run.succeed();
};
const fail = (run: FakeRun) => {
  run.fail(new StylizeError('network-missing', 'the weights are not installed', { hint: 'Import them.' }));
};

/** The cells of the sheet that the engine was asked for, left to right. */
const cells = ({ requests }: FakeEnvironment) => {
  const sheet = requests.find(({ name }) => name === 'contactSheet')?.params as
    { rows: { title: string; picture?: string; reason?: string }[][] } | undefined;
  return sheet?.rows.flat().map(({ title, picture, reason }) => [title, reason ?? picture]);
};

describe('compare-recipes', () => {
  test('paints by every recipe at one size, with a limit to the steps', async () => {
    const { environment, code } = await stylize(line, play(succeed, succeed, succeed));

    expect(code).toBe(0);
    expect(environment.runs).toEqual(
      ['studio', 'course', 'stylenet'].map((name, index) => ({
        content: '/pictures/photo.jpg',
        styles: [{ path: '/pictures/waves.jpg', weight: 1 }],
        recipe: name,
        settings: { size: 256, measure: 'longest', iterations: 200 },
        device: 'auto',
        output: { path: expect.stringMatching(new RegExp(`^.temporary.${index}\\.png$`)) as string },
      })),
    );
    expect(cells(environment)?.map(([title]) => title)).toEqual(['studio', 'course', 'stylenet']);
    expect(environment.requests.at(-1)!.params).toMatchObject({
      output: { path: '/pictures/sheet.png', overwrite: false },
    });
    expect([environment.folders, environment.disposals]).toEqual([0, 1]);
  });

  test('gives each value of a sweep all the steps that it asks for', async () => {
    const { environment } = await stylize(
      `${line} --sweep iterations=100..10000:3`,
      play(succeed, succeed, succeed),
    );

    expect(environment.runs.map(({ recipe: name, settings }) => [name, settings!['iterations']])).toEqual([
      ['studio', 100],
      ['studio', 1000],
      ['studio', 10_000],
    ]);
  });

  test('leaves a cell with the reason for what fails, and goes on', async () => {
    const { environment, code, stdout, stderr } = await stylize(line, play(succeed, fail, succeed));

    expect(code).toBe(0);
    expect(cells(environment)).toEqual([
      ['studio', result.out],
      ['course', 'The weights are not installed. Import them.'],
      ['stylenet', result.out],
    ]);
    expect(stdout).toContain('2/3 course: not painted. The weights are not installed. Import them.\n');
    expect(stdout).toContain('2 of 3 painted\n');
    expect(stderr).toContain('--network embedded');
  });

  test('saves the sheet and fails when a picture could not be painted for another reason', async () => {
    const diverge = (run: FakeRun) => {
      run.fail(new StylizeError('diverged', 'The run has diverged.', { hint: 'Lower it.' }));
    };
    const { environment, code, stdout, stderr } = await stylize(line, play(succeed, diverge, fail));

    expect(code).toBe(1);
    expect(cells(environment)).toMatchObject([
      ['studio', result.out],
      ['course', 'The run has diverged. Lower it.'],
      ['stylenet', expect.anything()],
    ]);
    expect(stdout).toContain('1 of 3 painted\n');
    expect(stderr).toContain('stylize: 1 of 3 pictures could not be painted.\n');
  });

  test('shows what was painted before a run went wrong, with the reason', async () => {
    const rescued = { path: '/tmp/1.unfinished.png', width: 64, height: 48, iterations: 7 };
    const diverge = (run: FakeRun) => {
      run.fail(new StylizeError('diverged', 'The run has diverged.', { hint: 'Lower it.', rescued }));
    };
    const { environment, code } = await stylize(line, play(succeed, diverge, succeed));

    expect(code).toBe(1);
    const sheet = environment.requests.find(({ name }) => name === 'contactSheet')?.params;
    expect(sheet).toMatchObject({
      rows: [[{}, { picture: rescued.path, notes: ['The run has diverged.', 'Lower it.'] }, {}]] as unknown,
    });
  });

  test('fails when nothing can be painted, and draws no sheet', async () => {
    const { environment, code, stderr } = await stylize(line, play(fail, fail, fail));

    expect(code).toBe(1);
    expect(stderr).toContain('the weights are not installed');
    expect(cells(environment)).toBeUndefined();
    expect(environment.folders).toBe(0);
  });

  test('ends at once where a picture cannot be read: no other recipe could', async () => {
    const missing = (run: FakeRun) => {
      run.fail(
        new StylizeError('file-not-found', 'waves.jpg does not exist.', { file: '/pictures/waves.jpg' }),
      );
    };
    const { environment, code, stderr } = await stylize(line, play(missing));

    expect(code).toBe(1);
    expect(stderr).toBe('stylize: waves.jpg does not exist.\n');
    expect(environment.runs).toHaveLength(1);
  });

  test.each([
    ['a place that cannot be written', { checkOutput: new StylizeError('output-exists', 'There.') }],
    ['a wrong setting', { recipe: new StylizeError('bad-setting', 'There is no such setting.') }],
  ])('finds %s before it paints', async (_, wrong) => {
    const { environment, code } = await stylize(line, { answers: { ...answers, ...wrong } });

    expect(code).not.toBe(0);
    expect(environment.runs).toEqual([]);
    expect(environment.folders).toBe(0);
  });

  test('as JSON says all of it, an object a line', async () => {
    const { environment } = await stylize(`${line} --json`, play(succeed, fail, succeed));

    const { json } = environment.stdout;
    expect(json.map(({ event, index }) => [event, index])).toEqual([
      ['variant', 0],
      ['progress', 0],
      ['painted', 0],
      ['variant', 1],
      ['failed', 1],
      ['variant', 2],
      ['progress', 2],
      ['painted', 2],
      ['done', undefined],
    ]);
    expect(json[0]).toMatchObject({
      variants: 3,
      title: 'studio',
      recipe: 'studio',
      settings: { size: 256 },
    });
    expect(json[2]).toMatchObject({ network: 'embedded', iterations: 100, losses: result.losses });
    expect(json[4]).toMatchObject({ code: 'network-missing', hint: 'Import them.' });
    expect(json.at(-1)).toEqual({
      event: 'done',
      out: '/pictures/sheet.png',
      width: 900,
      height: 600,
      painted: 2,
      variants: 3,
    });
  });

  test('on a terminal shows how far all of it is', async () => {
    const half = (run: FakeRun, environment: FakeEnvironment) => {
      environment.milliseconds += 10_000;
      run.tell('progress', progressAt(100));
      run.succeed();
    };
    const { stdout } = await stylize(line, { ...play(half, half, half), isTTY: true, columns: 100 });

    expect(stdout).toMatch(/[█░]{20} {2}\d\/3 \w+ {2}\d+\/200 {2}about \d:\d\d left/);
    expect(stdout).toContain('3/3 stylenet: 100 of 300 iterations in 1:23, loss 1230, network embedded\n');
  });
});

describe('Ctrl-C', () => {
  const stop = (run: FakeRun, environment: FakeEnvironment) => {
    run.tell('progress', progressAt(7));
    environment.send('SIGINT');
    expect(run.finishes).toBe(1);
    run.succeed({ ...result, stopped: true, iterations: 7 });
  };

  test('once ends the picture under way and draws what there is', async () => {
    const { environment, code, stderr } = await stylize(line, play(succeed, stop));

    expect(code).toBe(0);
    expect(cells(environment)).toEqual([
      ['studio', result.out],
      ['course', result.out],
      ['stylenet', 'Not painted: stopped before its turn.'],
    ]);
    expect(stderr).toContain('finishing: the sheet shows what is painted');
  });

  test('drops a picture that is not begun', async () => {
    const early = (run: FakeRun, environment: FakeEnvironment) => {
      environment.send('SIGINT');
      expect(run.cancels).toBe(1);
    };
    const { environment, code } = await stylize(line, play(succeed, early));

    expect(code).toBe(0);
    expect(cells(environment)?.map(([, text]) => text)).toEqual([
      result.out,
      'Not painted: stopped before its turn.',
      'Not painted: stopped before its turn.',
    ]);
  });

  test('before there is any picture gives it up', async () => {
    const { environment, code } = await stylize(
      line,
      play((_, environment) => {
        environment.send('SIGINT');
      }),
    );

    expect(code).toBe(130);
    expect(cells(environment)).toBeUndefined();
    expect(environment.folders).toBe(0);
  });

  test('twice gives it up', async () => {
    const twice = (run: FakeRun, environment: FakeEnvironment) => {
      run.tell('progress', progressAt(7));
      environment.send('SIGINT');
      environment.send('SIGINT');
    };
    const { environment, code, stderr } = await stylize(line, play(succeed, twice));

    expect(code).toBe(130);
    expect(stderr).toContain('stylize: Cancelled.\n');
    expect(cells(environment)).toBeUndefined();
    expect([environment.folders, environment.disposals]).toEqual([0, 1]);
  });
});
