import { describe, expect, test } from 'vitest';

import { errorCodes, StylizeError } from '../../../src/channel/errors';
import { t } from '../../../src/channel/l10n';
import { runCommandLine } from '../../../src/cli/program';
import { studio } from '../../../src/engine/recipes/shipped/studio';
import { recipeSchema } from '../../../src/recipe/recipe';
import { FakeEnvironment, plan, progressAt, result, type FakeOptions, stylize } from './fake-environment';

const recipe = recipeSchema.parse(studio);

const devices = [
  { id: 'cpu' as const, title: 'CPU', available: true, probeMilliseconds: 12.34, automatic: true },
  { id: 'cuda' as const, title: 'CUDA', available: false, reason: 'no driver', automatic: false },
];

describe('help', () => {
  test.each(['', '--help', 'help'])('"%s" names every command and gives examples', async (line) => {
    const { code, stdout, stderr, environment } = await stylize(line);

    expect(code).toBe(0);
    for (const command of ['run', 'batch', 'compare-recipes', 'eval', 'recipes', 'devices', 'weights']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    }
    expect(stdout).toContain('$ stylize run photo.jpg --style painting.jpg');
    expect(stderr).toBe('');
    expect(environment.connections).toBe(0);
  });

  test('of a run names every option', async () => {
    const { stdout } = await stylize('run --help');
    const options =
      'style mask style-mask out force like recipe network size iterations seed set device preview-every json';
    for (const option of options.split(' ')) expect(stdout).toContain(`  --${option}`);
  });

  test('no line is wider than the terminal', async () => {
    const { stdout } = await stylize('recipes --help', { columns: 80 });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--version prints the version alone', async () => {
    expect(await stylize('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' });
  });
});

describe('wrong usage', () => {
  test.each([
    ['rnu a.jpg', "unknown command 'rnu'", 'Did you mean run?'],
    ['run a.jpg --styel b.jpg', "unknown option '--styel'", 'Did you mean --style?'],
    ['run a.jpg', 'No style is given.', '--style'],
    ['run --style a.jpg', 'No picture is given.', 'stylize run photo.jpg'],
    ['run a.jpg b.jpg --style c.jpg', 'too many arguments', 'stylize run --help'],
    ['run a.jpg --style b.jpg --device gpu', "'gpu' is invalid", 'stylize run --help'],
    ['run a.jpg --style b.jpg --preview-every -1', "'-1' is invalid", 'stylize run --help'],
    [
      'run a.jpg --mask m.png --style b.jpg',
      "'m.png' is invalid. Write --mask after the --style",
      'run --help',
    ],
    ['run a.jpg --style b.jpg --mask m.png --mask n.png', 'b.jpg has one already', 'stylize run --help'],
    ['eval --content a --style b --image c', "'--recipe <name|file>' not specified", 'stylize eval --help'],
    ['compare-recipes a --style b', "required option '--out <file>'", 'stylize compare-recipes --help'],
    ['compare-recipes a --style b --out c --iterations 0', "'0' is invalid", 'compare-recipes --help'],
    ['compare-recipes a --style b --out c --sweep d', 'name a setting', '--sweep style-weight='],
    ['recipes shwo', "unknown command 'shwo'", 'list, show'],
    ['weights import', "missing required argument 'file'", 'stylize weights --help'],
  ])('"%s" exits with 2', async (line, message, hint) => {
    const { code, stdout, stderr, environment } = await stylize(line);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^stylize: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(environment.connections).toBe(0);
  });

  test('with --json is an event on standard output', async () => {
    const { code, environment, stderr } = await stylize('run a.jpg --json --styel b.jpg');

    expect(code).toBe(2);
    expect(environment.stdout.json).toEqual([
      expect.objectContaining({ event: 'error', code: 'usage', message: "unknown option '--styel'" }),
    ]);
    expect(stderr).toBe('');
  });
});

describe('errors of the engine', () => {
  const usage = ['usage', 'unknown-recipe', 'bad-recipe', 'bad-setting'];

  test.each(errorCodes)('%s has its exit code', async (errorCode) => {
    const { code } = await stylize('devices', { answers: { devices: new StylizeError(errorCode, 'No.') } });
    expect(code).toBe(usage.includes(errorCode) ? 2 : 1);
  });

  const error = new StylizeError('bad-image', 'Not a picture.', { file: '/a/b.png', hint: 'Take another.' });

  test('are told with file and advice, and without a stack trace', async () => {
    const { stderr, stdout } = await stylize('devices', { answers: { devices: error } });

    expect(stderr).toBe('stylize: /a/b.png: Not a picture.\nTake another.\n');
    expect(stdout).toBe('');
  });

  test('are an event with --json', async () => {
    const { environment } = await stylize('devices --json', { answers: { devices: error } });

    const { code, message, file, hint } = error;
    expect(environment.stdout.json).toEqual([{ event: 'error', code, message, file, hint }]);
  });

  test.each([
    ['--debug', 'devices --debug', {}],
    ['STYLIZE_DEBUG', 'devices', { STYLIZE_DEBUG: '1' }],
  ])('show where they arise with %s', async (_, line, variables) => {
    const { stderr } = await stylize(line, { answers: { devices: error }, variables });
    expect(stderr).toMatch(/\n {4}at /);
  });

  test('end the engine too', async () => {
    const { environment } = await stylize('devices', { answers: { devices: error } });
    expect([environment.disposals, environment.signalListeners]).toEqual([1, 0]);
  });
});

describe('lists', () => {
  test('devices', async () => {
    const { stdout, code } = await stylize('devices', { answers: { devices } });
    expect(code).toBe(0);
    expect(stdout).toBe('*  cpu   CPU   probe 12.3 ms\n   cuda  CUDA  not available: no driver\n');
  });

  test('devices as JSON', async () => {
    const { stdout } = await stylize('devices --json', { answers: { devices } });
    expect(JSON.parse(stdout)).toEqual(devices);
  });

  test('as JSON say why in English', async () => {
    const reason = t`The driver is version ${1}.`;
    const answers = { devices: [{ ...devices[1]!, reason }] };

    const { stdout } = await stylize('devices --json', { answers });

    expect(JSON.parse(stdout)).toEqual([{ ...devices[1], reason: 'The driver is version 1.' }]);
  });

  test.each(['weights', 'weights list'])('%s', async (line) => {
    const networks = [
      { name: 'vgg19', title: 'VGG-19', installed: false, layers: [] },
      { name: 'embedded', title: 'Embedded', installed: true, bytes: 1_500_000, layers: [] },
    ];
    const { stdout } = await stylize(line, { answers: { networks } });
    expect(stdout).toBe(
      'vgg19     VGG-19    not installed\nembedded  Embedded  1.50 MB        licence unknown\n',
    );
  });

  test('weights import takes the file from the current folder', async () => {
    const importWeights = { name: 'vgg19', title: 'VGG-19', installed: true, bytes: 8e7, layers: [] };
    const { stdout, environment } = await stylize('weights import v.h5', { answers: { importWeights } });
    const params = { file: '/pictures/v.h5', replace: false };
    expect(environment.requests).toEqual([{ name: 'importWeights', params }]);
    const forced = await stylize('weights import v.h5 --force', { answers: { importWeights } });
    expect(forced.environment.requests[0]!.params).toEqual({ ...params, replace: true });
    expect(stdout).toContain('Imported VGG-19, 80.0 MB');
  });

  test('weights import says which convention was found', async () => {
    const importWeights = {
      name: 'vgg19',
      title: 'VGG-19',
      installed: true,
      layers: [],
      convention: 'MatConvNet: RGB minus the mean of the file',
    };
    const { stdout } = await stylize('weights import v.mat', { answers: { importWeights } });
    expect(stdout).toBe(
      'Imported VGG-19. Use it with --network vgg19\nMatConvNet: RGB minus the mean of the file\n' +
        'licence unknown: not weights that Stylize knows\n',
    );
  });

  describe('weights download', () => {
    const license = 'CC BY 4.0';
    const downloadWeights = {
      name: 'vgg19',
      title: 'VGG-19',
      installed: true,
      bytes: 8e7,
      layers: [],
      license,
    };
    const at = (received: number, total?: number) => ['download', { received, total }] as const;
    const events = { downloadWeights: [at(0, 8e7), at(1e6, 8e7), at(4e7, 8e7), at(8e7, 8e7)] };
    const answers = { downloadWeights };

    test('asks for the file that is published, or for another', async () => {
      const { environment } = await stylize('weights download', { answers });
      expect(environment.requests).toEqual([{ name: 'downloadWeights', params: { replace: false } }]);

      const other = await stylize('weights download --url https://a.example/b.h5', { answers });
      expect(other.environment.requests[0]!.params).toEqual({
        url: 'https://a.example/b.h5',
        replace: false,
      });
    });

    test('tells a file how far it is, a quarter at a time', async () => {
      const { stdout } = await stylize('weights download', { answers, events });
      expect(stdout.split('\n').slice(0, 4)).toEqual([
        '0 B of 80.0 MB',
        '40.0 MB of 80.0 MB',
        '80.0 MB of 80.0 MB',
        'Imported VGG-19, 80.0 MB. Use it with --network vgg19',
      ]);
    });

    test('tells when the length is not known', async () => {
      const { stdout } = await stylize('weights download', {
        answers,
        events: { downloadWeights: [at(1e6)] },
      });
      expect(stdout).toContain('1.00 MB\n');
    });

    test('shows a terminal a bar, which is gone at the end', async () => {
      const { stdout } = await stylize('weights download', { answers, events, isTTY: true, columns: 80 });
      expect(stdout).toContain('Connecting…');
      expect(stdout).toMatch(/Imported VGG-19, 80\.0 MB\. Use it with --network vgg19\nCC BY 4\.0\n$/);
    });

    test('tells a program everything', async () => {
      const { environment } = await stylize('weights download --json', { answers, events });
      expect(environment.stdout.json).toEqual([
        ...[0, 1e6, 4e7, 8e7].map((received) => ({ event: 'download', received, total: 8e7 })),
        downloadWeights,
      ]);
    });

    test('ends with the error of the engine', async () => {
      const error = new StylizeError('offline', 'There is no connection to a.example.', { hint: 'Import.' });
      const { code, stderr } = await stylize('weights download', { answers: { downloadWeights: error } });
      expect(code).toBe(1);
      expect(stderr).toContain('There is no connection to a.example.\nImport.');
    });
  });

  test('recipes', async () => {
    const recipes = [{ name: 'studio', title: 'Studio', description: 'Several scales.' }];
    const { stdout } = await stylize('recipes', { answers: { recipes } });
    expect(stdout).toBe('studio  Studio: Several scales.\n');
  });
});

describe('eval', () => {
  const line = 'eval --recipe neural-style --content a.jpg --style b.jpg --image c.png --set pooling=l2';
  const limited = `${line} --tile 256 --memory 2GB`;
  const evaluate = { content: 1.5, style: 20, tv: 0, total: 21.5, layers: { 'content relu4_2': 1.5 } };

  test('asks for the losses at the pictures', async () => {
    const { environment } = await stylize(limited, { answers: { evaluate } });
    expect(environment.requests[0]!.params).toEqual({
      recipe: 'neural-style',
      content: '/pictures/a.jpg',
      styles: [{ path: '/pictures/b.jpg', weight: 1 }],
      image: '/pictures/c.png',
      settings: { pooling: 'l2' },
      device: 'cpu',
      limits: { memoryBytes: 2e9, tile: 256 },
    });
  });

  test('prints a table, or the exact numbers as JSON', async () => {
    const { stdout } = await stylize(line, { answers: { evaluate } });
    expect(stdout.split('\n')).toContain('total              21.5000');
    const { environment } = await stylize(`${line} --json`, { answers: { evaluate } });
    expect(environment.stdout.json).toEqual([evaluate]);
  });
});

describe('run', () => {
  const line = 'run photo.jpg --style waves.jpg';
  const succeed: FakeOptions = {
    onRun: (run) => {
      run.succeed();
    },
  };

  test('asks for what the options say', async () => {
    const options =
      '--style b.jpg=0.5 --out o.png --force --recipe my.json --size 256 --seed 3 --set style.weight=9 ' +
      '--device webgpu --preview-every 20 --memory 4GB --tile 512';
    const { environment, code } = await stylize(`${line} ${options}`, succeed);

    expect(code).toBe(0);
    expect(environment.runs).toEqual([
      {
        content: '/pictures/photo.jpg',
        styles: [
          { path: '/pictures/waves.jpg', weight: 1 },
          { path: '/pictures/b.jpg', weight: 0.5 },
        ],
        recipe: '/pictures/my.json',
        settings: { size: 256, seed: 3, 'style.weight': 9 },
        device: 'webgpu',
        limits: { memoryBytes: 4e9, tile: 512 },
        output: { path: '/pictures/o.png', overwrite: true, metadata: true },
        preview: { saveEvery: 20 },
      },
    ]);
  });

  test('gives each style the masks that follow it', async () => {
    const styles = 'run photo.jpg --style a.jpg --style b.jpg=2 --mask map.png=#ff0000 --style-mask part.png';
    const { environment } = await stylize(`${styles} --style c.jpg --mask houses.png`, succeed);

    expect(environment.runs[0]!.styles).toEqual([
      { path: '/pictures/a.jpg', weight: 1 },
      {
        path: '/pictures/b.jpg',
        weight: 2,
        mask: { path: '/pictures/map.png', color: '#ff0000' },
        styleMask: { path: '/pictures/part.png' },
      },
      { path: '/pictures/c.jpg', weight: 1, mask: { path: '/pictures/houses.png' } },
    ]);
  });

  test('has the recipe studio and the best device when none is named', async () => {
    const { environment } = await stylize(line, succeed);
    expect(environment.runs[0]).toMatchObject({
      recipe: 'studio',
      settings: {},
      device: 'auto',
      output: { overwrite: false },
      preview: { saveEvery: 0 },
    });
  });

  describe('like an earlier result', () => {
    const recall = {
      recipe,
      width: 512,
      height: 384,
      content: { name: 'photo.jpg', path: '/art/photo.jpg' },
      styles: [
        { name: 'waves.jpg', path: '/art/waves.jpg', weight: 0.5 },
        {
          name: 'night.jpg',
          path: '/art/night.jpg',
          weight: 1,
          mask: { name: 'sky.png', path: '/art/sky.png', color: '#0000ff' },
        },
      ],
      device: 'webgpu',
      missing: [],
      remarks: ['night.jpg is no longer the file that it was.'],
    };

    test('asks for the same again', async () => {
      const { environment, code, stderr } = await stylize('run --like art.png', {
        ...succeed,
        answers: { recall },
      });

      expect(code).toBe(0);
      expect(environment.requests).toEqual([
        { name: 'recall', params: { file: '/pictures/art.png', places: ['/pictures'], trusted: true } },
      ]);
      expect(environment.runs).toEqual([
        {
          content: '/art/photo.jpg',
          styles: [
            { path: '/art/waves.jpg', weight: 0.5 },
            { path: '/art/night.jpg', weight: 1, mask: { path: '/art/sky.png', color: '#0000ff' } },
          ],
          recipe,
          settings: {},
          device: 'webgpu',
          limits: {},
          output: { overwrite: false, metadata: true },
          preview: { saveEvery: 0 },
        },
      ]);
      expect(stderr).toBe('night.jpg is no longer the file that it was.\n');
    });

    test('takes from the command line what it says', async () => {
      const options = '--style b.jpg=2 --recipe my.json --seed 3 --device cpu --out o.png';
      const { environment } = await stylize(`run other.jpg --like art.png ${options}`, {
        ...succeed,
        answers: { recall },
      });

      expect(environment.runs[0]).toMatchObject({
        content: '/pictures/other.jpg',
        styles: [{ path: '/pictures/b.jpg', weight: 2 }],
        recipe: '/pictures/my.json',
        settings: { seed: 3 },
        device: 'cpu',
        output: { path: '/pictures/o.png' },
      });
    });

    test('names the pictures that are needed and gone', async () => {
      const lost = {
        ...recall,
        content: { name: 'photo.jpg' },
        styles: [{ ...recall.styles[0]!, mask: { name: 'sky.png' } }],
      };
      const { code, stderr, environment } = await stylize('run --like art.png', {
        answers: { recall: lost },
      });

      expect(code).toBe(1);
      expect(stderr).toContain('photo.jpg and sky.png, of which art.png was made, cannot be found.');
      expect(environment.runs).toEqual([]);

      const replaced = await stylize('run other.jpg --style b.jpg --like art.png', {
        ...succeed,
        answers: { recall: lost },
      });
      expect(replaced.code).toBe(0);
    });
  });

  test('ends the engine when it is done', async () => {
    const { environment } = await stylize(line, succeed);
    expect([environment.disposals, environment.signalListeners]).toEqual([1, 0]);
  });

  test('the last line of JSON is the result', async () => {
    const { environment } = await stylize(`${line} --json`, {
      onRun: (run) => {
        run.tell('planned', plan);
        run.tell('progress', progressAt(1));
        run.succeed();
      },
    });
    expect(environment.stdout.json.map(({ event }) => event)).toEqual(['planned', 'progress', 'done']);
  });

  test('an error comes after what was told before it', async () => {
    const { environment, code } = await stylize(`${line} --json`, {
      onRun: (run) => {
        run.tell('planned', plan);
        run.fail(new StylizeError('out-of-memory', 'Too large.'));
      },
    });
    expect(code).toBe(1);
    expect(environment.stdout.json.map(({ event }) => event)).toEqual(['planned', 'error']);
  });
});

describe('Ctrl-C', () => {
  const line = 'run photo.jpg --style waves.jpg --json';

  test('once finishes the run', async () => {
    let finishes = 0;
    const { code, environment, stderr } = await stylize(line, {
      onRun: (run, environment) => {
        run.tell('progress', progressAt(7));
        environment.send('SIGINT');
        finishes = run.finishes;
        run.succeed({ ...result, stopped: true });
      },
    });
    expect([code, finishes]).toEqual([0, 1]);
    expect(stderr).toContain('finishing: the picture so far is saved');
    expect(environment.stdout.json.at(-1)).toMatchObject({ event: 'done', stopped: true });
  });

  test('twice cancels it', async () => {
    const { code, environment } = await stylize(line, {
      onRun: (run, environment) => {
        run.tell('progress', progressAt(7));
        environment.send('SIGINT');
        environment.send('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(environment.stdout.json.at(-1)).toMatchObject({ event: 'error', code: 'cancelled' });
    expect(environment.disposals).toBe(1);
  });

  test('that arrives twice at once is one', async () => {
    let cancels = 0;
    const { code } = await stylize(line, {
      onRun: (run, environment) => {
        run.tell('progress', progressAt(7));
        environment.send('SIGINT');
        environment.send('SIGINT', 5);
        cancels = run.cancels;
        run.succeed();
      },
    });
    expect([code, cancels]).toEqual([0, 0]);
  });

  test('before the first step cancels: there is no picture yet', async () => {
    const { code } = await stylize(line, {
      onRun: (_, environment) => {
        environment.send('SIGINT');
      },
    });
    expect(code).toBe(130);
  });

  test('gives up whatever else waits for the engine', async () => {
    const environment = new FakeEnvironment();
    const code = runCommandLine(['devices'], environment);
    setImmediate(() => {
      environment.send('SIGINT');
    });
    expect(await code).toBe(130);
    expect(environment.stderr.text).toBe('stylize: Cancelled.\n');
  });
});

test.each([
  ['SIGTERM', 143, 'stylize: Ended by SIGTERM.\nTo go on: stylize resume 3f9a2c1e\n'],
  ['SIGHUP', 129, 'stylize: Ended by SIGHUP.\nTo go on: stylize resume 3f9a2c1e\n'],
  ['SIGPIPE', 141, ''],
] as const)('%s ends a run at once, and leaves it to be gone on with', async (signal, expected, message) => {
  const { code, stderr } = await stylize('run photo.jpg --style waves.jpg', {
    onRun: (run, environment) => {
      run.tell('progress', progressAt(7));
      run.tell('checkpoint', { run: 'r', id: '3f9a2c1e', iteration: 5 });
      environment.send(signal);
    },
  });
  expect([code, stderr]).toEqual([expected, message]);
});
