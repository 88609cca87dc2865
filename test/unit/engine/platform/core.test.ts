import { readFile } from 'node:fs/promises';

import { build, type BuildResult } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

import { connectClient, type Port } from '../../../../src/channel/channel';
import { engineContract } from '../../../../src/contracts/engine';
import type { CheckpointStore } from '../../../../src/engine/checkpoints/store';
import type { NetworkStore } from '../../../../src/engine/network/store';
import type { usePlatform } from '../../../../src/engine/platform/platform';
import type { DeviceManager } from '../../../../src/engine/runtime/devices';
import type { ProbeJournal } from '../../../../src/engine/runtime/probe-journal';
import type { EngineService } from '../../../../src/engine/service';
import { memoryPlatform, pictureFile } from './memory-platform';

interface Core {
  readonly EngineService: typeof EngineService;
  readonly CheckpointStore: typeof CheckpointStore;
  readonly NetworkStore: typeof NetworkStore;
  readonly DeviceManager: typeof DeviceManager;
  readonly ProbeJournal: typeof ProbeJournal;
  readonly usePlatform: typeof usePlatform;
}

const root = new URL('../../../../', import.meta.url);

// The engine without its process, as a browser would have it: what is not there cannot be used.
let bundle: BuildResult<{ write: false; metafile: true }>;
let core: Core;
beforeAll(async () => {
  bundle = await build({
    stdin: {
      contents: `export { EngineService } from './src/engine/service';
        export { CheckpointStore } from './src/engine/checkpoints/store';
        export { NetworkStore } from './src/engine/network/store';
        export { DeviceManager } from './src/engine/runtime/devices';
        export { ProbeJournal } from './src/engine/runtime/probe-journal';
        export { usePlatform } from './src/engine/platform/platform';`,
      resolveDir: decodeURIComponent(root.pathname).replace(/^\/(?=[A-Za-z]:)/, ''),
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    alias: { 'node:path': 'path-browserify' },
    define: { Buffer: 'undefined', process: 'undefined', __dirname: 'undefined' },
  });
  const text = Buffer.from(bundle.outputFiles[0]!.contents).toString('base64');
  core = (await import(/* @vite-ignore */ `data:text/javascript;base64,${text}`)) as Core;
});

/** Two ends of a connection within this thread. */
function portPair(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  const end = (port: typeof port1): Port => ({
    send: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      const hear = ({ data }: MessageEvent) => {
        listener(data);
      };
      port.addEventListener('message', hear as never);
      port.start();
      return () => {
        port.removeEventListener('message', hear as never);
      };
    },
  });
  return [end(port1), end(port2)];
}

describe('the core of the engine', () => {
  it('is bundled for a browser: nothing of Node is in it, neither sharp nor a runtime', () => {
    const { inputs } = bundle.metafile;
    const packages = new Set(
      Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    );
    const imports = Object.values(inputs).flatMap((input) => input.imports);

    expect(Object.keys(inputs)).toContain('src/engine/service.ts');
    expect(Object.keys(inputs).filter((path) => path.startsWith('src/engine/node/'))).toEqual([]);
    expect(imports.filter(({ external }) => external).map(({ path }) => path)).toEqual([]);
    expect([...packages].filter((name) => /^(?:sharp|undici|onnxruntime|h5wasm|yauzl)/.test(name))).toEqual(
      [],
    );
  });

  it('paints with files and pictures that are only in memory', async () => {
    const gradient = (width: number, height: number) => ({
      width,
      height,
      channels: 3 as const,
      data: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7) % 256),
    });
    const network = await readFile(new URL('media/networks/embedded.safetensors', root));
    const stored = new Map<string, Uint8Array>([
      ['/pictures/photo.png', pictureFile(gradient(48, 40))],
      ['/pictures/style.png', pictureFile(gradient(40, 48))],
      ['/media/networks/embedded.safetensors', new Uint8Array(network)],
    ]);
    core.usePlatform(memoryPlatform(stored));
    const store = new core.NetworkStore({
      userFolder: '/home',
      bundledFolder: '/media/networks',
      readForeign: () => Promise.reject(new Error('There is none.')),
    });
    const [near, far] = portPair();
    new core.EngineService(far, {
      store,
      installer: { install: () => Promise.reject(new Error('offline')), stop: () => Promise.resolve() },
      devices: new core.DeviceManager({
        loadRuntime: () => import('onnxruntime-node'),
        journal: new core.ProbeJournal('/home'),
        tensorFlow: {
          find: () => {
            throw new Error('There is none.');
          },
          load: () => Promise.reject(new Error('There is none.')),
        },
        threads: 1,
      }),
      isComputing: () => false,
      checkpoints: new core.CheckpointStore('/checkpoints'),
      trainingsFolder: '/trainings',
      restrictions: { isOffline: true, weightsUrl: undefined, metadata: undefined },
      version: '1.2.3',
      host: { pid: 1, runtime: 'memory' },
      describeHost: () => Promise.reject(new Error('There is none.')),
      media: '/media',
      spareFolders: [],
      shutdown: () => undefined,
    });
    const client = connectClient(engineContract, near);

    const result = await client.request('run', {
      run: 'r',
      content: '/pictures/photo.png',
      styles: [{ path: '/pictures/style.png', weight: 1 }],
      recipe: 'studio',
      settings: { size: 48, iterations: 2, network: 'embedded' },
      device: 'cpu',
      output: {},
    });

    expect(result).toMatchObject({
      out: '/pictures/photo.stylized.png',
      width: 48,
      height: 40,
      iterations: 2,
    });
    const painted = stored.get('/pictures/photo.stylized.png')!;
    expect([...painted.subarray(8, 11)]).toEqual([48, 40, 3]);
    expect(new Set(painted.subarray(11)).size).toBeGreaterThan(50);
    expect([...stored.keys()].filter((path) => path.startsWith('/pictures'))).toHaveLength(3);
  });
});
