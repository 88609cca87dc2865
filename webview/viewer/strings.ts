import type { ViewerState } from '../../src/contracts/viewer';
import { runWords } from '../shared/runs/run-words';
import type { Comparison } from './memory';

/** Every word of the editor panel. */
export const strings = {
  title: 'Stylize',
  failedToLoad: 'The picture’s panel could not be loaded.',
  retry: 'Try again',
  stage: 'Picture. Zoom with plus and minus, move with the arrow keys.',
  stageRole: 'picture viewer',
  waiting: 'The first preview is on its way…',
  noPicture: 'There is no picture to show.',
  onlyOriginal: 'There is no result. This is the original.',
  unreadable: 'The picture could not be read.',
  picture: (name: string, size: string) => `Stylized ${name}${size && `, ${size}`}`,
  stylized: 'Stylized',

  comparisons: {
    label: 'Compare',
    names: {
      result: 'Result',
      swipe: 'Swipe',
      'side-by-side': 'Side by side',
      difference: 'Difference',
    } satisfies Record<Comparison, string>,
    keys: { result: 'R', swipe: 'S', 'side-by-side': 'B', difference: 'D' } satisfies Record<
      Comparison,
      string
    >,
    unavailable: 'There is nothing to compare with yet.',
    with: 'Compare with',
    original: 'Original',
    result: (number: number, styles: readonly string[]) =>
      [`Result ${number}`, ...styles.slice(0, 2)].join(' · '),
    divider: (reference: string) => `Divider between ${reference} and this result`,
    dividerText: (percent: string, reference: string) => `${percent} ${reference}`,
  },

  saveAs: 'Save as…',
  copy: 'Copy',
  copied: 'Copied to the clipboard.',
  copyFailed: 'The picture could not be copied. Click into it and try again.',

  run: {
    ...runWords,
    loss: 'Loss',
    showPanel: 'Show the side panel',
    soFar: 'This was painted before.',
  },

  help: {
    button: 'Keyboard and mouse',
    close: 'Close',
    rows: [
      ['Wheel', 'zoom about the pointer'],
      ['Drag, arrow keys', 'move the picture'],
      ['+  −', 'zoom in, zoom out'],
      ['1', 'actual size'],
      ['0 or F', 'fit'],
      ['R', 'result only'],
      ['S', 'swipe between original and result'],
      ['B', 'side by side'],
      ['D', 'difference'],
      ['Space', 'pause, resume'],
    ],
  },
} as const;

/** The name of what a result is compared with. */
export function referenceLabel(against: ViewerState['others'][number] | undefined): string {
  const { original, result } = strings.comparisons;
  return against ? result(against.number, against.styles) : original;
}
