/** Maps the values along one axis of a chart to positions, and lists the labelled ones. */
export interface Axis {
  readonly position: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const round = (value: number): number => Math.round(value * 10) / 10;

/** Of every chart. Follows the reader's theme. Each theme has its own background, so that it always fits the lines. */
export const chartStyle = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 14px; font-weight: 600 }
.middle { text-anchor: middle }
.end { text-anchor: end }
.paper { fill: #ffffff }
.grid { stroke: #d1d9e0 }
.curve { fill: none; stroke-linejoin: round }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .paper { fill: #0d1117 }
  .grid { stroke: #3d444d }
}
`;

/** A line for each tick between two sides, labelled at the left one. */
export function horizontalGrid({ position, ticks }: Axis, left: number, right: number): string[] {
  return ticks.map(({ value, label }) => {
    const y = round(position(value));
    return `<path class="grid" d="M${left} ${y}H${right}"/><text class="end" x="${left - 8}" y="${y + 4}">${label}</text>`;
  });
}

/** The labels of a horizontal axis, at a height. */
export const axisLabels = ({ position, ticks }: Axis, y: number): string[] =>
  ticks.map(
    ({ value, label }) => `<text class="middle" x="${round(position(value))}" y="${y}">${label}</text>`,
  );

export const polyline = (kind: string, points: readonly (readonly [x: number, y: number])[]): string =>
  `<path class="curve ${kind}" d="M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}"/>`;

export function linearAxis(
  low: number,
  high: number,
  start: number,
  end: number,
  name: (value: number) => string,
): Axis {
  const position = (value: number) => start + ((value - low) / (high - low)) * (end - start);
  const rough = (high - low) / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * (rough / decade < 2 ? 2 : rough / decade < 5 ? 5 : 10);
  const ticks: { value: number; label: string }[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) {
    ticks.push({ value: k * step, label: name(Number((k * step).toPrecision(6))) });
  }
  return { position, ticks };
}

/** Ticks at 1, 2 and 5 times each power of ten, or only at the powers when there are many. */
export function logarithmicAxis(
  values: readonly number[],
  start: number,
  end: number,
  name: (value: number) => string,
): Axis {
  const low = Math.log10(Math.min(...values));
  const high = Math.log10(Math.max(...values));
  const position = (value: number) => start + ((Math.log10(value) - low) / (high - low)) * (end - start);
  const factors = high - low > 3.1 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent++) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** exponent).toPrecision(1));
      const isInside = Math.log10(value) >= low && Math.log10(value) <= high;
      if (isInside) ticks.push({ value, label: name(value) });
    }
  }
  return { position, ticks };
}
