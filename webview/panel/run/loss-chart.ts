import 'uplot/dist/uPlot.min.css';

import '../../shared/set-up';

import uPlot from 'uplot';

import type { LossPoint } from '../../../src/contracts/run-view';
import { lossColumns, lossNames, type LossName } from '../../shared/runs/loss-series';
import { onThemeChange, themeColor } from '../../shared/theme';
import { formatLoss } from '../../shared/values/format';
import { strings } from '../strings';

/** Colours and dashes, so that the lines differ without colours, too. */
const lineStyles: Record<LossName, { color: string; fallback: string; dash: number[]; width: number }> = {
  total: { color: 'charts-foreground', fallback: 'gray', dash: [], width: 1.5 },
  style: { color: 'charts-purple', fallback: 'purple', dash: [6, 3], width: 1.5 },
  content: { color: 'charts-blue', fallback: 'blue', dash: [2, 2], width: 1.5 },
  tv: { color: 'charts-yellow', fallback: 'orange', dash: [8, 2, 2, 2], width: 1.5 },
};

const height = 110;
// The enumeration that names it exists in uPlot's types only.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const logarithmic = 3 as uPlot.Scale.Distr.Logarithmic;

/** `<loss-chart .points=…>`: the losses over the iterations, on a logarithmic axis, with their current values. */
export class LossChart extends HTMLElement {
  #points: readonly LossPoint[] = [];
  #plot: uPlot | undefined;
  #cleanUp: (() => void) | undefined;
  readonly #values = new Map<LossName, HTMLElement>();

  set points(points: readonly LossPoint[]) {
    if (points === this.#points) return;
    this.#points = points;
    this.#plot?.setData(lossColumns(points));
    this.#showValues();
  }

  connectedCallback(): void {
    const plotElement = document.createElement('div');
    plotElement.setAttribute('role', 'img');
    this.replaceChildren(plotElement, this.#legend());
    const plot = new uPlot(this.#options(), lossColumns(this.#points), plotElement);
    this.#plot = plot;
    const resized = new ResizeObserver(([entry]) => {
      if (entry) plot.setSize({ width: Math.floor(entry.contentRect.width), height });
    });
    resized.observe(plotElement);
    const endThemes = onThemeChange(() => {
      plot.redraw(false, true);
    });
    this.#cleanUp = () => {
      resized.disconnect();
      endThemes();
      plot.destroy();
    };
    this.#showValues();
  }

  disconnectedCallback(): void {
    this.#cleanUp?.();
    this.#plot = undefined;
  }

  #options(): uPlot.Options {
    const text = () => themeColor('descriptionForeground', 'gray');
    const grid = () => `color-mix(in srgb, ${text()} 25%, transparent)`;
    const axis: uPlot.Axis = {
      stroke: text,
      font: '10px sans-serif',
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
    };
    return {
      width: Math.max(this.clientWidth, 100),
      height,
      padding: [6, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 } },
      scales: { x: { time: false }, y: { distr: logarithmic } },
      axes: [
        { ...axis, size: 18, gap: 2, space: 60 },
        {
          ...axis,
          size: 38,
          // Only the powers of ten.
          grid: { ...axis.grid, filter: powersOfTen },
          filter: powersOfTen,
          gap: 2,
          space: 22,
          values: (_, ticks: (number | null)[]) =>
            ticks.map((tick) => (tick === null ? '' : formatLoss(tick))),
        },
      ],
      series: [
        {},
        ...lossNames.map((name): uPlot.Series => {
          const { color, fallback, dash, width } = lineStyles[name];
          return {
            label: strings.losses.names[name],
            stroke: () => themeColor(color, fallback),
            dash,
            width,
            points: { show: false },
          };
        }),
      ],
      hooks: {
        setCursor: [
          (plot) => {
            this.#showValues(plot.cursor.idx ?? undefined);
          },
        ],
      },
    };
  }

  #legend(): HTMLElement {
    const legend = document.createElement('ul');
    legend.className = 'legend';
    for (const name of lossNames) {
      const item = document.createElement('li');
      const value = document.createElement('span');
      value.className = 'legend-value';
      item.className = `legend-item ${name}`;
      item.append(swatch(name), strings.losses.names[name], ' ', value);
      legend.append(item);
      this.#values.set(name, value);
    }
    return legend;
  }

  /** The values at the pointer, or the last ones. */
  #showValues(index = this.#points.length - 1): void {
    const point = this.#points[index] ?? this.#points.at(-1);
    if (!point) return;
    for (const [name, element] of this.#values) element.textContent = formatLoss(point[name]);
    const total = formatLoss(this.#points.at(-1)!.total);
    this.querySelector('[role=img]')?.setAttribute('aria-label', strings.losses.chart(total));
  }
}

const powersOfTen = (_: uPlot, values: number[]) =>
  values.map((value) => (Math.abs(Math.log10(value) % 1) < 1e-6 ? value : null));

/** A piece of the line, as the chart draws it. */
function swatch(name: LossName): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const image = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'path');
  image.setAttribute('class', 'swatch');
  image.setAttribute('viewBox', '0 0 18 4');
  image.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', 'M0 2h18');
  line.setAttribute('stroke-dasharray', lineStyles[name].dash.join(' '));
  image.append(line);
  return image;
}

customElements.define('loss-chart', LossChart);
