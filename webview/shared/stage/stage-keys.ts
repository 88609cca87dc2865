import type { Point } from './view';

/** A key as a `KeyboardEvent` tells of it. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export type StageAction =
  { readonly kind: 'zoom'; readonly direction: 1 | -1 } | { readonly kind: 'actual' | 'fit' | 'help' };

/** What a key, in lower case, does on every stage. */
export function stageAction(key: string): StageAction | undefined {
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', direction: 1 };
    case '-':
    case '_':
      return { kind: 'zoom', direction: -1 };
    case '1':
      return { kind: 'actual' };
    case '0':
    case 'f':
      return { kind: 'fit' };
    case '?':
      return { kind: 'help' };
    default:
      return undefined;
  }
}

const arrows: Readonly<Record<string, Point>> = {
  arrowleft: { x: -1, y: 0 },
  arrowright: { x: 1, y: 0 },
  arrowup: { x: 0, y: -1 },
  arrowdown: { x: 0, y: 1 },
};

/** Where an arrow key points, to the right and down. */
export function arrowDirection(key: string): Point | undefined {
  return Object.hasOwn(arrows, key) ? arrows[key] : undefined;
}
