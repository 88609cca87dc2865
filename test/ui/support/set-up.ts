import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { unpackChromium } from '../../vscode/browser';
import { HostUnavailable, setUpHost, type VsCodeHost } from '../../vscode/host-setup';
import { placeExtension } from '../../vscode/package';

declare module 'vitest' {
  interface ProvidedContext {
    vsCode: VsCodeHost | { readonly unavailable: string };
    /** The folder of the extension, as it is packaged. */
    extension: string;
  }
}

/** Installs VS Code and a browser and unpacks the extension before the first test. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await rm('test-results/ui-failure', { recursive: true, force: true });
  await mkdir('test-results/screenshots', { recursive: true });
  let host: VsCodeHost | undefined;
  try {
    host = await setUpHost();
    await unpackChromium();
    project.provide('vsCode', host);
  } catch (error) {
    if (!(error instanceof HostUnavailable) || process.env['CI']) throw error;
    console.log(error.message);
    project.provide('vsCode', { unavailable: error.message });
  }
  const folder = await mkdtemp(join(tmpdir(), 'stylize-extension-'));
  project.provide('extension', host ? await placeExtension(process.cwd(), folder, host) : folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
