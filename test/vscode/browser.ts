import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

import envPaths from 'env-paths';
import { chromium, type BrowserContext } from 'playwright-core';
import { extract } from 'tar-stream';
import decodeWoff2 from 'woff2-encoder/decompress';

const inflate = promisify(brotliDecompress);
const packageName = '@sparticuz/chromium';
const chineseFont = '@fontsource-variable/noto-sans-sc';
/** Counts what is done to the browser below, which is kept. */
const revision = 2;

/**
 * Unpacks the Chromium of the npm package with the libraries and fonts that it brings, and a Chinese font, so that a bare
 * machine needs nothing else. Its own unpacker writes to one fixed place for all versions.
 */
export async function unpackChromium(): Promise<string> {
  const require = createRequire(import.meta.url);
  const bin = join(dirname(require.resolve(packageName)), '../../bin');
  const { version } = JSON.parse(await readFile(join(bin, '../package.json'), 'utf8')) as { version: string };
  const folder = join(envPaths('stylize-tests', { suffix: '' }).cache, `chromium-${version}-${revision}`);
  if (existsSync(folder)) return folder;

  const unfinished = `${folder}.${process.pid}`;
  const unpack = async (name: string) => inflate(await readFile(join(bin, name)));
  try {
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, 'chromium'), await unpack('chromium.br'));
    await chmod(join(unfinished, 'chromium'), 0o755);
    for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
      await extractTar(await unpack(archive), unfinished);
    }
    await unpackFont(chineseFont, join(unfinished, 'fonts', 'Noto_Sans_SC'));
    await writeFile(join(unfinished, 'fonts.conf'), fontConfiguration(folder));
    await rename(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // Otherwise another run was faster.
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function extractTar(archive: Uint8Array, folder: string): Promise<void> {
  const entries = extract();
  Readable.from([archive]).pipe(entries);
  for await (const entry of entries) {
    const path = join(folder, entry.header.name);
    if (entry.header.type === 'file') {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path));
    } else {
      entry.resume();
    }
  }
}

/** Decodes the font files of a package: the browser takes no compressed ones from its system. */
async function unpackFont(name: string, folder: string): Promise<void> {
  const source = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'files');
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(source)) {
    const font = await decodeWoff2(await readFile(join(source, file)));
    await writeFile(join(folder, file.replace('.woff2', '.ttf')), font);
  }
}

/** Latin letters are those of Open Sans, whatever other font has them too. */
function fontConfiguration(folder: string): string {
  return `<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  <match><edit name="family" mode="append_last"><string>Open Sans</string></edit></match>
</fontconfig>
`;
}

/** Starts a browser that reaches nothing but this machine; `profile` is a folder for what it keeps. */
export async function startBrowser(profile: string): Promise<BrowserContext> {
  const folder = await unpackChromium();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: join(folder, 'chromium'),
    headless: true,
    // The sandbox does not work for root, as whom CI runs; the pages are ours.
    chromiumSandbox: false,
    viewport: { width: 1280, height: 800 },
    args: [
      '--headless=shell',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}
