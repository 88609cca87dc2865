import type { Convolution, Network, NetworkDescription } from './network';

/** A network's convolutions in their order. */
export function convolutions(description: NetworkDescription): Convolution[] {
  return description.layers.filter((layer) => layer.kind === 'convolution');
}

/** [output channels, input channels, height, width] of a convolution's kernel. */
export function kernelShape({
  inputChannels,
  outputChannels,
  kernelSize,
}: Convolution): [number, number, number, number] {
  return [outputChannels, inputChannels, kernelSize, kernelSize];
}

/**
 * Why parameters do not fit a network, in words; undefined when every convolution has a kernel and a bias of the right
 * length and all values are finite.
 */
export function parameterFlaw(
  description: NetworkDescription,
  parameters: Network['parameters'],
): string | undefined {
  for (const convolution of convolutions(description)) {
    const { name, outputChannels } = convolution;
    const found = parameters.get(name);
    if (!found) return `${name} is missing`;
    const kernelLength = kernelShape(convolution).reduce((product, extent) => product * extent, 1);
    const lengths = { kernel: kernelLength, bias: outputChannels };
    for (const kind of ['kernel', 'bias'] as const) {
      const values = found[kind];
      if (values.length !== lengths[kind]) {
        return `${name} has a ${kind} of ${values.length} values, not ${lengths[kind]}`;
      }
      const value = firstNonFinite(values);
      if (value !== undefined) return `${name} has ${value} in its ${kind}: the weights are damaged`;
    }
  }
  return undefined;
}

// A plain loop: VGG-19 has twenty million values.
function firstNonFinite(values: Float32Array): number | undefined {
  for (const value of values) if (!Number.isFinite(value)) return value;
  return undefined;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

export function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : shape.join('×');
}
