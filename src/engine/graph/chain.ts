import type { Padding, Pooling } from '../../protocol/recipe';
import type { Convolution, Layer, Network } from '../network/network';
import { kernelShape } from '../network/parameters';
import type { GraphBuilder, Tensor } from './builder';
import { staticFeatureMap } from './builder';
import { convolve } from './convolution';
import { poolingKinds } from './pooling';

/** What the recipe, not the network, decides about the network's layers. */
export interface ChainOptions {
  readonly pooling: Pooling;
  /** Border of the first convolution; every other one pads with zeros. */
  readonly padding: Padding;
}

interface Step {
  readonly layer: Layer;
  readonly input: Tensor;
  readonly output: Tensor;
}

/** The forward pass as far as the last activation that is needed. */
export interface ForwardPass {
  readonly steps: readonly Step[];
  /** Rectified activations [1, C, H, W] by the layer's name, `relu4_2`. */
  readonly activations: ReadonlyMap<string, Tensor>;
}

/**
 * Emits the network's forward pass up to the last of `taps`.
 *
 * @param image [1, 3, H, W], RGB 0..255
 */
export function emitForward(
  g: GraphBuilder,
  network: Network,
  image: Tensor,
  taps: ReadonlySet<string>,
  options: ChainOptions,
): ForwardPass {
  const { input, layers } = network.description;
  const steps: Step[] = [];
  const activations = new Map<string, Tensor>();
  const lastTap = layers.findLastIndex((layer) => taps.has(layer.name));
  let x = g.subtract(image, g.parameter('mean', Float32Array.from(input.mean), [1, 3, 1, 1]));
  for (const layer of layers.slice(0, lastTap + 1)) {
    const before = x;
    switch (layer.kind) {
      case 'convolution': {
        const { bias } = network.parameters.get(layer.name)!;
        const weights = kernelForPicture(network, layer);
        const kernel = g.parameter(`${layer.name} kernel`, weights, kernelShape(layer));
        const pad = samePadding(layer);
        const replicate = options.padding === 'replicate' && steps.length === 0;
        const padded = replicate ? g.pad(x, { top: pad, left: pad, bottom: pad, right: pad }, 'edge') : x;
        const biasTensor = g.parameter(`${layer.name} bias`, bias, [layer.outputChannels]);
        x = convolve(g, padded, kernel, biasTensor, replicate ? 0 : pad);
        break;
      }
      case 'relu':
        x = g.relu(x);
        activations.set(layer.name, x);
        break;
      case 'pooling':
        x = poolingKinds[options.pooling].forward(g, x);
        break;
    }
    steps.push({ layer, input: before, output: x });
  }
  return { steps, activations };
}

/**
 * Emits the reverse pass: the gradient with respect to the image of everything whose gradients with respect to
 * activations are given.
 *
 * @param injected gradients by the layer's name, each of its activation's shape
 * @returns [1, 3, H, W], with respect to RGB 0..255
 */
export function emitReverse(
  g: GraphBuilder,
  network: Network,
  pass: ForwardPass,
  injected: ReadonlyMap<string, Tensor>,
  options: ChainOptions,
): Tensor {
  let gradient: Tensor | undefined;
  // Max and L2 pooling pass gradients straight to before the rectifier, unless a loss adds its own in between.
  let rectified = false;
  for (const [index, { layer, input, output }] of [...pass.steps.entries()].reverse()) {
    switch (layer.kind) {
      case 'convolution': {
        if (!gradient) break;
        const replicate = options.padding === 'replicate' && index === 0;
        const [outputs, inputs, ...sides] = kernelShape(layer);
        const weights = reversedKernel(network, layer);
        const kernel = g.parameter(`${layer.name} kernel reversed`, weights, [inputs, outputs, ...sides]);
        const pad = samePadding(layer);
        gradient = convolve(g, gradient, kernel, undefined, replicate ? 2 * pad : pad);
        if (replicate && pad > 0) gradient = foldBorder(g, gradient);
        break;
      }
      case 'relu': {
        const own = injected.get(layer.name);
        if (own) gradient = gradient ? g.add(gradient, own) : own;
        if (gradient && (own || !rectified)) gradient = g.multiply(gradient, g.isPositive(output));
        rectified = false;
        break;
      }
      case 'pooling':
        if (!gradient) break;
        gradient = poolingKinds[options.pooling].reverse(g, input, output, gradient);
        rectified = true;
        break;
    }
  }
  if (!gradient) throw new Error('no gradient was injected');
  return gradient;
}

/** Border on each side with which a convolution keeps its input's height and width. */
const samePadding = ({ kernelSize }: Convolution) => (kernelSize - 1) / 2;

/**
 * The kernel [out, in, k, k] as it meets the picture minus the mean. The first convolution takes over the rest of the
 * network's convention for its input: its channels are put in RGB order, and divided by the deviation in the picture's
 * place.
 */
function kernelForPicture(network: Network, { name, kernelSize }: Convolution): Float32Array {
  const { kernel } = network.parameters.get(name)!;
  const { input, layers } = network.description;
  if (layers.find((layer) => layer.kind === 'convolution')?.name !== name) return kernel;
  const taps = kernelSize ** 2;
  const adapted = new Float32Array(kernel.length);
  for (let start = 0; start < kernel.length; start += 3 * taps) {
    for (const [channel, deviation] of input.deviation.entries()) {
      const plane = start + taps * (input.channelOrder === 'bgr' ? 2 - channel : channel);
      for (let tap = 0; tap < taps; tap++) {
        adapted[start + taps * channel + tap] = kernel[plane + tap]! / deviation;
      }
    }
  }
  return adapted;
}

/** Kernel [in, out, k, k] of the reverse pass: channels exchanged, taps flipped. */
function reversedKernel(network: Network, convolution: Convolution): Float32Array {
  const kernel = kernelForPicture(network, convolution);
  const { inputChannels: inputs, outputChannels: outputs, kernelSize } = convolution;
  const taps = kernelSize ** 2;
  const reversed = new Float32Array(kernel.length);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      const from = (o * inputs + i) * taps;
      const to = (i * outputs + o) * taps;
      for (let tap = 0; tap < taps; tap++) reversed[to + tap] = kernel[from + taps - 1 - tap]!;
    }
  }
  return reversed;
}

/** Reverse of replicate padding by one: the border's gradients go to the elements that it copies. */
function foldBorder(g: GraphBuilder, gradient: Tensor): Tensor {
  const end = Infinity;
  const [, , height, width] = staticFeatureMap(gradient);
  const rows = g.add(
    g.crop(gradient, [1, 0], [-1, end]),
    g.add(
      g.pad(g.crop(gradient, [0, 0], [1, end]), { bottom: height - 3 }, 'constant'),
      g.pad(g.crop(gradient, [-1, 0], [end, end]), { top: height - 3 }, 'constant'),
    ),
  );
  return g.add(
    g.crop(rows, [0, 1], [end, -1]),
    g.add(
      g.pad(g.crop(rows, [0, 0], [end, 1]), { right: width - 3 }, 'constant'),
      g.pad(g.crop(rows, [0, -1], [end, end]), { left: width - 3 }, 'constant'),
    ),
  );
}
