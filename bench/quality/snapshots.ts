import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

import type { Picture, Size } from '../../src/engine/imaging/picture';
import type { Reporter } from '../../src/engine/methods/method';
import { optimize } from '../../src/engine/methods/optimize/optimize';
import { RunControl } from '../../src/engine/methods/run-control';
import { NetworkStore } from '../../src/engine/network/store';
import { readForeignNetwork } from '../../src/engine/node/weights/read-foreign';
import { planRun, type OptimizePlan, type PlanServices } from '../../src/engine/plan/plan';
import { resolveRecipe } from '../../src/engine/recipes/catalog';
import { DeviceManager } from '../../src/engine/runtime/devices';
import { ProbeJournal } from '../../src/engine/runtime/probe-journal';
import type { TensorFlowSource } from '../../src/engine/runtime/tfjs/devices';
import type { Settings } from '../../src/recipe/values/paths';
import { userFolder } from '../../src/user-folder/location';
import { pythonEnvironment, pythonWith } from '../python';
import type { Contestant } from './contestants';

export interface Pair {
  readonly content: string;
  readonly style: string;
}

/** How many steps were taken at a size. */
export interface StepsAt extends Size {
  readonly count: number;
}

/** A picture on the way. */
export interface Snapshot {
  /** Since the press of Start, without the taking of snapshots. */
  readonly seconds: number;
  readonly steps: readonly StepsAt[];
  /** At the size that it is painted at. */
  readonly picture: Picture;
}

/** When the next picture is wanted, and when no more. */
export interface Sampling {
  /** How many times the work of the last snapshot. */
  readonly growth: number;
  /** Pixels of a step at the final size. */
  readonly fullPixels: number;
  readonly isOver: (seconds: number, steps: readonly StepsAt[]) => boolean;
}

export const pixelsOf = (steps: readonly StepsAt[]): number =>
  steps.reduce((sum, { width, height, count }) => sum + width * height * count, 0);

export function services(): PlanServices {
  return {
    store: new NetworkStore({
      userFolder: userFolder(),
      bundledFolder: join(__dirname, '..', 'media', 'networks'),
      readForeign: readForeignNetwork,
    }),
    devices: new DeviceManager({
      loadRuntime: () => Promise.resolve(ort),
      journal: new ProbeJournal(tmpdir()),
      tensorFlow: {} as TensorFlowSource,
    }),
  };
}

export async function planOf(
  recipe: { readonly name: string; readonly settings: Settings },
  { content, style }: Pair,
  size: number,
  used = services(),
): Promise<OptimizePlan> {
  const request = {
    run: 'run',
    content,
    styles: [{ path: style, weight: 1 }],
    recipe: await resolveRecipe(recipe.name, { size, ...recipe.settings }),
    device: 'cpu' as const,
    output: { path: join(tmpdir(), 'stylize-quality.png'), overwrite: true, metadata: false },
    preview: { everyMilliseconds: 0, saveEvery: 0 },
    limits: {},
    checkpoint: { everySeconds: 0 },
  };
  return planRun(request, used);
}

/** Paints, and collects pictures on the way: each with a little more work in it than the one before, and the last. */
export async function snapshotsOf(
  { recipe }: Contestant,
  pair: Pair,
  size: number,
  sampling: Sampling,
): Promise<Snapshot[]> {
  return recipe ? ofRecipe(recipe, pair, size, sampling) : ofPyTorch(pair, size, sampling);
}

async function ofRecipe(
  recipe: NonNullable<Contestant['recipe']>,
  pair: Pair,
  size: number,
  { growth, fullPixels, isOver }: Sampling,
): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  const start = performance.now();
  let paused = 0;
  const plan = await planOf(recipe, pair, size);
  const control = new RunControl(new AbortController().signal);
  const counts = plan.scales.map(() => 0);
  let wanted = fullPixels;
  const take = (picture: Picture) => {
    const before = performance.now();
    const steps = plan.scales.map((scale, index) => ({ ...areaOf(scale), count: counts[index]! }));
    const seconds = (before - start - paused) / 1000;
    snapshots.push({ seconds, steps, picture });
    wanted = Math.max(wanted, pixelsOf(steps)) * growth;
    paused += performance.now() - before;
    if (isOver(seconds, steps)) control.finish();
  };
  const reporter: Reporter = {
    phase: () => undefined,
    restored: () => undefined,
    paused: () => Promise.resolve(),
    reached: () => Promise.resolve(),
    stepped: ({ scale, width, height }, moment) => {
      counts[scale]!++;
      const done = counts.reduce((sum, count, index) => {
        const at = plan.scales[index]!;
        return sum + count * at.width * at.height;
      }, 0);
      if (done >= wanted || counts[scale] === plan.scales[scale]!.iterations)
        take({ width, height, data: moment.painting().data });
      return Promise.resolve();
    },
  };
  await optimize.paint(plan, control, reporter);
  return snapshots;
}

const areaOf = ({ width, height }: Size): Size => ({ width, height });

/** A line of crowsonkb.py. */
interface Told {
  readonly seconds: number;
  readonly steps: readonly StepsAt[];
  readonly file: string;
}

async function ofPyTorch(
  { content, style }: Pair,
  size: number,
  { growth, fullPixels, isOver }: Sampling,
): Promise<Snapshot[]> {
  const python = pythonWith('torch', 'PIL');
  if (python === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'stylize-quality-'));
  const weights = join(userFolder(), 'networks', 'vgg19.safetensors');
  const program = join(__dirname, '..', 'bench', 'quality', 'crowsonkb.py');
  const args = [weights, content, style, String(size), folder, String(growth), String(fullPixels)];
  const child = spawn(python, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: pythonEnvironment(),
  });
  const exit = once(child, 'exit');
  const snapshots: Snapshot[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { seconds, steps, file } = JSON.parse(line) as Told;
      snapshots.push({ seconds, steps, picture: await readPicture(file) });
      if (isOver(seconds, steps)) child.kill();
    }
    await exit;
    return snapshots;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** [3, H, W], RGB 0..255, of an opaque picture. */
async function readPicture(file: string): Promise<Picture> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const plane = width * height;
  const planar = Float32Array.from(
    { length: 3 * plane },
    (_, i) => data[3 * (i % plane) + Math.floor(i / plane)]!,
  );
  return { width, height, data: planar };
}
