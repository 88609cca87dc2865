import { worded } from '../../channel/l10n';
import type { DeviceReport, Diagnostics, NetworkReport } from './diagnostics';

/** The report as Markdown, to be copied into an issue. In English, for whoever reads the issue. */
export function diagnosticsReport({ programs, engine, problem }: Diagnostics): string {
  const parts = [
    '# Stylize: diagnostics',
    list(Object.entries(programs)),
    ...(problem
      ? [`## The engine does not work\n\n${problem.message}`, ...(problem.hint ? [quoted(problem.hint)] : [])]
      : []),
  ];
  if (engine) {
    const { machine, libraries, devices, networks, runtime } = engine;
    const { system, processor, cores, threads, memory } = machine;
    parts.push(
      '## Machine',
      list([
        ['System', system],
        [
          'Processor',
          `${processor}, ${cores} cores${threads === undefined ? '' : `, at most ${threads} threads`}`,
        ],
        ['Memory', `${gigabytes(memory.total)}, of which ${gigabytes(memory.available)} available`],
        ['The engine runs on', runtime],
        ...Object.entries(libraries),
      ]),
      '## Devices',
      'Each computed the gradient of a small network. The difference is from the processor’s, relative to its size; * is used by default.',
      table(['device', 'state', 'step', 'difference'], devices.map(deviceRow)),
      '## Networks',
      table(['network', 'state', 'size'], networks.map(networkRow)),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

function deviceRow(device: DeviceReport): string[] {
  const { id, available, automatic, reason, probeMilliseconds, difference, problem } = device;
  const state = available ? (problem ?? 'works') : `not available: ${worded(reason ?? 'unknown reason')}`;
  return [
    `${id}${automatic ? ' *' : ''}`,
    state,
    probeMilliseconds === undefined ? '' : `${probeMilliseconds.toPrecision(3)} ms`,
    difference === undefined ? '' : difference === 0 ? '0' : difference.toExponential(1),
  ];
}

function networkRow({ name, installed, bytes, convention }: NetworkReport): string[] {
  return [
    name,
    installed ? ['installed', convention].filter(Boolean).join(', ') : 'not installed',
    bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB`,
  ];
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const list = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, value]) => `- ${name}: ${value}`).join('\n');

const quoted = (text: string): string => text.replace(/^/gm, '> ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
