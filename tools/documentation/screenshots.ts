import { join } from 'node:path';

import sharp from 'sharp';
import { it } from 'vitest';

import { describeWindow, Editor } from '../../test/ui/support/editor';
import { Panel } from '../../test/ui/support/panel';
import { chooseTheme, themes } from '../../test/ui/support/themes';
import { Viewer } from '../../test/ui/support/viewer';
import { Workbench } from '../../test/ui/support/workbench';

/*
 * The README's pictures of the extension: the sample, painted with the default settings.
 *
 *   npm run build && npx vitest run --config tools/documentation/screenshots.config.ts
 */
describeWindow('the screenshots of the README', () => {
  it('show the painted sample, light and dark', async () => {
    const editor = await Editor.open();
    try {
      const { page } = editor;
      const workbench = new Workbench(page);
      const panel = new Panel(workbench);
      const viewer = new Viewer(workbench);
      await workbench.ready();
      await workbench.activityBarItem.click();
      await panel.button('Try the sample').click();
      await panel.slider('Style').waitFor();
      await panel.button('Start').click();
      await panel.reaches('Done', 300_000);
      await viewer.picture.waitFor();
      await viewer.button('Swipe').click();
      await viewer.divider.waitFor();
      for (const theme of themes.slice(0, 2)) {
        await chooseTheme(page, workbench, theme);
        const screenshot = await page.screenshot();
        await sharp(screenshot)
          .png({ palette: true })
          .toFile(join('media', 'readme', `${theme.name}.png`));
      }
    } finally {
      await editor.close();
    }
  });
});
