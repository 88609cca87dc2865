import { join } from 'node:path';

import * as ort from 'onnxruntime-node';

import { encodingName } from '../src/engine/losses/encodings';
import { isStatisticTerm } from '../src/engine/losses/term';
import { StepLoop } from '../src/engine/methods/optimize/step-loop';
import type { Network } from '../src/engine/network/network';
import { receptiveField } from '../src/engine/network/receptive-field';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { RecipeLoss } from '../src/engine/objective/recipe-loss';
import { wholePicture } from '../src/engine/objective/regions';
import { Targets } from '../src/engine/objective/targets';
import { featureTerms, objectiveTerms } from '../src/engine/objective/terms';
import { Costs } from '../src/engine/plan/costs';
import { resolveRecipe } from '../src/engine/recipes/catalog';
import type { Backend } from '../src/engine/runtime/backend';
import { Computation } from '../src/engine/runtime/computation';
import { OnnxBackend } from '../src/engine/runtime/onnx/backend';
import { tilingCost, type TilingCost } from '../src/engine/runtime/tiles/cost';
import { objectiveTiling, TiledObjective } from '../src/engine/runtime/tiles/tiled-objective';
import { initialWeights } from '../src/recipe/live';
import type { OptimizeRecipe } from '../src/recipe/recipe';
import { userFolder } from '../src/user-folder/location';
import { timed } from './peer';
import '../test/support/platform';

const root = join(__dirname, '..');
const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });

/** The recipe `studio` with one of the networks, for steps of any size. */
export interface Studio {
  readonly recipe: OptimizeRecipe;
  readonly network: Network;
}

/** How a step is computed. */
export interface StepManner {
  /** Side of the square picture. */
  readonly side: number;
  /** Side of a tile's core; 0 for the picture as a whole. */
  readonly tile: number;
  /** So many windows stand for all of them, which take as much memory; 0 computes all. */
  readonly windows: number;
}

/** A step of a run: loss, gradient and optimiser. */
export interface StudioStep {
  readonly cost: TilingCost;
  /** Windows that are computed in each pass. */
  readonly computed: number;
  /** Takes a step. Returns its milliseconds, by all windows. */
  step(): Promise<number>;
  close(): Promise<void>;
}

export async function studio(name: string): Promise<Studio> {
  const store = new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(root, 'media', 'networks'),
    readForeign: readForeignNetwork,
  });
  return { recipe: await resolveRecipe('studio', { network: name }), network: await store.load(name) };
}

const termsAt = ({ recipe, network }: Studio, side: number) =>
  objectiveTerms(recipe, network.description, { width: side, height: side });

/** What a step in tiles costs. */
export function costOf(studio: Studio, side: number, tile: number): TilingCost {
  const layers = featureTerms(termsAt(studio, side)).map(({ layer }) => layer);
  return tilingCost(studio.network.description, layers, { width: side, height: side }, tile || side);
}

/** The planner's prediction of a run's peak memory. */
export function predictedBytes({ recipe, network }: Studio, side: number, tile: number): number {
  const device = { id: 'cpu', backend, trial: backend, probeMilliseconds: 1 } as const;
  const manner = { tile: tile || undefined, history: 0 };
  return new Costs({ recipe, network, device, division: [[0]] }).bytes({ width: side, height: side }, manner);
}

/** What the terms compare with, all 1: what it is makes no difference to time and memory. */
function targetsOf(studio: Studio, side: number): Targets {
  const { description } = studio.network;
  const ones = new Map<string, Float32Array>();
  for (const term of featureTerms(termsAt(studio, side))) {
    const relu = description.layers.find(({ name }) => name === term.layer) as { channels: number };
    const positions = Math.floor(side / receptiveField(description, term.layer).stride) ** 2;
    const name = encodingName(isStatisticTerm(term) ? term : { layer: term.layer, kind: 'features' });
    const length = relu.channels * (isStatisticTerm(term) ? relu.channels : positions);
    ones.set(name, new Float32Array(length).fill(1));
  }
  return new Targets(ones, [ones]);
}

export async function studioStep(studio: Studio, { side, tile, windows }: StepManner): Promise<StudioStep> {
  const { recipe, network } = studio;
  const cost = costOf(studio, side, tile);
  let computed = cost.windows;
  let evaluation = 0;
  const few: Backend = {
    createEncoder: (...args) => backend.createEncoder(...args),
    createMatcher: () => backend.createMatcher(),
    createTrainer: (...args) => backend.createTrainer(...args),
    paintingNetwork: (style) => backend.paintingNetwork(style),
    async createObjective(...args) {
      const objective = await createObjective(...args);
      const evaluate = objective.evaluate.bind(objective);
      objective.evaluate = async (image) => {
        const start = performance.now();
        const result = await evaluate(image);
        evaluation = performance.now() - start;
        return result;
      };
      return objective;
    },
  };
  const createObjective: Backend['createObjective'] = (network, specification) => {
    if (cost.windows === 1) return backend.createObjective(network, specification);
    const tiling = objectiveTiling(network, specification, tile);
    const columns = windows > 0 ? tiling.columns.slice(0, windows) : tiling.columns;
    const rows = windows > 0 ? tiling.rows.slice(0, Math.ceil(windows / columns.length)) : tiling.rows;
    computed = columns.length * rows.length;
    return TiledObjective.create(
      async (program) => new Computation(await backend.compile(program), program),
      network,
      specification,
      { ...tiling, columns, rows },
    );
  };
  const comparison = {
    size: { width: side, height: side },
    regions: wholePicture(1),
    targets: targetsOf(studio, side),
    tile: tile || undefined,
  };
  const loss = await RecipeLoss.create(few, recipe, network, comparison, initialWeights(recipe, [1]));
  const start = Float32Array.from(
    { length: 3 * side * side },
    (_, i) => 127 + 60 * Math.sin(i / 7) + 60 * Math.sin(i / 977),
  );
  const loop = new StepLoop(recipe, loss, start);
  const others = cost.windows / computed - 1;
  return {
    cost,
    computed,
    step: async () => (await timed(() => loop.step())) + others * evaluation,
    close: () => loss.dispose(),
  };
}
