import { formatNumber, formatSeconds } from '../text/format';
import { lossWords, scaleWords, type Plan, type Progress } from './sentences';

const shortestBar = 10;
const longestBar = 30;
const separator = '  ';

/** One line of at most `width` columns: a bar, then as many facts as fit, the most useful first. */
export function progressLine(progress: Progress, plan: Plan | undefined, width: number): string {
  const { iteration, iterations, fraction, losses, iterationsPerSecond, secondsLeft } = progress;
  const { total } = losses;
  const parts = [
    { text: `${iteration}/${iterations}`, rank: 0 },
    ...scaleWords(progress, plan).map((text) => ({ text, rank: 4 })),
    { text: `${formatNumber(iterationsPerSecond)} it/s`, rank: 2 },
    { text: `${formatSeconds(secondsLeft)} left`, rank: 1 },
    ...lossWords(losses).flatMap((text) => [
      { text: `total ${formatNumber(total)}`, rank: 3 },
      { text, rank: 5 },
    ]),
  ];
  const chosen = new Set<(typeof parts)[number]>();
  let room = width - shortestBar;
  for (const part of [...parts].sort((a, b) => a.rank - b.rank)) {
    const needed = separator.length + part.text.length;
    if (needed > room) break;
    chosen.add(part);
    room -= needed;
  }
  // All losses say the total too.
  const [shortTotal, allLosses] = [3, 5].map((rank) => parts.find((part) => part.rank === rank));
  if (shortTotal && allLosses && chosen.has(allLosses) && chosen.delete(shortTotal))
    room += separator.length + shortTotal.text.length;

  const length = Math.max(1, Math.min(longestBar, shortestBar + room));
  const bar = drawBar(fraction, length);
  const texts = parts.filter((part) => chosen.has(part)).map(({ text }) => text);
  return [bar, ...texts].join(separator);
}

/** A bar of `length` characters, of which a `share` is full. */
export function drawBar(share: number, length: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * length);
  return '█'.repeat(full) + '░'.repeat(length - full);
}
