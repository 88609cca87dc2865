import { dirname, join } from 'node:path';

// Loaded here and not with the first picture: if it cannot be, the client can still choose another runtime.
import 'sharp';

import { version } from '../../../package.json';
import { ipcPort } from '../../channel/channel';
import { userFolder } from '../../user-folder/location';
import { CheckpointStore } from '../checkpoints/store';
import { NetworkStore } from '../network/store';
import { usePlatform } from '../platform/platform';
import { restrictionsOf } from '../restrictions';
import { DeviceManager } from '../runtime/devices';
import { ProbeJournal } from '../runtime/probe-journal';
import { EngineService } from '../service';
import { missingDirectMl } from './directml';
import { WeightsInstaller } from './download/installer';
import { endWithParent } from './lifeline';
import { loadRuntime } from './load-runtime';
import { describeMachine, libraryVersions } from './machine';
import { nodePlatform } from './platform';
import { yieldToOthers } from './priority';
import { startRuntimeThread, type RuntimeThread } from './runtime-thread/thread';
import { TensorFlowInstallation } from './tensorflow-installation';
import { threadLimit } from './threads';
import { isolatedReader } from './weights/isolated';

/** The engine's process: forked by the client, spoken to over IPC. */
function main(): void {
  if (!process.send) {
    console.error('This is the engine of Stylize: it is started by "stylize" or by the extension.');
    process.exit(2);
  }
  yieldToOthers(process.env['STYLIZE_PRIORITY']);
  usePlatform(nodePlatform);
  const stopWatching = endWithParent();
  // A terminal sends Ctrl-C and its own end to the whole process group: what they mean is the parent's decision.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  const folder = userFolder();
  const programFolder = join(__dirname, '..');
  const media = join(programFolder, 'media');
  const threads = threadLimit(process.env['STYLIZE_THREADS']);
  const tensorFlow = process.env['STYLIZE_TENSORFLOW'];
  const runtimeFolder = dirname(require.resolve('onnxruntime-node/package.json'));
  const reader = isolatedReader(join(__dirname, 'weights-reader.js'));
  const store = new NetworkStore({
    userFolder: folder,
    bundledFolder: join(media, 'networks'),
    readForeign: reader.network,
    readStyle: reader.style,
  });
  let thread: RuntimeThread | undefined;
  const loadThreadedRuntime = async () => {
    const runtime = await loadRuntime();
    try {
      thread = await startRuntimeThread(join(__dirname, 'runtime-thread.js'), runtime);
      return thread.runtime;
    } catch (thrown) {
      // It computes the same here, but the engine does not answer meanwhile.
      console.error('ONNX Runtime cannot be loaded in a thread.', thrown);
      return runtime;
    }
  };
  new EngineService(ipcPort(process), {
    store,
    installer: new WeightsInstaller({ store, userFolder: folder }),
    devices: new DeviceManager({
      loadRuntime: loadThreadedRuntime,
      missing: (id) => (id === 'dml' ? missingDirectMl(runtimeFolder) : undefined),
      journal: new ProbeJournal(folder),
      tensorFlow: new TensorFlowInstallation({
        chosen: tensorFlow === '' ? undefined : tensorFlow,
        userFolder: folder,
        programFolder,
      }),
      ...(threads !== undefined && { threads }),
    }),
    isComputing: () => thread?.isBusy() ?? false,
    checkpoints: new CheckpointStore(join(folder, 'checkpoints')),
    trainingsFolder: join(folder, 'trainings'),
    restrictions: restrictionsOf(process.env),
    version,
    host: { pid: process.pid, runtime: describeRuntime() },
    describeHost: async () => ({
      machine: describeMachine(threads),
      libraries: libraryVersions(await loadRuntime()),
    }),
    media,
    spareFolders: [join(folder, 'unfinished')],
    // Once the reply is out, nothing but the channel keeps the process going.
    shutdown: () => {
      setImmediate(() => {
        // A process waits for its threads: the loss of the channel ends one that still computes.
        if (!thread?.isBusy()) stopWatching();
        process.disconnect();
      });
    },
  });
}

function describeRuntime(): string {
  const { electron, node } = process.versions;
  return electron === undefined ? `node ${node}` : `electron ${electron} (node ${node})`;
}

main();
