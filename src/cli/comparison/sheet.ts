import { basename } from 'node:path';

import { StylizeError } from '../../channel/errors';
import type { ContactSheet, ContactSheetCell } from '../../contracts/contact-sheet';
import type { RunRequest } from '../../contracts/engine';
import { iterationsOf, type Recipe } from '../../recipe/recipe';
import { formatCount } from '../text/format';
import { isPainted, outcomeWords, type Outcome, type PreparedVariant } from './outcome';

export interface ComparisonSheet {
  readonly inputs: Pick<RunRequest, 'content' | 'styles'>;
  /** Rows of variants. */
  readonly table: readonly (readonly PreparedVariant[])[];
  /** What became of them, row by row. */
  readonly outcomes: readonly Outcome[];
  /** The limit of every variant's steps. */
  readonly mostIterations: number;
  readonly version: string;
}

/** The comparison as a contact sheet: content and styles, then the variants. */
export function comparisonSheet(sheet: ComparisonSheet): Omit<ContactSheet, 'output'> {
  const { inputs, table, outcomes } = sheet;
  const { content, styles } = inputs;
  const isMix = styles.length > 1;
  let next = 0;
  return {
    heading: heading(sheet),
    sources: [
      { title: 'content', notes: [basename(content)], picture: content },
      ...styles.map(({ path, weight }) => ({
        title: 'style',
        notes: [basename(path), ...(isMix ? [`weight ${weight}`] : [])],
        picture: path,
      })),
    ],
    rows: table.map((row) => row.map((variant) => cell(variant, outcomes[next++]))),
  };
}

function cell(variant: PreparedVariant, outcome: Outcome): ContactSheetCell {
  const { title } = variant;
  const words = outcomeWords(variant, outcome);
  const picture = isPainted(outcome) ? outcome.result.out : outcome?.rescued?.path;
  return picture === undefined ? { title, reason: words.join(' ') } : { title, notes: words, picture };
}

function heading({ inputs, table, outcomes, mostIterations, version }: ComparisonSheet): string[] {
  const variants = table.flat();
  const recipes = variants.flatMap(({ resolved }) => (resolved instanceof StylizeError ? [] : [resolved]));
  const common = <T>(value: (recipe: Recipe) => T, words: (value: T) => string) => {
    const [first, ...others] = new Set(recipes.map(value));
    return first === undefined || others.length > 0 ? [] : [words(first)];
  };
  const isLimited = variants.some(
    ({ resolved, iterations }) => !(resolved instanceof StylizeError) && iterations < iterationsOf(resolved),
  );
  const devices = new Set(outcomes.filter(isPainted).map(({ result }) => result.device));
  const styles = inputs.styles.map(({ path }) => basename(path)).join(' and ');
  const facts = [
    ...common(
      ({ name }) => name,
      (name) => `recipe ${name}`,
    ),
    ...common(
      ({ size }) => size,
      (size) => (size === 'native' ? 'own size' : `${size} pixels`),
    ),
    ...common(
      (recipe) => ('seed' in recipe ? recipe.seed : undefined),
      (seed) => (seed === undefined ? '' : `seed ${seed}`),
    ),
    ...(isLimited ? [`at most ${formatCount(mostIterations, 'iteration')}`] : []),
    `painted on ${[...devices].join(', ')} by Stylize ${version}`,
  ];
  return [
    `${basename(inputs.content)} in the style of ${styles}`,
    facts.filter((fact) => fact !== '').join(', '),
  ];
}
