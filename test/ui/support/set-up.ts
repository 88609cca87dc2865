import { mkdir, rm } from 'node:fs/promises';

import type { TestProject } from 'vitest/node';

import { unpackChromium } from '../../vscode/browser';
import { HostUnavailable, setUpHost, type VsCodeHost } from '../../vscode/host-setup';

declare module 'vitest' {
  interface ProvidedContext {
    vsCode: VsCodeHost | { readonly unavailable: string };
  }
}

/** Installs VS Code and a browser before the first test. */
export default async function setUp(project: TestProject): Promise<void> {
  await rm('test-results/ui-failure', { recursive: true, force: true });
  await mkdir('test-results/screenshots', { recursive: true });
  try {
    const host = await setUpHost();
    await unpackChromium();
    project.provide('vsCode', host);
  } catch (error) {
    if (!(error instanceof HostUnavailable) || process.env['CI']) throw error;
    console.log(error.message);
    project.provide('vsCode', { unavailable: error.message });
  }
}
