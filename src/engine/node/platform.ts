import { totalmem } from 'node:os';
import { setImmediate } from 'node:timers/promises';

import type { Platform } from '../platform/platform';
import { files } from './files';
import { pictures } from './pictures/pictures';

/** A process of Node. */
export const nodePlatform: Platform = {
  files,
  pictures,
  pause: () => setImmediate(),
  /** Of the machine, or of the container that this process is kept in. */
  memory: () => {
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  },
};
