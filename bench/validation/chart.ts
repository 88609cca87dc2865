import { lowestSoFar, ratios, type Curves } from './curves';

const width = 760;
const left = 64;
const right = width - 16;

/** Maps the values along one axis to positions, and lists the labelled ones. */
interface Axis {
  readonly position: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** An SVG with the loss curves of two runs on a logarithmic axis, and their ratio below. */
export function drawCurves(title: string, { stylize, reference }: Curves): string {
  const curves = { stylize: lowestSoFar(stylize), reference: lowestSoFar(reference) };
  const evaluations = logarithmicAxis([1, Math.max(stylize.length, reference.length)], left, right, String);
  const losses = logarithmicAxis([...curves.stylize, ...curves.reference], 330, 72, power);
  const deviations = ratios(curves).map((ratio) => 100 * (ratio - 1));
  const reach = Math.max(1, ...deviations.map(Math.abs));
  const percent = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value)} %`;
  const deviation = linearAxis(-reach, reach, 470, 390, percent);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 520" role="img" aria-label="${escape(title)}">`,
    `<style>${styleSheet}</style>`,
    `<rect class="paper" width="${width}" height="520"/>`,
    `<text class="title" x="${left}" y="26">${escape(title)}</text>`,
    legend(),
    `<text x="${left}" y="54">lowest loss so far</text>`,
    ...horizontalGrid(losses),
    polyline('reference', evaluations, losses, curves.reference),
    polyline('stylize', evaluations, losses, curves.stylize),
    ...horizontalGrid(deviation),
    `<text x="${left}" y="372">loss of Stylize relative to the reference</text>`,
    polyline('stylize', evaluations, deviation, deviations),
    ...evaluations.ticks.map(
      ({ value, label }) =>
        `<text class="middle" x="${round(evaluations.position(value))}" y="490">${label}</text>`,
    ),
    `<text class="middle" x="${(left + right) / 2}" y="510">evaluations of loss and gradient</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Follows the reader's theme. Each theme has its own background, so that it always fits the lines. */
const styleSheet = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 14px; font-weight: 600 }
.middle { text-anchor: middle }
.end { text-anchor: end }
.paper { fill: #ffffff }
.grid { stroke: #d1d9e0 }
.curve { fill: none; stroke-linejoin: round }
.reference { stroke: #f2a65a; stroke-width: 6 }
.stylize { stroke: #0550ae; stroke-width: 1.6 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .paper { fill: #0d1117 }
  .grid { stroke: #3d444d }
  .reference { stroke: #9a5a1e }
  .stylize { stroke: #79c0ff }
}
`;

function legend(): string {
  const entry = (x: number, kind: string, label: string) =>
    `<path class="curve ${kind}" d="M${x} 22h28"/><text x="${x + 36}" y="26">${label}</text>`;
  return entry(right - 300, 'stylize', 'Stylize') + entry(right - 190, 'reference', 'PyTorch and SciPy');
}

function horizontalGrid({ position, ticks }: Axis): string[] {
  return ticks.map(({ value, label }) => {
    const y = round(position(value));
    return `<path class="grid" d="M${left} ${y}H${right}"/><text class="end" x="${left - 8}" y="${y + 4}">${label}</text>`;
  });
}

function polyline(kind: string, x: Axis, y: Axis, values: readonly number[]): string {
  const points = values.map((value, i) => `${round(x.position(i + 1))} ${round(y.position(value))}`);
  return `<path class="curve ${kind}" d="M${points.join('L')}"/>`;
}

const round = (value: number) => Math.round(value * 10) / 10;

function linearAxis(
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

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number in scientific notation, as on a logarithmic axis. */
function power(value: number): string {
  const [factor, exponent] = value.toExponential().split('e+') as [string, string];
  return `${factor}·10${exponent.replace(/\d/g, (digit) => superscripts[Number(digit)]!)}`;
}

/** Ticks at 1, 2 and 5 times each power of ten, or only at the powers when there are many. */
function logarithmicAxis(
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
      const value = factor * 10 ** exponent;
      const isInside = Math.log10(value) >= low && Math.log10(value) <= high;
      if (isInside) ticks.push({ value, label: name(value) });
    }
  }
  return { position, ticks };
}
