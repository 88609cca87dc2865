import { InvalidArgumentError, Option } from 'commander';

import { deviceIds } from '../../contracts/engine';

/** Gathers an option that may be repeated. */
export const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

export const setOption = (): Option =>
  new Option(
    '--set <key=value>',
    'change any setting of the recipe, for example style.weight=100; repeatable',
  ).argParser(collect);

export const networkOption = (): Option =>
  new Option('--network <name|file>', 'vgg19, embedded, or a file of weights');

export const deviceOption = (more = ''): Option =>
  new Option('--device <name>', `what computes; "stylize devices" says what is there${more}`).choices([
    'auto',
    ...deviceIds,
  ]);

/** Whole number of 0 or more. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('Give a whole number.');
  }
  return value;
}
