// Builds a program of tools/ and lets it draw.
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles `tools/NAME/main.ts` and calls its `draw` with a folder in the repository and the names on the command line. */
export async function buildAndDraw(name, folder) {
  const { draw } = await bundled(name);
  await draw(root + folder, process.argv.slice(2));
}

/** The exports of `tools/NAME/main.ts`. */
export async function bundled(name) {
  const outfile = `${root}out/tools/${name}.mjs`;
  await build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: [`tools/${name}/main.ts`],
    outfile,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['sharp'],
    // For packages in CommonJS that load modules of Node.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
