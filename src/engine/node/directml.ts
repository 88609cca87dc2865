import { existsSync } from 'node:fs';
import { join } from 'node:path';

import * as l10n from '../../channel/l10n';

/**
 * Why DirectML cannot be used although ONNX Runtime was built with it: its library is no part of the packaged extension.
 * Windows has an older one, and a call that this lacks would end the process.
 *
 * @param runtime the folder of the package onnxruntime-node
 */
export function missingDirectMl(
  runtime: string,
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): l10n.Words | undefined {
  const library = join(runtime, 'bin/napi-v6', platform, arch, 'DirectML.dll');
  if (platform !== 'win32' || existsSync(library)) return undefined;
  return l10n.t`this package of Stylize does not contain it; webgpu uses the same graphics card`;
}
