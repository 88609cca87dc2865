import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe-core finds serious or critical in our webviews, a line each; VS Code's own parts are left out. */
export async function seriousViolations(page: Page, kind: 'view' | 'panel'): Promise<string[]> {
  const view = '[src*="purpose=webviewView"]';
  const frame = `iframe.webview[src*="extensionId=stylize.stylize"]${kind === 'view' ? view : `:not(${view})`}`;
  const { violations } = await new AxeBuilder({ page })
    .include([frame, 'iframe#active-frame', 'body'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}
