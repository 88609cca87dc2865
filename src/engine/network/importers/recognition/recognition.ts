import type { Convolution, NetworkDescription } from '../../network';
import { convolutions, describeShape, sameShape } from '../../parameters';
import { caffe, type Convention, keras, torchvision } from './conventions';
import { hwio, type KernelOrder, oihw } from './kernel-order';
import { type ForeignLayer, type ForeignTensor, layersOf, partsOf } from './layers';

/** Where a file holds the parameters of one of the network's convolutions. */
export interface Match<Tensor extends ForeignTensor> {
  readonly convolution: Convolution;
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

/** A network that was found in a file, before any values are read. */
export interface Recognition<Tensor extends ForeignTensor> {
  readonly matches: readonly Match<Tensor>[];
  readonly kernelOrder: KernelOrder;
  /** Undefined when the names are none that is known. */
  readonly convention: Convention | undefined;
  /** The part of the file that it is in: `model.encoder`. */
  readonly place: string;
  readonly hasClassifier: boolean;
}

export interface RecognitionOptions {
  /** The network, of which the file may lack the last layers. */
  readonly expected: NetworkDescription;
  /** In which a file of this format may have its kernels. */
  readonly kernelOrders: readonly KernelOrder[];
}

/** Why there is no such network in a file, in words. */
export class NotRecognized extends Error {}

const conventions: readonly Convention[] = [keras, caffe, torchvision];

/** With fewer convolutions, up to conv3_3, VGG-16 begins in the same way. */
const fewestConvolutions = 8;
/** What a hostile file can make us compare. */
const bounds = { layers: 4096, places: 64, depth: 6, classifier: 4 };

/**
 * Finds the expected network among a file's tensors: by the names of its layers where they are those of a known program,
 * and else by the shapes of its convolutions in their order. It may be in any part of the file, beside others; within that
 * part there may be a classifier, and nothing else.
 *
 * @param tensors by name, in the file's order
 * @throws NotRecognized when it is another network
 */
export function recognize<Tensor extends ForeignTensor>(
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
  options: RecognitionOptions,
): Recognition<Tensor> {
  const layers = layersOf(tensors).filter(({ kind }) => kind !== 'constants');
  if (layers.length > bounds.layers) throw new NotRecognized(`it has ${layers.length} layers`);
  let first: NotRecognized | undefined;
  for (const part of partsOfFile(layers)) {
    try {
      return recognizePart(part, options);
    } catch (error) {
      if (!(error instanceof NotRecognized)) throw error;
      first ??= error;
    }
  }
  throw first ?? new NotRecognized('it has no convolutions');
}

/** The whole file, then what is below each of its names, the outermost first. */
function partsOfFile<Layer extends { readonly name: string }>(
  layers: readonly Layer[],
): (readonly Layer[])[] {
  const parts = new Map<string, Layer[]>();
  for (let depth = 0; depth <= bounds.depth; depth++) {
    for (const layer of layers) {
      const path = partsOf(layer.name);
      if (path.length <= depth && depth > 0) continue;
      const place = path.slice(0, depth).join('.');
      const part = parts.get(place);
      if (part) part.push(layer);
      else if (parts.size < bounds.places) parts.set(place, [layer]);
    }
  }
  return [...parts.values()];
}

function recognizePart<Tensor extends ForeignTensor>(
  part: readonly ForeignLayer<Tensor>[],
  { expected, kernelOrders }: RecognitionOptions,
): Recognition<Tensor> {
  const wanted = convolutions(expected);
  const all = part.filter(({ kind }) => kind === 'convolution');
  const kernelOrder = orderOf(all, wanted[0]!, kernelOrders);
  const classifier = classifierOf(all, kernelOrder);
  const found = all.filter((layer) => !classifier.has(layer));
  if (found.length === 0) throw new NotRecognized('it has no convolutions');
  const convention = conventionOf(found, expected);
  const layers = convention ? named(found, convention, expected) : ordered(found, wanted, kernelOrder);
  const names = convention?.layerNames(expected);
  const others = part.filter(({ kind }) => kind === 'other').map(({ name }) => name);
  if (others.length > 0) {
    throw new NotRecognized(
      `it has ${enumerate(others)} besides its convolutions: batch normalization, or something else that ${expected.title} has not`,
    );
  }
  return {
    matches: layers.map((layer, at) => toMatch(layer, names?.[at] ?? layer.name, wanted[at]!, kernelOrder)),
    kernelOrder,
    convention,
    place: placeOf(layers),
    hasClassifier: classifier.size > 0 || part.some(({ kind }) => kind === 'dense'),
  };
}

function orderOf(
  layers: readonly ForeignLayer<ForeignTensor>[],
  first: Convolution,
  orders: readonly KernelOrder[],
): KernelOrder {
  const begins = (order: KernelOrder) =>
    layers.some(({ kernel }) => sameShape(kernel!.shape, order.shape(first)));
  return orders.find(begins) ?? orders[0]!;
}

/** A classifier that is stored as convolutions: one that reads all of the last features, 7×7, and what reads its outputs. */
function classifierOf<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  order: KernelOrder,
): Set<Layer> {
  const axes = layers.map((layer) => ({ layer, ...order.axes(layer.kernel!.shape) }));
  const features = new Set(axes.filter(({ width }) => width === 3).map(({ outputs }) => outputs));
  const found = new Set<Layer>();
  const outputs = new Set<number>();
  for (let depth = 0; depth < bounds.classifier; depth++) {
    for (const { layer, inputs, outputs: own, height, width } of axes) {
      const reads = width === 7 ? features.has(inputs) : width === 1 && outputs.has(inputs);
      if (height !== width || !reads || found.has(layer)) continue;
      found.add(layer);
      outputs.add(own);
    }
  }
  return found;
}

const localName = (name: string): string => partsOf(name).at(-1) ?? '';

/** The convention that most of the layers are named by, if most are. */
function conventionOf(
  layers: readonly ForeignLayer<ForeignTensor>[],
  expected: NetworkDescription,
): Convention | undefined {
  const known = (convention: Convention) => {
    const names = new Set(convention.layerNames(expected).map(localName));
    return layers.filter(({ name }) => names.has(localName(name))).length;
  };
  const best = conventions.reduce((best, other) => (known(other) > known(best) ? other : best));
  return 2 * known(best) > layers.length ? best : undefined;
}

/** The layers in the network's order, by their names: all of them, or those of its beginning. */
function named<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  convention: Convention,
  expected: NetworkDescription,
): Layer[] {
  const wanted = convention.layerNames(expected);
  const byName = new Map(layers.map((layer) => [localName(layer.name), layer]));
  const found = wanted.flatMap((name) => byName.get(localName(name)) ?? []);
  const end = wanted.findLastIndex((name) => byName.has(localName(name))) + 1;
  const extra = layers.filter((layer) => !found.includes(layer)).map(({ name }) => name);
  const isEnough = end === wanted.length || end >= fewestConvolutions;
  const missing = wanted.slice(0, isEnough ? end : undefined).filter((name) => !byName.has(localName(name)));
  if (missing.length === 0 && extra.length === 0) return found;

  const reasons = [
    ...(missing.length > 0 ? [`it has no ${enumerate(missing)}`] : []),
    ...(extra.length > 0 ? [`it has the unknown ${enumerate(extra)}`] : []),
  ];
  const sixteen = convention.layerNames(vgg16(expected)).map(localName);
  const isVgg16 = layers.length === sixteen.length && sixteen.every((name) => byName.has(name));
  throw new NotRecognized(reasons.join(', and ') + (isVgg16 ? '. This looks like VGG-16' : ''));
}

/** The layers in the order in which their shapes are those of the network: the file's own, or that of their names. */
function ordered<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  wanted: readonly Convolution[],
  order: KernelOrder,
): readonly Layer[] {
  const byName = layers.toSorted((a, b) => naturally.compare(a.name, b.name));
  const mismatch = (candidate: readonly Layer[]) =>
    candidate.findIndex(
      ({ kernel }, at) => !(wanted[at] && sameShape(kernel!.shape, order.shape(wanted[at]))),
    );
  const fitting = [byName, layers].find((candidate) => mismatch(candidate) < 0);
  if (fitting && (fitting.length === wanted.length || fitting.length >= fewestConvolutions)) return fitting;
  if (fitting) throw new NotRecognized(`it has only ${fitting.length} convolutions`);
  const at = mismatch(byName);
  const { name, kernel } = byName[at]!;
  const found = describeShape(kernel!.shape.slice(0, 8));
  const place = wanted[at];
  throw new NotRecognized(
    place
      ? `${quote(name)} is ${found}, where ${describeShape(order.shape(place))} should be (${place.name})`
      : `it has ${layers.length} convolutions, not ${wanted.length}`,
  );
}

const naturally = new Intl.Collator('en', { numeric: true });

function toMatch<Tensor extends ForeignTensor>(
  { kernel, bias }: ForeignLayer<Tensor>,
  name: string,
  convolution: Convolution,
  order: KernelOrder,
): Match<Tensor> {
  const layer = quote(name);
  return {
    convolution,
    kernel: checkShape(`${layer}'s kernel`, kernel, order.shape(convolution), order === hwio),
    bias: checkShape(`${layer}'s bias`, bias, [convolution.outputChannels]),
  };
}

function checkShape<Tensor extends ForeignTensor>(
  what: string,
  tensor: Tensor | undefined,
  shape: readonly number[],
  isHwio = false,
): Tensor {
  if (!tensor) throw new NotRecognized(`${what} is missing`);
  if (sameShape(tensor.shape, shape)) return tensor;
  const found = describeShape(tensor.shape.slice(0, 8));
  // Keras also published kernels as [out, in, 3, 3], for Theano, and flipped: turning them round is not enough.
  const isTheanos = isHwio && oihw.axes(tensor.shape).height === 3 && oihw.axes(tensor.shape).width === 3;
  const theano = isTheanos ? ': the file is in the Theano ordering (th), not TensorFlow’s (tf)' : '';
  throw new NotRecognized(`${what} is ${found}, not ${describeShape(shape)}${theano}`);
}

/** VGG-19 less the last convolutions of its last three blocks (Simonyan & Zisserman 2014, configuration D). */
function vgg16(vgg19: NetworkDescription): NetworkDescription {
  return { ...vgg19, layers: vgg19.layers.filter(({ name }) => !/^(?:conv|relu)[345]_4$/.test(name)) };
}

/** Where all layers are, without what a format always has there. */
function placeOf(layers: readonly { readonly name: string }[]): string {
  const paths = layers.map(({ name }) => partsOf(name).slice(0, -1));
  const shared = paths.reduce((common, path) =>
    common.slice(0, common.findIndex((part, i) => part !== path[i]) >>> 0),
  );
  return shared.filter((part) => !/^(?:features|model_weights|layers)$/.test(part)).join('.');
}

/** A few names; the rest as a count. */
function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 4).map(quote);
  return shown.join(', ') + (names.length > shown.length ? ` (and ${names.length - shown.length} more)` : '');
}

const quote = (name: string): string => name.slice(0, 60);
