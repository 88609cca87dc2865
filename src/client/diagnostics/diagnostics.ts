import type { Params, RequestName, Result } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import type { Diagnosis } from '../../contracts/diagnosis';
import type { Device, EngineContract, NetworkSummary } from '../../contracts/engine';
import { personalPlaces, withoutPersonal } from './personal';

/** What a report of a fault needs to know of a machine. Texts have no personal paths. */
export interface Diagnostics {
  /** Versions of the programs, by name. */
  readonly programs: Readonly<Record<string, string>>;
  readonly engine?: {
    readonly runtime: string;
    readonly machine: Diagnosis['machine'];
    readonly libraries: Diagnosis['libraries'];
    readonly devices: readonly DeviceReport[];
    readonly networks: readonly NetworkReport[];
  };
  /** Why the engine said nothing of these. */
  readonly problem?: { readonly message: string; readonly hint?: string };
}

/** `difference`: of a small network's gradient from the processor's, relative to its size. */
export type DeviceReport = Pick<Device, 'id' | 'available' | 'automatic' | 'reason' | 'probeMilliseconds'> &
  Partial<Omit<Diagnosis['trials'][number], 'device'>>;

export type NetworkReport = Pick<NetworkSummary, 'name' | 'installed' | 'bytes' | 'convention'>;

interface Engine {
  request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
  ): Promise<Result<EngineContract, N>>;
}

/**
 * Asks the engine about its machine and tries its devices. Does not fail when the engine does: that is part of the answer.
 *
 * @param programs versions of the programs that ask, by name
 */
export async function diagnose(
  engine: Engine,
  programs: Diagnostics['programs'],
  userFolder: string,
): Promise<Diagnostics> {
  const found = await ask(engine).catch((thrown: unknown) => {
    const { message, hint } = StylizeError.from(thrown);
    return { problem: { message, ...(hint !== undefined && { hint }) } };
  });
  const places = personalPlaces(userFolder);
  return mapTexts({ programs, ...found }, (text) => withoutPersonal(text, places));
}

async function ask(engine: Engine): Promise<Pick<Diagnostics, 'engine'>> {
  const { runtime, trials, ...rest } = await engine.request('diagnose', {});
  const devices = await engine.request('devices', {});
  const networks = await engine.request('networks', {});
  return {
    engine: {
      runtime,
      ...rest,
      devices: devices.map(({ id, available, automatic, reason, probeMilliseconds }) => {
        const { difference, problem } = trials.find(({ device }) => device === id) ?? {};
        return {
          id,
          available,
          automatic,
          ...(reason !== undefined && { reason }),
          ...(probeMilliseconds !== undefined && { probeMilliseconds }),
          ...(difference !== undefined && { difference }),
          ...(problem !== undefined && { problem }),
        };
      }),
      networks: networks.map(({ name, installed, bytes, convention }) => ({
        name,
        installed,
        ...(bytes !== undefined && { bytes }),
        ...(convention !== undefined && { convention }),
      })),
    },
  };
}

/** The same value with every text in it changed. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, mapTexts(item, change)]),
  ) as T;
}
