import { join } from 'node:path';

import sharp from 'sharp';
import { it } from 'vitest';

import { describeWindow } from '../../test/ui/support/editor';
import { useWindow, type Window } from '../../test/ui/support/journey';
import { chooseTheme, themes } from '../../test/ui/support/themes';

/*
 * The README's pictures of the extension: the sample, painted with the default settings.
 *
 *   npm run build && npx vitest run --config tools/documentation/screenshots.config.ts
 */
describeWindow('the screenshots of the README', () => {
  let window: Window;
  useWindow({}, (opened) => {
    window = opened;
  });

  it('show the painted sample, light and dark', async () => {
    const { editor, workbench, panel, viewer } = window;
    await window.trySample();
    await panel.button('Start').click();
    await panel.reaches('Done', 1_500_000);
    await viewer.picture.waitFor();
    await viewer.button('Swipe').click();
    await viewer.divider.waitFor();
    for (const theme of themes.slice(0, 2)) {
      await chooseTheme(editor.page, workbench, theme);
      const screenshot = await editor.page.screenshot();
      await sharp(screenshot)
        .png({ palette: true })
        .toFile(join('media', 'readme', `${theme.name}.png`));
    }
  });
});
