import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  ListRootsRequestSchema,
  type CallToolResult,
  type Progress,
} from '@modelcontextprotocol/sdk/types.js';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { toolNames } from '../../src/agents/names';
import { inputSchema } from '../../src/agents/tools';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const workspace = useWorkspace();

const quick = { size: 64, settings: { iterations: 3 } };
/** More than any machine does in the time of a test. */
const endless = { size: 64, settings: { iterations: 1_000_000 } };

let client: Client;

/** Connects a client as an editor does: it starts the server. `roots`: the folders that it offers, if it offers any. */
async function connect({ roots, args = [] }: { roots?: readonly string[]; args?: readonly string[] } = {}) {
  client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: roots ? { roots: {} } : {} });
  if (roots) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: roots.map((folder) => ({ uri: pathToFileURL(folder).href })),
    }));
  }
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program, 'mcp', ...args],
      cwd: workspace.folder,
      env: { ...(process.env as Record<string, string>), STYLIZE_HOME: workspace.home },
      stderr: 'pipe',
    }),
  );
}

const call = async (
  name: string,
  input: Record<string, unknown> = {},
  options: Parameters<Client['callTool']>[2] = {},
): Promise<CallToolResult> =>
  (await client.callTool({ name, arguments: input }, undefined, {
    timeout: 60_000,
    ...options,
  })) as CallToolResult;

const textOf = ({ content }: CallToolResult): string =>
  content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

/** The picture in an answer, decoded. */
async function pictureOf({ content }: CallToolResult) {
  const image = content.find((part) => part.type === 'image');
  if (!image) throw new Error(`No picture: ${JSON.stringify(content)}`);
  const bytes = Buffer.from(image.data, 'base64');
  return { mimeType: image.mimeType, bytes, ...(await sharp(bytes).metadata()) };
}

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 64, 48);
  await writeWaves(workspace.path('brush.png'), 2, 48, 48);
});
afterEach(() => client.close());

it('tells which tools there are, and what they take', async () => {
  await connect();

  const { tools } = await client.listTools();

  expect(tools.map(({ name }) => name)).toEqual(['stylize_image', 'list_styles', 'get_run', 'compare']);
  for (const name of toolNames)
    expect(tools.find((tool) => tool.name === name)!.inputSchema).toEqual(inputSchema(name));
  expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([false, true, true, true]);
  expect(client.getServerVersion()).toMatchObject({ name: 'stylize' });
});

it('stylizes a picture of the workspace and gives it back', async () => {
  await connect({ roots: [workspace.folder] });
  const progress: Progress[] = [];

  const answer = await call(
    'stylize_image',
    { image: 'photo.png', styles: [{ style: 'waves' }, { style: 'brush.png', weight: 2 }], ...quick },
    { onprogress: (step) => progress.push(step) },
  );

  const saved = workspace.path('photo.stylized.png');
  expect(answer.structuredContent).toMatchObject({
    state: 'done',
    saved,
    width: 64,
    height: 48,
    iterations: 3,
    styles: ['waves', 'brush.png'],
  });
  expect(textOf(answer)).toContain(saved);
  const picture = await pictureOf(answer);
  expect(picture).toMatchObject({ mimeType: 'image/jpeg', format: 'jpeg', width: 64, height: 48 });
  // What was sent is what was saved, and not the picture that it was made of.
  const expected = await sharp(saved).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  expect(await difference(picture.bytes, expected)).toBeLessThan(0.1);
  expect(await difference(picture.bytes, workspace.path('photo.png'))).toBeGreaterThan(1);
  expect(progress.map(({ progress: iteration }) => iteration)).toEqual([1, 2, 3]);
  expect(progress[0]).toMatchObject({
    total: 3,
    message: expect.stringContaining('Iteration 1 of 3') as string,
  });
});

it('writes where the agent wants, in the format of the name, and replaces nothing', async () => {
  await connect();
  await mkdir(workspace.path('art'));
  const order = { image: 'photo.png', styles: [{ style: 'mosaic' }], output: 'art/one.webp', ...quick };

  const answer = await call('stylize_image', order);

  expect(answer.structuredContent).toMatchObject({ saved: workspace.path('art', 'one.webp') });
  expect(await sharp(workspace.path('art', 'one.webp')).metadata()).toMatchObject({ format: 'webp' });
  const again = await call('stylize_image', order);
  expect(again.isError).toBe(true);
  expect(textOf(again)).toMatch(/one\.webp/);
  const unknown = await call('stylize_image', { ...order, output: 'art/one.gif' });
  expect(textOf(unknown)).toMatch(/\.gif[^]*\.png/);
});

it('sends a large result small', async () => {
  await connect();
  await writeWaves(workspace.path('large.png'), 3, 2400, 1200);

  const answer = await call('compare', { pictures: ['large.png', 'photo.png'] });

  const { width, height, bytes } = await pictureOf(answer);
  expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
  expect(bytes.byteLength).toBeLessThan(600_000);
});

it('shows the styles that there are', async () => {
  await connect();

  const answer = await call('list_styles');

  const styles = JSON.parse(
    await readFile(fileURLToPath(new URL('../../media/styles/styles.json', import.meta.url)), 'utf8'),
  ) as { name: string }[];
  for (const { name } of styles) expect(textOf(answer)).toContain(`- ${name}: `);
  expect(textOf(answer)).toMatch(/- neural-style: /);
  const { width } = await pictureOf(answer);
  expect(width).toBeGreaterThan(500);
});

describe('a run that takes long', () => {
  it('goes on when nobody waits, is told of, and outlives the client', async () => {
    await connect();
    const order = { image: 'photo.png', styles: [{ style: 'waves' }], ...endless };
    const first = await call('stylize_image', { ...order, wait_seconds: 1 });
    const { run } = first.structuredContent as { run: string };
    expect(textOf(first)).toContain(`Call get_run with ${run}`);

    const second = call('stylize_image', { ...order, ...quick, wait_seconds: 60 }, { timeout: 120_000 });
    await vi.waitFor(
      async () => {
        const later = await call('get_run', { run, wait_seconds: 1 });
        expect(later.structuredContent).toMatchObject({ state: 'running', iterations: 1_000_000 });
      },
      { timeout: 30_000 },
    );
    const listed = await call('get_run');
    expect(textOf(listed)).toContain('It waits for its turn');

    await client.close();
    await second.catch(() => undefined);
    expect(existsSync(workspace.path('photo.stylized.png'))).toBe(false);
    // The run is not lost with the client.
    const resumable = await workspace.stylize(['resume', '--json']);
    expect(resumable.lines[0]).toMatchObject([{ content: workspace.path('photo.png'), active: false }]);
  });

  it('is cancelled with its call, and leaves the engine to the next', async () => {
    await connect();
    const abort = new AbortController();
    const styles = [{ style: 'waves' }];
    const long = call(
      'stylize_image',
      { image: 'photo.png', styles, ...endless, wait_seconds: 600 },
      {
        signal: abort.signal,
        onprogress: () => {
          abort.abort();
        },
      },
    );
    await expect(long).rejects.toThrow();

    const next = await call('stylize_image', { image: 'photo.png', styles, ...quick });

    expect(next.structuredContent).toMatchObject({ state: 'done' });
    const { runs } = (await call('get_run')).structuredContent as { runs: { state: string }[] };
    expect(runs.map(({ state }) => state)).toEqual(['done', 'cancelled']);
  });
});

it('compares results with their original and with other pictures', async () => {
  await connect();
  const order = { image: 'photo.png', styles: [{ style: 'waves' }], ...quick };
  const { run } = (await call('stylize_image', order)).structuredContent as { run: string };

  const answer = await call('compare', { pictures: [run, 'brush.png'] });

  expect(textOf(answer).split('\n').slice(1)).toEqual([
    '- original, photo.png',
    `- run ${run}, waves, studio, 3 iterations`,
    '- brush.png',
  ]);
  await pictureOf(answer);
});

describe('an error says what to do:', () => {
  const styles = [{ style: 'waves' }];
  it.each([
    ['a picture that is not there', { image: 'none.png', styles }, /none\.png cannot be found/],
    ['a file that is no picture', { image: 'notes.txt', styles }, /not a picture[^]*PNG/],
    [
      'a style that is unknown',
      { image: 'photo.png', styles: [{ style: 'cubism' }] },
      /no style "cubism"[^]*mosaic/,
    ],
    ['a recipe that is unknown', { image: 'photo.png', styles, recipe: 'oil' }, /oil[^]*studio/],
    [
      'a setting that is unknown',
      { image: 'photo.png', styles, settings: { 'style.wieght': 1 } },
      /style\.wieght/,
    ],
    ['a network that is missing', { image: 'photo.png', styles, settings: { network: 'vgg19' } }, /weights/],
    ['nothing to imitate', { image: 'photo.png', styles: [] }, /styles/],
    ['a key that there is not', { image: 'photo.png', styles, colour: 'red' }, /colour/],
  ])('%s', async (_, input, message) => {
    await writeFile(workspace.path('notes.txt'), 'no picture');
    await connect();

    const answer = await call('stylize_image', input);

    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(message);
    expect(textOf(answer)).not.toContain('internal');
  });

  it('a tool that there is not', async () => {
    await connect();

    await expect(call('paint')).rejects.toThrow('There is no tool paint.');
  });
});

describe('agents reach nothing outside the workspace:', () => {
  const outside = () => join(workspace.home, 'secret.png');
  const styles = [{ style: 'waves' }];
  beforeEach(() => writeWaves(outside(), 4, 48, 48));

  it.each([
    ['an absolute path', () => ({ image: outside(), styles })],
    ['a way up', () => ({ image: '../home/secret.png', styles })],
    ['an address', () => ({ image: pathToFileURL(outside()).href, styles })],
    ['a style', () => ({ image: 'photo.png', styles: [{ style: outside() }] })],
    ['the result', () => ({ image: 'photo.png', styles, output: '../home/out.png' })],
    [
      'a setting',
      () => ({
        image: 'photo.png',
        styles,
        settings: { 'initial.image': 'file', 'initial.file': outside() },
      }),
    ],
    [
      'a part of the recipe',
      () => ({ image: 'photo.png', styles, settings: { initial: { image: 'file', file: outside() } } }),
    ],
    ['a recipe file', () => ({ image: 'photo.png', styles, recipe: '../home/mine.stylize.json' })],
    ['a file that a recipe names', () => ({ image: 'photo.png', styles, recipe: 'mine.stylize.json' })],
  ])('%s', async (_, input) => {
    const recipe = { extends: 'studio', initial: { image: 'file', file: outside() } };
    for (const folder of [workspace.folder, workspace.home])
      await writeFile(join(folder, 'mine.stylize.json'), JSON.stringify(recipe));
    await connect({ roots: [workspace.folder] });

    const answer = await call('stylize_image', {
      ...input(),
      ...('recipe' in input() ? {} : quickOf(input())),
    });

    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/outside the folders that agents may use/);
  });

  it.skipIf(process.platform === 'win32')('a symbolic link', async () => {
    await symlink(outside(), workspace.path('link.png'));
    await symlink(join(workspace.home, 'new.png'), workspace.path('nowhere.png'));
    await connect();

    for (const input of [{ image: 'link.png' }, { image: 'photo.png', output: 'nowhere.png' }]) {
      const answer = await call('stylize_image', { styles, ...quick, ...input });
      expect(textOf(answer)).toMatch(/outside the folders/);
    }
  });

  it('a client without a folder', async () => {
    await connect({ roots: [] });

    expect(textOf(await call('stylize_image', { image: 'photo.png', styles }))).toMatch(/Open the folder/);
  });

  it('but the person’s choice counts more than the client’s', async () => {
    await connect({ roots: [workspace.folder], args: ['--root', workspace.home] });

    expect(textOf(await call('compare', { pictures: ['secret.png'] }))).toContain('- secret.png');
    expect((await call('compare', { pictures: [workspace.path('photo.png')] })).isError).toBe(true);
  });
});

/** Settings that end a run soon, beside those of a call. */
const quickOf = (input: object) => ({
  size: 64,
  settings: { iterations: 3, ...('settings' in input ? (input.settings as object) : {}) },
});

/** Mean absolute difference of two pictures of the same size, 0 to 255. */
async function difference(a: string | Buffer, b: string | Buffer): Promise<number> {
  const [first, second] = await Promise.all([a, b].map((file) => sharp(file).removeAlpha().raw().toBuffer()));
  return first!.reduce((sum, value, index) => sum + Math.abs(value - second![index]!), 0) / first!.length;
}
