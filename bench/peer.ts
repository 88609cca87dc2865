import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { pythonEnvironment, pythonWith } from './python';

/** A program to time in turns with others. */
export interface Peer {
  readonly name: string;
  /** Takes one step and returns its milliseconds. */
  step(): Promise<number>;
  close(): Promise<void>;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/**
 * A Python program in bench/ that uses PyTorch. It prints a line when it is ready, then answers each line of input with
 * the milliseconds of a step. Undefined when PyTorch is not installed.
 */
export async function pyTorchPeer(program: string, ...args: string[]): Promise<Peer | undefined> {
  const python = pythonWith('torch');
  if (python === undefined) return undefined;
  const child = spawn(python, [join(__dirname, '..', 'bench', program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: pythonEnvironment(),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    name: 'PyTorch',
    async step() {
      child.stdin.write('step\n');
      const line: IteratorResult<string, unknown> = await lines.next();
      if (line.done) throw new Error(`${program} ended`);
      return Number(line.value);
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          resolve();
        });
        child.stdin.end();
      }),
  };
}
