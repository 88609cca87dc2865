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

/** The processes that a process has started; on Linux, elsewhere none. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** How much memory a process occupies, in bytes; on Linux. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return 1024 * Number(kilobytes);
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
