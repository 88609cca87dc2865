import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';

type Machine = Pick<NodeJS.Process, 'platform' | 'arch'>;

/**
 * Whether the installation that an engine's bundle belongs to has ONNX Runtime for this machine. The universal package of
 * the extension has it for none.
 */
export function hasNativeParts(bundle: string, { platform, arch }: Machine = process): boolean {
  try {
    const runtime = dirname(createRequire(bundle).resolve('onnxruntime-node/package.json'));
    return existsSync(join(runtime, 'bin/napi-v6', platform, arch, 'onnxruntime_binding.node'));
  } catch {
    return false;
  }
}

/** Why no runtime could start the engine of an installation without native parts. */
export function noNativeParts({ platform, arch }: Machine = process): StylizeError {
  return new StylizeError(
    'engine-failed',
    l10n.t`Stylize cannot paint on this machine: this package of it has no native parts for ${platform}-${arch}.`,
    {
      hint: l10n.t`It paints on Linux (glibc) and Windows, x64 and arm64, and on macOS with Apple silicon. On one of these, install the package made for it. Elsewhere, open your pictures on such a machine, for example with Remote - SSH.`,
    },
  );
}
