import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { nodesOnPath, placesOnPath } from '../../../../src/client/process/node-on-path';

describe('the places of a program', () => {
  it('are the folders of the path, in order, and never the current one', () => {
    const environment = { PATH: '/usr/local/bin:relative::/usr/bin' };
    expect(placesOnPath('node', environment, 'linux')).toEqual(['/usr/local/bin/node', '/usr/bin/node']);
  });

  it('on Windows honour PATHEXT, the case of names and quotes', () => {
    const environment = { Path: '"C:\\Program Files\\nodejs";D:\\tools', PathExt: '.EXE;.CMD' };
    expect(placesOnPath('node', environment, 'win32')).toEqual([
      'C:\\Program Files\\nodejs\\node.exe',
      'C:\\Program Files\\nodejs\\node.cmd',
      'D:\\tools\\node.exe',
      'D:\\tools\\node.cmd',
    ]);
  });

  it('are none without a path', () => {
    expect(placesOnPath('node', {}, 'linux')).toEqual([]);
  });
});

describe('the Nodes on the path', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-path-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A program of that name that prints one line, whatever its arguments. */
  async function program(name: string, line: string): Promise<string> {
    const place = join(folder, name);
    await mkdir(place);
    const windows = process.platform === 'win32';
    const file = join(place, windows ? 'node.cmd' : 'node');
    await writeFile(file, windows ? `@echo ${line}\r\n` : `#!/bin/sh\necho '${line}'\n`);
    await chmod(file, 0o755);
    return place;
  }

  it('are those that are new enough, each once, by their real path', async () => {
    const own = dirname(process.execPath);
    const path = [await program('old', '18.20.4'), await program('other', 'no node'), own, own];
    const environment = { ...process.env, PATH: path.join(delimiter), Path: path.join(delimiter) };
    const found: string[] = [];
    for await (const node of nodesOnPath(environment)) found.push(node);
    expect(found).toEqual([process.execPath]);
  });
});
