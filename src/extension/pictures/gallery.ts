import * as vscode from 'vscode';

import styles from '../../../media/styles/styles.json';
import { StylizeError } from '../../channel/errors';
import type { Picture } from '../model/choices/choices';

export interface GalleryStyle {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly uri: vscode.Uri;
}

/** The style pictures that ship with Stylize, and the sample picture. */
export class Gallery {
  readonly styles: readonly GalleryStyle[];
  readonly sample: Picture;

  constructor(extensionUri: vscode.Uri) {
    const media = (...path: string[]) => vscode.Uri.joinPath(extensionUri, 'media', ...path);
    this.styles = styles.map(({ file, name, title, description }) => ({
      name,
      title,
      description,
      uri: media('styles', file),
    }));
    this.sample = { uri: media('samples', 'landscape.jpg').toString(), name: 'landscape.jpg' };
  }

  /** A style as a run takes it. */
  picture(name: string): Picture {
    const style = this.styles.find((known) => known.name === name);
    if (!style) throw new StylizeError('usage', vscode.l10n.t('There is no bundled style "{0}".', name));
    return { uri: style.uri.toString(), name: style.title };
  }
}
