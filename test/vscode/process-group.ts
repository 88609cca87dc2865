import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** Every live process of this machine (Linux). */
export function listProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The second field, the program's name in brackets, may hold spaces.
        const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim();
        return [{ pid: Number(name), parent: Number(parent), group: Number(group), command }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}

export function isInGroup(group: number): (process: ProcessInfo) => boolean {
  return (process) => process.group === group;
}

const groups = new Set<number>();

/** Sees to it that a process group which this process started does not outlive it. */
export function guardGroup(leader: number): void {
  if (groups.size === 0) {
    process.once('exit', () => {
      for (const group of groups) signal(-group, 'SIGKILL');
    });
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
  }
  groups.add(leader);
}

/** Ends a process group that this process started: asks its leader first, and kills what is left after `patience`. */
export async function endGroup(leader: number, patience = 5000): Promise<void> {
  signal(leader, 'SIGTERM');
  for (const end = Date.now() + patience; listProcesses().some(isInGroup(leader));) {
    if (Date.now() > end) signal(-leader, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  groups.delete(leader);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
