import { freemem } from 'node:os';
import { setImmediate } from 'node:timers/promises';

import type { Platform } from '../platform/platform';
import { files } from './files';
import { owner, stateOf } from './owner';
import { pictures } from './pictures/pictures';

/** A process of Node. */
export const nodePlatform: Platform = {
  files,
  pictures,
  pause: () => setImmediate(),
  processes: { own: owner, stateOf },
  /** On the machine, or in the container that this process is kept in. Node before 20.13 does not know of containers. */
  memory: () => (process as Partial<typeof process>).availableMemory?.() ?? freemem(),
  residentMemory: () => process.memoryUsage.rss(),
};
