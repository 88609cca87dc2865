import {
  axisLabels,
  chartStyle,
  escaped,
  horizontalGrid,
  linearAxis,
  logarithmicAxis,
  polyline,
  type Axis,
} from '../svg';
import { lowestSoFar, ratios, type Curves } from './curves';

const width = 760;
const left = 64;
const right = width - 16;

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
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 520" role="img" aria-label="${escaped(title)}">`,
    `<style>${chartStyle}${styleSheet}</style>`,
    `<rect class="paper" width="${width}" height="520"/>`,
    `<text class="title" x="${left}" y="26">${escaped(title)}</text>`,
    legend(),
    `<text x="${left}" y="54">lowest loss so far</text>`,
    ...horizontalGrid(losses, left, right),
    curve('reference', evaluations, losses, curves.reference),
    curve('stylize', evaluations, losses, curves.stylize),
    ...horizontalGrid(deviation, left, right),
    `<text x="${left}" y="372">loss of Stylize relative to the reference</text>`,
    curve('stylize', evaluations, deviation, deviations),
    ...axisLabels(evaluations, 490),
    `<text class="middle" x="${(left + right) / 2}" y="510">evaluations of loss and gradient</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const styleSheet = `
.reference { stroke: #f2a65a; stroke-width: 6 }
.stylize { stroke: #0550ae; stroke-width: 1.6 }
@media (prefers-color-scheme: dark) {
  .reference { stroke: #9a5a1e }
  .stylize { stroke: #79c0ff }
}
`;

function legend(): string {
  const entry = (x: number, kind: string, label: string) =>
    `<path class="curve ${kind}" d="M${x} 22h28"/><text x="${x + 36}" y="26">${label}</text>`;
  return entry(right - 300, 'stylize', 'Stylize') + entry(right - 190, 'reference', 'PyTorch and SciPy');
}

const curve = (kind: string, x: Axis, y: Axis, values: readonly number[]) =>
  polyline(
    kind,
    values.map((value, i) => [x.position(i + 1), y.position(value)]),
  );

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number in scientific notation, as on a logarithmic axis. */
function power(value: number): string {
  const [factor, exponent] = value.toExponential().split('e+') as [string, string];
  return `${factor}·10${exponent.replace(/\d/g, (digit) => superscripts[Number(digit)]!)}`;
}
