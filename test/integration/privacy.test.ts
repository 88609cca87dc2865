import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { FileServer } from '../unit/engine/node/download/servers';

const workspace = useWorkspace();

describe('the runtime', () => {
  const telemetryOf = async (temporary: string) =>
    (await readdir(temporary)).filter((name) => name === '.ses' || name.startsWith('mat-debug'));

  it('does not report what it does: it keeps no session in the folder for temporary files', async () => {
    const temporary = workspace.path('temporary');
    await mkdir(temporary);

    const { code, stderr } = await workspace.stylize(['devices'], {
      env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary, ORT_DISABLE_TELEMETRY: '' },
    });

    expect(code, stderr).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
  });

  // Otherwise the test above would show nothing.
  it.runIf(process.platform === 'linux')('would report it, were it not told otherwise', async () => {
    const temporary = workspace.path('reports');
    await mkdir(temporary);
    const program = `
      const { InferenceSession } = require('onnxruntime-node');
      InferenceSession.create(Buffer.from('')).catch(() => undefined);`;

    // No proxy and no address to report to: the session is kept all the same.
    await promisify(execFile)(process.execPath, ['-e', program], {
      env: { PATH: process.env['PATH'], TMPDIR: temporary, https_proxy: 'http://127.0.0.1:9' },
    });

    expect(await telemetryOf(temporary)).not.toEqual([]);
  });
});

describe('the variables', () => {
  const server = new FileServer({ body: Buffer.alloc(1000), etag: '"one"' });
  afterAll(() => server.close());

  it('STYLIZE_OFFLINE lets nothing be downloaded and no server be asked', async () => {
    const url = await server.url();

    const { code, stderr } = await workspace.stylize(['weights', 'download', '--url', url], {
      env: { STYLIZE_OFFLINE: '1' },
    });

    expect(code).toBe(1);
    expect(stderr).toContain('Downloads are switched off');
    expect(stderr).toContain('Import the weights from a file instead.');
    expect(server.requests).toEqual([]);
  });

  it('STYLIZE_WEIGHTS_URL is the only address that is asked', async () => {
    const url = await server.url();

    const { code, stderr } = await workspace.stylize(
      ['weights', 'download', '--url', 'https://elsewhere.invalid/a.h5'],
      { env: { STYLIZE_WEIGHTS_URL: `${url}#sha256=${'0'.repeat(64)}` } },
    );

    expect(code, stderr).not.toBe(0);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it('STYLIZE_METADATA=0 leaves out of every result how it was made', async () => {
    const content = await writeWaves(workspace.path('content.png'), 1, 48, 40);
    const style = await writeWaves(workspace.path('style.png'), 2, 48, 40);
    const options = ['--size', '48', '--iterations', '2', '--device', 'cpu'];

    for (const value of ['0', '']) {
      const out = workspace.path(`result-${value}.png`);
      const { code, stderr } = await workspace.stylize(
        ['run', content, '--style', style, '--out', out, ...options],
        { env: { STYLIZE_METADATA: value } },
      );
      expect(code, stderr).toBe(0);
      expect((await readMetadata(out)) === undefined).toBe(value === '0');
    }
  });
});
