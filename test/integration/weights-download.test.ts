import { readFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { RunCliOptions } from '../support/cli/run-cli';
import { useWorkspace } from '../support/cli/workspace';
import { sharedFile } from '../support/system/shared-data';
import { answering, breakingAfter, FileServer, stallingAfter } from '../unit/engine/node/download/servers';

const workspace = useWorkspace();
const weights = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');

let server: FileServer;
beforeEach(() => {
  server = new FileServer({ body: Buffer.alloc(300_000, 'no weights'), etag: '"one"' });
});
afterEach(() => server.close());

interface Asked {
  /** At the end of the address. */
  readonly fragment?: string;
  readonly onLine?: RunCliOptions['onLine'];
}

async function download(flags: readonly string[] = [], { fragment, onLine }: Asked = {}) {
  const url = fragment === undefined ? await server.checkedUrl() : (await server.url()) + fragment;
  const options = { env: { NO_PROXY: '*' }, ...(onLine && { onLine }) };
  return workspace.stylize(['weights', 'download', '--url', url, ...flags], options);
}

const downloaded = () => workspace.listing().then((paths) => paths.filter((path) => path.endsWith('.h5')));

describe('stylize weights download', () => {
  // Windows has no such signal to send.
  it.skipIf(process.platform === 'win32')(
    'keeps what has arrived at Ctrl-C, and goes on from there',
    async () => {
      server.behaviours.push(stallingAfter(100_000));
      const first = await download(['--json'], {
        onLine: (line, child) => {
          if (line.includes('"download"')) child.kill('SIGINT');
        },
      });
      expect(first.code).toBe(130);
      expect(first.lines.at(-1)).toMatchObject({
        event: 'error',
        code: 'cancelled',
        hint: expect.stringContaining('goes on from there') as string,
      });
      expect(await downloaded()).toHaveLength(1);

      const second = await download();
      const ranges = server.requests.map(({ headers }) => headers.range);
      expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
      expect(second.stdout).toContain('300 kB of 300 kB');
    },
  );

  it('refuses what is no network, and keeps nothing of it', async () => {
    const { code, stderr } = await download();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^stylize: vgg19\.h5: it is not a weight file/);
    expect(await downloaded()).toEqual([]);
  });

  it('refuses another file than it should be', async () => {
    const { code, stderr } = await download([], { fragment: `#md5=${'0'.repeat(32)}` });

    expect(code).toBe(1);
    expect(stderr).toMatch(/sent a different file than vgg19\.h5: its MD5 is [0-9a-f]{32}, not 0{32}\./);
    expect(stderr).toContain('stylize weights import FILE');
    expect(await downloaded()).toEqual([]);
  });

  it('says at once that there is no connection, and what to do instead', async () => {
    await server.port;
    await server.close();
    const { code, lines } = await download(['--json']);

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.objectContaining({
        event: 'error',
        code: 'offline',
        hint: expect.stringContaining('stylize weights import FILE') as string,
      }),
    ]);
  });

  it.skipIf(weights.skipReason)(weights.title('imports VGG-19, over a connection that breaks'), async () => {
    server.file = { body: await readFile(weights.path), etag: '"one"' };
    server.behaviours.push(answering(503), breakingAfter(1_000_000));

    const { code, stdout } = await download();

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Imported VGG-19, 80\.1 MB\. Use it with --network vgg19$/m);
    expect(await downloaded()).toEqual([]);
    const { lines } = await workspace.stylize(['weights', '--json']);
    expect(lines[0]).toContainEqual(expect.objectContaining({ name: 'vgg19', installed: true }));
  });
});
