import { InvalidArgumentError, Option } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { Mask, RunRequest } from '../../contracts/engine';
import { mostStyles } from '../../recipe/styles';
import type { Environment } from '../environment';
import { fileArgument } from './paths';

export type Style = RunRequest['styles'][number];
type Files = Pick<Environment, 'cwd' | 'fileExists'>;

/** A `--style` as it was written, with the options after it that belong to it. */
export interface StyleText {
  readonly style: string;
  readonly mask?: string;
  readonly styleMask?: string;
}

/**
 * `--style`, `--mask` and `--style-mask`. The last two belong to the style before them, so all three gather into one list,
 * in the order of the command line: the value of `--style`.
 */
export function styleOptions(): Record<'style' | 'mask' | 'styleMask', Option> {
  const texts: StyleText[] = [];
  const withLast = (option: 'mask' | 'styleMask', name: string, text: string) => {
    const last = texts.at(-1);
    if (!last) throw new InvalidArgumentError(`Write ${name} after the --style that it belongs to.`);
    if (last[option] !== undefined) {
      throw new InvalidArgumentError(`${last.style} has one already: every style has one ${name} at most.`);
    }
    texts[texts.length - 1] = { ...last, [option]: text };
    return text;
  };
  return {
    style: new Option(
      '--style <path[=weight]>',
      `style picture and its share of the mix; up to ${mostStyles}, by repeating the option`,
    ).argParser((style) => {
      texts.push({ style });
      return texts;
    }),
    mask: new Option(
      '--mask <path[=color]>',
      'where the style before it is used: what is white in a picture laid over the content, or what has a colour, as in map.png=#ff0000; a style without a mask gets what the others leave over',
    ).argParser((text) => withLast('mask', '--mask', text)),
    styleMask: new Option(
      '--style-mask <path[=color]>',
      'which part of the style picture before it is imitated, told in the same way',
    ).argParser((text) => withLast('styleMask', '--style-mask', text)),
  };
}

/** The styles of the command line, in their order. Throws a StylizeError `usage`. */
export function parseStyles(texts: readonly StyleText[] | undefined, files: Files): Style[] {
  if (!texts) {
    throw new StylizeError('usage', 'No style is given.', { hint: 'Name a picture: --style painting.jpg' });
  }
  if (texts.length > mostStyles) {
    throw new StylizeError('usage', `${texts.length} styles are given; at most ${mostStyles} can be mixed.`, {
      hint: 'Leave some out.',
    });
  }
  const styles = texts.map(({ style, mask, styleMask }) => ({
    ...parseStyle(style, files),
    ...(mask !== undefined && { mask: parseMask(mask, files) }),
    ...(styleMask !== undefined && { styleMask: parseMask(styleMask, files) }),
  }));
  if (styles.every(({ weight }) => weight === 0)) {
    throw new StylizeError('usage', 'Every style has weight 0.', { hint: 'Give one a weight above 0.' });
  }
  return styles;
}

/** `PATH` or `PATH=WEIGHT`. */
function parseStyle(text: string, files: Files): Style {
  const { path, tail } = splitTail(text, files);
  if (tail === undefined) return { path, weight: 1 };
  const weight = tail === '' ? NaN : Number(tail);
  if (Number.isFinite(weight) && weight >= 0) return { path, weight };
  // Neither file is there: the name is mistyped, which is for the engine to say.
  if (Number.isNaN(weight) && !files.fileExists(path))
    return { path: fileArgument(text, files.cwd), weight: 1 };
  throw new StylizeError('usage', `The style's weight "${tail}" is not a number of 0 or more.`, {
    file: path,
    hint: 'Write for example --style picture.jpg=0.5',
  });
}

/** `PATH` or `PATH=#RRGGBB`, where the `#` may be left out for shells that want it quoted. */
function parseMask(text: string, files: Files): Mask {
  const { path, tail } = splitTail(text, files);
  if (tail === undefined) return { path };
  const color = /^#?([0-9a-f]{6})$/i.exec(tail)?.[1];
  if (color !== undefined) return { path, color: `#${color.toLowerCase()}` };
  if (!files.fileExists(path)) return { path: fileArgument(text, files.cwd) };
  throw new StylizeError('usage', `The mask's colour "${tail}" is not one.`, {
    file: path,
    hint: 'Write red, green and blue in hexadecimal, for example --mask map.png=#ff0000',
  });
}

/** What follows a path's last `=`. A path may have a `=` of its own: the file that is there decides. */
function splitTail(text: string, { cwd, fileExists }: Files): { path: string; tail?: string } {
  const whole = fileArgument(text, cwd);
  const split = text.lastIndexOf('=');
  if (split < 1 || fileExists(whole)) return { path: whole };
  return { path: fileArgument(text.slice(0, split), cwd), tail: text.slice(split + 1).trim() };
}
