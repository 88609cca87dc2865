import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ErrorCode } from '../../src/channel/errors';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { randomNetwork } from '../support/reference/random-network';
import { writeKerasFile } from '../unit/engine/node/weights/keras-fixture';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
});

const save = (name: string, content: string | Uint8Array) => writeFile(workspace.path(name), content);

interface Refusal {
  readonly code: ErrorCode;
  /** What the message says. */
  readonly says: RegExp;
  /** The file that it is about, as it was given. */
  readonly file?: string;
  /** What the advice says. */
  readonly advises?: RegExp;
}

const usageCodes: readonly ErrorCode[] = ['usage', 'unknown-recipe', 'bad-recipe', 'bad-setting'];
const stackTrace = /^\s+at |node:internal|\.(?:[jt]s|cc|cpp|h):\d+/m;

/**
 * Asserts that the command is refused as it should be, for a person and for a program: the exit code, one clear message
 * with the file, the reason and a way out, no stack trace, and nothing left behind.
 */
async function expectRefusal(
  args: readonly string[],
  refusal: Refusal,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const before = await workspace.listing();

  const [plain] = await Promise.all([workspace.stylize(args, { env }), checkErrorLine(args, refusal, env)]);

  expect(await workspace.listing()).toEqual(before);
  const { code, says, file, advises = /\w/ } = refusal;
  expect(plain, plain.stdout + plain.stderr).toMatchObject({ code: exitCode(code) });
  expect(plain.stdout + plain.stderr).not.toMatch(stackTrace);
  expect(plain.stdout).not.toContain('Saved');
  const [message = '', ...advice] = plain.stderr.trimEnd().split('\n');
  expect(message).toMatch(/^stylize: /);
  expect(message).toMatch(says);
  if (file !== undefined) expect(message).toContain(basename(file));
  expect(advice.join('\n')).toMatch(advises);
}

/** The same for a program alone: one process in place of two. */
async function expectErrorLine(args: readonly string[], refusal: Refusal): Promise<void> {
  const before = await workspace.listing();
  await checkErrorLine(args, refusal);
  expect(await workspace.listing()).toEqual(before);
}

async function checkErrorLine(
  args: readonly string[],
  refusal: Refusal,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const outcome = await workspace.stylize([...args, '--json'], { env });
  const { code, says, file, advises = /\w/ } = refusal;
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: exitCode(code), stderr: '' });
  expect(outcome.stdout).not.toMatch(stackTrace);
  // A picture that is damaged far inside is found out when its pixels are read.
  expect(outcome.lines.map(({ event }) => event).filter((event) => event !== 'planned')).toEqual(['error']);
  expect(outcome.lines.at(-1)).toEqual({
    event: 'error',
    code,
    message: expect.stringMatching(says) as string,
    hint: expect.stringMatching(advises) as string,
    ...(file !== undefined && { file: resolve(workspace.folder, file) }),
  });
}

const exitCode = (code: ErrorCode) => (usageCodes.includes(code) ? 2 : 1);

const run = (content: string, ...more: string[]) => [
  ...['run', content, '--size', '48', '--iterations', '2', '--device', 'cpu'],
  ...more,
];
const runWith = (...more: string[]) => run('photo.png', '--style', 'style.png', ...more);

/** A PNG that claims a size and holds next to nothing. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.alloc(64)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const photo = () => sharp(workspace.path('photo.png'));

describe('a picture', () => {
  const pictures: readonly (readonly [
    what: string,
    name: string,
    make: (path: string) => Promise<unknown>,
    refusal: Refusal,
  ])[] = [
    [
      'that is missing',
      'nowhere.png',
      () => Promise.resolve(),
      { code: 'file-not-found', says: /does not exist/ },
    ],
    ['that is a folder', 'folder.png', (path) => mkdir(path), { code: 'bad-image', says: /is a folder/ }],
    ['that is empty', 'empty.png', (path) => writeFile(path, ''), { code: 'bad-image', says: /is empty/ }],
    [
      'that is text',
      'text.png',
      (path) => writeFile(path, 'Dear diary, this is no picture.'),
      { code: 'bad-image', says: /is not a picture/, advises: /PNG, JPEG, WebP/ },
    ],
    [
      'that is a truncated PNG',
      'cut.png',
      async (path) => writeFile(path, half(await readFile(workspace.path('photo.png')))),
      { code: 'bad-image', says: /truncated or damaged/ },
    ],
    [
      'that is a truncated JPEG',
      'cut.jpg',
      async (path) => writeFile(path, half(await photo().jpeg().toBuffer())),
      { code: 'bad-image', says: /truncated or damaged/ },
    ],
    [
      'of 1×1 pixel',
      'dot.png',
      (path) => writeWaves(path, 1, 1, 1),
      { code: 'image-too-small', says: /is 1×1 pixels/, advises: /at least 16 pixels/ },
    ],
    [
      'that is too narrow for the network',
      'narrow.png',
      (path) => writeWaves(path, 1, 300, 9),
      { code: 'image-too-small', says: /is 300×9 pixels/, advises: /at least 16 pixels/ },
    ],
    [
      'whose header claims 20000×20000 pixels',
      'bomb.png',
      (path) => writeFile(path, pngHeader(20000, 20000)),
      { code: 'bad-image', says: /20000 x 20000/ },
    ],
  ];

  it.each(pictures)('%s is refused as content and as style', async (_, name, make, refusal) => {
    await make(workspace.path(name));
    await expectRefusal(run(name, '--style', 'style.png'), { ...refusal, file: name });
    await expectErrorLine(run('photo.png', '--style', name), { ...refusal, file: name });
  });

  it('to start from is refused in the same way', async () => {
    await save('text.png', 'no picture');
    const set = ['--set', 'initial.image=file', '--set'];
    await expectRefusal(runWith(...set, 'initial.file=nowhere.png'), {
      code: 'file-not-found',
      says: /does not exist/,
      file: 'nowhere.png',
    });
    await expectRefusal(runWith(...set, 'initial.file=text.png'), {
      code: 'bad-image',
      says: /is not a picture/,
      file: 'text.png',
    });
  });

  it('in a folder that is missing is not taken for an output that cannot be written', async () => {
    await expectErrorLine(run('nowhere/photo.png', '--style', 'style.png'), {
      code: 'file-not-found',
      says: /photo\.png does not exist: there is no folder .*nowhere/,
      file: 'nowhere/photo.png',
    });
  });

  it.each(['https://example.org/photo.jpg', 'ftp://example.org/photo.jpg'])(
    'is no address: %s',
    async (address) => {
      const refusal: Refusal = {
        code: 'usage',
        says: /is an address, not a file/,
        advises: /save the file first/,
      };
      await expectErrorLine(run(address, '--style', 'style.png'), refusal);
      await expectErrorLine(run('photo.png', '--style', `${address}=0.5`), refusal);
    },
  );

  it('may be named as file managers copy it', async () => {
    const address = pathToFileURL(workspace.path('photo.png')).href;
    const { code, stderr } = await workspace.stylize(
      run(address, '--style', 'style.png', '--out', 'art.png'),
    );
    expect(code, stderr).toBe(0);
  });

  it('made too small by --size is refused with the smallest size', async () => {
    // 16×12 pixels: four poolings before relu5_1 need 16.
    await expectRefusal(['run', 'photo.png', '--style', 'style.png', '--size', '16'], {
      code: 'image-too-small',
      says: /photo\.png at size 16 is 16×12 pixels/,
      file: 'photo.png',
      advises: /at least 16 pixels on each side/,
    });
  });

  it('to judge of another size than the content is refused', async () => {
    await expectRefusal(
      [
        'eval',
        '--recipe',
        'studio',
        '--content',
        'photo.png',
        '--style',
        'style.png',
        '--image',
        'style.png',
      ],
      { code: 'usage', says: /different sizes: 50×70 and 60×45/, file: 'style.png' },
    );
  });
});

const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);

describe('a weight file', () => {
  const tiny = randomNetwork(7);

  async function expectWeightsRefused(name: string, refusal: Omit<Refusal, 'file'>) {
    await expectRefusal(runWith('--network', name), { ...refusal, file: name });
    await expectErrorLine(['weights', 'import', name], { ...refusal, file: name });
  }

  it('that is missing is refused', async () => {
    await expectWeightsRefused('nowhere.h5', { code: 'file-not-found', says: /no such file/ });
  });

  it('.h5 that is text is refused', async () => {
    await save('weights.h5', 'These are no weights.');
    await expectWeightsRefused('weights.h5', { code: 'bad-weights', says: /HDF5/ });
  });

  it('.h5 that is truncated is refused', async () => {
    await writeKerasFile(workspace.path('whole.h5'), tiny);
    await save('weights.h5', half(await readFile(workspace.path('whole.h5'))));
    await expectWeightsRefused('weights.h5', {
      code: 'bad-weights',
      says: /truncated|damaged|ends too early/,
    });
  });

  it('.h5 of a network with other shapes is refused', async () => {
    await writeKerasFile(workspace.path('weights.h5'), tiny);
    await expectWeightsRefused('weights.h5', {
      code: 'bad-weights',
      says: /block1_conv1.*3×3×3×4, not 3×3×3×64/,
    });
  });

  it('.h5 without one of the layers is refused', async () => {
    await writeKerasFile(workspace.path('weights.h5'), tiny, { rename: { block1_conv1: undefined } });
    await expectWeightsRefused('weights.h5', { code: 'bad-weights', says: /block1_conv1/ });
  });

  it('.safetensors with NaN is refused', async () => {
    const path = workspace.path('weights.safetensors');
    await writeNetwork(tiny, path, { provenance: { source: 'test' } });
    const bytes = await readFile(path);
    bytes.writeFloatLE(NaN, bytes.length - 4);
    await writeFile(path, bytes);
    await expectWeightsRefused('weights.safetensors', { code: 'bad-weights', says: /NaN.*damaged/ });
  });

  it('.safetensors that is text is refused', async () => {
    await save('weights.safetensors', 'These are no weights.');
    await expectWeightsRefused('weights.safetensors', {
      code: 'bad-weights',
      says: /weights\.safetensors: \w/,
    });
  });
});

describe('a network', () => {
  it('whose weights are not installed is refused with how to import them', async () => {
    await expectRefusal(runWith('--network', 'vgg19'), {
      code: 'network-missing',
      says: /VGG-19 are not installed/,
      advises: /stylize weights import/,
    });
  });

  it('that nobody knows is refused', async () => {
    await expectRefusal(runWith('--network', 'alexnet'), {
      code: 'network-missing',
      says: /no network "alexnet"/,
      advises: /embedded/,
    });
  });

  it('that lacks a layer of the recipe is refused with the layers that it has', async () => {
    await expectRefusal(runWith('--recipe', 'keras-lbfgs', '--network', 'embedded'), {
      code: 'bad-setting',
      says: /The network embedded has no layer relu5_2, which content\.layers names/,
      advises: /relu4_2/,
    });
    await expectRefusal(runWith('--set', 'style.layers.pool1=1'), {
      code: 'bad-setting',
      says: /The network embedded has no layer pool1, which style\.layers names/,
      advises: /relu4_2/,
    });
  });
});

describe('a recipe', () => {
  it('that nobody knows is refused with those there are', async () => {
    await expectRefusal(runWith('--recipe', 'cubism'), {
      code: 'unknown-recipe',
      says: /"cubism"/,
      advises: /studio.*neural-style/,
    });
  });

  it('file that is missing is refused', async () => {
    await expectRefusal(runWith('--recipe', 'nowhere.json'), {
      code: 'file-not-found',
      says: /does not exist/,
      file: 'nowhere.json',
    });
  });

  it('file that is not JSON is refused', async () => {
    await save('mine.json', '{ "name": ');
    await expectRefusal(runWith('--recipe', 'mine.json'), {
      code: 'bad-recipe',
      says: /not valid JSON/,
      file: 'mine.json',
    });
  });

  it('file with an unknown key, or a value of the wrong kind, is refused with the key', async () => {
    const { stdout } = await workspace.stylize(['recipes', 'show', 'studio', '--json']);
    const studio = JSON.parse(stdout) as Record<string, unknown>;
    await save('mine.json', JSON.stringify({ ...studio, brushes: 3 }));
    await expectRefusal(runWith('--recipe', 'mine.json'), {
      code: 'bad-recipe',
      says: /brushes/,
      file: 'mine.json',
    });
    await save('mine.json', JSON.stringify({ ...studio, pooling: 'maximum' }));
    await expectRefusal(runWith('--recipe', 'mine.json'), {
      code: 'bad-recipe',
      says: /pooling/,
      file: 'mine.json',
    });
  });

  it.each([
    ['brushes=3', /"brushes"/, /style\.weight/],
    ['style.layers.relu9_1=1', /relu9_1/, /\w/],
    ['style.weight=-1', /style\.weight/, /\w/],
    ['style.weight=much', /style\.weight/, /\w/],
    ['scales.from=5', /scales\.from/, /\w/],
    ['optimizer.kind=newton', /optimizer/, /\w/],
    ['optimizer.lineSearch=none', /clamp/, /clamp to false/],
    ['initial.image=file', /initial\.file/, /picture/],
  ])('is not changed by --set %s', async (assignment, says, advises) => {
    await expectErrorLine(runWith('--set', assignment), { code: 'bad-setting', says, advises });
  });

  it.each([
    ['--iterations', '0', /iterations/],
    ['--iterations', 'many', /iterations/],
    ['--seed', '-1', /seed/],
    ['--seed', '1.5', /seed/],
    ['--size', '8', /size/],
    ['--size', 'large', /size/],
  ])('is not changed by %s %s', async (option, value, says) => {
    await expectErrorLine(['run', 'photo.png', '--style', 'style.png', option, value], {
      code: 'bad-setting',
      says,
    });
  });
});

describe('an output', () => {
  it('in a folder that does not exist is refused', async () => {
    await expectRefusal(runWith('--out', 'nowhere/art.png'), {
      code: 'unwritable-output',
      says: /does not exist/,
      file: 'nowhere/art.png',
    });
  });

  it('that is a folder is refused, with --force too', async () => {
    await mkdir(workspace.path('art.png'));
    const refusal: Refusal = { code: 'unwritable-output', says: /is a folder/, file: 'art.png' };
    await expectRefusal(runWith('--out', 'art.png'), refusal);
    await expectRefusal(runWith('--out', 'art.png', '--force'), refusal);
  });

  it.skipIf(process.platform === 'win32')(
    'that is a link to nowhere is told from a missing folder',
    async () => {
      await symlink('gone/art.png', workspace.path('art.png'));
      const refusal: Refusal = {
        code: 'unwritable-output',
        says: /art\.png is a link to gone\/art\.png, which does not exist/,
        file: 'art.png',
      };
      await expectErrorLine(runWith('--out', 'art.png'), refusal);
      await expectErrorLine(runWith('--out', 'art.png', '--force'), refusal);
    },
  );

  it('inside a file is refused', async () => {
    await expectRefusal(runWith('--out', 'photo.png/art.png'), {
      code: 'unwritable-output',
      says: /is not a folder/,
      file: 'photo.png/art.png',
    });
  });

  it.skipIf(process.platform !== 'linux')('where the system lets nobody write is refused', async () => {
    // Not even root makes files here.
    const file = '/proc/self/art.png';
    await expectRefusal(runWith('--out', file), {
      code: 'unwritable-output',
      says: /cannot be written/,
      file,
    });
  });

  it.each([
    ['without an extension', 'art', /no file extension/],
    ['of a format that is not written', 'art.bmp', /\.bmp/],
  ])('%s is refused', async (_, out, says) => {
    await expectRefusal(runWith('--out', out), { code: 'usage', says, file: out, advises: /\.png/ });
  });
});

describe('a device', () => {
  it('that nobody knows is refused with those there are', async () => {
    await expectRefusal(['run', 'photo.png', '--style', 'style.png', '--device', 'abacus'], {
      code: 'usage',
      says: /abacus.*cpu.*webgpu/,
    });
  });

  it.skipIf(process.platform !== 'linux')('without a driver is refused in a person’s words', async () => {
    const args = ['run', 'photo.png', '--style', 'style.png', '--device', 'webgpu'];
    const refusal: Refusal = {
      code: 'device-unavailable',
      says: /^(?:stylize: )?The device webgpu cannot be used: .*No supported adapters$/,
      advises: /stylize devices/,
    };
    await expectRefusal(args, refusal, { VK_DRIVER_FILES: workspace.path('no-driver.json') });
  });

  it('that is not there is refused with the reason', async () => {
    // Neither is on one machine with the other.
    const absent = process.platform === 'darwin' ? 'cuda' : 'coreml';
    await expectRefusal(['run', 'photo.png', '--style', 'style.png', '--device', absent], {
      code: 'device-unavailable',
      says: new RegExp(`device ${absent} cannot be used: \\w`),
      advises: /stylize devices/,
    });
  });
});

describe('a command line', () => {
  it('without a style is refused', async () => {
    await expectRefusal(run('photo.png'), { code: 'usage', says: /No style/, advises: /--style/ });
  });

  it('with six styles is refused', async () => {
    const styles = Array.from({ length: 5 }, () => ['--style', 'style.png']).flat();
    await expectRefusal(runWith(...styles), { code: 'usage', says: /6 styles.*at most 5/ });
  });

  it('that sets one thing twice is refused', async () => {
    await expectRefusal(runWith('--set', 'size=64'), { code: 'usage', says: /--size.*--set size/ });
  });

  it.each([
    [['paint', 'photo.png'], /unknown command 'paint'/],
    [['run'], /No picture is given/],
    [['run', 'photo.png', '--stile', 'style.png'], /unknown option '--stile'/],
    [['weights', 'export'], /unknown command 'export'/],
    [['run', 'photo.png', '--style', 'style.png=lots'], /weight "lots"/],
  ])('like %j is refused', async (args, says) => {
    const file = args.includes('style.png=lots') ? { file: 'style.png' } : {};
    await expectRefusal(args, { code: 'usage', says, ...file });
  });
});
