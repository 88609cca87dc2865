import { resolve } from 'node:path';

import type { RunRequest } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import type { Environment } from '../environment';

export type Style = RunRequest['styles'][number];

const mostStyles = 5;

/** The `--style` options, in their order. Throws a StylizeError `usage`. */
export function parseStyles(
  texts: readonly string[] | undefined,
  environment: Pick<Environment, 'cwd' | 'fileExists'>,
): Style[] {
  if (!texts) {
    throw new StylizeError('usage', 'No style is given.', { hint: 'Name a picture: --style painting.jpg' });
  }
  if (texts.length > mostStyles) {
    throw new StylizeError('usage', `${texts.length} styles are given; at most ${mostStyles} can be mixed.`, {
      hint: 'Leave some out.',
    });
  }
  const styles = texts.map((text) => parseStyle(text, environment));
  if (styles.every(({ weight }) => weight === 0)) {
    throw new StylizeError('usage', 'Every style has weight 0.', { hint: 'Give one a weight above 0.' });
  }
  return styles;
}

/** `PATH` or `PATH=WEIGHT`. A path may have a `=` of its own: the file that is there decides. */
function parseStyle(text: string, { cwd, fileExists }: Pick<Environment, 'cwd' | 'fileExists'>): Style {
  const whole = { path: resolve(cwd, text), weight: 1 };
  const split = text.lastIndexOf('=');
  if (split < 1 || fileExists(whole.path)) return whole;

  const path = resolve(cwd, text.slice(0, split));
  const tail = text.slice(split + 1).trim();
  const weight = tail === '' ? NaN : Number(tail);
  if (Number.isFinite(weight) && weight >= 0) return { path, weight };
  // Neither file is there: the name is mistyped, which is for the engine to say.
  if (Number.isNaN(weight) && !fileExists(path)) return whole;
  throw new StylizeError('usage', `The style's weight "${tail}" is not a number of 0 or more.`, {
    file: path,
    hint: 'Write for example --style picture.jpg=0.5',
  });
}
