import { readFileSync } from 'node:fs';

import { vi } from 'vitest';

/** Whether the process is still running. A zombie is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !status.slice(status.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

/** Resolves when a process that is not a child of this one has ended. */
export async function gone(pid: number, withinMilliseconds: number): Promise<void> {
  await vi.waitFor(
    () => {
      if (isRunning(pid)) throw new Error(`Process ${pid} is still running after ${withinMilliseconds} ms.`);
    },
    { timeout: withinMilliseconds, interval: 20 },
  );
}
