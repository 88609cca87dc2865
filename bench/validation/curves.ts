/** The losses of two runs of one recipe, evaluation by evaluation. */
export interface Curves {
  readonly stylize: readonly number[];
  readonly reference: readonly number[];
}

/** CSV with a line for each evaluation; the field of a run that has already ended is empty. */
export function toCsv({ stylize, reference }: Curves): string {
  const count = Math.max(stylize.length, reference.length);
  const lines = Array.from({ length: count }, (_, i) => {
    const fields = [stylize[i], reference[i]].map((loss) => loss?.toPrecision(8) ?? '');
    return [i + 1, ...fields].join();
  });
  return ['evaluation,stylize,reference', ...lines, ''].join('\n');
}

export function fromCsv(text: string): Curves {
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const column = (index: number) =>
    rows
      .map((fields) => fields[index]!)
      .filter((field) => field !== '')
      .map(Number);
  return { stylize: column(1), reference: column(2) };
}

/** The lowest loss up to each evaluation, so that rejected trials of a line search do not count. */
export function lowestSoFar(losses: readonly number[]): number[] {
  let lowest = Infinity;
  return losses.map((loss) => (lowest = Math.min(lowest, loss)));
}

/** Stylize's loss relative to the reference's, while both are running. */
export function ratios({ stylize, reference }: Curves): number[] {
  return stylize.slice(0, reference.length).map((loss, i) => loss / reference[i]!);
}

/** A Markdown table of the lowest losses up to certain evaluations, and up to each run's end. */
export function milestoneTable(curves: Curves, milestones: readonly number[]): string {
  const [stylize, reference] = [lowestSoFar(curves.stylize), lowestSoFar(curves.reference)];
  const row = (label: string, ours: number, theirs: number) =>
    `| ${label} | ${ours.toExponential(4)} | ${theirs.toExponential(4)} | ${(ours / theirs).toFixed(4)} |`;
  const shared = Math.min(stylize.length, reference.length);
  return [
    '| evaluations | Stylize | reference | ratio |',
    '| ---: | ---: | ---: | ---: |',
    ...milestones
      .filter((count) => count < shared)
      .map((count) => row(String(count), stylize[count - 1]!, reference[count - 1]!)),
    row(`end (${stylize.length}, ${reference.length})`, stylize.at(-1)!, reference.at(-1)!),
  ].join('\n');
}
