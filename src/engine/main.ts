import { join } from 'node:path';

import { version } from '../../package.json';
import { ipcPort } from '../protocol/channel';
import { userFolder } from '../protocol/user-folder';
import { endWithParent } from './lifeline';
import { NetworkStore } from './network/store';
import { DeviceManager } from './runtime/devices';
import { ProbeJournal } from './runtime/probe-journal';
import { EngineService } from './service';

/** The engine's process: forked by the client, spoken to over IPC. */
function main(): void {
  if (!process.send) {
    console.error('This is the engine of Stylize: it is started by "stylize" or by the extension.');
    process.exit(2);
  }
  endWithParent();
  // A terminal sends Ctrl-C and its own end to the whole process group: what they mean is the parent's decision.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  const folder = userFolder();
  const threads = Number(process.env['STYLIZE_THREADS'] ?? 0);
  new EngineService(ipcPort(process), {
    store: new NetworkStore({
      userFolder: folder,
      bundledFolder: join(__dirname, '..', 'media', 'networks'),
    }),
    devices: new DeviceManager({
      loadRuntime: () => import('onnxruntime-node'),
      journal: new ProbeJournal(folder),
      ...(threads > 0 && { threads }),
    }),
    version,
    // Closing the channel lets the process end by itself, once the reply is out and no session is at work.
    shutdown: () => {
      setImmediate(() => {
        process.disconnect();
      });
    },
  });
}

main();
