import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { encodingName, type Encoding } from '../../src/engine/losses/encodings';
import { readNetwork } from '../../src/engine/network/weight-file';
import { OnnxBackend } from '../../src/engine/runtime/onnx/backend';
import { useWorkspace } from '../support/cli/workspace';
import { meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

/** A mask whose left half has one colour and whose right half another. */
async function writeHalves(name: string, left: string, right: string, [width, height] = [96, 64]) {
  const half = { width: width / 2, height: height };
  const input = await sharp({ create: { ...half, channels: 3, background: right } })
    .png()
    .toBuffer();
  await sharp({ create: { ...half, width: width, channels: 3, background: left } })
    .composite([{ input, left: half.width, top: 0 }])
    .toFile(workspace.path(name));
}

describe('two regions and two styles', () => {
  const styles = ['brushstrokes', 'woodcut'].map((name) => resolve(`media/styles/${name}.jpg`));
  const [width, height] = [96, 64];
  const layers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'];

  /** How far apart two pictures are in their Gram matrices, relative to the second's: a sum over layers. */
  async function distances(pictures: readonly Buffer[], others: readonly Buffer[]): Promise<number[][]> {
    const network = await readNetwork(resolve('media/networks/embedded.safetensors'));
    const encodings = layers.map((layer): Encoding => ({ layer, kind: 'gram' }));
    const options = { pooling: 'max', padding: 'zero' } as const;
    const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
    const encoder = await backend.createEncoder(network, encodings, options);
    const gramsOf = async (picture: Buffer) => {
      const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
      const pixels = info.width * info.height;
      const planes = Float32Array.from({ length: 3 * pixels }, (_, i) => {
        return data[3 * (i % pixels) + Math.floor(i / pixels)]!;
      });
      const encoded = await encoder.encode(planes, info.width, info.height);
      return encodings.map((encoding, i) => {
        const positions = Math.floor(info.width / 2 ** i) * Math.floor(info.height / 2 ** i);
        return encoded.get(encodingName(encoding))!.data.map((value) => value / positions);
      });
    };
    const sum = (values: Float32Array, of: (value: number, index: number) => number) =>
      values.reduce((total, value, i) => total + of(value, i), 0);
    const grams = await Promise.all([...pictures, ...others].map(gramsOf));
    await encoder.dispose();
    return grams.slice(0, pictures.length).map((own) =>
      grams.slice(pictures.length).map((other) =>
        own.reduce((total, gram, layer) => {
          const target = other[layer]!;
          const difference = sum(gram, (value, i) => (value - target[i]!) ** 2);
          return total + difference / sum(target, (value) => value ** 2);
        }, 0),
      ),
    );
  }

  /** The left and the right half of a picture file. */
  const halves = async (file: string | Buffer) => {
    const picture = await sharp(file).resize(width, height, { fit: 'fill' }).removeAlpha().png().toBuffer();
    return Promise.all(
      [0, width / 2].map((left) =>
        sharp(picture)
          .extract({ left, top: 0, width: width / 2, height })
          .png()
          .toBuffer(),
      ),
    );
  };

  it('each region comes closer to its own style, and not to the other', async () => {
    const content = resolve('media/samples/landscape.jpg');
    await writeHalves('left.png', 'white', 'black');
    const masked = ['--style', styles[0]!, '--mask', 'left.png', '--style', styles[1]!];
    const options = ['--size', String(width), '--iterations', '80', '--out', 'out.png'];

    const outcome = await workspace.run([content, ...masked, ...options]);

    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    const pictures = await Promise.all(
      styles.map((style) => sharp(style).resize({ width }).png().toBuffer()),
    );
    const before = await distances(await halves(content), pictures);
    const after = await distances(await halves(await readFile(workspace.path('out.png'))), pictures);
    for (const [own, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      expect(after[own]![own]! / before[own]![own]!).toBeLessThan(0.5);
      expect(after[own]![other]! / before[own]![other]!).toBeGreaterThan(1);
    }
  }, 300_000);
});

describe('masks', () => {
  const small = ['--size', '48', '--iterations', '3', '--out', 'out.png'];

  beforeEach(async () => {
    await writeWaves(workspace.path('photo.png'), 1, 60, 40);
    await writeWaves(workspace.path('a.png'), 2, 50, 40);
    await writeWaves(workspace.path('b.png'), 3, 40, 50);
  });

  it('are named in the result, by name and hash and colour, as styles are', async () => {
    await writeHalves('map.png', '#ff0000', '#0000ff');
    await writeHalves('part.png', 'white', 'black', [50, 40]);

    const styles = ['--style', 'a.png', '--mask', 'map.png=#FF0000', '--style-mask', 'part.png'];
    const outcome = await workspace.run(['photo.png', ...styles, '--style', 'b.png', ...small]);

    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    const source = async (name: string) => ({
      name,
      sha256: createHash('sha256')
        .update(await readFile(workspace.path(name)))
        .digest('hex'),
    });
    expect((await readMetadata(workspace.path('out.png')))!.styles).toEqual([
      {
        ...(await source('a.png')),
        weight: 1,
        mask: { ...(await source('map.png')), color: '#ff0000' },
        styleMask: await source('part.png'),
      },
      { ...(await source('b.png')), weight: 1 },
    ]);
  });

  it('of one map paint as two masks do', async () => {
    await writeHalves('map.png', '#ff0000', '#0000ff');
    await writeHalves('left.png', 'white', 'black');
    await writeHalves('right.png', 'black', 'white');
    const paint = async (left: string[], right: string[]) => {
      const styles = ['--style', 'a.png', ...left, '--style', 'b.png', ...right];
      const outcome = await workspace.run(['photo.png', ...styles, ...small, '--force']);
      expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
      return readPixels(workspace.path('out.png'));
    };

    const byMap = await paint(['--mask', 'map.png=#ff0000'], ['--mask', 'map.png=#0000ff']);
    const byMasks = await paint(['--mask', 'left.png'], ['--mask', 'right.png']);
    const byRemainder = await paint(['--mask', 'left.png'], []);
    const theOtherWay = await paint([], ['--mask', 'left.png']);

    expect(Buffer.compare(byMap.data, byMasks.data)).toBe(0);
    expect(meanDifference(byRemainder, byMasks)).toBeLessThan(0.01);
    expect(meanDifference(theOtherWay, byMasks)).toBeGreaterThan(1);
  });

  it('are judged by eval, each region by itself', async () => {
    await writeHalves('left.png', 'white', 'black', [60, 40]);
    const pictures = ['--content', 'photo.png', '--image', 'photo.png', '--style', 'a.png'];
    const evaluate = async (...styles: string[]) => {
      const outcome = await workspace.stylize([
        'eval',
        '--recipe',
        'studio',
        ...pictures,
        ...styles,
        '--json',
      ]);
      expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
      return outcome.lines[0] as { style: number; layers: Record<string, number> };
    };

    const whole = await evaluate();
    const left = await evaluate('--mask', 'left.png');
    const both = await evaluate('--mask', 'left.png', '--style', 'b.png');

    expect(Object.keys(left.layers)).toEqual(Object.keys(whole.layers));
    expect(left.style).not.toBeCloseTo(whole.style, 3);
    expect(Object.keys(both.layers)).toContain('style 2 relu1_1');
    // The same region in both, and as strong.
    for (const layer of ['relu1_1', 'relu4_1']) {
      expect(both.layers[`style 1 ${layer}`]! / left.layers[`style ${layer}`]!).toBeCloseTo(1, 5);
    }
  });

  it.each([
    ['black', ['black', 'black'], 'black all over'],
    ['coloured', ['#ff0000', 'black'], 'is coloured, and no colour is named'],
  ] as const)('that are %s are refused', async (name, [left, right], message) => {
    await writeHalves(`${name}.png`, left, right);

    const styles = ['--style', 'a.png', '--mask', `${name}.png`, '--style', 'b.png'];
    const { code, stderr } = await workspace.run(['photo.png', ...styles, ...small]);

    expect(code).toBe(2);
    expect(stderr.replaceAll('\n', ' ')).toContain(message);
    expect(await workspace.listing()).not.toContain('work/out.png');
  });

  it('that cannot be read, or leave nothing over, are refused', async () => {
    await writeFile(workspace.path('broken.png'), 'no picture');
    await writeHalves('white.png', 'white', 'white');
    const attempt = async (mask: string) => {
      const styles = ['--style', 'a.png', '--mask', mask, '--style', 'b.png'];
      const { code, lines } = await workspace.run(['photo.png', ...styles, ...small, '--json']);
      expect(code).not.toBe(0);
      return lines.at(-1);
    };

    expect(await attempt('nothing.png')).toMatchObject({ code: 'file-not-found' });
    expect(await attempt('broken.png')).toMatchObject({ code: 'bad-image' });
    expect(await attempt('white.png')).toMatchObject({
      code: 'usage',
      message: 'The masks leave nothing over for b.png.',
    });
  });
});
