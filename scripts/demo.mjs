// One command from a fresh clone to a picture: installs, builds, and paints the sample landscape.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { prepare, root, run } from './prepare.mjs';

await prepare();

const out = join(root, 'demo', 'landscape.stylized.png');
await mkdir(join(root, 'demo'), { recursive: true });
console.log('Painting media/samples/landscape.jpg in the style of media/styles/brushstrokes.jpg…');
await run(process.execPath, [
  'dist/cli.js',
  'run',
  'media/samples/landscape.jpg',
  '--style',
  'media/styles/brushstrokes.jpg',
  '--network',
  'embedded',
  '--out',
  out,
  '--force',
]);

const viewer = { darwin: 'open', win32: 'start ""' }[process.platform] ?? 'xdg-open';
console.log(
  `\nThe painting is ${out}\nTo look at it: ${viewer} "${out}", or open it in VS Code: code "${out}"`,
);
