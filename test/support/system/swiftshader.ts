import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createBrotliDecompress } from 'node:zlib';

import { extract } from 'tar-stream';

/** Whether the SwiftShader in the npm package runs on this machine. */
export const hasSwiftShader = process.platform === 'linux' && process.arch === 'x64';

/**
 * Unpacks SwiftShader, a Vulkan driver that computes on the processor, from the browser in the development packages.
 *
 * @param folder where to put it; created when missing
 * @returns the environment variables that a process needs to use it
 */
export async function unpackSwiftShader(folder: string): Promise<NodeJS.ProcessEnv> {
  const require = createRequire(import.meta.url);
  const archive = join(require.resolve('@sparticuz/chromium'), '../../../bin/swiftshader.tar.br');
  await mkdir(folder, { recursive: true });
  const files = createReadStream(archive).pipe(createBrotliDecompress()).pipe(extract());
  for await (const file of files) {
    await writeFile(join(folder, basename(file.header.name)), await buffer(file), { mode: 0o755 });
  }
  return {
    VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: folder,
    XDG_RUNTIME_DIR: folder,
  };
}
