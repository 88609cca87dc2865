import type { RunViewState } from '../../src/protocol/panel';
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
  original: 'Original',
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
    unavailable: 'The original is not there to compare with.',
    divider: 'Divider between original and stylized picture',
    dividerText: (percent: string) => `${percent} original`,
  },

  save: 'Save',
  saveAs: 'Save as…',
  copy: 'Copy',
  copied: 'Copied to the clipboard.',
  copyFailed: 'The picture could not be copied. Click into it and try again.',

  run: {
    label: 'Run',
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    stopHelp: 'Stop and keep the picture so far',
    progress: 'Progress',
    states: {
      preparing: 'Preparing…',
      running: 'Running',
      paused: 'Paused',
      finishing: 'Finishing…',
      saving: 'Saving…',
      done: 'Done',
      stopped: 'Stopped',
      cancelled: 'Cancelled',
      failed: 'Failed',
    } satisfies Record<RunViewState, string>,
    left: (duration: string) => `${duration} left`,
    loss: 'Loss',
    showPanel: 'Show the side panel',
    showLog: 'Show Log',
    announce: (state: string, percent: string, left: string) => `${state}, ${percent}, ${left}`,
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
