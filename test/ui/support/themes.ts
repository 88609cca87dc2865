import type { Page } from 'playwright-core';

import type { Workbench } from './workbench';

/** VS Code's four kinds of theme: the title of a theme of each, and the class that the window then has. */
export const themes = [
  { name: 'light', title: 'Light Modern', className: 'vs' },
  { name: 'dark', title: 'Dark Modern', className: 'vs-dark' },
  { name: 'high-contrast', title: 'Dark High Contrast', className: 'hc-black' },
  { name: 'high-contrast-light', title: 'Light High Contrast', className: 'hc-light' },
] as const;

export type Theme = (typeof themes)[number];

export async function chooseTheme(
  page: Page,
  workbench: Workbench,
  { title, className }: Theme,
): Promise<void> {
  await workbench.runCommand('Preferences: Color Theme');
  await workbench.pick(title);
  await page.locator(`.monaco-workbench.${className}`).waitFor();
  await animationsEnded(page);
}

/** Colours change gradually: neither screenshots nor contrast are right before they have. */
async function animationsEnded(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    await frame.evaluate(
      'Promise.allSettled(document.getAnimations().map((animation) => animation.finished))',
    );
  }
}
