import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';

/**
 * What a machine's administrator has decided for everyone who uses Stylize on it, in the editor and on the command line.
 * It overrides settings, options and environment variables.
 */
const policySchema = z.strictObject({
  /** Path of the Node that runs the engine. */
  runtime: z.string().min(1).optional(),
  /** Folder of the TensorFlow.js to use. */
  tensorflow: z.string().min(1).optional(),
  /** The one address that weights come from. */
  weightsUrl: z.string().min(1).optional(),
  /** Whether weights may be downloaded. */
  allowDownload: z.boolean().optional(),
  /** Whether the editor saves results without being asked. */
  autoSave: z.boolean().optional(),
  /** Whether results record how they were made. */
  metadata: z.boolean().optional(),
});
export type Policy = z.infer<typeof policySchema>;
export const policyKeys = Object.keys(policySchema.shape);

/** The policy's path, in a folder that only administrators can write to. */
export function policyFile(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if (platform === 'win32') {
    return join(environment['ProgramFiles'] ?? 'C:\\Program Files', 'Stylize', 'policy.json');
  }
  return platform === 'darwin'
    ? '/Library/Application Support/Stylize/policy.json'
    : '/etc/stylize/policy.json';
}

/**
 * Reads the policy; an empty one when there is no file.
 *
 * @throws StylizeError `forbidden` when the file cannot be read or understood, since what it forbids is then unknown
 */
export function readPolicy(file: string = policyFile()): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw unreadable(file, cause);
  }
  try {
    return policySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): StylizeError {
  return new StylizeError('forbidden', l10n.t`The policy of this machine's administrator cannot be read.`, {
    file,
    hint: l10n.t`Ask the administrator to correct ${file}.`,
    cause,
  });
}

/** The environment variables that pass the policy on to the engine. */
export function policyEnvironment({
  tensorflow,
  weightsUrl,
  allowDownload,
  metadata,
}: Policy): NodeJS.ProcessEnv {
  return {
    ...(tensorflow !== undefined && { STYLIZE_TENSORFLOW: tensorflow }),
    ...(weightsUrl !== undefined && { STYLIZE_WEIGHTS_URL: weightsUrl }),
    ...(allowDownload !== undefined && { STYLIZE_OFFLINE: allowDownload ? '' : '1' }),
    ...(metadata !== undefined && { STYLIZE_METADATA: metadata ? '1' : '0' }),
  };
}
