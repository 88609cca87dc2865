import { InvalidArgumentError, Option } from 'commander';

import type { Limits } from '../../contracts/engine';
import { parseCount } from './shared';

export interface LimitOptions {
  readonly memory?: number | undefined;
  readonly tile?: number | undefined;
}

/** What a run may use of the machine. */
export const limitOptions = (): Option[] => [
  new Option(
    '--memory <bytes>',
    'the most memory that the run may use, for example 4GB (default: half of what is free)',
  ).argParser(parseBytes),
  new Option(
    '--tile <pixels>',
    'compute the picture tile by tile, of about this side: the same picture in less memory (default: where it must be)',
  ).argParser((text) => {
    const side = parseCount(text);
    if (side === 0) throw new InvalidArgumentError('Give a number of pixels.');
    return side;
  }),
];

export const readLimits = ({ memory, tile }: LimitOptions): Limits => ({
  ...(memory !== undefined && { memoryBytes: memory }),
  ...(tile !== undefined && { tile }),
});

/** Of 1000: `GB`; of 1024: `GiB`. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** Bytes as a person writes them: `4GB`, `4.5 G`, `800MiB`, `4000000000`. */
export function parseBytes(text: string): number {
  const [, amount = '', unit = ''] = /^\s*([\d.]+)\s*([kmgt]?i?)b?\s*$/i.exec(text) ?? [];
  const bytes = Math.round(Number(amount) * (units[unit.toLowerCase()] ?? NaN));
  if (amount === '' || !Number.isSafeInteger(bytes) || bytes <= 0)
    throw new InvalidArgumentError('Write for example 4GB.');
  return bytes;
}
