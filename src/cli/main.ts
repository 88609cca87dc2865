import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { version } from '../../package.json';
import { makeTemporaryFolder } from '../user-folder/temporary-folder';
import { connectEngine } from './connect';
import type { Environment, OutputStream, StopSignal, TemporaryFolder } from './environment';
import { runCommandLine } from './program';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let outputError: NodeJS.ErrnoException | undefined;

function onStopSignal(listener: (signal: StopSignal) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    outputError ??= error;
    listener(error.code === 'EPIPE' ? 'SIGPIPE' : 'SIGTERM');
  });
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

function temporaryFolder(): TemporaryFolder {
  const path = makeTemporaryFolder('stylize-');
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

const environment: Environment = {
  version,
  // Opened only by whoever reads it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  mediaFolder: join(__dirname, '..', 'media'),
  cwd: process.cwd(),
  variables: process.env,
  now: () => performance.now(),
  fileExists: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  onStopSignal,
  temporaryFolder,
  connect: (options) => connectEngine(join(__dirname, 'engine.js'), options),
};

/** Resolves when everything written so far has left the process, or its reader has gone. */
function flushed(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

async function main(): Promise<void> {
  // Without a listener, a closed stderr would end the program. There is nowhere left to report it.
  process.stderr.on('error', () => undefined);
  const exitCode = await runCommandLine(process.argv.slice(2), environment);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  if (!outputError || outputError.code === 'EPIPE') process.exit(exitCode);
  process.stderr.write(`stylize: The output cannot be written: ${outputError.message}\n`);
  process.exit(1);
}

void main();
