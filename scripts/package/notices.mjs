import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../prepare.mjs';

const line = '-'.repeat(80);

/** The text of ThirdPartyNotices.txt. */
export async function notices(packages) {
  const font = await readFile(join(root, 'media/fonts/OFL.txt'), 'utf8');
  const sharp = packages.find(({ manifest }) => manifest.name === 'sharp')?.manifest;
  // On Windows libvips is inside of sharp's own package, which has another version.
  const libvips = sharp?.optionalDependencies['@img/sharp-libvips-linux-x64'];
  const sections = packages.map(({ manifest: { name, version, license, homepage }, text, versions }) => ({
    title: [`${name} ${version}`, licenseName(license), homepage].filter(Boolean).join('\n'),
    text: 'vips' in versions ? `${relinking(libvips)}\n\n${text}` : text,
  }));
  const all = [
    ...sections,
    { title: 'Inter (media/fonts/Inter-Latin.ttf)\nOFL-1.1', text: font.trim() },
    { title: 'The embedded network (media/networks/embedded.safetensors)\nCC-BY-4.0', text: network },
  ];
  const list = all.map(({ title }) => `  ${title.split('\n').slice(0, 2).join(', ')}`);
  return [
    'Stylize is under the MIT licence, see LICENSE. It contains the following works of others, under their own licences.',
    list.join('\n'),
    ...all.map(({ title, text }) => `${line}\n${title}\n${line}\n\n${text}`),
    '',
  ].join('\n\n');
}

const licenseName = (license) => (typeof license === 'string' ? license : license?.type);

const relinking = (
  version,
) => `libvips and the libraries inside are under the GNU Lesser General Public License, version 3 or later, and the
licences in the table. They form a separate shared library, loaded when the engine starts: you may replace it with one
that you have built. Source and build instructions: https://github.com/lovell/sharp-libvips/tree/v${version}`;

const network = `Distilled from VGG-19 by K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford,
https://www.robots.ox.ac.uk/~vgg/research/very_deep/, which is under the Creative Commons Attribution 4.0
International licence, https://creativecommons.org/licenses/by/4.0/. Changes: media/networks/README.md.`;
