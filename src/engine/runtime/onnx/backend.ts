import type { Tensor } from 'onnxruntime-node';

import * as l10n from '../../../channel/l10n';
import type { Program } from '../../graph/program';
import { elements } from '../../graph/shapes';
import { checkedModel } from '../../network/styles/onnx/check';
import { given, isLocal, measuring } from '../../network/styles/onnx/variants';
import type { StyleNetwork } from '../../network/styles/style-file';
import type { Values } from '../backend';
import type { Executable, Feeds } from '../computation';
import { computationError } from '../computation-error';
import { GraphBackend, type Reuse } from '../graph-backend';
import type { PaintingNetwork } from '../painting';
import { blockSize } from './blocked/block-size';
import type { OnnxModel } from './emitter';
import { onnxModel } from './lowering';
import { externalDataPath } from './model-file';
import type { OnnxRuntime, OnnxSession } from './runtime';

/** Errors only: the runtime's warnings concern its own optimisations. */
const logSeverityLevel = 3;

export interface OnnxBackendOptions {
  /** ONNX Runtime's name of the execution provider: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`. */
  readonly executionProvider: string;
  /** How many threads one operator may use; as many as there are cores when left out. */
  readonly threads?: number;
  /** Without it, nothing is kept for the next picture. */
  readonly reuse?: Reuse;
}

/**
 * What pictures a person's model is given: sides that may be halved three times, and what lies around a window. Models like
 * Johnson's look 54 pixels far.
 */
const modelGeometry = { stride: 8, reach: 80 };
const noParameters = new Uint8Array();

/** ONNX Runtime with one of its execution providers. */
export class OnnxBackend extends GraphBackend {
  readonly #ort: OnnxRuntime;
  readonly #options: OnnxBackendOptions;

  constructor(ort: OnnxRuntime, options: OnnxBackendOptions) {
    super(options.reuse);
    this.#ort = ort;
    this.#options = options;
  }

  async compile(program: Program): Promise<Executable> {
    return new OnnxExecutable(this.#ort, await this.createSession(await this.model(program)), program);
  }

  /** A program as ONNX Runtime computes it fastest. */
  async model(program: Program): Promise<OnnxModel> {
    const isProcessor = this.#options.executionProvider === 'cpu';
    return onnxModel(program, isProcessor ? await blockSize(this.#ort) : undefined);
  }

  override paintingNetwork(style: StyleNetwork): PaintingNetwork {
    if (style.kind !== 'onnx') return super.paintingNetwork(style);
    const checked = checkedModel('style.onnx', style.model);
    const files = {
      whole: () => style.model,
      measuring: () => measuring(checked),
      window: () => given(checked),
    };
    return {
      ...modelGeometry,
      reach: isLocal(checked) ? modelGeometry.reach : undefined,
      input: checked.input,
      output: checked.output,
      prepare: async (program) => {
        const session = await this.createSession({ file: files[program](), parameters: noParameters });
        return new OnnxExecutable(this.#ort, session);
      },
    };
  }

  /** Compiles a model. Throws a StylizeError when the device does not support it. */
  async createSession(model: OnnxModel): Promise<OnnxSession> {
    const { executionProvider, threads } = this.#options;
    try {
      return await this.#ort.InferenceSession.create(model.file, {
        executionProviders: [executionProvider],
        ...(model.parameters.length > 0 && {
          externalData: [{ path: externalDataPath, data: model.parameters }],
        }),
        // The pattern would allocate a block besides the first run's buffers: half as much memory again.
        enableMemPattern: false,
        ...(threads !== undefined && { intraOpNumThreads: threads }),
        // Threads that spin while they wait take the cores from the editor and from other engines, which then wait for them.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
        logSeverityLevel,
      });
    } catch (thrown) {
      throw computationError(thrown, l10n.t`could not be prepared for ${executionProvider}`);
    }
  }
}

class OnnxExecutable implements Executable {
  #lasting: Record<string, Tensor> = {};
  /** Buffers for the outputs, when their sizes are known. */
  readonly #outputs: Record<string, Tensor> | undefined;
  readonly #ort: OnnxRuntime;
  readonly #session: OnnxSession;

  /** @param program undefined of a model whose outputs' sizes are not known */
  constructor(ort: OnnxRuntime, session: OnnxSession, program?: Program) {
    this.#ort = ort;
    this.#session = session;
    if (!program) return;
    const { outputs } = program;
    const isStatic = [...outputs.values()].every(({ shape }) => shape.every(Number.isInteger));
    if (!isStatic) return;
    this.#outputs = Object.fromEntries(
      [...outputs].map(([name, value]) => {
        const shape = value.shape.map(Number);
        return [name, this.#tensor({ data: new Float32Array(elements(shape)), shape })];
      }),
    );
  }

  set(name: string, values: Values): void {
    this.#lasting[name] = this.#tensor(values);
  }

  async run(feeds: Feeds): Promise<Feeds> {
    const inputs = { ...this.#lasting };
    for (const [name, values] of feeds) inputs[name] = this.#tensor(values);
    const outputs = await (this.#outputs
      ? this.#session.run(inputs, this.#outputs)
      : this.#session.run(inputs));
    return new Map(
      Object.entries(this.#outputs ?? outputs).map(([name, { data, dims }]) => [
        name,
        { data: data as Float32Array, shape: dims },
      ]),
    );
  }

  forget(): void {
    this.#lasting = {};
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }

  #tensor({ data, shape }: Values): Tensor {
    return new this.#ort.Tensor('float32', data, shape);
  }
}
