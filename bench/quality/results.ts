import type { Stepper } from './contestants';
import type { Verdict } from './judge';
import type { StepsAt } from './snapshots';

/** A judged picture on the way. */
export interface Point extends Verdict {
  readonly seconds: number;
  readonly steps: readonly StepsAt[];
}

export interface RunResult {
  readonly pair: string;
  readonly contestant: string;
  readonly stepper: Stepper;
  readonly points: readonly Point[];
}

export interface Results {
  readonly size: number;
  /** Whether times were taken by the clock; otherwise they are counted from the steps. */
  readonly clock: boolean;
  readonly runs: readonly RunResult[];
}

/** Milliseconds of a step, by who takes it and by the side of a square picture, smallest first. */
export type StepTimes = Readonly<Record<Stepper, readonly (readonly [side: number, milliseconds: number])[]>>;

/** What steps take, from what they take for square pictures of other sizes: in between, the time of a pixel is interpolated. */
export function countedSeconds(steps: readonly StepsAt[], times: StepTimes[Stepper]): number {
  return steps.reduce((sum, { width, height, count }) => {
    const pixels = width * height;
    return sum + count * pixels * secondsPerPixel(pixels, times);
  }, 0);
}

function secondsPerPixel(pixels: number, times: StepTimes[Stepper]): number {
  const known = times.map(([side, milliseconds]) => ({
    pixels: side ** 2,
    seconds: milliseconds / 1000 / side ** 2,
  }));
  const above = known.findIndex((entry) => entry.pixels >= pixels);
  if (above < 0) return known.at(-1)!.seconds;
  if (above === 0) return known[0]!.seconds;
  const [from, to] = [known[above - 1]!, known[above]!];
  const share = Math.log(pixels / from.pixels) / Math.log(to.pixels / from.pixels);
  return from.seconds + share * (to.seconds - from.seconds);
}

/** The loss that `studio` minimises, apart from smoothness. */
export const totalOf = ({ content, style }: Verdict): number => contentWeight * content + style;
const contentWeight = 600;

/** When a run first had a loss as low as this; undefined when it never had. Between two pictures the logarithm is taken as straight. */
export function reached(points: readonly Point[], loss: number): number | undefined {
  const index = points.findIndex((point) => totalOf(point) <= loss);
  if (index < 0) return undefined;
  const to = points[index]!;
  const from = points[index - 1];
  if (!from) return to.seconds;
  const [high, low] = [Math.log(totalOf(from)), Math.log(totalOf(to))];
  return from.seconds + ((high - Math.log(loss)) / (high - low)) * (to.seconds - from.seconds);
}

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** Loss at a moment, [0, last]; undefined before the first picture and after the last. */
export function lossAt(points: readonly Point[], seconds: number): number | undefined {
  const index = points.findIndex((point) => point.seconds >= seconds);
  if (index < 0) return undefined;
  const to = points[index]!;
  if (index === 0) return to.seconds === seconds ? totalOf(to) : undefined;
  const from = points[index - 1]!;
  const share = (seconds - from.seconds) / (to.seconds - from.seconds);
  return Math.exp((1 - share) * Math.log(totalOf(from)) + share * Math.log(totalOf(to)));
}

/** A Markdown table of what each contestant has reached in the end, relative to the reference's end. */
export function summary({ runs }: Results, reference: string): string {
  const ends = new Map(
    runs.filter(({ contestant }) => contestant === reference).map((run) => [run.pair, run]),
  );
  const rows = [...new Set(runs.map(({ contestant }) => contestant))].map((contestant) => {
    const compared = runs.flatMap((run) => {
      const goal = ends.get(run.pair)?.points.at(-1);
      return run.contestant === contestant && goal && run.points.length > 0 ? [{ run, goal }] : [];
    });
    const mean = (of: (end: Point, goal: Point) => number) =>
      geometricMean(compared.map(({ run, goal }) => of(run.points.at(-1)!, goal)));
    const times = compared.map(({ run, goal }) => {
      const seconds = reached(run.points, totalOf(goal));
      return seconds === undefined ? undefined : goal.seconds / seconds;
    });
    const known = times.filter((time) => time !== undefined);
    return [
      contestant,
      String(compared.length),
      String(Math.round(mean(({ steps }) => steps.reduce((sum, { count }) => sum + count, 0)))),
      mean(({ steps }) => megapixels(steps)).toFixed(1),
      `${mean(({ seconds }) => seconds).toFixed(1)} s`,
      mean((end, goal) => end.content / goal.content).toFixed(2),
      mean((end, goal) => end.style / goal.style).toFixed(2),
      mean((end, goal) => totalOf(end) / totalOf(goal)).toFixed(2),
      known.length === compared.length && known.length > 0
        ? `${geometricMean(known).toFixed(1)}×`
        : `${known.length} of ${compared.length}`,
    ];
  });
  const head = [
    'contestant',
    'pairs',
    'steps',
    'megapixel steps',
    'time',
    'content',
    'style',
    'both',
    'reaches it sooner',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const megapixels = (steps: readonly StepsAt[]): number =>
  steps.reduce((sum, { width, height, count }) => sum + width * height * count, 0) / 1e6;
