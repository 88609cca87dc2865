import { spawnSync } from 'node:child_process';

const isolated = ['unshare', '--map-root-user', '--mount'];

/** Whether this system lets a process have disks of its own. */
export const canMakeDisks =
  process.platform === 'linux' &&
  spawnSync(isolated[0]!, [...isolated.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/**
 * The beginning of a command line, which the program and its arguments follow: it sees a small empty disk in the place of a
 * folder. Nobody else does, and the disk goes when the program ends.
 */
export const withSmallDisk = (folder: string, bytes: number): string[] => [
  ...isolated,
  ...['sh', '-c', 'mount -t tmpfs -o size="$1" tmpfs "$0" && shift && exec "$@"'],
  ...[folder, String(bytes)],
];
