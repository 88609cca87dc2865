import * as l10n from '@vscode/l10n';

import { formatSize } from '../../src/contracts/amounts';
import type { Size } from '../shared/stage/view';

const size = ({ width, height }: Size) => formatSize(width, height);

/** Every word of the editor panel for masks. */
export const strings = {
  failedToLoad: l10n.t('The masks could not be loaded.'),
  retry: l10n.t('Try again'),
  title: l10n.t('Masks'),
  styles: l10n.t('Style to paint'),
  style: (name: string, percent: string | undefined) =>
    percent === undefined ? l10n.t`${name}, no mask` : l10n.t`${name}, ${percent} of the picture`,

  stage: l10n.t('Arrow keys move the brush, Enter puts it down and lifts it, question mark shows all keys.'),
  stageRole: l10n.t('mask editor'),
  picture: (style: string, content: string, percent: string | undefined) =>
    percent === undefined
      ? l10n.t`${content}, no mask for ${style}`
      : l10n.t`${content}, the mask of ${style} covers ${percent}`,
  noContent: l10n.t('Choose a picture to paint on.'),
  noStyle: l10n.t('Choose a style to paint a mask for.'),
  waiting: l10n.t('The picture is on its way…'),
  unreadable: l10n.t('The picture could not be read.'),
  notShown: (name: string) =>
    l10n.t`VS Code does not show pictures like ${name}. Paint the mask in another program, and give it to “stylize run --mask”.`,
  showPanel: l10n.t('Show the side panel'),

  tools: {
    label: l10n.t('Tool'),
    brush: l10n.t('Brush'),
    eraser: l10n.t('Eraser'),
    size: l10n.t('Size'),
    pixels: (diameter: number) => l10n.t`${Math.max(1, Math.round(diameter))} px`,
    softness: l10n.t('Soft edge'),
  },
  color: {
    short: l10n.t('Colour'),
    label: (style: string) => l10n.t`Colour in which the region of ${style} is shown`,
    reset: l10n.t('Return to the usual colour'),
  },
  steps: {
    label: l10n.t('Steps'),
    undo: l10n.t('Undo'),
    redo: l10n.t('Redo'),
  },
  whole: {
    label: l10n.t('Whole mask'),
    fill: l10n.t('Fill'),
    clear: l10n.t('Clear'),
    invert: l10n.t('Invert'),
  },
  load: l10n.t('Load…'),
  loadHelp: l10n.t('Take a picture as the mask: white is inside, black and transparent outside'),
  saveAs: l10n.t('Save as…'),
  saveAsHelp: l10n.t('Save the mask as a PNG file'),
  loaded: (name: string) => l10n.t`${name} is the mask now.`,
  loadUnreadable: (name: string) => l10n.t`${name} is not a picture that can be read here.`,
  loadWrongShape: (name: string, mask: Size, picture: Size) =>
    l10n.t`${name} has other proportions than the picture: ${size(mask)}, not like ${size(picture)}.`,

  covers: (style: string, percent: string) => l10n.t`${style} is painted on ${percent} of the picture.`,
  everywhere: (style: string) => l10n.t`${style} has no mask: it is painted everywhere. Paint where it goes.`,
  rest: (style: string) =>
    l10n.t`${style} has no mask: it gets what the others leave over. Paint where it goes.`,
  brushDown: l10n.t('Brush down'),
  brushAt: (x: string, y: string) => l10n.t`${x} from the left, ${y} from the top`,

  help: {
    button: l10n.t('Keyboard and mouse'),
    close: l10n.t('Close'),
    rows: [
      [l10n.t('Drag'), l10n.t('paint')],
      [l10n.t('Alt + drag'), l10n.t('erase')],
      ['B, E', l10n.t('brush, eraser')],
      ['[  ]', l10n.t('smaller, larger brush')],
      [l10n.t('Shift + wheel'), l10n.t('brush size')],
      ['{  }', l10n.t('softer, harder edge')],
      ['N', l10n.t('next style')],
      [l10n.t('G, I, Delete'), l10n.t('fill, invert, clear')],
      [l10n.t('Ctrl + Z, Ctrl + Y'), l10n.t('undo, redo')],
      [l10n.t('Arrow keys'), l10n.t('move the brush, farther with Shift')],
      [l10n.t('Enter'), l10n.t('put the brush down, lift it')],
      [l10n.t('Wheel, +  −'), l10n.t('zoom')],
      [l10n.t('Space + drag'), l10n.t('move the picture')],
      [l10n.t('1, 0 or F'), l10n.t('actual size, fit')],
    ],
  },
} as const;
