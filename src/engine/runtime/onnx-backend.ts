import type { InferenceSession, Tensor } from 'onnxruntime-node';

import { product, type OnnxModel } from '../graph/builder';
import type { ChainOptions } from '../graph/chain';
import { externalDataPath } from '../graph/onnx';
import {
  buildEncoderGraph,
  buildObjectiveGraph,
  objectiveNames,
  type Encoding,
  type ObjectiveSpecification,
} from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { Backend, Encoder, Evaluation, Objective, Values } from './backend';
import { computationError } from './computation-error';

export type OnnxRuntime = typeof import('onnxruntime-node');

/** Only errors: the runtime's warnings are about its own choices. */
const logSeverityLevel = 3;

export interface OnnxBackendOptions {
  /** ONNX Runtime's name of the execution provider: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`. */
  readonly executionProvider: string;
  /** Threads of one operator; as many as there are cores when left out. */
  readonly threads?: number;
}

/** ONNX Runtime with one of its execution providers. */
export class OnnxBackend implements Backend {
  constructor(
    private readonly ort: OnnxRuntime,
    private readonly options: OnnxBackendOptions,
  ) {}

  async createObjective(network: Network, specification: ObjectiveSpecification): Promise<Objective> {
    const model = buildObjectiveGraph(network, specification);
    return new OnnxObjective(this.ort, await this.createSession(model), model.inputs, specification);
  }

  async createEncoder(
    network: Network,
    encodings: readonly Encoding[],
    options: ChainOptions,
  ): Promise<Encoder> {
    return new OnnxEncoder(
      this.ort,
      await this.createSession(buildEncoderGraph(network, encodings, options)),
    );
  }

  /** Compiles a graph of ours. Throws a StylizeError when the device does not take it. */
  async createSession(model: OnnxModel): Promise<InferenceSession> {
    const { executionProvider, threads } = this.options;
    try {
      return await this.ort.InferenceSession.create(model.file, {
        executionProviders: [executionProvider],
        ...(model.parameters.length > 0 && {
          externalData: [{ path: externalDataPath, data: model.parameters }],
        }),
        // The pattern's block would come on top of what the first run has allocated: half as much memory again.
        enableMemPattern: false,
        ...(threads !== undefined && { intraOpNumThreads: threads }),
        logSeverityLevel,
      });
    } catch (thrown) {
      throw computationError(thrown, `could not be prepared for ${executionProvider}`);
    }
  }
}

class OnnxObjective implements Objective {
  private readonly feeds: Record<string, Tensor> = {};
  private readonly fetches: Record<string, Tensor>;

  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: InferenceSession,
    private readonly inputs: OnnxModel['inputs'],
    { width, height, terms }: ObjectiveSpecification,
  ) {
    this.fetches = {
      [objectiveNames.gradient]: this.tensor(new Float32Array(3 * height * width), [1, 3, height, width]),
      [objectiveNames.losses]: this.tensor(new Float32Array(terms.length), [terms.length]),
    };
  }

  setFactor(term: string, factor: number): void {
    this.feed(`${term} factor`, Float32Array.of(factor));
  }

  setTarget(term: string, target: Float32Array): void {
    this.feed(`${term} target`, target);
  }

  async evaluate(image: Float32Array): Promise<Evaluation> {
    this.feed(objectiveNames.image, image);
    try {
      await this.session.run(this.feeds, this.fetches);
    } catch (thrown) {
      throw computationError(thrown, 'failed in a step');
    }
    return {
      values: this.fetches[objectiveNames.losses]!.data as Float32Array,
      gradient: this.fetches[objectiveNames.gradient]!.data as Float32Array,
    };
  }

  dispose(): Promise<void> {
    return this.session.release();
  }

  private feed(name: string, data: Float32Array): void {
    const shape = this.inputs.get(name) as readonly number[] | undefined;
    if (!shape) throw new Error(`the objective has no input "${name}"`);
    if (product(shape) !== data.length)
      throw new Error(`${name}: ${data.length} values for [${shape.join(', ')}]`);
    this.feeds[name] = this.tensor(data, shape);
  }

  private tensor(data: Float32Array, shape: readonly number[]): Tensor {
    return new this.ort.Tensor('float32', data, shape);
  }
}

class OnnxEncoder implements Encoder {
  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: InferenceSession,
  ) {}

  async encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance: ReadonlyMap<string, Values> = new Map(),
  ): Promise<ReadonlyMap<string, Values>> {
    const { Tensor } = this.ort;
    const feeds: Record<string, Tensor> = {
      [objectiveNames.image]: new Tensor('float32', image, [1, 3, height, width]),
    };
    for (const [layer, { data, shape }] of guidance) {
      feeds[objectiveNames.guidance(layer)] = new Tensor('float32', data, [1, 1, ...shape]);
    }
    try {
      const results = await this.session.run(feeds);
      return new Map(
        Object.entries(results).map(([name, { data, dims }]) => [
          name,
          { data: data as Float32Array, shape: dims.length === 4 ? dims.slice(1) : dims },
        ]),
      );
    } catch (thrown) {
      throw computationError(thrown, 'failed while looking at a picture');
    }
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
