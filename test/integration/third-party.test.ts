import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { beforeAll, expect, it } from 'vitest';

import { version } from '../../package.json';
import { packageFiles, packageFolder } from '../../scripts/package/files.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly { readonly license?: { readonly id?: string } }[];
  readonly components?: readonly Component[];
}
interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

/** `name version` of every package of others that the extension has, by the source maps and the list of its files. */
let contained: readonly string[];
let notices: string;
let bill: BillOfMaterials;
beforeAll(async () => {
  const files = await packageFiles(root);
  const built = await readdir(join(root, 'dist'), { recursive: true });
  const maps = built.filter((name) => name.endsWith('.js.map'));
  const sources = await Promise.all(
    maps.map(async (name) => {
      const map = JSON.parse(await readFile(join(root, 'dist', name), 'utf8')) as { sources: string[] };
      return map.sources.map((source) => source.replace(/^(?:\.\.\/)+/, ''));
    }),
  );
  const folders = new Set(
    [...files, ...sources.flat()].map(packageFolder).filter((name) => name !== undefined),
  );
  const names = [...folders].map(async (folder) => {
    // A package that was published as a bundle tells in its source maps of folders that only its makers have.
    const manifest = await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest === undefined) return [];
    const { name, version: of } = JSON.parse(manifest) as { name: string; version: string };
    return [`${name} ${of}`];
  });
  contained = [...new Set((await Promise.all(names)).flat())];
  notices = await readFile(join(root, 'ThirdPartyNotices.txt'), 'utf8');
  bill = JSON.parse(await readFile(join(root, 'dist/sbom.cdx.json'), 'utf8')) as BillOfMaterials;
});

const named = ({ group, name, version: of }: Component) => `${group ? `${group}/` : ''}${name} ${of}`;

it('every package in the extension has its licence in the notices', () => {
  expect(contained.length).toBeGreaterThan(15);
  for (const name of contained) expect(notices).toContain(`${'-'.repeat(80)}\n${name}\n`);
  // Each brings a text of its own.
  const sections = notices.split(`\n${'-'.repeat(80)}\n\n`).slice(1);
  expect(Math.min(...sections.map((text) => text.trim().length))).toBeGreaterThan(300);
});

it('libvips ships under the LGPL, with its text, its parts and the way to its source', () => {
  expect(notices).toMatch(
    /@img\/sharp-(?:libvips-)?[\w-]+ [\d.]+\nL?GPL|@img\/sharp-libvips-[\w-]+ [\d.]+\nLGPL-3\.0-or-later/,
  );
  expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  expect(notices).toContain('GNU GENERAL PUBLIC LICENSE');
  expect(notices).toContain('https://github.com/lovell/sharp-libvips/tree/v');
});

it('the bill of materials names exactly what the extension has, with versions and licences', () => {
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  expect(bill.metadata.component).toMatchObject({ name: 'stylize', version });

  expect(bill.components.map(named).sort()).toEqual([...contained].sort());
  for (const component of bill.components) {
    expect(component.purl).toContain(`@${component.version}`);
    expect(component.licenses?.length, component.name).toBeGreaterThan(0);
  }
  const libvips = bill.components.find(({ name }) => name.startsWith('sharp-libvips-'));
  if (libvips) expect(libvips.components?.map(({ name }) => name)).toContain('vips');
});

it('both ship', async () => {
  const files = await packageFiles(root);

  expect(files).toContain('ThirdPartyNotices.txt');
  expect(files).toContain('dist/sbom.cdx.json');
});

it('every package in the extension has a licence that goes with MIT', () => {
  const free = /^(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|LGPL-3\.0-or-later)$/;
  const others = bill.components.filter(({ licenses }) => !free.test(licenses?.[0]?.license?.id ?? ''));

  // NIST's own text: use, change and distribute it, with its notice.
  expect(others.map(({ name }) => name)).toEqual(['h5wasm']);
});

it.each(['package-lock.json', 'scripts/package/vsce/package-lock.json'])(
  'no package in %s is deprecated',
  async (file) => {
    const { packages } = JSON.parse(await readFile(join(root, file), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly deprecated?: string }>>;
    };

    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(Object.entries(packages).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
  },
);
