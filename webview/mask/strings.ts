import { formatSize } from '../../src/contracts/amounts';
import type { Size } from '../shared/stage/view';

const size = ({ width, height }: Size) => formatSize(width, height);

/** Every word of the editor panel for masks. */
export const strings = {
  failedToLoad: 'The masks could not be loaded.',
  retry: 'Try again',
  title: 'Masks',
  styles: 'Style to paint',
  style: (name: string, percent: string | undefined) =>
    percent === undefined ? `${name}, no mask` : `${name}, ${percent} of the picture`,

  stage: 'Arrow keys move the brush, Enter puts it down and lifts it, question mark shows all keys.',
  stageRole: 'mask editor',
  picture: (style: string, content: string, percent: string | undefined) =>
    percent === undefined
      ? `${content}, no mask for ${style}`
      : `${content}, the mask of ${style} covers ${percent}`,
  noContent: 'Choose a picture to paint on.',
  noStyle: 'Choose a style to paint a mask for.',
  waiting: 'The picture is on its way…',
  unreadable: 'The picture could not be read.',
  notShown: (name: string) =>
    `VS Code does not show pictures like ${name}. Paint the mask in another program, and give it to “stylize run --mask”.`,
  showPanel: 'Show the side panel',

  tools: {
    label: 'Tool',
    brush: 'Brush',
    eraser: 'Eraser',
    size: 'Size',
    pixels: (diameter: number) => `${Math.max(1, Math.round(diameter))} px`,
    softness: 'Soft edge',
  },
  color: {
    short: 'Colour',
    label: (style: string) => `Colour in which the region of ${style} is shown`,
    reset: 'Return to the usual colour',
  },
  steps: {
    label: 'Steps',
    undo: 'Undo',
    redo: 'Redo',
  },
  whole: {
    label: 'Whole mask',
    fill: 'Fill',
    clear: 'Clear',
    invert: 'Invert',
  },
  load: 'Load…',
  loadHelp: 'Take a picture as the mask: white is inside, black and transparent outside',
  saveAs: 'Save as…',
  saveAsHelp: 'Save the mask as a PNG file',
  loaded: (name: string) => `${name} is the mask now.`,
  loadUnreadable: (name: string) => `${name} is not a picture that can be read here.`,
  loadWrongShape: (name: string, mask: Size, picture: Size) =>
    `${name} has other proportions than the picture: ${size(mask)}, not like ${size(picture)}.`,

  covers: (style: string, percent: string) => `${style} is painted on ${percent} of the picture.`,
  everywhere: (style: string) => `${style} has no mask: it is painted everywhere. Paint where it goes.`,
  rest: (style: string) => `${style} has no mask: it gets what the others leave over. Paint where it goes.`,
  brushDown: 'Brush down',
  brushAt: (x: string, y: string) => `${x} from the left, ${y} from the top`,

  help: {
    button: 'Keyboard and mouse',
    close: 'Close',
    rows: [
      ['Drag', 'paint'],
      ['Alt + drag', 'erase'],
      ['B, E', 'brush, eraser'],
      ['[  ]', 'smaller, larger brush'],
      ['Shift + wheel', 'brush size'],
      ['{  }', 'softer, harder edge'],
      ['N', 'next style'],
      ['G, I, Delete', 'fill, invert, clear'],
      ['Ctrl + Z, Ctrl + Y', 'undo, redo'],
      ['Arrow keys', 'move the brush, farther with Shift'],
      ['Enter', 'put the brush down, lift it'],
      ['Wheel, +  −', 'zoom'],
      ['Space + drag', 'move the picture'],
      ['1, 0 or F', 'actual size, fit'],
    ],
  },
} as const;
