import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a program has done to the machine since the last call. */
export interface Deeds {
  /** Files opened outside the allowed folders, with the function that opened them. */
  readonly opened: readonly string[];
  readonly processes: readonly string[];
}

const readers = [
  'open',
  'openSync',
  'readFile',
  'readFileSync',
  'createReadStream',
  'readdir',
  'opendir',
] as const;
const asynchronousReaders = ['open', 'readFile', 'readdir', 'opendir'] as const;
const starters = ['spawn', 'spawnSync', 'fork', 'exec', 'execSync', 'execFile', 'execFileSync'] as const;

/**
 * Watches from now on which files this thread opens through Node's file system, and which processes it starts.
 *
 * @param places folders in which it may open anything
 * @returns a function that reports what has happened since its last call
 */
export function watch(places: readonly string[]): () => Deeds {
  const roots = places.map((place) => resolve(place) + sep);
  let opened: string[] = [];
  let processes: string[] = [];
  const note = (name: string) => (target: unknown) => {
    if (typeof target !== 'string' && !Buffer.isBuffer(target) && !(target instanceof URL)) return;
    const path = resolve(target instanceof URL ? fileURLToPath(target) : target.toString());
    if (!roots.some((root) => (path + sep).startsWith(root))) opened.push(`${name} ${path}`);
  };
  for (const name of readers) wrap(fs, name, note(name));
  for (const name of asynchronousReaders) wrap(fs.promises, name, note(name));
  for (const name of starters) {
    wrap(childProcess, name, (program) => {
      processes.push(`${name} ${String(program)}`);
    });
  }
  syncBuiltinESMExports();
  return () => {
    const deeds = { opened, processes };
    [opened, processes] = [[], []];
    return deeds;
  };
}

function wrap<Name extends string>(
  module: Record<Name, unknown>,
  name: Name,
  note: (target: unknown) => void,
): void {
  const original = module[name] as (this: unknown, ...args: unknown[]) => unknown;
  module[name] = function (this: unknown, ...args: unknown[]) {
    note(args[0]);
    return original.apply(this, args);
  };
}
