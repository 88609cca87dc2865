import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

import { webviewFrame, type Workbench } from './workbench';

/** What is behind our webviews, which are transparent: contrast cannot be told without it. */
const backgrounds = { view: '--vscode-sideBar-background', panel: '--vscode-editor-background' };

/** What axe-core finds serious or critical in one of our webviews, a line each; VS Code's own parts are left out. */
export async function seriousViolations(
  page: Page,
  workbench: Workbench,
  kind: 'view' | 'panel',
): Promise<string[]> {
  await workbench
    .webview(kind)
    .locator('html')
    .evaluate(`document.documentElement.style.backgroundColor = 'var(${backgrounds[kind]})'`);
  const { violations } = await new AxeBuilder({ page })
    .include([webviewFrame(kind), 'iframe#active-frame', 'body'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)}: ${failureSummary}`),
    );
}
