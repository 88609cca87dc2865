import * as l10n from '@vscode/l10n';

import type { ViewerState } from '../../src/contracts/viewer';
import { translated } from '../shared/language';
import { runWords } from '../shared/runs/run-words';
import type { Comparison } from './memory';

/** Every word of the editor panel. */
export const strings = {
  title: 'Stylize',
  failedToLoad: l10n.t('The picture’s panel could not be loaded.'),
  retry: l10n.t('Try again'),
  stage: l10n.t('Picture. Zoom with plus and minus, move with the arrow keys.'),
  stageRole: l10n.t('picture viewer'),
  waiting: l10n.t('The first preview is on its way…'),
  noPicture: l10n.t('There is no picture to show.'),
  onlyOriginal: l10n.t('There is no result. This is the original.'),
  unreadable: l10n.t('The picture could not be read.'),
  picture: (name: string, size: string) =>
    size ? l10n.t`Stylized ${name}, ${size}` : l10n.t`Stylized ${name}`,
  stylized: l10n.t('Stylized'),

  comparisons: {
    label: l10n.t('Compare'),
    names: {
      result: l10n.t('Result'),
      swipe: l10n.t('Swipe'),
      'side-by-side': l10n.t('Side by side'),
      difference: l10n.t('Difference'),
    } satisfies Record<Comparison, string>,
    keys: {
      result: 'R',
      swipe: 'S',
      'side-by-side': 'B',
      difference: 'D',
    } satisfies Record<Comparison, string>,
    unavailable: l10n.t('There is nothing to compare with yet.'),
    with: l10n.t('Compare with'),
    original: l10n.t('Original'),
    result: (number: number, styles: readonly string[]) =>
      [l10n.t`Result ${number}`, ...styles.slice(0, 2).map(translated)].join(' · '),
    divider: (reference: string) => l10n.t`Divider between ${reference} and this result`,
    dividerText: (percent: string, reference: string) => l10n.t`${percent} ${reference}`,
  },

  saveAs: l10n.t('Save as…'),
  copy: l10n.t('Copy'),
  copied: l10n.t('Copied to the clipboard.'),
  copyFailed: l10n.t('The picture could not be copied. Click into it and try again.'),

  run: {
    ...runWords,
    loss: l10n.t('Loss'),
    showPanel: l10n.t('Show the side panel'),
    soFar: l10n.t('This was painted before.'),
  },

  help: {
    button: l10n.t('Keyboard and mouse'),
    close: l10n.t('Close'),
    rows: [
      [l10n.t('Wheel'), l10n.t('zoom about the pointer')],
      [l10n.t('Drag, arrow keys'), l10n.t('move the picture')],
      ['+  −', l10n.t('zoom in, zoom out')],
      ['1', l10n.t('actual size')],
      [l10n.t('0 or F'), l10n.t('fit')],
      ['R', l10n.t('result only')],
      ['S', l10n.t('swipe between original and result')],
      ['B', l10n.t('side by side')],
      ['D', l10n.t('difference')],
      [l10n.t('Space'), l10n.t('pause, resume')],
    ],
  },
} as const;

/** The name of what a result is compared with. */
export function referenceLabel(against: ViewerState['others'][number] | undefined): string {
  const { original, result } = strings.comparisons;
  return against ? result(against.number, against.styles) : original;
}
