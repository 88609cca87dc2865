import { StylizeError } from '../../channel/errors';
import { settingArgument } from './paths';
import { parseValue } from './settings';

/** One setting and the values that it is to have, one after the other. */
export interface Sweep {
  readonly key: string;
  readonly values: readonly unknown[];
}

const usualCount = 5;
const mostValues = 25;
/** From this ratio of its ends a range is spaced by ratios. */
const leastRatio = 10;

/**
 * `KEY=FROM..TO`, `KEY=FROM..TO:COUNT` or `KEY=VALUE,VALUE,…`. The values of a range are evenly spaced, or, when both ends
 * are positive and one is at least ten times the other, each is the same multiple of the one before. They are rounded to
 * three digits of what matters.
 *
 * @throws StylizeError `usage`
 */
export function parseSweep(text: string, cwd: string): Sweep {
  const split = text.indexOf('=');
  const key = text.slice(0, Math.max(0, split)).trim();
  const list = text.slice(split + 1);
  const range = /^([-+.\de]+?)\.\.([^,]*?)(?::([^,:]*))?$/i.exec(list.trim());
  const refuse = (message: string) =>
    new StylizeError('usage', `--sweep ${text}: ${message}`, {
      hint: 'Write for example --sweep style-weight=1e2..1e6:5 or --sweep pooling=max,average',
    });
  if (key === '') throw refuse('name a setting and its values.');
  if (range) {
    const [from, to, count] = [range[1], range[2], range[3] ?? usualCount].map(numberOf) as [
      number,
      number,
      number,
    ];
    if (!Number.isFinite(from) || !Number.isFinite(to) || from === to) {
      throw refuse('a range goes from one number to another.');
    }
    if (!Number.isInteger(count) || count < 2 || count > mostValues) {
      throw refuse(`a range has 2 to ${mostValues} values.`);
    }
    return { key, values: spaced(from, to, count) };
  }
  const texts = list.split(',').map((value) => value.trim());
  if (texts.length > mostValues || texts.includes('')) throw refuse(`list up to ${mostValues} values.`);
  return { key, values: texts.map((value) => settingArgument(key, parseValue(value), cwd)) };
}

const numberOf = (text: string | number | undefined): number =>
  typeof text === 'string' && text.trim() === '' ? NaN : Number(text);

/** `count` numbers from one end to the other, both included. */
function spaced(from: number, to: number, count: number): number[] {
  const ratio = Math.max(from, to) / Math.min(from, to);
  const byRatio = from > 0 && to > 0 && ratio >= leastRatio;
  const step = (to - from) / (count - 1);
  const decimals = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(step)))));
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return from;
    if (index === count - 1) return to;
    return byRatio
      ? Number((from * (to / from) ** (index / (count - 1))).toPrecision(3))
      : Number((from + index * step).toFixed(decimals));
  });
}
