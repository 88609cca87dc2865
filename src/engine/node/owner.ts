import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Which process this is, as part of a file's name: `12345-3f9a2c-81d0e4`, of its number, its machine, and when that was
 * started. A number alone may be another machine's, where a home is shared, or have gone to another program after a restart.
 */
export const owner = `${process.pid}-${short(hostname())}-${short(bootId())}`;

/**
 * What has become of the process that a file names. `unknown`: it is another machine's.
 *
 * @param name as `owner`
 */
export function stateOf(name: string): 'this' | 'alive' | 'dead' | 'unknown' {
  if (name === owner) return 'this';
  const [pid, host, boot] = name.split('-');
  const [, ownHost, ownBoot] = owner.split('-');
  if (host !== ownHost) return 'unknown';
  return boot === ownBoot && isAlive(Number(pid)) ? 'alive' : 'dead';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Not permitted to signal it: it is there.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** New with every start of the machine; only Linux tells. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  } catch {
    return '';
  }
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
