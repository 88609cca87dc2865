// Brings the translations of l10n/ in step with the texts of the sources: docs/translating.md.
import { prepare, root, run } from './prepare.mjs';

await prepare();
// Imported only now, because a fresh clone has no packages before.
const { build } = await import('esbuild');
await build({
  absWorkingDir: root,
  entryPoints: ['tools/translations/main.ts'],
  outfile: 'out/translations.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['onnxruntime-node', 'sharp', 'h5wasm', 'typescript'],
  supported: { 'dynamic-import': true },
  logLevel: 'warning',
});
await run(process.execPath, ['out/translations.js', ...process.argv.slice(2)]);
