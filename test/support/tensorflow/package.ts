import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

export interface TensorFlowPackage {
  readonly name: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
  /** Whether its backend claims to use a graphics card. */
  readonly onGraphicsCard?: boolean;
  /** The program's text; `stand-in.ts` when left out. */
  readonly program?: string;
}

/**
 * Installs a stand-in for a native TensorFlow.js package, which is not available everywhere.
 *
 * @param folder where `node_modules` is created
 * @returns the package's own folder
 */
export async function installTensorFlow(folder: string, options: TensorFlowPackage): Promise<string> {
  const { name, onGraphicsCard = false, program } = options;
  const place = join(folder, 'node_modules', name);
  const index = join(place, 'index.js');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
  if (program !== undefined) await writeFile(index, program);
  else {
    await build({
      entryPoints: [fileURLToPath(new URL('stand-in.ts', import.meta.url))],
      outfile: index,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      define: { onGraphicsCard: String(onGraphicsCard) },
      logLevel: 'warning',
    });
  }
  return place;
}
