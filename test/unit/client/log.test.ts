import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileLog, MemoryLog } from '../../../src/client/log';
import { eachLine } from '../../../src/client/process/lines';

describe('a memory log', () => {
  it('keeps the newest lines', () => {
    const log = new MemoryLog(2);
    for (const line of ['a', 'b', 'c']) log.append('info', line);
    expect(log.entries.map(({ line }) => line)).toEqual(['b', 'c']);
  });
});

describe('a file log', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('appends lines with time and level, in a folder that it makes', async () => {
    const file = join(folder, 'logs', 'engine.log');
    for (const line of ['first', 'second']) {
      const log = new FileLog(file);
      log.append('warning', line);
      await log.close();
    }
    expect(await readFile(file, 'utf8')).toMatch(/^\d{4}-\S+Z warning first\n\d{4}-\S+Z warning second\n$/);
  });

  it('sets a large log aside', async () => {
    const file = join(folder, 'engine.log');
    await writeFile(file, Buffer.alloc(2 ** 20 + 1));
    const log = new FileLog(file);
    log.append('info', 'new');
    await log.close();
    expect((await stat(`${file}.old`)).size).toBe(2 ** 20 + 1);
    expect((await stat(file)).size).toBeLessThan(100);
  });

  it('that cannot be written is given up silently', async () => {
    const log = new FileLog(join(folder, 'a-file', 'engine.log'));
    await writeFile(join(folder, 'a-file'), '');
    log.append('info', 'lost');
    await log.close();
    const folderInPlace = new FileLog(folder);
    folderInPlace.append('info', 'lost');
    await folderInPlace.close();
  });
});

describe('lines of a stream', () => {
  async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
    const stream = new PassThrough();
    const lines: string[] = [];
    eachLine(stream, (line) => lines.push(line));
    const ended = new Promise((resolve) => stream.once('end', resolve));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    await ended;
    return lines;
  }

  it('are put together from pieces, whatever ends them', async () => {
    const accented = Buffer.from('é\n');
    const pieces = [
      'on',
      'e\r',
      '\ntwo\n\nbar 1\rbar 2\n',
      accented.subarray(0, 1),
      accented.subarray(1),
      'last',
    ];
    expect(await linesOf(...pieces)).toEqual(['one', 'two', '', 'bar 1', 'bar 2', 'é', 'last']);
  });

  it('that never end are cut', async () => {
    const lines = await linesOf('x'.repeat(20_000), 'y'.repeat(10_000));
    expect(lines.map((line) => line.length)).toEqual([8192, 8192, 8192, 5424]);
  });
});
