import { readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { decodeModel, encodeModel } from '../../src/engine/network/onnx-schema';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { farthest, painted, patterned, styleFixture } from '../unit/engine/network/styles/fixtures';

const workspace = useWorkspace();

const importStyle = (name: string, ...args: string[]) =>
  workspace.stylize(['styles', 'import', styleFixture(name), '--json', ...args]);
const pixels = async (path: string) => sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 3, 90, 60);
});

describe('a fast style', () => {
  it.each(['johnson.pth', 'zoo.onnx'])(
    'of %s is imported, listed, painted with and removed',
    async (name) => {
      const { width, height, data } = patterned(painted.width, painted.height);
      const interleaved = Uint8Array.from(
        { length: 3 * width * height },
        (_, i) => data[(i % 3) * width * height + Math.floor(i / 3)]!,
      );
      await sharp(interleaved, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(workspace.path('pattern.png'));

      const imported = await importStyle(name, '--name', 'mine', '--license', 'CC0');
      expect(imported, imported.stderr).toMatchObject({ code: 0 });
      expect(JSON.parse(imported.stdout)).toMatchObject({ name: 'mine', license: 'CC0', source: name });
      const listed = JSON.parse((await workspace.stylize(['styles', '--json'])).stdout) as unknown[];
      expect(listed).toHaveLength(1);
      const recipes = JSON.parse((await workspace.stylize(['recipes', '--json'])).stdout) as {
        name: string;
      }[];
      expect(recipes.map((recipe) => recipe.name)).toContain('mine');

      const run = await workspace.run([
        'pattern.png',
        '--recipe',
        'mine',
        '--size',
        'native',
        '--out',
        'art.png',
      ]);
      expect(run, run.stderr).toMatchObject({ code: 0 });
      const { data: found, info } = await pixels(workspace.path('art.png'));
      expect(info).toMatchObject({ width, height });
      const expected = Array.from(found, (_, i) => {
        const value = painted.johnson[(i % 3) * width * height + Math.floor(i / 3)]!;
        return Math.min(255, Math.max(0, value));
      });
      for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1.01);

      const removed = await workspace.stylize(['styles', 'remove', 'mine']);
      expect(removed).toMatchObject({ code: 0 });
      const gone = await workspace.run(['pattern.png', '--recipe', 'mine', '--json']);
      expect(gone.lines.at(-1)).toMatchObject({ code: 'unknown-recipe' });
    },
  );

  it('mixes with the picture, keeps its colours and transparency, and tells how it was made', async () => {
    await importStyle('johnson.pth');
    const paint = async (out: string, ...args: string[]) => {
      const run = await workspace.run([
        'photo.png',
        '--recipe',
        'johnson',
        '--size',
        'native',
        '--out',
        out,
        ...args,
      ]);
      expect(run, run.stderr).toMatchObject({ code: 0 });
      return (await pixels(workspace.path(out))).data;
    };
    const photo = (await pixels(workspace.path('photo.png'))).data;

    const whole = await paint('whole.png');
    const half = await paint('half.png', '--set', 'strength=0.5');
    const none = await paint('none.png', '--set', 'strength=0');
    const colored = await paint('colored.png', '--set', 'colors=content');

    expect(none).toEqual(photo);
    expect(whole).not.toEqual(photo);
    // Where nothing is clamped, half of the painting is half way.
    for (const [i, value] of half.entries()) {
      if (whole[i]! > 0 && whole[i]! < 255)
        expect(Math.abs(value - (photo[i]! + whole[i]!) / 2)).toBeLessThan(1.01);
    }
    expect(colored).not.toEqual(whole);
    const again = await workspace.stylize([
      'run',
      '--like',
      'half.png',
      '--out',
      'again.png',
      '--device',
      'cpu',
    ]);
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect((await pixels(workspace.path('again.png'))).data).toEqual(half);
  });

  it('in tiles paints nearly what it paints at once, and a batch skips what is painted', async () => {
    await importStyle('johnson.pth');
    await writeWaves(workspace.path('large.png'), 4, 420, 300);
    const line = ['large.png', '--recipe', 'johnson', '--size', 'native'];
    const once = await workspace.run([...line, '--out', 'once.png']);
    expect(once, once.stderr).toMatchObject({ code: 0 });
    const tiled = await workspace.run([...line, '--out', 'tiled.png', '--tile', '96', '--json']);
    expect(tiled, tiled.stderr).toMatchObject({ code: 0 });
    expect(tiled.lines.filter(({ event }) => event === 'progress').length).toBeGreaterThan(2);
    const [a, b] = [await pixels(workspace.path('once.png')), await pixels(workspace.path('tiled.png'))];
    // The thumbnail of a picture below its size is the picture: only rounding is different.
    expect(farthest(a.data, b.data)).toBeLessThan(2);

    await workspace.folderOf('photos');
    for (const name of ['1.png', '2.png']) await writeWaves(workspace.path('photos', name), 5, 64, 48);
    const batch = ['batch', 'photos', '--out', 'painted', '--recipe', 'johnson', '--size', '64', '--json'];
    const first = await workspace.stylize(batch);
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.lines.find(({ event }) => event === 'summary')).toMatchObject({ painted: 2 });
    const second = await workspace.stylize(batch);
    expect(second.lines.find(({ event }) => event === 'summary')).toMatchObject({ painted: 0, skipped: 2 });
  });

  it('is refused when it is another network, or takes a name that is taken', async () => {
    expect((await importStyle('johnson.pth', '--name', 'studio')).lines.at(-1)).toMatchObject({
      code: 'network-exists',
    });
    expect((await importStyle('johnson.pth', '--name', '../up')).lines.at(-1)).toMatchObject({
      code: 'bad-weights',
    });
    await importStyle('johnson.pth', '--name', 'mine');
    // The same numbers in another file are another network.
    expect((await importStyle('zoo.onnx', '--name', 'mine')).lines.at(-1)).toMatchObject({
      code: 'network-exists',
    });
    expect((await importStyle('zoo.onnx', '--name', 'mine', '--force')).code).toBe(0);

    const model = decodeModel(await readFile(styleFixture('zoo.onnx')));
    const broken = (change: (graph: NonNullable<typeof model.graph>) => object) =>
      encodeModel({ ...model, graph: { ...model.graph!, ...change(model.graph!) } });
    const refusals = {
      'two inputs': broken(({ input }) => ({ input: [...input, { ...input[0]!, name: 'other' }] })),
      'weights elsewhere': broken(({ initializer: [first, ...others] }) => ({
        initializer: [
          {
            ...first,
            rawData: undefined,
            dataLocation: 1,
            externalData: [{ key: 'location', value: '/etc/passwd' }],
          },
          ...others,
        ],
      })),
      'a loop': broken(({ node }) => ({ node: [{ ...node[0]!, opType: 'Loop' }, ...node.slice(1)] })),
      'colours from 0 to 1': broken(({ node, output }) => ({
        node: [
          ...node,
          { opType: 'Sigmoid', name: 's', input: [output[0]!.name!], output: ['small'], attribute: [] },
        ],
        output: [{ ...output[0]!, name: 'small' }],
      })),
    };
    for (const [what, bytes] of Object.entries(refusals)) {
      await writeFile(workspace.path('bad.onnx'), bytes);
      const outcome = await workspace.stylize(['styles', 'import', 'bad.onnx', '--json']);
      expect(outcome.lines.at(-1), what).toMatchObject({ code: 'bad-weights' });
    }
  });
});
