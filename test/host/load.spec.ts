import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { choose, exists, idle, inWorkspace, openApp } from './support';

const count = 200;
const isBad = (index: number) => index % 10 === 7;

describe('a folder of 200 pictures, 20 of which are none', function () {
  this.timeout(600_000);
  const folder = inWorkspace('load');
  const path = (name: string) => join(folder.fsPath, name);
  let app: App;

  before(async () => {
    app = await openApp();
    await choose(app, inWorkspace('photo.png'), 2);
    await app.store.change('size', 48);
    await mkdir(folder.fsPath);
    const picture = (index: number) =>
      sharp({
        create: { width: 60 + (index % 2), height: 45, channels: 3, background: { r: index, g: 99, b: 9 } },
      })
        .png()
        .toBuffer();
    const whole = await picture(0);
    const small = await sharp(whole).resize(9, 5).png().toBuffer();
    const bad = [
      (file: string) => writeFile(file, ''),
      (file: string) => writeFile(file, 'no picture'),
      (file: string) => writeFile(file, whole.subarray(0, whole.length / 2)),
      (file: string) => writeFile(file, '%PDF-1.7'),
      (file: string) => writeFile(file, small),
    ];
    for (let index = 0; index < count; index++) {
      const file = path(`${index}.png`);
      if (isBad(index)) await bad[((index - 7) / 10) % bad.length]!(file);
      else await writeFile(file, await picture(index));
    }
  });
  after(() => rm(folder.fsPath, { recursive: true, force: true }));

  it('gives 180 results and 20 named failures, and neither the host nor the engine grows', async () => {
    const { runs } = app.store;
    await vscode.commands.executeCommand('stylize.stylizeFolder', folder);
    const chosen = app.store.selection.batch.map(({ name }) => name);
    assert.strictEqual(chosen.length, count);
    const failures: string[] = [];
    const sizes: { readonly host: number; readonly engine: number }[] = [];
    const stop = runs.onEnd((run) => {
      const { error } = run.end!;
      if (error) failures.push(`${run.subject.content.name}: ${error.message}`);
      const { pid } = app.engine;
      sizes.push({ host: residentBytes(process.pid), engine: pid === undefined ? 0 : residentBytes(pid) });
    });

    await vscode.commands.executeCommand('stylize.start');
    await idle(app);
    stop();

    const bad = chosen.filter((name) => isBad(Number.parseInt(name, 10)));
    assert.deepStrictEqual(
      failures.map((failure) => failure.split(':')[0]),
      bad,
    );
    for (const [index, failure] of failures.entries())
      assert.ok(failure.split(': ')[1]!.includes(bad[index]!), failure);
    for (const name of chosen) {
      const result = inWorkspace('load', name.replace('.png', '.stylized.png'));
      assert.strictEqual(await exists(result), !bad.includes(name), name);
    }
    // From the 50th picture on; what a single picture leaves behind would show 150 times.
    const [early, late] = [sizes[50]!, sizes.at(-1)!];
    assert.ok(late.host - early.host < 60e6, `host: ${early.host} to ${late.host} bytes`);
    assert.ok(late.engine - early.engine < 100e6, `engine: ${early.engine} to ${late.engine} bytes`);
  });
});

/** How much memory a process occupies. Linux tells it of every process; elsewhere only this one knows its own. */
function residentBytes(pid: number): number {
  if (pid === process.pid) return process.memoryUsage.rss();
  if (process.platform !== 'linux') return 0;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))!;
  return 1024 * Number(kilobytes);
}
