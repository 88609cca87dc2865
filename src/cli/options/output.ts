import type { Command } from 'commander';

import type { RunRequest } from '../../contracts/engine';
import { fileArgument } from './paths';

export interface OutputOptions {
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly metadata: boolean;
}

/** Where a result goes. */
export const addOutputOptions = (command: Command): Command =>
  command
    .option('--out <file>', 'where to save the result: .png, .jpg, .webp, .tiff or .avif')
    .option('--force', 'replace the file of --out if it is there')
    .option('--no-metadata', 'leave out of the result how it was made');

export const readOutput = (
  { out, force = false, metadata }: OutputOptions,
  cwd: string,
): RunRequest['output'] => ({
  ...(out !== undefined && { path: fileArgument(out, cwd) }),
  overwrite: force,
  metadata,
});
