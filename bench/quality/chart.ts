import { axisLabels, chartStyle, escaped, horizontalGrid, logarithmicAxis, polyline } from '../svg';
import { geometricMean, lossAt, totalOf, type Results } from './results';

const width = 760;
const height = 420;
const left = 64;
const right = width - 16;
const bottom = 360;

/** A curve needs this many moments to look smooth. */
const moments = 80;

/** Loss over time of each contestant, as a share of the reference's last loss: means over the pairs. */
export function drawQuality({ runs, size, clock }: Results, reference: string): string {
  const goals = new Map(
    runs
      .filter(({ contestant }) => contestant === reference)
      .map(({ pair, points }) => [pair, totalOf(points.at(-1)!)]),
  );
  const names = [...new Set(runs.map(({ contestant }) => contestant))];
  const curves = names.map((name) => {
    const own = runs.filter(
      ({ contestant, pair, points }) => contestant === name && goals.has(pair) && points.length > 1,
    );
    return { name, points: meanCurve(own, goals) };
  });
  const all = curves.flatMap(({ points }) => points);
  const seconds = logarithmicAxis(
    all.map(([x]) => x),
    left,
    right,
    (value) => `${value} s`,
  );
  const losses = logarithmicAxis(
    all.map(([, y]) => y),
    bottom,
    88,
    String,
  );
  const title = `VGG-19’s loss over ${clock ? 'time' : 'computing time'}, ${size} px`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${chartStyle}${styleSheet}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${left}" y="26">${escaped(title)}</text>`,
    ...names.map((name, index) => {
      const x = left + (index % 5) * 138;
      return `<path class="curve line${index}" d="M${x} 46h20"/><text x="${x + 26}" y="50">${escaped(name)}</text>`;
    }),
    `<text x="${left}" y="76">relative to the end of “${escaped(reference)}”</text>`,
    ...horizontalGrid(losses, left, right),
    ...curves
      .filter(({ points }) => points.length > 1)
      .map(({ name, points }) =>
        polyline(
          `line${names.indexOf(name)}`,
          points.map(([x, y]) => [seconds.position(x), losses.position(y)]),
        ),
      ),
    ...axisLabels(seconds, bottom + 22),
    `<text class="middle" x="${(left + right) / 2}" y="${bottom + 44}">since the press of Start</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Geometric means, at moments at which every pair has a loss. */
function meanCurve(
  runs: Results['runs'],
  goals: ReadonlyMap<string, number>,
): (readonly [seconds: number, loss: number])[] {
  if (runs.length === 0) return [];
  const from = Math.max(...runs.map(({ points }) => points[0]!.seconds));
  const to = Math.min(...runs.map(({ points }) => points.at(-1)!.seconds));
  return Array.from({ length: moments }, (_, i) => from * (to / from) ** (i / (moments - 1))).flatMap(
    (seconds) => {
      const shares = runs.map(({ pair, points }) => {
        const loss = lossAt(points, seconds);
        return loss === undefined ? undefined : loss / goals.get(pair)!;
      });
      const known = shares.filter((share) => share !== undefined);
      return known.length === runs.length ? [[seconds, geometricMean(known)] as const] : [];
    },
  );
}

const styleSheet = `
.curve { stroke-width: 2 }
.line0 { stroke: #8c959f; stroke-dasharray: 5 3 }
.line1 { stroke: #0550ae; stroke-width: 3 }
.line2 { stroke: #1a7f37 }
.line3 { stroke: #bf5700 }
.line4 { stroke: #8250df }
@media (prefers-color-scheme: dark) {
  .line0 { stroke: #9198a1 }
  .line1 { stroke: #79c0ff }
  .line2 { stroke: #56d364 }
  .line3 { stroke: #ffa657 }
  .line4 { stroke: #d2a8ff }
}
`;
