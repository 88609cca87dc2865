import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** What is used of `onnxruntime-node`, which is one. */
export interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<OnnxSession>;
  };
  listSupportedBackends(): readonly { readonly name: string }[];
}

export interface OnnxSession {
  /** @param fetches tensors for the outputs, if their sizes are known */
  run(feeds: Tensors, fetches?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

type Tensors = Readonly<Record<string, Tensor>>;
