import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { Store } from '../model/store';
import { ask, showDone, showInfo } from '../notices/notify';
import type { PictureFiles } from '../pictures/picture-files';

/**
 * Removes every picture in the extension's storage and all references to them, after asking.
 *
 * @throws StylizeError `busy` while something is painted
 */
export async function clearStoredPictures(store: Store, files: PictureFiles): Promise<void> {
  if (store.runs.isBusy || store.variants.progress) {
    throw new StylizeError('busy', vscode.l10n.t('A picture is being painted.'), {
      hint: vscode.l10n.t('Wait until it is done, or cancel it.'),
    });
  }
  const { count, bytes } = await files.stored();
  if (count === 0) {
    void showInfo(vscode.l10n.t('Stylize has stored no pictures.'));
    return;
  }
  const clear = vscode.l10n.t('Clear');
  const chosen = await ask(
    vscode.l10n.t('Remove the {0} files ({1} MB) that Stylize has stored?', count, (bytes / 1e6).toFixed(1)),
    vscode.l10n.t(
      'Results that are not saved, masks, dropped pictures and copies for the view are removed, of all windows. Runs that were interrupted cannot be resumed. Your own files stay as they are.',
    ),
    clear,
  );
  if (chosen !== clear) return;
  store.runs.forget();
  store.variants.close();
  forgetStored(store, files);
  await files.clear();
  showDone(vscode.l10n.t('The stored pictures are removed.'));
}

/** Removes stored pictures and masks from the choices. */
function forgetStored({ selection }: Store, files: PictureFiles): void {
  for (const { content, style } of selection.masks) selection.setMask(content, style, undefined);
  const { content, styles, ...others } = selection.choices;
  const isTheirs = ({ uri }: { readonly uri: string }) => !files.isStored(uri);
  selection.use({
    ...others,
    ...(content && isTheirs(content) && { content }),
    styles: styles.filter(isTheirs),
  });
}
