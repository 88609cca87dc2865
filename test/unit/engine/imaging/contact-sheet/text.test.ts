import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { drawText } from '../../../../../src/engine/node/pictures/draw';
import type { Pixels } from '../../../../../src/engine/platform/pictures';
import { bundleProgram } from '../../../../support/programs/bundle';

const font = resolve('media/fonts/Inter-Latin.ttf');
const line = (text: string, color = '#000000') => ({ text, size: 16, color });
const draw = (text: string, width = 400) => drawText([line(text)], width, font);

/** Rows of the drawing in which something can be seen. */
function inkedRows({ data, width, height }: Pixels): number[] {
  const rows = Array.from({ length: height }, (_, row) => row);
  return rows.filter((row) =>
    Array.from({ length: width }, (_, x) => data[4 * (row * width + x) + 3]!).some((alpha) => alpha > 100),
  );
}

describe('a text', () => {
  it('is wrapped to the width, also where it has no blank', async () => {
    for (const text of [
      'words that do not go into one line of this width',
      'a_name_without_any_blank_in_it.jpg',
    ]) {
      const raw = await draw(text, 120);
      const whole = await draw(text, 4000);

      expect(raw.width).toBeLessThanOrEqual(120);
      expect(raw.height).toBeGreaterThan(1.8 * whole.height);
    }
  });

  it('begins at the same height whatever letters are in it', async () => {
    const baselines = await Promise.all(['ace', 'Ácé', 'xxx'].map((text) => draw(text)));
    const feet = baselines.map((drawn) => inkedRows(drawn).at(-1)!);

    expect(Math.max(...feet) - Math.min(...feet)).toBeLessThanOrEqual(1);
    expect(inkedRows(baselines[0]!)[0]).toBeGreaterThan(inkedRows(baselines[1]!)[0]!);
  });

  it('may hold markup, control characters and half a character', async () => {
    const markup = await draw('<b>&amp; "it"</b>');
    const plain = await draw('&amp; "it"');
    expect(markup.width).toBeGreaterThan(plain.width);

    for (const odd of ['\0', '\u0007 bell', 'half \ud83d', 'two\nlines', '']) {
      await expect(draw(odd)).resolves.toHaveProperty('data');
    }
  });

  it('has its colour', async () => {
    const { data: input } = await drawText([line('MMM', '#ff0000')], 200, font);
    const opaque = [...input.keys()].filter((i) => i % 4 === 3 && input[i] === 255);

    expect(opaque.length).toBeGreaterThan(20);
    for (const i of opaque) expect([...input.subarray(i - 3, i)]).toEqual([255, 0, 0]);
  });
});

describe('on a machine without fonts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-fonts-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  /** Widths of texts where fontconfig knows of no font; `fontFile` may be one that is not there. */
  async function widths(fontFile: string, ...texts: string[]): Promise<number[]> {
    const program = join(folder, 'text-widths.js');
    const env = await bundleProgram('support/programs/text-widths.ts', program);
    const config = join(folder, 'fonts.conf');
    await writeFile(config, `<fontconfig><cachedir>${folder}</cachedir></fontconfig>`);
    const { stdout } = await promisify(execFile)(process.execPath, [program, fontFile, ...texts], {
      env: { ...env, FONTCONFIG_FILE: config },
    });
    return JSON.parse(stdout) as number[];
  }

  it('letters are letters, not the boxes that stand for missing ones', async () => {
    const [narrow, wide] = await widths(font, 'iiiiiiii', 'MMMMMMMM');
    expect(wide! / narrow!).toBeGreaterThan(2);

    const [box, sameBox] = await widths(join(folder, 'none.ttf'), 'iiiiiiii', 'MMMMMMMM');
    expect(box).toBe(sameBox);
  });
});
