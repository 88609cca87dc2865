import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { pictureExtensions } from '../../contracts/picture-files';
import type { Slot } from '../model/views/panel-handlers';
import { pick } from '../notices/notify';
import { isShown, pictureGlob } from './formats';
import type { Gallery } from './gallery';
import { nameOf, type PictureFiles } from './picture-files';
import { placeOf } from './place';

const mostFound = 5000;

/** What a picture is chosen for. */
export type Purpose = Slot | 'initial' | 'result';

const titles: Readonly<Record<Purpose, () => string>> = {
  content: () => vscode.l10n.t('Picture to Stylize'),
  style: () => vscode.l10n.t('Style Picture'),
  initial: () => vscode.l10n.t('Picture to Start From'),
  result: () => vscode.l10n.t('Result to Make Again'),
};

/** Asks for picture files. Empty when the person cancels. */
export async function browsePictures(purpose: Purpose): Promise<readonly vscode.Uri[]> {
  const found = await vscode.window.showOpenDialog({
    title: titles[purpose](),
    openLabel: vscode.l10n.t('Choose'),
    canSelectMany: purpose === 'style' || purpose === 'content',
    filters: { [vscode.l10n.t('Pictures')]: [...pictureExtensions] },
  });
  return found ?? [];
}

export async function browseFolder(): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder to Stylize'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return found?.[0];
}

/** Offers the workspace's pictures with thumbnails. */
export async function pickFromWorkspace(
  slot: Slot,
  files: Pick<PictureFiles, 'isBundled' | 'isStored'>,
): Promise<vscode.Uri | undefined> {
  const items = findPictures().then((uris) =>
    uris.map((uri) => ({
      label: nameOf(uri),
      description: placeOf(uri, files),
      iconPath: isShown(uri.path) ? uri : new vscode.ThemeIcon('file-media'),
      uri,
    })),
  );
  const picked = await pick(items, {
    title: titles[slot](),
    placeHolder: vscode.l10n.t('A picture of this workspace'),
    matchOnDescription: true,
  });
  return picked?.uri;
}

async function findPictures(): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(pictureGlob, '**/node_modules/**', mostFound);
  if (found.length === 0) {
    throw new StylizeError('file-not-found', vscode.l10n.t('There is no picture in this workspace.'), {
      hint: vscode.l10n.t('Browse for one instead.'),
    });
  }
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

type StyleItem = vscode.QuickPickItem & {
  readonly choose?: () => Promise<readonly vscode.Uri[]>;
  style?: string;
};

/** Asks for a style: a bundled one by name, or the person's pictures. Undefined when they cancel. */
export async function chooseStyle(
  gallery: Gallery,
  files: Pick<PictureFiles, 'isBundled' | 'isStored'>,
): Promise<{ readonly bundled: string } | { readonly uris: readonly vscode.Uri[] } | undefined> {
  const bundled: StyleItem[] = gallery.styles.map(({ name, title, description, uri }) => ({
    label: vscode.l10n.t(title),
    detail: vscode.l10n.t(description),
    iconPath: uri,
    style: name,
  }));
  const own: StyleItem[] = [
    {
      label: vscode.l10n.t('Browse…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      choose: () => browsePictures('style'),
    },
    {
      label: vscode.l10n.t('Picture of This Workspace…'),
      iconPath: new vscode.ThemeIcon('files'),
      choose: async () => {
        const uri = await pickFromWorkspace('style', files);
        return uri ? [uri] : [];
      },
    },
  ];
  const separator = (label: string): StyleItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const picked = await pick(
    [separator(vscode.l10n.t('Bundled styles')), ...bundled, separator(vscode.l10n.t('Your own')), ...own],
    { title: vscode.l10n.t('Choose a Style'), placeHolder: vscode.l10n.t('In the style of …') },
  );
  if (picked?.style !== undefined) return { bundled: picked.style };
  const uris = await picked?.choose?.();
  return uris && uris.length > 0 ? { uris } : undefined;
}
